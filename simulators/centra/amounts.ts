import { divideHalfUp } from './money.ts';

/** Whether prices carry their tax (direct to consumer) or have it added (wholesale), and the rate of freight and fees. */
export interface PriceBasis {
  readonly pricesIncludeTax: boolean;
  readonly costTaxPercent: number;
}

export interface PricedLine {
  readonly quantity: number;
  /** The line's value as priced: with tax for direct to consumer, without for wholesale. */
  readonly valueMinor: number;
  readonly taxPercent: number;
}

/** All positive. Discounts lower a total, and so does the return cost, a fee kept back from a refund. */
export interface Costs {
  readonly shippingMinor: number;
  readonly handlingMinor: number;
  readonly discountMinor: number;
  readonly returnCostMinor: number;
}

/** The tax of one rate. Negative where it belongs to something that lowers the total. */
export interface TaxShare {
  readonly taxPercent: number;
  readonly taxMinor: number;
}

export interface Totals extends Costs {
  readonly quantity: number;
  readonly lineValuesMinor: number;
  readonly shippingTax: readonly TaxShare[];
  readonly handlingTax: readonly TaxShare[];
  readonly discountTax: readonly TaxShare[];
  readonly returnCostTax: readonly TaxShare[];
  readonly taxMinor: number;
  readonly grossMinor: number;
  readonly netMinor: number;
}

/** The tax of one amount, rounded half up: contained in it, or to be added to it. */
export function taxOf(valueMinor: number, taxPercent: number, pricesIncludeTax: boolean): number {
  const basisPoints = Math.round(taxPercent * 100);
  return divideHalfUp(valueMinor * basisPoints, pricesIncludeTax ? 10_000 + basisPoints : 10_000);
}

export function grossOf(valueMinor: number, taxPercent: number, pricesIncludeTax: boolean): number {
  return pricesIncludeTax ? valueMinor : valueMinor + taxOf(valueMinor, taxPercent, false);
}

export function netOf(valueMinor: number, taxPercent: number, pricesIncludeTax: boolean): number {
  return pricesIncludeTax ? valueMinor - taxOf(valueMinor, taxPercent, true) : valueMinor;
}

/**
 * The value of some units of a line of which others are taken already. Whatever way the units are split, the parts add up
 * to the line's value, because each part is the difference of two rounded running totals.
 */
export function shareOfLine(
  line: { readonly quantity: number; readonly valueMinor: number },
  taken: { readonly quantity: number; readonly valueMinor: number },
  quantity: number,
): number {
  return divideHalfUp(line.valueMinor * (taken.quantity + quantity), line.quantity) - taken.valueMinor;
}

/** Totals of an order, a shipment or a return, which differ only in what they are made of. */
export function totalsOf(lines: readonly PricedLine[], costs: Costs, basis: PriceBasis): Totals {
  const costTax = (valueMinor: number): TaxShare[] =>
    taxShares([{ valueMinor, taxPercent: basis.costTaxPercent }], basis);
  const taxes = {
    shippingTax: costTax(costs.shippingMinor),
    handlingTax: costTax(costs.handlingMinor),
    discountTax: taxShares(spreadOverRates(-costs.discountMinor, lines, basis), basis),
    returnCostTax: costTax(-costs.returnCostMinor),
  };
  const lineValuesMinor = sum(lines.map((line) => line.valueMinor));
  const valueMinor =
    lineValuesMinor + costs.shippingMinor + costs.handlingMinor - costs.discountMinor - costs.returnCostMinor;
  const taxMinor = sum([
    ...lines.map((line) => taxOf(line.valueMinor, line.taxPercent, basis.pricesIncludeTax)),
    ...Object.values(taxes).flatMap((shares) => shares.map((share) => share.taxMinor)),
  ]);
  return {
    ...costs,
    ...taxes,
    quantity: sum(lines.map((line) => line.quantity)),
    lineValuesMinor,
    taxMinor,
    grossMinor: basis.pricesIncludeTax ? valueMinor : valueMinor + taxMinor,
    netMinor: basis.pricesIncludeTax ? valueMinor - taxMinor : valueMinor,
  };
}

export const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);

function taxShares(
  parts: readonly { valueMinor: number; taxPercent: number }[],
  { pricesIncludeTax }: PriceBasis,
): TaxShare[] {
  return parts
    .filter(({ valueMinor }) => valueMinor !== 0)
    .map(({ valueMinor, taxPercent }) => ({ taxPercent, taxMinor: taxOf(valueMinor, taxPercent, pricesIncludeTax) }));
}

/** A discount lowers the tax of each rate in proportion to what was bought at it. */
function spreadOverRates(
  valueMinor: number,
  lines: readonly PricedLine[],
  basis: PriceBasis,
): { valueMinor: number; taxPercent: number }[] {
  const linesMinor = sum(lines.map((line) => line.valueMinor));
  if (linesMinor === 0) return [{ valueMinor, taxPercent: basis.costTaxPercent }];
  const rates = [...new Set(lines.map((line) => line.taxPercent))];
  let boughtMinor = 0;
  let spreadMinor = 0;
  return rates.map((taxPercent) => {
    boughtMinor += sum(lines.filter((line) => line.taxPercent === taxPercent).map((line) => line.valueMinor));
    const partMinor = divideHalfUp(valueMinor * boughtMinor, linesMinor) - spreadMinor;
    spreadMinor += partMinor;
    return { valueMinor: partMinor, taxPercent };
  });
}
