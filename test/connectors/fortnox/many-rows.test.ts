import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sumMinor } from '../../../src/domain/money.ts';
import type { SalesMaterial } from '../../../src/domain/sales-material.ts';
import { invoiceRows, rowsTotalMinor, type InvoiceRow } from '../../../src/connectors/erp/fortnox/rows.ts';
import { goodsLine, lineOf, materialOf, returnOf } from '../erp-materials.ts';
import { startFortnoxWorld } from './fortnox-world.ts';
import { mapping } from './mapping.ts';

/** A shipment that needs more rows than the 500 that Fortnox takes. */
const largeMaterial: fc.Arbitrary<SalesMaterial> = fc
  .tuple(fc.array(goodsLine, { minLength: 501, maxLength: 530 }), fc.integer({ min: 0, max: 9_900 }), fc.boolean())
  .map(([goods, freight, isReturn]) => {
    const extras = [lineOf(1, freight, 25, { kind: 'shipping' }), lineOf(1, -freight, 25, { kind: 'discount' })];
    const material = materialOf([...goods, ...extras]);
    return isReturn ? returnOf(material, 77) : material;
  });

/** What the rows come to, by account, VAT rate and sign. */
function valuesOf(rows: readonly InvoiceRow[]): ReadonlyMap<string, number> {
  const values = new Map<string, number>();
  for (const { account, vatPercent, quantity, unitMinor } of rows) {
    const key = `${account} at ${vatPercent} %, ${Math.sign(quantity)}`;
    values.set(key, (values.get(key) ?? 0) + quantity * unitMinor);
  }
  return new Map([...values].filter(([, value]) => value !== 0));
}

const aRowEach = (material: SalesMaterial): readonly InvoiceRow[] =>
  material.lines.flatMap((line) => invoiceRows({ ...material, lines: [line] }, mapping));

describe('a shipment with more rows than Fortnox takes', () => {
  let world: Awaited<ReturnType<typeof startFortnoxWorld>>;
  beforeAll(async () => {
    world = await startFortnoxWorld();
  });
  afterAll(() => world.simulator.stop());

  it('becomes one row for each account, VAT rate and sign, worth exactly what its lines are', () => {
    fc.assert(
      fc.property(largeMaterial, (material) => {
        const rows = invoiceRows(material, mapping);
        expect(rows.length).toBeLessThanOrEqual(6);
        expect(valuesOf(rows)).toEqual(valuesOf(aRowEach(material)));
      }),
      { numRuns: 20 },
    );
  });

  it('is invoiced with its own total, and credited to nothing', async () => {
    let key = 0;
    await fc.assert(
      fc.asyncProperty(largeMaterial, async (material) => {
        const draft = { key: `acme-S-000000${++key}-invoice`, material, documentDate: '2026-03-02' };
        const made = await world.erp.createDocument(draft);
        expect(world.erp.differences(made, draft)).toEqual([]);
        expect(Math.abs(made.totalMinor)).toBe(material.totalMinor);
        expect(rowsTotalMinor(invoiceRows(material, mapping))).toBe(made.totalMinor);
      }),
      { numRuns: 10 },
    );
  });

  it('says on the row how many units of how many articles it stands for, and of what', () => {
    const lines = Array.from({ length: 501 }, (_, index) => lineOf(2, 200, 25, { sku: `SKU-${index % 400}` }));
    const material = materialOf(lines);
    const describedAs = (which: SalesMaterial) => invoiceRows(which, mapping).map(({ description }) => description);
    expect(describedAs(material)).toEqual(['1002 units of 400 articles, shipment 1001-1']);
    expect(describedAs(returnOf(material, 77))).toEqual(['1002 units of 400 articles, return 77']);
  });

  it('keeps a row for each line as long as they fit', () => {
    const lines = Array.from({ length: 500 }, () => lineOf(1, 100));
    expect(invoiceRows(materialOf(lines), mapping)).toHaveLength(500);
  });

  it('is refused where each row moves the stock of an article', () => {
    const lines = Array.from({ length: 501 }, () => lineOf(1, 100));
    const own = { ...mapping, articles: 'sku' as const };
    expect(() => invoiceRows(materialOf(lines), own, true)).toThrow(/erpRefused: .*501 rows.*at most 500/);
    expect(sumMinor(invoiceRows(materialOf(lines), own).map((row) => row.unitMinor))).toBe(50_100);
  });
});
