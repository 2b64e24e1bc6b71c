import { divideHalfUp, minorOf, type Currency } from './money.ts';
import { sharesOf, sum, type PricedLine } from './amounts.ts';
import type { Behaviour } from './behaviour.ts';
import { nextId, warehouseNamed, type CentraState, type Order, type OrderLine, type TaxRule } from './state.ts';

/** Prices are decimals: without tax where the order has it added. */
export interface PlaceOrderLine {
  readonly kind: 'product' | 'giftCertificate';
  readonly sku: string;
  readonly productName: string;
  readonly variantName: string;
  readonly size: string;
  readonly quantity: number;
  readonly unitPrice: number;
  readonly originalUnitPrice: number | undefined;
  readonly taxPercent: number;
  /** undefined: one rule, named after the country's VAT. */
  readonly taxRules: readonly TaxRule[] | undefined;
  readonly lineValue: number | undefined;
  readonly warehouse: string;
  /** What a bundle holds; undefined for what is no bundle. */
  readonly bundleItems: readonly BundleItem[] | undefined;
}

export interface BundleItem {
  readonly sku: string;
  readonly productName: string;
  /** Units in one bundle. */
  readonly quantity: number;
  /** What the item costs by itself; the bundle's price is shared in proportion. */
  readonly price: number;
}

interface OrderTerms {
  readonly currency: Currency;
  readonly countryCode: string;
}

/** The lines that one position of an order becomes: a bundle becomes several, as the store's setting says. */
export function orderLinesFrom(
  state: CentraState,
  { bundleLines }: Behaviour,
  input: PlaceOrderLine,
  terms: OrderTerms,
): OrderLine[] {
  const line = singleLine(state, input, terms);
  if (input.bundleItems === undefined) return [line];
  const header: OrderLine = { ...line, kind: 'bundle', isPriced: bundleLines === 'header' };
  const items = bundleLines === 'header' ? [] : itemLines(state, input.bundleItems, header, terms.currency);
  return bundleLines === 'items' ? items.map((item) => ({ ...item, bundle: null })) : [header, ...items];
}

function singleLine(state: CentraState, input: PlaceOrderLine, { currency, countryCode }: OrderTerms): OrderLine {
  const unitPriceMinor = minorOf(input.unitPrice, currency);
  return {
    id: nextId(state, 'orderLine'),
    kind: input.kind,
    bundle: null,
    isPriced: true,
    sku: input.sku,
    productName: input.productName,
    variantName: input.variantName,
    size: input.size,
    originalQuantity: input.quantity,
    cancelledQuantity: 0,
    unitPriceMinor,
    originalUnitPriceMinor: minorOf(input.originalUnitPrice ?? input.unitPrice, currency),
    taxPercent: input.taxPercent,
    taxRules: input.taxRules ?? [{ name: `VAT ${countryCode}`, percent: input.taxPercent }],
    originalValueMinor:
      input.lineValue === undefined ? unitPriceMinor * input.quantity : minorOf(input.lineValue, currency),
    warehouse: warehouseNamed(state, input.warehouse),
  };
}

/** Centra: the prices of a bundle's items are split in proportion. */
function itemLines(
  state: CentraState,
  items: readonly BundleItem[],
  header: OrderLine,
  currency: Currency,
): OrderLine[] {
  const worthsMinor = items.map((item) => minorOf(item.price, currency) * item.quantity);
  const weights = sum(worthsMinor) === 0 ? items.map((item) => item.quantity) : worthsMinor;
  const values = sharesOf(header.originalValueMinor, weights);
  return items.map((item, index): OrderLine => {
    const originalQuantity = item.quantity * header.originalQuantity;
    const originalValueMinor = values[index] ?? 0;
    const unitPriceMinor = divideHalfUp(originalValueMinor, originalQuantity);
    return {
      ...header,
      id: nextId(state, 'orderLine'),
      kind: 'bundleItem',
      bundle: { lineId: header.id, units: item.quantity },
      isPriced: true,
      sku: item.sku,
      productName: item.productName,
      originalQuantity,
      unitPriceMinor,
      originalUnitPriceMinor: unitPriceMinor,
      originalValueMinor,
    };
  });
}

export const currentQuantity = (line: OrderLine): number => line.originalQuantity - line.cancelledQuantity;

/** The value of the units that were not cancelled. */
export const currentValueMinor = (line: OrderLine): number =>
  divideHalfUp(line.originalValueMinor * currentQuantity(line), line.originalQuantity);

/** What counts in totals, of lines on an order, a shipment or a return. */
export function pricedLines(
  lines: readonly { readonly orderLine: OrderLine; readonly quantity: number; readonly valueMinor: number }[],
): PricedLine[] {
  return lines
    .filter(({ orderLine }) => orderLine.isPriced)
    .map(({ orderLine, quantity, valueMinor }) => ({ quantity, valueMinor, taxPercent: orderLine.taxPercent }));
}

/**
 * A bundle goes as a whole: naming its header takes its items along.
 *
 * @param asked Units by the id of the order line.
 * @returns Those units, with the items of bundles; undefined when items are asked for by themselves.
 */
export function withBundleItems(
  order: Order,
  asked: ReadonlyMap<number, number>,
): ReadonlyMap<number, number> | undefined {
  const all = new Map(asked);
  for (const line of order.lines) {
    if (line.bundle === null) continue;
    const units = (asked.get(line.bundle.lineId) ?? 0) * line.bundle.units;
    if ((asked.get(line.id) ?? units) !== units) return undefined;
    if (units > 0) all.set(line.id, units);
  }
  return all;
}
