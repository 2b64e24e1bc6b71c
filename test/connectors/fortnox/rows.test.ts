import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { invoiceRows, rowsTotalMinor, splitValue } from '../../../src/connectors/erp/fortnox/rows.ts';
import { anyMaterial, goodsLine, lineOf, materialOf, returnOf } from '../erp-materials.ts';
import { mapping } from './mapping.ts';

describe('invoice rows', () => {
  it('splits 100.00 over 3 units into 2 x 33.33 and 1 x 33.34', () => {
    expect(splitValue(3, 10_000)).toEqual([
      { quantity: 2, unitMinor: 3333 },
      { quantity: 1, unitMinor: 3334 },
    ]);
  });

  it('keeps a line whose price is exact on one row', () => {
    expect(splitValue(4, 39_600)).toEqual([{ quantity: 4, unitMinor: 9_900 }]);
    expect(splitValue(2, 0)).toEqual([{ quantity: 2, unitMinor: 0 }]);
  });

  it('sums to exactly the value of the line, with its quantity, in at most two rows', () => {
    fc.assert(
      fc.property(goodsLine, (line) => {
        const rows = invoiceRows(materialOf([line]), mapping);
        expect(rowsTotalMinor(rows)).toBe(line.valueMinor);
        expect(rows.reduce((sum, row) => sum + row.quantity, 0)).toBe(line.quantity);
        expect(rows.length).toBeLessThanOrEqual(2);
      }),
    );
  });

  it('sums to exactly the total of the shipment, and a credit to minus the total of the return', () => {
    fc.assert(
      fc.property(anyMaterial, (material) => {
        expect(rowsTotalMinor(invoiceRows(material, mapping))).toBe(material.totalMinor);
        expect(rowsTotalMinor(invoiceRows(returnOf(material, 7), mapping)) + material.totalMinor).toBe(0);
      }),
    );
  });

  it('never sends a negative price: the sign is in the quantity', () => {
    fc.assert(
      fc.property(anyMaterial, fc.boolean(), (material, isReturn) => {
        const rows = invoiceRows(isReturn ? returnOf(material, 7) : material, mapping);
        expect(rows.every((row) => row.unitMinor >= 0)).toBe(true);
      }),
    );
  });

  it('calls what is no goods as the merchant does, and goods by their own names', () => {
    const texts = { shipping: 'Frakt 📦', discount: 'Rabatt' };
    const lines = [
      lineOf(1, 10_000),
      lineOf(1, 4_900, 25, { kind: 'shipping', description: 'Shipping' }),
      lineOf(1, 1_000, 25, { kind: 'handling', description: 'Handling' }),
      lineOf(1, -500, 25, { kind: 'discount', description: 'Discount' }),
    ];
    const rows = invoiceRows(materialOf(lines), { ...mapping, texts });
    expect(rows.map(({ description }) => description)).toEqual(['T-shirt, white, M', 'Frakt', 'Handling', 'Rabatt']);
  });

  it('books a fee that the shop keeps from a refund against the refund', () => {
    const fee = lineOf(1, -4_900, 25, { kind: 'returnFee', description: 'Return fee' });
    const rows = invoiceRows(returnOf(materialOf([lineOf(1, 50_000), fee]), 7), mapping);
    expect(rows.map(({ quantity, unitMinor }) => [quantity, unitMinor])).toEqual([
      [-1, 50_000],
      [1, 4_900],
    ]);
  });

  it.each([
    ['SE', 25, 3001],
    ['DE', 0, 3108],
    ['NO', 0, 3105],
  ])('books sales to %s at %i %% on account %i', (countryCode, vatPercent, account) => {
    const [row] = invoiceRows(materialOf([lineOf(1, 100, vatPercent)], { countryCode }), mapping);
    expect(row?.account).toBe(account);
  });

  it('prefers the entry of the country itself over EU', () => {
    const own = {
      ...mapping,
      salesAccounts: [...mapping.salesAccounts, { country: 'DE', vatPercent: 0, account: 3109 }],
    };
    const [row] = invoiceRows(materialOf([lineOf(1, 100, 0)], { countryCode: 'DE' }), own);
    expect(row?.account).toBe(3109);
  });

  it('names the country and the rate when no account is mapped', () => {
    const material = materialOf([lineOf(1, 11_900, 19)], { countryCode: 'DE' });
    expect(() => invoiceRows(material, mapping)).toThrow(/mappingMissing: .*country DE and VAT rate 19 %/);
  });

  it('books freight on its own account, and on the sales account where it has none', () => {
    const freight = lineOf(1, 4_900, 25, { kind: 'shipping' });
    expect(invoiceRows(materialOf([freight]), mapping)[0]?.account).toBe(3520);
    expect(invoiceRows(materialOf([freight]), { ...mapping, shippingAccount: undefined })[0]?.account).toBe(3001);
  });

  it('books a gift certificate that was sold as a debt to its bearer, and as a sale where no account is named', () => {
    const certificate = lineOf(1, 50_000, 0, { kind: 'giftCertificate' });
    const own = { ...mapping, giftCertificateAccount: 2421 };
    expect(invoiceRows(materialOf([certificate]), own)[0]?.account).toBe(2421);
    expect(invoiceRows(materialOf([certificate]), mapping)[0]?.account).toBe(3004);
  });

  it('refuses a value without units instead of losing it', () => {
    expect(() => invoiceRows(materialOf([lineOf(0, 100)]), mapping)).toThrow(/amountsUnexplained/);
    expect(() => invoiceRows(materialOf([lineOf(1.5, 100)]), mapping)).toThrow(/amountsUnexplained/);
    expect(invoiceRows(materialOf([lineOf(0, 0)]), mapping)).toEqual([]);
  });
});
