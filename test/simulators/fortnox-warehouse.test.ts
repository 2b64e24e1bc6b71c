import { beforeEach, describe, expect, it } from 'vitest';
import { invoiceOf, refusal, useFortnox } from './fortnox-world.ts';

const fortnox = useFortnox();
const { restart, ask, withRow, bookedInvoice } = fortnox;

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

  it('can be without the module', async () => {
    await restart({});
    expect((await ask('GET', '/api/warehouse/tenants-v4')).json).toEqual({ activated: false, tenantId: 123456 });
    expect((await ask('PUT', `${OUT}/1`, outbound(1))).status).toBe(403);
  });
});
