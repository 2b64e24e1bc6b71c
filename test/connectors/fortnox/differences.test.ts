import { describe, expect, it } from 'vitest';
import type { ErpDocument, ErpRow } from '../../../src/connectors/erp/erp.ts';
import { problemOfDifferences } from '../../../src/connectors/erp/erp.ts';
import { differencesOf } from '../../../src/connectors/erp/fortnox/differences.ts';
import { invoiceRows } from '../../../src/connectors/erp/fortnox/rows.ts';
import { lineOf, materialOf, returnOf } from '../erp-materials.ts';
import { mapping } from './mapping.ts';

const material = materialOf([lineOf(3, 10_000), lineOf(1, 50_000, 12)]);
const rows = invoiceRows(material, mapping);

/** The document as a flawless ERP would keep it. */
const faithful: ErpDocument = {
  documentNumber: '1',
  key: 'acme-S-0000001902-invoice',
  isBooked: false,
  isCancelled: false,
  isSent: false,
  currency: 'SEK',
  documentDate: '2026-03-02',
  totalMinor: material.totalMinor,
  vatMinor: material.vatMinor,
  roundOffMinor: 0,
  rows: rows.map(({ account, vatPercent, quantity, unitMinor }) => ({
    account,
    vatPercent,
    quantityHundredths: quantity * 100,
    unitMinor,
  })),
};

const differences = (changes: Partial<ErpDocument>) => differencesOf({ ...faithful, ...changes }, material, rows);
const withFirstRow = (changes: Partial<ErpRow>): Partial<ErpDocument> => ({
  rows: faithful.rows.map((row, index) => (index === 0 ? { ...row, ...changes } : row)),
});

describe('differences between a stored document and what was asked for', () => {
  it('finds none in a faithful document', () => expect(differences({})).toEqual([]));

  it.each<[string, Partial<ErpDocument>, string]>([
    ['a total off by one minor unit', { totalMinor: 60_001 }, 'total: asked for 600.00 SEK, Fortnox has 600.01 SEK'],
    ['another currency', { currency: 'EUR' }, 'currency: asked for SEK, Fortnox has EUR'],
    ['VAT off by more than a minor unit per row', { vatMinor: material.vatMinor + 4 }, 'VAT: asked for'],
    ['a missing row', { rows: faithful.rows.slice(1) }, 'number of rows: asked for 3, Fortnox has 2'],
    ['another account', withFirstRow({ account: 3002 }), 'row 1 account: asked for 3001, Fortnox has 3002'],
    ['another VAT rate', withFirstRow({ vatPercent: 12 }), 'row 1 VAT percent: asked for 25, Fortnox has 12'],
    ['a greater quantity', withFirstRow({ quantityHundredths: 250 }), 'row 1 quantity: asked for 2, Fortnox has 2.5'],
    [
      'a quantity turned round',
      withFirstRow({ quantityHundredths: -200 }),
      'row 1 quantity: asked for 2, Fortnox has -2',
    ],
    ['an article', withFirstRow({ article: 'SHIRT-M' }), 'row 1 article: asked for none, Fortnox has SHIRT-M'],
    ['another price', withFirstRow({ unitMinor: 3334 }), 'row 1 price: asked for 33.33 SEK, Fortnox has 33.34 SEK'],
  ])('sees %s', (_, changes, text) => {
    const found = differences(changes);
    expect(found.map((difference) => difference.code)).toContain('erpAmountDiffers');
    expect(found.map((difference) => difference.text).join('\n')).toContain(text);
  });

  it('allows one minor unit of VAT per row, since Fortnox rounds VAT in its own way', () => {
    expect(differences({ vatMinor: material.vatMinor - rows.length })).toEqual([]);
  });

  it('names a rounding to whole kronor as what it is', () => {
    const found = differences({ roundOffMinor: -40 });
    expect(found).toEqual([{ code: 'erpRoundsToWhole', text: 'rounded by -0.40 SEK' }]);
    expect(problemOfDifferences(found).code).toBe('erpRoundsToWhole');
  });

  it('sees that fewer units were delivered than asked for', () => {
    const [found] = differences(withFirstRow({ quantityHundredths: 100 }));
    expect(found).toMatchObject({ code: 'erpQuantityForcedToZero', text: expect.stringContaining('delivered 1') });
  });

  it('sees another article than was asked for, and another stock point', () => {
    const [first] = rows;
    if (!first) throw new Error('the material has rows');
    const asked = [{ ...first, article: 'SHIRT-M', stockPoint: 'BORAS' }];
    const stored = { ...faithful.rows[0], article: 'SHIRT-L', stockPoint: 'MAIN' } as ErpRow;
    const texts = differencesOf({ ...faithful, rows: [stored] }, material, asked).map(({ text }) => text);
    expect(texts).toContain('row 1 article: asked for SHIRT-M, Fortnox has SHIRT-L');
    expect(texts).toContain('row 1 stock point: asked for BORAS, Fortnox has MAIN');
  });

  it('sees a delivered quantity of zero, and puts it before the wrong total that it causes', () => {
    const found = differences({ ...withFirstRow({ quantityHundredths: 0 }), totalMinor: 53_334 });
    const problem = problemOfDifferences(found);
    expect(problem.code).toBe('erpQuantityForcedToZero');
    expect(problem.detail).toContain('total: asked for 600.00 SEK, Fortnox has 533.34 SEK');
  });

  it('expects a credit to be the negative of the return', () => {
    const credit = returnOf(material, 7);
    const creditRows = invoiceRows(credit, mapping);
    expect(differencesOf(faithful, credit, creditRows).length).toBeGreaterThan(0);
    const negated = {
      ...faithful,
      totalMinor: -faithful.totalMinor,
      vatMinor: -faithful.vatMinor,
      rows: faithful.rows.map((row) => ({ ...row, quantityHundredths: -row.quantityHundredths })),
    };
    expect(differencesOf(negated, credit, creditRows)).toEqual([]);
  });
});
