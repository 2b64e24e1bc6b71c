import { beforeEach, describe, expect, it } from 'vitest';
import { invoiceOf, refusal, ROW, useFortnox, type Json } from './fortnox-world.ts';

const fortnox = useFortnox();
const { restart, ask, postInvoice, withRow, bookedInvoice } = fortnox;

describe('the warehouse', () => {
  const OUT = '/api/warehouse/documentdeliveries/custom/outbound-v1/CENTRA-OUT';
  const IN = '/api/warehouse/documentdeliveries/custom/inbound-v1/CENTRA-IN';
  const outbound = (quantity: number, change: object = {}): object => ({
    date: '2026-11-24',
    deliveryState: 'delivery',
    rows: [{ itemId: 'JUMPER-S', quantity }],
    ...change,
  });
  const inStock = async (): Promise<unknown> =>
    (await ask('GET', '/api/warehouse/status-v1/stockbalance?itemIds=JUMPER-S')).list[0]?.['inStock'];
  const ARTICLES = [{ articleNumber: 'JUMPER-S', description: 'Jumper', stockGoods: true, quantity: 10 }];

  beforeEach(() => restart({ warehouse: { activated: true }, articles: ARTICLES }));

  it('moves stock when a document is released, once, however often it was put', async () => {
    for (const quantity of [9, 3, 3]) expect((await ask('PUT', `${OUT}/17`, outbound(quantity))).status).toBe(200);
    expect(await inStock()).toBe(10);
    expect((await ask('PUT', `${OUT}/17/release`)).status).toBe(204);
    expect(await inStock()).toBe(7);
    expect((await ask('GET', `${OUT}/17`)).json).toMatchObject({ warehouseReady: true, rows: [{ quantity: 3 }] });
    for (const path of [`${OUT}/17`, `${OUT}/17/release`]) {
      const again = await ask('PUT', path, outbound(3));
      expect(again).toMatchObject({ status: 400, json: { error: 'cannot_modify_released_document' } });
      expect(Object.keys(again.json)).toEqual(['id', 'error', 'message']);
    }
    expect(await inStock()).toBe(7);
  });

  it('takes back what comes in, to the stock point that is named', async () => {
    const body = { date: '2026-11-24', rows: [{ itemId: 'JUMPER-S', quantity: 2, stockPointCode: 'HL' }] };
    await ask('PUT', `${IN}/5`, body);
    await ask('PUT', `${IN}/5/release`);
    expect(await inStock()).toBe(12);
    expect((await ask('PUT', `${IN}/5/void`)).status).toBe(204);
    expect(await inStock()).toBe(10);
    expect((await ask('PUT', `${IN}/5/release`)).json).toMatchObject({ error: 'document_is_voided' });
    const { stockMovements } = await fortnox.control.state();
    expect(stockMovements.map((movement) => movement.quantity)).toEqual([10, 2, -2]);
  });

  it('knows outbound stock points by id only', async () => {
    const { list: points } = await ask('GET', '/api/warehouse/stockpoints-v1');
    const byId = outbound(1, { rows: [{ itemId: 'JUMPER-S', quantity: 1, stockPointId: points[0]?.['id'] }] });
    expect((await ask('PUT', `${OUT}/1`, byId)).status).toBe(200);
    const byCode = outbound(1, { rows: [{ itemId: 'JUMPER-S', quantity: 1, stockPointCode: 'HL' }] });
    expect(await ask('PUT', `${OUT}/2`, byCode)).toMatchObject({ status: 400 });
  });

  it.each([
    ['a reserved type', OUT.replace('CENTRA-OUT', 'Delivery-Note') + '/1', {}, 'referenceTypeNotAllowed'],
    ['a type that is too long', OUT.replace('CENTRA-OUT', 'X'.repeat(26)) + '/1', {}, 'referenceTypeNotAllowed'],
    ['an id that is no number', `${OUT}/S1`, {}, 'invalid_id'],
    ['an unknown item', `${OUT}/1`, { rows: [{ itemId: 'NO-SUCH', quantity: 1 }] }, 'item_not_found'],
    ['an unknown field', `${OUT}/1`, { colour: 'red' }, 'invalid_document'],
    ['no rows', `${OUT}/1`, { rows: [] }, 'invalid_document'],
  ])('refuses %s', async (_what, path, change, error) => {
    expect(await ask('PUT', path, outbound(1, change))).toMatchObject({ status: 400, json: { error } });
  });

  it('keeps a type to the direction it was first used for', async () => {
    await ask('PUT', `${OUT}/1`, outbound(1));
    const inbound = await ask('PUT', `${IN.replace('CENTRA-IN', 'CENTRA-OUT')}/2`, {
      date: '2026-11-24',
      rows: [{ itemId: 'JUMPER-S', quantity: 1 }],
    });
    expect(inbound).toMatchObject({ status: 400, json: { error: 'referenceTypeWrongCategory' } });
  });

  it('releases nothing in a locked period, tomorrow, or that is not there', async () => {
    await ask('PUT', `${OUT}/1`, outbound(1, { date: '2026-11-25' }));
    expect((await ask('PUT', `${OUT}/1/release`)).json).toMatchObject({
      error: 'cannot_release_later_than_current_date',
    });
    await ask('PUT', `${OUT}/2`, outbound(11));
    expect((await ask('PUT', `${OUT}/2/release`)).json).toMatchObject({ error: 'not_enough_stock' });
    await ask('PUT', `${OUT}/3`, outbound(1));
    await fortnox.control.lockPeriod('2026-11-24');
    expect((await ask('PUT', `${OUT}/3/release`)).json).toMatchObject({ error: 'period_locked' });
    expect(await inStock()).toBe(10);
  });

  it('holds what is reserved without moving it', async () => {
    await ask('PUT', `${OUT}/1`, outbound(4, { deliveryState: 'reservation' }));
    const { list } = await ask('GET', '/api/warehouse/status-v1/stockbalance?itemIds=JUMPER-S&stockPointCodes=HL');
    expect(list).toMatchObject([{ itemId: 'JUMPER-S', stockPointCode: 'HL', inStock: 10, availableStock: 6 }]);
  });

  it('silently delivers none of what is out of stock on an invoice', async () => {
    await fortnox.control.setStock('JUMPER-S', 'HL', 0);
    const short = await invoiceOf(withRow({ ArticleNumber: 'JUMPER-S', DeliveredQuantity: '2' }));
    expect(short).toMatchObject({ Total: 0, InvoiceRows: [{ DeliveredQuantity: '0.00', Price: 100 }] });
  });

  it('delivers from stock on an invoice, which must be marked ready before it is booked', async () => {
    const invoice = await invoiceOf(withRow({ ArticleNumber: 'JUMPER-S', DeliveredQuantity: '2' }));
    expect(invoice).toMatchObject({ Total: 200, WarehouseReady: false });
    expect(await inStock()).toBe(8);
    const path = `/3/invoices/${invoice.DocumentNumber}`;
    await invoiceOf(ask('PUT', path, { Invoice: { InvoiceRows: [{ DeliveredQuantity: '10' }] } }));
    expect(await inStock()).toBe(0);
    expect(await refusal(ask('PUT', `${path}/bookkeep`))).toMatchObject({ code: 2003498 });
    await invoiceOf(ask('PUT', `${path}/warehouseready`));
    expect(await refusal(ask('PUT', path, { Invoice: { Remarks: 'x' } }))).toMatchObject({ code: 2003125 });
    await invoiceOf(ask('PUT', `${path}/bookkeep`));
    await bookedInvoice();
  });

  it('gives the goods back when the invoice is cancelled', async () => {
    const invoice = await invoiceOf(withRow({ ArticleNumber: 'JUMPER-S' }));
    await ask('PUT', `/3/invoices/${invoice.DocumentNumber}/cancel`);
    expect(await inStock()).toBe(10);
  });

  it('puts back what a credit takes back', async () => {
    await invoiceOf(withRow({ ArticleNumber: 'JUMPER-S', DeliveredQuantity: '3' }));
    expect(await inStock()).toBe(7);
    const credit = await invoiceOf(withRow({ ArticleNumber: 'JUMPER-S', DeliveredQuantity: '-2' }));
    expect(credit.InvoiceRows[0]).toMatchObject({ DeliveredQuantity: '-2.00' });
    expect(await inStock()).toBe(9);
  });

  it('delivers more than there is where the company allows it', async () => {
    await fortnox.control.setWarehouse({ allowNegativeStock: true });
    const invoice = await invoiceOf(withRow({ ArticleNumber: 'JUMPER-S', DeliveredQuantity: '12' }));
    expect(invoice.InvoiceRows[0]).toMatchObject({ DeliveredQuantity: '12.00' });
    expect(await inStock()).toBe(-2);
  });

  it('may mark invoices ready by itself, or want it of every invoice', async () => {
    const goods = { InvoiceRows: [{ ...ROW, ArticleNumber: 'JUMPER-S' }] };
    await fortnox.control.setWarehouse({ mustBeReady: 'never' });
    await bookedInvoice(goods);
    await fortnox.control.setWarehouse({ mustBeReady: 'everyInvoice' });
    const { DocumentNumber: number } = await invoiceOf(withRow({}));
    expect(await refusal(ask('PUT', `/3/invoices/${number}/bookkeep`))).toMatchObject({ code: 2003498 });
    await invoiceOf(ask('PUT', `/3/invoices/${number}/warehouseready`));
    await invoiceOf(ask('PUT', `/3/invoices/${number}/bookkeep`));
  });

  it('marks nothing ready that leaves tomorrow or is cancelled', async () => {
    const tomorrow = await invoiceOf(postInvoice({ OutboundDate: '2026-11-25' }));
    const path = `/3/invoices/${tomorrow.DocumentNumber}`;
    expect(await refusal(ask('PUT', `${path}/warehouseready`))).toMatchObject({ code: 2003126 });
    await ask('PUT', `${path}/cancel`);
    expect(await refusal(ask('PUT', `${path}/warehouseready`))).toMatchObject({ code: 2003399 });
  });

  it('wants a stock point where there are several, and one that is in use', async () => {
    await restart({
      warehouse: {
        activated: true,
        stockPoints: [
          { code: 'HL', name: 'Huvudlager' },
          { code: 'BUTIK', name: 'Butiken' },
          { code: 'OLD', name: 'Gamla lagret', active: false },
        ],
      },
      articles: ARTICLES,
    });
    const { list: points } = await ask('GET', '/api/warehouse/stockpoints-v1');
    expect(points.map((point) => point['code'])).toEqual(['HL', 'BUTIK']);
    expect((await ask('GET', '/api/warehouse/stockpoints-v1?q=but')).list).toHaveLength(1);
    const { list: unused } = await ask('GET', '/api/warehouse/stockpoints-v1?state=INACTIVE');
    const at = (stockPoint: object): Promise<unknown> =>
      ask('PUT', `${OUT}/1`, outbound(1, { rows: [{ itemId: 'JUMPER-S', quantity: 1, ...stockPoint }] })).then(
        ({ status, json }) => json['error'] ?? status,
      );
    expect(await at({})).toBe('stock_point_not_found');
    expect(await at({ stockPointId: unused[0]?.['id'] })).toBe('stock_point_not_found');
    expect(await at({ stockPointId: points[1]?.['id'] })).toBe(200);
    expect((await refusal(withRow({ ArticleNumber: 'JUMPER-S' }))).message).toMatch(/lagerplats/);
    expect((await refusal(withRow({ ArticleNumber: 'JUMPER-S', StockPointCode: 'OLD' }))).message).toMatch(
      /lagerplats/,
    );
    await invoiceOf(withRow({ ArticleNumber: 'JUMPER-S', StockPointCode: 'HL' }));
  });

  it('answers 404 in its own words for a document that is not there', async () => {
    for (const action of ['', '/release', '/void']) {
      const answer = await ask(action === '' ? 'GET' : 'PUT', `${OUT}/99${action}`);
      expect(answer).toMatchObject({ status: 404, json: { error: 'not_found' } });
    }
  });

  it('lets a document that came in and has left again be voided by force only', async () => {
    await fortnox.control.setStock('JUMPER-S', 'HL', 0);
    await ask('PUT', `${IN}/1`, { date: '2026-11-24', rows: [{ itemId: 'JUMPER-S', quantity: 2 }] });
    await ask('PUT', `${IN}/1/release`);
    await ask('PUT', `${OUT}/1`, outbound(2));
    await ask('PUT', `${OUT}/1/release`);
    expect((await ask('PUT', `${IN}/1/void`)).json).toMatchObject({ error: 'void_linked_outbound' });
    expect((await ask('PUT', `${IN}/1/void?force=true`)).status).toBe(204);
    expect(await inStock()).toBe(-2);
  });

  it('can be without the module', async () => {
    await fortnox.control.setWarehouse({ activated: false });
    expect((await ask('GET', '/api/warehouse/tenants-v4')).json).toEqual({ activated: false, tenantId: 123456 });
    for (const path of ['stockpoints-v1', 'status-v1/stockbalance']) {
      expect((await ask('GET', `/api/warehouse/${path}`)).status).toBe(403);
    }
    for (const path of [`${OUT}/1`, `${OUT}/1/release`, `${OUT}/1/void`, `${IN}/1`]) {
      expect((await ask('PUT', path, outbound(1))).status).toBe(403);
    }
  });

  it('is not needed for stock to move: an invoice takes out what it sells and puts back what it credits', async () => {
    await fortnox.control.setWarehouse({ activated: false });
    const quantity = async (): Promise<unknown> =>
      ((await ask('GET', '/3/articles/JUMPER-S')).json['Article'] as Json)['QuantityInStock'];
    const sold = await invoiceOf(withRow({ ArticleNumber: 'JUMPER-S', DeliveredQuantity: '12' }));
    // Nothing is forced to 0 without the module.
    expect(sold).toMatchObject({ WarehouseReady: true, InvoiceRows: [{ DeliveredQuantity: '12.00' }] });
    expect(await quantity()).toBe(-2);
    await invoiceOf(withRow({ ArticleNumber: 'JUMPER-S', DeliveredQuantity: '-3' }));
    expect(await quantity()).toBe(1);
    await bookedInvoice({ InvoiceRows: [{ ...ROW, ArticleNumber: 'JUMPER-S' }] });
    expect(await quantity()).toBe(0);
  });
});
