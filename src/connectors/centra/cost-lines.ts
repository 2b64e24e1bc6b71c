import { minorFromDecimal, sumMinor } from '../../domain/money.ts';
import type { SalesLine } from '../../domain/sales-material.ts';
import type { Amount, TaxRule } from './documents/parts.ts';
import { appliedTax, percentOf, vatOf } from './vat.ts';

export type CostKind = Exclude<SalesLine['kind'], 'product' | 'giftCertificate'>;

/** Whether a cost raises or lowers what is owed. Centra's sign is not relied upon: no source states it. */
const SIGN: Readonly<Record<CostKind, 1 | -1>> = { shipping: 1, handling: 1, discount: -1, returnFee: -1 };

const DESCRIPTION: Readonly<Record<CostKind, string>> = {
  shipping: 'Shipping',
  handling: 'Handling',
  discount: 'Discount',
  returnFee: 'Return fee',
};

export interface PriceTerms {
  readonly currency: string;
  readonly pricesIncludeVat: boolean;
}

/** The lines of one cost, one per VAT rate; none when it is zero. `amount` is Centra's base value. */
export function costLines(kind: CostKind, amount: Amount, rules: readonly TaxRule[], terms: PriceTerms): SalesLine[] {
  const { currency, pricesIncludeVat } = terms;
  const baseMinor = Math.abs(minorFromDecimal(amount.value, currency));
  if (baseMinor === 0) return [];
  const magnitudes = rules.map(magnitudeOf);
  const tax = appliedTax(magnitudes, currency);
  const vatMinor = vatOf(tax);
  const netMinor = baseMinor + tax.addedMinor - tax.deductedMinor - vatMinor;
  const isOneRate = rules.length < 2 || tax.deductedMinor !== 0;
  const shares = isOneRate ? undefined : sharesByRate(magnitudes, netMinor, currency);
  return (shares ?? [{ netMinor, vatMinor, percent: percentOf(tax, netMinor) }]).map((share) =>
    costLine(kind, share.netMinor + (pricesIncludeVat ? share.vatMinor : 0), share.vatMinor, share.percent),
  );
}

/** A line for a cost, from magnitudes: the kind decides the sign. */
export function costLine(kind: CostKind, valueMinor: number, vatMinor: number, vatPercent: number): SalesLine {
  const signed = (minor: number): number => (minor === 0 ? 0 : SIGN[kind] * minor);
  return {
    kind,
    description: DESCRIPTION[kind],
    quantity: 1,
    unitMinor: signed(valueMinor),
    valueMinor: signed(valueMinor),
    vatMinor: signed(vatMinor),
    vatPercent,
    warehouses: [],
  };
}

interface Share {
  readonly netMinor: number;
  readonly vatMinor: number;
  readonly percent: number;
}

/**
 * A cost spread over the rates of the goods: each share's net follows from its tax, and one takes what rounding left over.
 * Undefined when the shares are no parts of the cost: then the taxes stack, as those of a state and its county do.
 */
function sharesByRate(rules: readonly TaxRule[], netMinor: number, currency: string): Share[] | undefined {
  const shares = rules.map((rule): Share => {
    const vatMinor = vatOf(appliedTax([rule], currency));
    const percent = rule.rule.taxPercent;
    return { vatMinor, percent, netMinor: percent === 0 ? 0 : Math.round((vatMinor * 100) / percent) };
  });
  const leftOver = netMinor - sumMinor(shares.map((share) => share.netMinor));
  const untaxed = shares.findIndex((share) => share.percent === 0);
  const roundingMinor = sumMinor(shares.map(({ percent }) => Math.ceil(100 / Math.max(percent, 1))));
  if (leftOver < -roundingMinor || (untaxed < 0 && leftOver > roundingMinor)) return undefined;
  const largest = shares.reduce((best, share, at) => (share.netMinor > (shares[best]?.netMinor ?? 0) ? at : best), 0);
  const taker = untaxed >= 0 ? untaxed : largest;
  return shares
    .map((share, at) => (at === taker ? { ...share, netMinor: share.netMinor + leftOver } : share))
    .filter((share) => share.netMinor !== 0 || share.vatMinor !== 0);
}

function magnitudeOf({ rule, taxAdded, taxDeducted, taxIncluded }: TaxRule): TaxRule {
  const magnitude = ({ value }: Amount): Amount => ({ value: Math.abs(value) });
  return {
    rule,
    taxAdded: magnitude(taxAdded),
    taxDeducted: magnitude(taxDeducted),
    taxIncluded: magnitude(taxIncluded),
  };
}
