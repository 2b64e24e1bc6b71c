import { sumMinor } from '../../domain/money.ts';
import type { SalesLine } from '../../domain/sales-material.ts';
import { costLine } from './cost-lines.ts';
import { vatAt } from './vat.ts';

export interface Remainder {
  readonly lines: readonly SalesLine[];
  /** Grand total less the lines, in the terms of the lines' values; of it, the VAT. */
  readonly valueMinor: number;
  readonly vatMinor: number;
  /** What Centra lists as discounts on the shipment, as a magnitude. */
  readonly discountMinor: number;
  readonly pricesIncludeVat: boolean;
}

/**
 * Freight and discount of a shipment where Centra does not state them: what remains of the grand total after the lines is
 * freight (handling cannot be told from it) less the discount, which is spread over the lines' rates. Undefined when the
 * freight's VAT fits no rate, or more than one.
 */
export function derivedCosts(remainder: Remainder): SalesLine[] | undefined {
  const { lines, valueMinor, vatMinor, discountMinor, pricesIncludeVat } = remainder;
  const discounts = spread(discountMinor, lines).map(([percent, share]) =>
    costLine('discount', share, vatAt(percent, share, pricesIncludeVat), percent),
  );
  const freightMinor = valueMinor - sumMinor(discounts.map((discount) => discount.valueMinor));
  const freightVatMinor = vatMinor - sumMinor(discounts.map((discount) => discount.vatMinor));
  if (freightMinor === 0) return discounts;
  const percent = rateOf(freightMinor, freightVatMinor, remainder);
  if (freightMinor < 0 || percent === undefined) return undefined;
  return [costLine('shipping', freightMinor, vatAt(percent, freightMinor, pricesIncludeVat), percent), ...discounts];
}

/**
 * The rate of the freight: the only one among the goods' rates that explains its VAT. Undefined where none does, or
 * several, as with small amounts: a rate is never guessed.
 */
function rateOf(valueMinor: number, vatMinor: number, { lines, pricesIncludeVat }: Remainder): number | undefined {
  const toleranceMinor = lines.length + 1; // Each line may have rounded once, and the freight.
  const [rate, another] = [...new Set(lines.map((line) => line.vatPercent))].filter(
    (percent) => Math.abs(vatAt(percent, valueMinor, pricesIncludeVat) - vatMinor) <= toleranceMinor,
  );
  return another === undefined ? rate : undefined;
}

/** An amount over the VAT rates of the lines, in proportion to their values; exact to the minor unit. */
function spread(amountMinor: number, lines: readonly SalesLine[]): [percent: number, shareMinor: number][] {
  const values = new Map<number, number>();
  for (const { vatPercent, valueMinor } of lines) values.set(vatPercent, (values.get(vatPercent) ?? 0) + valueMinor);
  let unspentMinor = amountMinor;
  let uncoveredMinor = sumMinor([...values.values()]);
  const shares: [number, number][] = [];
  for (const [percent, valueMinor] of values) {
    const share = uncoveredMinor === 0 ? 0 : Math.round((unspentMinor * valueMinor) / uncoveredMinor);
    unspentMinor -= share;
    uncoveredMinor -= valueMinor;
    if (share !== 0) shares.push([percent, share]);
  }
  return shares;
}
