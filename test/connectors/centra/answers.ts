import type { ReturnAnswer } from '../../../src/connectors/centra/documents/return-material.ts';
import type { ShipmentAnswer } from '../../../src/connectors/centra/documents/shipment-material.ts';
import type { Costs, TaxRule } from '../../../src/connectors/centra/documents/parts.ts';

/** Answers of Centra, built from minor units, as its reference describes them. */
const amount = (minor: number) => ({ value: minor / 100 });
export const money = (minor: number, code = 'SEK') => ({ ...amount(minor), currency: { code } });

const ADDRESS = {
  firstName: 'Jon',
  lastName: 'Snow',
  address1: 'Teststr. 1',
  address2: null,
  zipCode: '12345',
  city: 'Stockholm',
  country: { code: 'SE' },
  email: 'jon.snow@example.com',
};

export const CONSUMER_ORDER: ShipmentAnswer['order'] = {
  __typename: 'DirectToConsumerOrder',
  number: 1001,
  isOnHold: false,
  isWaitingForPayment: false,
  paymentMethod: { uri: 'klarna' },
  shippingAddress: ADDRESS,
  billingAddress: { ...ADDRESS, companyName: null, vatNumber: null },
  customer: { id: 4, firstName: 'Jon', lastName: 'Snow', email: 'jon.snow@example.com' },
};

export const WHOLESALE_ORDER: ShipmentAnswer['order'] = {
  ...CONSUMER_ORDER,
  __typename: 'WholesaleOrder',
  billingAddress: { ...ADDRESS, companyName: 'Wall AB', email: 'invoices@example.com', vatNumber: 'SE556677889901' },
  customer: null,
  account: { id: 77, name: 'The Wall' },
};

/** VAT of a net or gross amount as Centra rounds it in these tests: per line, half up. */
export const vatIn = (grossMinor: number, percent: number) => Math.round((grossMinor * percent) / (100 + percent));
export const vatOn = (netMinor: number, percent: number) => Math.round((netMinor * percent) / 100);

export function taxRule(
  percent: number,
  { included = 0, added = 0, deducted = 0 }: { included?: number; added?: number; deducted?: number },
): TaxRule {
  return {
    rule: { taxPercent: percent },
    taxIncluded: amount(included),
    taxAdded: amount(added),
    taxDeducted: amount(deducted),
  };
}

export interface Goods {
  readonly valueMinor: number;
  readonly percent: number;
  readonly quantity?: number;
}

/** `prices`: what the value of the goods says of VAT. */
export type Prices = 'includeVat' | 'withoutVat' | 'export';

export function line({ valueMinor, percent, quantity = 1 }: Goods, id: number, prices: Prices = 'includeVat') {
  const vat = prices === 'withoutVat' ? vatOn(valueMinor, percent) : vatIn(valueMinor, percent);
  const net = prices === 'withoutVat' ? valueMinor : valueMinor - vat;
  const unit = Math.round(valueMinor / quantity);
  return {
    id,
    quantity,
    lineValue: amount(prices === 'withoutVat' ? valueMinor + vat : valueMinor),
    lineValueWithoutTax: amount(net),
    unitPrice: amount(unit),
    unitPriceWithoutTax: amount(Math.round(net / quantity)),
    appliedTaxRules: [taxRule(percent, taxAs(prices, vat))],
    allocations: [{ quantity, warehouse: { name: 'Main' } }],
    orderLine: {
      __typename: 'ProductOrderLine',
      id: id + 1000,
      productName: 'Basic Jacket',
      productVariantName: 'Blue',
      productSize: { SKU: `SKU-${id}`, description: 'M' },
    },
  };
}

export function taxAs(prices: Prices, vat: number) {
  return { includeVat: { included: vat }, withoutVat: { added: vat }, export: { deducted: vat } }[prices];
}

export const NO_COSTS: Costs = {
  shipping: amount(0),
  handling: amount(0),
  discounts: amount(0),
  shippingTaxRules: [],
  handlingTaxRules: [],
  discountTaxRules: [],
};

export function shipmentAnswer(
  lines: ShipmentAnswer['lines'],
  totalMinor: number,
  vatMinor: number,
  more: Partial<ShipmentAnswer> = {},
): ShipmentAnswer {
  return {
    id: 1902,
    number: '1001-1',
    shippedAt: '2026-03-02T09:30:00+01:00',
    currencyBaseRate: 1,
    grandTotal: money(totalMinor),
    grandTotalWithoutTax: amount(totalMinor - vatMinor),
    discountsApplied: [],
    shippingAddress: ADDRESS,
    lines,
    order: CONSUMER_ORDER,
    ...more,
  };
}

export function returnAnswer(
  lines: ReturnType<typeof line>[],
  totalMinor: number,
  vatMinor: number,
  totals: Partial<ReturnAnswer['totals']> = {},
  more: Partial<ReturnAnswer> = {},
): ReturnAnswer {
  return {
    id: 31,
    currencyBaseRate: 1,
    grandTotal: money(totalMinor),
    grandTotalWithoutTax: amount(totalMinor - vatMinor),
    returnedToStock: true,
    returnWarehouse: null,
    lines: lines.map(({ allocations, ...rest }) => ({ ...rest, shipmentLine: { allocations } })),
    totals: { ...NO_COSTS, returnCost: amount(0), returnCostTaxRules: [], ...totals },
    shipment: { id: 1902, number: '1001-1', shippedAt: null, shippingAddress: ADDRESS },
    order: CONSUMER_ORDER,
    ...more,
  };
}
