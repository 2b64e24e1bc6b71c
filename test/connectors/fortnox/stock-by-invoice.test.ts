import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createUpdateStock } from '../../../src/activities/update-stock.ts';
import type { Connection } from '../../../src/activities/dependencies.ts';
import type { StepRequest } from '../../../src/activities/step-request.ts';
import type { Centra } from '../../../src/connectors/centra/centra.ts';
import type { DocumentDraft } from '../../../src/connectors/erp/erp.ts';
import { invoiceRows } from '../../../src/connectors/erp/fortnox/rows.ts';
import type { SalesLine, SalesMaterial } from '../../../src/domain/sales-material.ts';
import { stepId, shipment, orderReturn } from '../../../src/domain/steps.ts';
import type { Records } from '../../../src/records/records.ts';
import { DTC_POLICY, policyWith } from '../../domain/fixtures.ts';
import { lineOf, materialOf, returnOf } from '../erp-materials.ts';
import { startFortnoxWorld } from './fortnox-world.ts';
import { mapping } from './mapping.ts';

const own = { ...mapping, articles: 'sku' as const, stockPoints: { Borås: 'BORAS', Lager: 'MAIN' } };
const warehouse = {
  activated: true,
  stockPoints: [
    { code: 'MAIN', name: 'Main' },
    { code: 'BORAS', name: 'Borås' },
  ],
};
const fromTwo = lineOf(3, 10_000, 25, {
  sku: 'SHIRT-M',
  warehouses: [
    { warehouse: 'Borås', quantity: 1 },
    { warehouse: 'Lager', quantity: 2 },
  ],
});
const freight = lineOf(1, 4_900, 25, { kind: 'shipping' });
const material = materialOf([fromTwo, freight]);

const draftOf = (what: SalesMaterial, more: Partial<DocumentDraft> = {}): DocumentDraft => ({
  key: what.returnId === undefined ? 'acme-S-0000001902-invoice' : 'acme-R-0000000031-credit',
  material: what,
  documentDate: '2026-03-02',
  movesStock: true,
  ...more,
});

describe('rows that move stock', () => {
  const rowsOf = (line: SalesLine) => invoiceRows(materialOf([line]), own, true);

  it('split a line from two warehouses by stock point, exactly', () => {
    expect(rowsOf(fromTwo).map(({ stockPoint, quantity, unitMinor }) => [stockPoint, quantity, unitMinor])).toEqual([
      ['BORAS', 1, 3_333],
      ['MAIN', 1, 3_333],
      ['MAIN', 1, 3_334],
    ]);
  });

  it('keep value and units of each warehouse, whatever the price', () => {
    const line = fc
      .tuple(fc.nat(20), fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 500_000 }))
      .map(([a, b, value]) => {
        const warehouses = [
          { warehouse: 'Borås', quantity: a },
          { warehouse: 'Lager', quantity: b },
        ];
        return lineOf(a + b, value, 25, { warehouses });
      });
    fc.assert(
      fc.property(line, (goods) => {
        const rows = rowsOf(goods);
        const unitsAt = (code: string): number =>
          rows.filter(({ stockPoint }) => stockPoint === code).reduce((sum, { quantity }) => sum + quantity, 0);
        expect([unitsAt('BORAS'), unitsAt('MAIN')]).toEqual(goods.warehouses.map(({ quantity }) => quantity));
        expect(rows.reduce((sum, row) => sum + row.quantity * row.unitMinor, 0)).toBe(goods.valueMinor);
      }),
    );
  });

  it('are refused when Centra does not say where all units are from', () => {
    const half = { ...fromTwo, warehouses: [{ warehouse: 'Borås', quantity: 1 }] };
    expect(() => rowsOf(half)).toThrow(/stockRefused: .*1 of 3 units of SHIRT-M/);
    expect(() => rowsOf({ ...fromTwo, warehouses: [{ warehouse: 'Oslo', quantity: 3 }] })).toThrow(/mappingMissing/);
  });

  it('name no article for goods that do not come back for sale, nor for a gift certificate or freight', () => {
    const scrapped = returnOf({ ...material, returnsToStock: false }, 31);
    const certificate = materialOf([lineOf(1, 100, 0, { kind: 'giftCertificate' }), freight]);
    for (const some of [scrapped, certificate]) {
      expect(invoiceRows(some, own, true).every((row) => row.article === undefined)).toBe(true);
    }
  });
});

describe('stock that invoices move', () => {
  let world: Awaited<ReturnType<typeof startFortnoxWorld>>;
  beforeEach(async () => {
    outcomes.length = 0;
    world = await startFortnoxWorld({ warehouse, searchLagMs: 60_000 }, { mapping: own });
    await world.control.addArticle({ articleNumber: 'SHIRT-M', description: 'Shirt', stockGoods: true });
    await world.control.setStock('SHIRT-M', 'BORAS', 10);
    await world.control.setStock('SHIRT-M', 'MAIN', 10);
  });
  afterEach(() => world.simulator.stop());

  const inStock = async (): Promise<readonly number[]> => {
    const { stockBalances } = await world.control.state();
    return ['BORAS', 'MAIN'].map((code) => stockBalances.find((b) => b.stockPointCode === code)?.inStock ?? 0);
  };
  /** What the records say was made. */
  const outcomes: { key: string; outcome: { documentNumber: string } }[] = [];
  const book = async (draft: DocumentDraft): Promise<void> => {
    const made = await world.erp.createDocument(draft);
    outcomes.push({ key: draft.key, outcome: { documentNumber: made.documentNumber } });
    expect(world.erp.differences(made, draft)).toEqual([]);
    await world.erp.bookDocument(made.documentNumber);
  };

  it('leaves by the invoice, comes back by the credit, and by a credit for what is not for sale does not', async () => {
    await book(draftOf(material));
    expect(await inStock()).toEqual([9, 8]);
    await book(draftOf(returnOf(material, 31)));
    expect(await inStock()).toEqual([10, 10]);
    await book(draftOf(returnOf({ ...material, returnsToStock: false }, 32), { key: 'acme-R-0000000032-credit' }));
    expect(await inStock()).toEqual([10, 10]);
  });

  it('is not there: Fortnox delivers fewer than were shipped, and such an invoice is not booked', async () => {
    await world.control.setStock('SHIRT-M', 'MAIN', 0);
    const draft = draftOf(material);
    const found = world.erp.differences(await world.erp.createDocument(draft), draft);
    expect(found.some(({ code }) => code === 'erpQuantityForcedToZero')).toBe(true);
  });

  it('asks once for each article, and then for none', async () => {
    const reads = () => world.sent.filter(({ path }) => path === '/3/articles/SHIRT-M').length;
    await world.erp.createDocument(draftOf(material));
    await world.erp.createDocument(draftOf(material, { key: 'acme-S-0000001903-invoice' }));
    expect(reads()).toBe(1);
  });

  it('of many articles is looked up a few at a time, so that a try never outlives its activity', async () => {
    const skus = Array.from({ length: 23 }, (_, at) => `SHIRT-${at}`);
    for (const sku of skus) {
      await world.control.addArticle({ articleNumber: sku, description: sku, stockGoods: true, quantity: 5 });
      await world.control.setStock(sku, 'BORAS', 5);
    }
    const warehouses = [{ warehouse: 'Borås', quantity: 1 }];
    const many = materialOf(skus.map((sku) => lineOf(1, 100, 25, { sku, warehouses })));
    const attempt = () => world.erp.createDocument(draftOf(many));
    for (const left of [13, 3]) {
      await expect(attempt()).rejects.toMatchObject({
        name: 'NotDoneError',
        message: expect.stringContaining(`${left} articles are still to be looked up`),
      });
    }
    await attempt();
    expect(world.sent.filter(({ path }) => path.startsWith('/3/articles/'))).toHaveLength(23);
  });

  it('is refused for an article that Fortnox does not keep in stock, until it does', async () => {
    await world.control.addArticle({ articleNumber: 'SHIRT-M', description: 'Shirt', stockGoods: false });
    const draft = draftOf(material);
    await expect(world.erp.createDocument(draft)).rejects.toMatchObject({ problem: { code: 'stockNotMoved' } });
    expect((await world.control.state()).invoices).toEqual([]);
    await world.control.addArticle({ articleNumber: 'SHIRT-M', description: 'Shirt', stockGoods: true });
    await world.erp.createDocument(draft);
  });

  it('would be counted twice beside stock documents: an article kept in stock is refused, any other named', async () => {
    const draft = draftOf(material, { movesStock: false });
    await expect(world.erp.createDocument(draft)).rejects.toMatchObject({ problem: { code: 'stockCountedTwice' } });
    await world.control.addArticle({ articleNumber: 'SHIRT-M', description: 'Shirt', stockGoods: false });
    const made = await world.erp.createDocument(draft);
    expect(made.rows[0]).toMatchObject({ article: 'SHIRT-M' });
    expect(await inStock()).toEqual([10, 10]);
  });

  it('needs the article to be there', async () => {
    const unknown = materialOf([{ ...fromTwo, sku: 'NO/SUCH SKU' }]);
    await expect(world.erp.createDocument(draftOf(unknown))).rejects.toMatchObject({
      problem: { code: 'articleMissing' },
    });
  });

  describe('the stock step', () => {
    const step = (what: SalesMaterial) => {
      const { returnId } = what;
      const centra = {
        shipmentMaterial: () => Promise.resolve(what),
        returnMaterial: () => Promise.resolve(what),
      } as unknown as Centra;
      const policy = policyWith({
        stock: { mode: 'invoice', trigger: 'completed' },
        invoice: { ...DTC_POLICY.invoice, trigger: 'completed' },
      });
      const connection = { id: 'acme', key: 'acme', erp: world.erp, centra, policy } as unknown as Connection;
      const updateStock = createUpdateStock({
        connections: new Map([['acme', connection]]),
        records: { effects: { outcomesOfOrder: () => Promise.resolve(outcomes) } } as unknown as Records,
        lookAgainAfterMs: [],
        now: () => new Date('2026-03-02T12:00:00Z'),
      });
      const id = stepId(returnId === undefined ? shipment(1902) : orderReturn(returnId), 'stock');
      const planned = { id, kind: 'stock', shipmentId: 1902, title: '1001-1', ...(returnId ? { returnId } : {}) };
      return updateStock({ connectionId: 'acme', orderNumber: 1001, step: planned } as unknown as StepRequest);
    };

    it('finds the goods on the invoice and on the credit, and moves nothing by itself', async () => {
      await book(draftOf(material));
      await book(draftOf(returnOf(material, 31)));
      const before = world.sent.length;
      for (const what of [material, returnOf(material, 31)]) expect(await step(what)).not.toHaveProperty('reference');
      expect(world.sent.length - before).toBe(2);
      expect(world.sent.slice(before).every(({ method }) => method === 'GET')).toBe(true);
    });

    it('tells a person when the goods are not on the invoice, or when there is none', async () => {
      await expect(step(material)).rejects.toMatchObject({ problem: { code: 'stockNotMoved' } });
      const one = lineOf(1, 100, 25, { sku: 'SHIRT-M', warehouses: [{ warehouse: 'Lager', quantity: 1 }] });
      await book(draftOf(materialOf([one])));
      await expect(step(material)).rejects.toMatchObject({
        problem: { code: 'stockNotMoved', detail: expect.stringContaining('1 of 3 units of SHIRT-M') },
      });
    });

    it('has nothing to look for where there are no goods', async () => {
      await expect(step(materialOf([freight]))).resolves.toMatchObject({ state: 'done' });
    });
  });
});
