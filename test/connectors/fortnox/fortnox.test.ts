import { afterEach, describe, expect, it } from 'vitest';
import { NotDoneError } from '../../../src/connectors/call-errors.ts';
import { problemOfDifferences } from '../../../src/connectors/erp/erp.ts';
import type { DocumentDraft, StockDraft } from '../../../src/connectors/erp/erp.ts';
import { createFortnox } from '../../../src/connectors/erp/fortnox/fortnox.ts';
import { FORTNOX_LIMITS } from '../../../src/connectors/erp/fortnox/limits.ts';
import { KNOWN_METHOD } from '../erp-contract.ts';
import { lineOf, materialOf, returnOf } from '../erp-materials.ts';
import { startFortnoxWorld } from './fortnox-world.ts';
import { mapping } from './mapping.ts';

type World = Awaited<ReturnType<typeof startFortnoxWorld>>;

const started: World[] = [];
const startWorld: typeof startFortnoxWorld = async (...settings) => {
  const world = await startFortnoxWorld(...settings);
  started.push(world);
  return world;
};
afterEach(async () => {
  await Promise.all(started.splice(0).map((world) => world.simulator.stop()));
});

const draft: DocumentDraft = {
  key: 'acme-S-0000001902-invoice',
  material: materialOf([lineOf(3, 10_000), lineOf(2, 9_999, 12)]),
  documentDate: '2026-03-02',
};

/** The requests that something took, as `POST /3/invoices`, the log-in left out. */
async function requestsOf({ control }: World, action: () => Promise<unknown>): Promise<Record<string, number>> {
  const before = (await control.state()).requestCounts;
  await action();
  const after = (await control.state()).requestCounts;
  const counted = Object.entries(after).map(([route, count]) => [route, count - (before[route] ?? 0)] as const);
  return Object.fromEntries(counted.filter(([route, count]) => count > 0 && !route.includes('oauth')));
}

const sum = (counts: Record<string, number>): number =>
  Object.values(counts).reduce((total, count) => total + count, 0);

describe('Fortnox: calls', () => {
  it('takes two for an invoice, two for a credit, two for a payment and two for a stock document', async () => {
    const world = await startWorld({ warehouse: { activated: true } });
    const { erp } = world;
    await world.control.addArticle({ articleNumber: 'SHIRT-M', description: 'Shirt', stockGoods: true, quantity: 9 });
    let invoiceNumber = '';
    const invoice = await requestsOf(world, async () => {
      invoiceNumber = (await erp.createDocument(draft)).documentNumber;
      await erp.bookDocument(invoiceNumber);
    });
    const credit = await requestsOf(world, async () => {
      const made = await erp.createDocument({ ...draft, key: 'acme-R-1', material: returnOf(draft.material, 1) });
      await erp.bookDocument(made.documentNumber);
    });
    const payment = await requestsOf(world, async () => {
      const { paymentNumber } = await erp.createPayment({
        key: 'acme-S-0000001902-payment',
        documentNumber: invoiceNumber,
        amountMinor: draft.material.totalMinor,
        currency: 'SEK',
        currencyRate: 1,
        paymentDate: '2026-03-02',
        paymentMethod: KNOWN_METHOD,
      });
      await erp.bookPayment(paymentNumber);
    });
    const stock = await requestsOf(world, async () => {
      const rows = [{ sku: 'SHIRT-M', quantity: 1, warehouse: 'Borås' }];
      await erp.putStockDocument({
        direction: 'outbound',
        id: 1902,
        date: '2026-03-02',
        rows,
        note: 'Shipment 1001-1',
      });
      await erp.releaseStockDocument({ direction: 'outbound', id: 1902 });
    });
    expect([invoice, credit, payment, stock].map(sum)).toEqual([2, 2, 2, 2]);
  });

  it('stays under the rate limit by itself', async () => {
    const paced = { limits: FORTNOX_LIMITS, timeoutMs: 15_000 };
    const world = await startWorld({ rateLimit: 'on' }, paced);
    await Promise.all(Array.from({ length: 32 }, (_, index) => world.erp.findDocuments(`acme-${index}`)));
    expect((await world.control.state()).tooManyRequests).toBe(0);
  }, 20_000);

  it('waits for the credentials to be mended when it is not let in', async () => {
    const { settings } = await startWorld();
    const impostor = createFortnox({ ...settings, clientSecret: 'wrong' });
    await expect(impostor.findDocuments('any')).rejects.toBeInstanceOf(NotDoneError);
    await expect(impostor.createDocument(draft)).rejects.toThrow(/client-7 for tenant 123456/);
  });
});

describe('Fortnox: invoices', () => {
  it('keeps the key in the other reference where the first is taken', async () => {
    const { erp, control } = await startWorld({}, { keyField: 'ExternalInvoiceReference2' });
    const made = await erp.createDocument(draft);
    expect(await erp.findDocuments(draft.key)).toEqual([made]);
    const [stored] = (await control.state()).invoices;
    expect(stored).toMatchObject({ ExternalInvoiceReference1: '', ExternalInvoiceReference2: draft.key });
  });

  it('sees that the company rounds totals to whole kronor, and would not book such an invoice', async () => {
    const { erp } = await startWorld({ roundToWholeKrona: true });
    const uneven = { ...draft, material: materialOf([lineOf(1, 9_940)]) };
    const made = await erp.createDocument(uneven);
    expect(made).toMatchObject({ totalMinor: 9_940, roundOffMinor: -40 });
    const differences = erp.differences(made, uneven);
    expect(differences.every((difference) => difference.text.startsWith('rounded'))).toBe(true);
    expect(problemOfDifferences(differences).code).toBe('erpRoundsToWhole');
  });

  it('keeps amounts in a foreign currency, with the rate that Centra fixed', async () => {
    const { erp, control } = await startWorld();
    const foreign = { ...draft, material: { ...draft.material, currency: 'EUR', currencyRate: 11.1 } };
    const made = await erp.createDocument(foreign);
    expect(erp.differences(made, foreign)).toEqual([]);
    expect((await control.state()).invoices[0]).toMatchObject({ Currency: 'EUR', CurrencyRate: 11.1 });
  });

  it('makes wholesale invoices of prices without VAT', async () => {
    const { erp } = await startWorld();
    const line = lineOf(7, 100_000, 25, { vatMinor: 25_000 });
    const wholesale = {
      ...draft,
      material: materialOf([line], {
        orderType: 'wholesale',
        pricesIncludeVat: false,
        totalMinor: 125_000,
        vatMinor: 25_000,
      }),
    };
    const made = await erp.createDocument(wholesale);
    expect(made.totalMinor).toBe(125_000);
    expect(erp.differences(made, wholesale)).toEqual([]);
  });

  it('leaves an invoice unbooked under the cash method, where Fortnox books it when it is paid', async () => {
    const world = await startWorld({ accountingMethod: 'CASH' });
    const { erp, control } = world;
    const requests = await requestsOf(world, async () => {
      const made = await erp.createDocument(draft);
      expect(erp.differences(made, draft)).toEqual([]);
      expect(await erp.bookDocument(made.documentNumber)).toEqual(made);
      expect(made.isBooked).toBe(false);
    });
    expect(sum(requests)).toBe(2);

    const [invoice] = await erp.findDocuments(draft.key);
    const documentNumber = invoice?.documentNumber ?? '';
    const { paymentNumber } = await erp.createPayment({
      key: 'acme-S-0000001902-payment',
      documentNumber,
      amountMinor: draft.material.totalMinor,
      currency: 'SEK',
      currencyRate: 1,
      paymentDate: '2026-03-04',
      paymentMethod: KNOWN_METHOD,
    });
    expect((await erp.bookPayment(paymentNumber)).isBooked).toBe(true);
    expect(await erp.readDocument(documentNumber)).toMatchObject({ isBooked: true });
    expect((await control.state()).invoices[0]).toMatchObject({ Balance: 0, FinalPayDate: '2026-03-04' });
    expect(await erp.bookDocument(documentNumber)).toMatchObject({ isBooked: true });
  });

  it('credits under the cash method as well, unbooked until the money is paid back', async () => {
    const { erp } = await startWorld({ accountingMethod: 'CASH' });
    const credit = { ...draft, key: 'acme-R-0000000031-credit', material: returnOf(draft.material, 31) };
    const made = await erp.createDocument(credit);
    expect(erp.differences(made, credit)).toEqual([]);
    expect(await erp.bookDocument(made.documentNumber)).toMatchObject({ isBooked: false });
  });

  it('keeps export at 0 % and its account, and asks for no VAT', async () => {
    const { erp } = await startWorld();
    const exported = { ...draft, material: materialOf([lineOf(3, 10_000, 0)], { countryCode: 'NO' }) };
    const made = await erp.createDocument(exported);
    expect(made).toMatchObject({ totalMinor: 10_000, vatMinor: 0 });
    expect(made.rows.every(({ account, vatPercent }) => account === 3105 && vatPercent === 0)).toBe(true);
    expect(erp.differences(made, exported)).toEqual([]);
  });

  it('finalises a document first where the warehouse module asks for it', async () => {
    const world = await startWorld({ warehouse: { activated: true } });
    const { documentNumber } = await world.erp.createDocument(draft);
    await world.control.addFault({ method: 'PUT', path: '/bookkeep', kind: 'refuse', code: 2003498, times: 1 });
    const requests = await requestsOf(world, async () => {
      expect((await world.erp.bookDocument(documentNumber)).isBooked).toBe(true);
    });
    expect(sum(requests)).toBe(3);
  });
});

describe('Fortnox: stock points', () => {
  const stockPoints = { Borås: 'BORAS', Lager: 'LAGER' };
  const warehouse = {
    activated: true,
    stockPoints: [
      { code: 'MAIN', name: 'Main' },
      { code: 'BORAS', name: 'Borås' },
    ],
  };
  const outbound = (warehouseName: string): StockDraft => ({
    direction: 'outbound',
    id: 7,
    date: '2026-03-02',
    rows: [{ sku: 'SHIRT-M', quantity: 2, warehouse: warehouseName }],
    note: 'Shipment 1001-1',
  });
  const startMapped = async () => {
    const world = await startWorld({ warehouse }, { mapping: { ...mapping, stockPoints } });
    await world.control.addArticle({ articleNumber: 'SHIRT-M', description: 'Shirt', stockGoods: true });
    await world.control.setStock('SHIRT-M', 'BORAS', 10);
    return world;
  };
  const inBoras = async ({ control }: World): Promise<number | undefined> =>
    (await control.state()).stockBalances.find((b) => b.itemId === 'SHIRT-M' && b.stockPointCode === 'BORAS')?.inStock;

  it('are those of the warehouses that the goods leave and come back to', async () => {
    const world = await startMapped();
    await world.erp.putStockDocument(outbound('Borås'));
    await world.erp.releaseStockDocument({ direction: 'outbound', id: 7 });
    expect(await inBoras(world)).toBe(8);
    await world.erp.putStockDocument({ ...outbound('Borås'), direction: 'inbound' });
    await world.erp.releaseStockDocument({ direction: 'inbound', id: 7 });
    expect(await inBoras(world)).toBe(10);
  });

  it('must be mapped for each warehouse once any is', async () => {
    const { erp } = await startMapped();
    await expect(erp.putStockDocument(outbound('Oslo'))).rejects.toMatchObject({ problem: { code: 'mappingMissing' } });
  });

  it('must exist in Fortnox', async () => {
    const { erp } = await startMapped();
    await expect(erp.putStockDocument(outbound('Lager'))).rejects.toMatchObject({ problem: { code: 'stockRefused' } });
  });
});

describe('Fortnox: settings', () => {
  it('refuses a connection key that is too long to name stock documents', async () => {
    const { settings } = await startWorld();
    expect(() => createFortnox({ ...settings, connectionKey: 'a-very-long-connection' })).toThrow(/at most 14/);
  });
});
