import fc from 'fast-check';
import { sumMinor } from '../../src/domain/money.ts';
import type { SalesAddress, SalesLine, SalesMaterial } from '../../src/domain/sales-material.ts';

const address: SalesAddress = {
  name: 'Åsa Öberg',
  address1: 'Storgatan 1',
  address2: '',
  zipCode: '111 22',
  city: 'Stockholm',
  countryCode: 'SE',
};

/** A product line with VAT included; VAT as Fortnox computes it for a value with VAT in it. */
export function lineOf(
  quantity: number,
  valueMinor: number,
  vatPercent = 25,
  more: Partial<SalesLine> = {},
): SalesLine {
  return {
    kind: 'product',
    sku: 'TSHIRT-M',
    description: 'T-shirt, white, M',
    quantity,
    unitMinor: quantity === 0 ? 0 : Math.round(valueMinor / quantity),
    valueMinor,
    vatMinor: Math.round((valueMinor * vatPercent) / (100 + vatPercent)),
    vatPercent,
    warehouses: [],
    ...more,
  };
}

export function materialOf(lines: readonly SalesLine[], more: Partial<SalesMaterial> = {}): SalesMaterial {
  return {
    orderNumber: 1001,
    isHeld: false,
    orderType: 'directToConsumer',
    shipmentId: 1902,
    shipmentNumber: '1001-1',
    currency: 'SEK',
    currencyRate: 1,
    pricesIncludeVat: true,
    lines,
    totalMinor: sumMinor(lines.map((line) => line.valueMinor)),
    vatMinor: sumMinor(lines.map((line) => line.vatMinor)),
    countryCode: 'SE',
    customer: { name: 'Åsa Öberg', email: 'asa@example.com', billing: address, delivery: address },
    ...more,
  };
}

const vatPercent = fc.constantFrom(25, 12, 6, 0);

export const goodsLine: fc.Arbitrary<SalesLine> = fc
  .tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 2_000_000 }), vatPercent)
  .map(([quantity, valueMinor, percent]) => lineOf(quantity, valueMinor, percent));

const extraLine: fc.Arbitrary<SalesLine> = fc
  .tuple(
    fc.constantFrom('shipping', 'handling', 'discount', 'returnFee' as const),
    fc.integer({ min: 0, max: 50_000 }),
    vatPercent,
  )
  .map(([kind, valueMinor, percent]) =>
    lineOf(1, kind === 'discount' || kind === 'returnFee' ? -valueMinor : valueMinor, percent, {
      kind,
      description: kind,
    }),
  );

/** What a consumer may buy: goods of any price and quantity, freight, fees and discounts. */
export const anyMaterial: fc.Arbitrary<SalesMaterial> = fc
  .tuple(fc.array(goodsLine, { minLength: 1, maxLength: 8 }), fc.array(extraLine, { maxLength: 3 }))
  .map(([goods, extras]) => materialOf([...goods, ...extras]));

/** The same material as a return of it. */
export function returnOf(material: SalesMaterial, returnId: number): SalesMaterial {
  return { ...material, returnId };
}
