import { divideHalfUp } from './money.ts';

/**
 * - `included`: prices carry their tax, as for consumers.
 * - `added`: it comes on top, as for wholesale and US sales tax.
 * - `deducted`: prices carry it and it is taken off again, as for export.
 */
export type TaxTreatment = 'included' | 'added' | 'deducted';

/** How tax relates to prices, and the rate of freight and fees. */
export interface PriceBasis {
  readonly taxTreatment: TaxTreatment;
  readonly costTaxPercent: number;
}

export interface PricedLine {
  readonly quantity: number;
  /** The line's value as priced: without tax where it is added. */
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
export function taxOf(valueMinor: number, taxPercent: number, treatment: TaxTreatment): number {
  // Four decimals: rates such as 8.8750 % exist.
  const rate = Math.round(taxPercent * 10_000);
  return divideHalfUp(valueMinor * rate, treatment === 'added' ? 1_000_000 : 1_000_000 + rate);
}

/** A price with its tax. What is taken off again shows in totals and tax rules, not in prices. */
export function grossOf(valueMinor: number, taxPercent: number, treatment: TaxTreatment): number {
  return treatment === 'added' ? valueMinor + taxOf(valueMinor, taxPercent, treatment) : valueMinor;
}

export function netOf(valueMinor: number, taxPercent: number, treatment: TaxTreatment): number {
  return treatment === 'added' ? valueMinor : valueMinor - taxOf(valueMinor, taxPercent, treatment);
}

/** Shares of an amount in proportion to weights that are not all zero; they add up to the amount. */
export function sharesOf(amountMinor: number, weights: readonly number[]): number[] {
  const total = sum(weights);
  let seen = 0;
  let spentMinor = 0;
  return weights.map((weight) => {
    seen += weight;
    const shareMinor = divideHalfUp(amountMinor * seen, total) - spentMinor;
    spentMinor += shareMinor;
    return shareMinor;
  });
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
    ...lines.map((line) => taxOf(line.valueMinor, line.taxPercent, basis.taxTreatment)),
    ...Object.values(taxes).flatMap((shares) => shares.map((share) => share.taxMinor)),
  ]);
  return {
    ...amountsOf(costs),
    ...taxes,
    quantity: sum(lines.map((line) => line.quantity)),
    lineValuesMinor,
    taxMinor,
    ...grandTotals(valueMinor, taxMinor, basis.taxTreatment),
  };
}

const amountsOf = ({ shippingMinor, handlingMinor, discountMinor, returnCostMinor }: Costs): Costs => ({
  shippingMinor,
  handlingMinor,
  discountMinor,
  returnCostMinor,
});

/** What is paid, and what of it is no tax. */
function grandTotals(valueMinor: number, taxMinor: number, treatment: TaxTreatment) {
  const withoutTaxMinor = valueMinor - taxMinor;
  if (treatment === 'added') return { grossMinor: valueMinor + taxMinor, netMinor: valueMinor };
  return { grossMinor: treatment === 'deducted' ? withoutTaxMinor : valueMinor, netMinor: withoutTaxMinor };
}

export const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);

function taxShares(
  parts: readonly { valueMinor: number; taxPercent: number }[],
  { taxTreatment }: PriceBasis,
): TaxShare[] {
  return parts
    .filter(({ valueMinor }) => valueMinor !== 0)
    .map(({ valueMinor, taxPercent }) => ({ taxPercent, taxMinor: taxOf(valueMinor, taxPercent, taxTreatment) }));
}

/** A discount lowers the tax of each rate in proportion to what was bought at it. */
function spreadOverRates(
  valueMinor: number,
  lines: readonly PricedLine[],
  basis: PriceBasis,
): { valueMinor: number; taxPercent: number }[] {
  const rates = [...new Set(lines.map((line) => line.taxPercent))];
  const bought = rates.map((rate) =>
    sum(lines.filter((line) => line.taxPercent === rate).map((line) => line.valueMinor)),
  );
  if (sum(bought) === 0) return [{ valueMinor, taxPercent: basis.costTaxPercent }];
  const shares = sharesOf(valueMinor, bought);
  return rates.map((taxPercent, index) => ({ valueMinor: shares[index] ?? 0, taxPercent }));
}
