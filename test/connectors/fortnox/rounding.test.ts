import { describe, expect, it } from 'vitest';
import { invoiceRows } from '../../../src/connectors/erp/fortnox/rows.ts';
import type { SalesMaterial } from '../../../src/domain/sales-material.ts';
import { lineOf, materialOf } from '../erp-materials.ts';
import { mapping } from './mapping.ts';
import { startFortnoxWorld } from './fortnox-world.ts';

const rounding = { ...mapping, roundingAccount: 3740 };

/** Three lines of 0.10 without VAT: Centra rounds each VAT of 0.025 to 0.03, Fortnox takes 0.075 of all: 0.08. */
const lines = [1, 2, 3].map(() => lineOf(1, 10, 25, { vatMinor: 3 }));
const wholesale = materialOf(lines, { orderType: 'wholesale', pricesIncludeVat: false, totalMinor: 39, vatMinor: 9 });
const roundingOf = (material: SalesMaterial, own = rounding) => invoiceRows(material, own).slice(lines.length);

describe('rounding of wholesale invoices', () => {
  it('takes the minor unit by which the ways of rounding VAT differ', () => {
    expect(roundingOf(wholesale)).toEqual([
      { description: 'Rounding', account: 3740, vatPercent: 0, quantity: 1, unitMinor: 1 },
    ]);
  });

  it('is turned round on a credit', () => {
    expect(roundingOf({ ...wholesale, returnId: 31 })).toMatchObject([{ quantity: -1, unitMinor: 1 }]);
  });

  it('is not needed where prices include VAT: the rows are the total', () => {
    expect(roundingOf({ ...wholesale, pricesIncludeVat: true })).toEqual([]);
  });

  it('never hides more than the policy allows', () => {
    expect(roundingOf(wholesale, { ...rounding, maxRoundingMinor: 0 })).toEqual([]);
    expect(roundingOf(wholesale, mapping as typeof rounding)).toEqual([]);
    expect(roundingOf({ ...wholesale, totalMinor: 44 })).toEqual([]);
    expect(roundingOf({ ...wholesale, totalMinor: 43 })).toHaveLength(1);
  });

  it('makes Fortnox’s invoice equal Centra’s total to the öre', async () => {
    const { erp, simulator } = await startFortnoxWorld({}, { mapping: rounding });
    const draft = { key: 'acme-S-0000001902-invoice', material: wholesale, documentDate: '2026-03-02' };
    const made = await erp.createDocument(draft);
    expect(made.totalMinor).toBe(39);
    expect(erp.differences(made, draft)).toEqual([]);
    await simulator.stop();
  });
});
