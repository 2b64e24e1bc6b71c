import { minorFromDecimal, sumMinor } from '../../domain/money.ts';
import type { TaxRule } from './documents/parts.ts';

/** What Centra's tax rules did to one value, in minor units. */
export interface AppliedTax {
  /** In the base value already. */
  readonly includedMinor: number;
  /** On top of the base value. */
  readonly addedMinor: number;
  /** Taken off the base value, as for export. */
  readonly deductedMinor: number;
  /** Of all rules together: taxes of a state and its county stack. */
  readonly percent: number;
}

export function appliedTax(rules: readonly TaxRule[], currency: string): AppliedTax {
  const sum = (of: (rule: TaxRule) => { value: number }): number =>
    sumMinor(rules.map((rule) => minorFromDecimal(of(rule).value, currency)));
  return {
    includedMinor: sum((rule) => rule.taxIncluded),
    addedMinor: sum((rule) => rule.taxAdded),
    deductedMinor: sum((rule) => rule.taxDeducted),
    percent: rules.reduce((percent, { rule }) => percent + rule.taxPercent, 0),
  };
}

/** The VAT that is owed: what was deducted is not, however Centra shows it among the included. */
export function vatOf({ includedMinor, addedMinor, deductedMinor }: AppliedTax): number {
  return deductedMinor === 0 ? includedMinor + addedMinor : addedMinor;
}

/** The rate that a document states. A value of which no VAT is owed is sold at 0 %, whatever the rule's rate is. */
export function percentOf(tax: AppliedTax, valueMinor: number): number {
  return vatOf(tax) === 0 && valueMinor !== 0 ? 0 : tax.percent;
}

/** VAT of a value at a rate, to the minor unit, half away from zero. */
export function vatAt(percent: number, valueMinor: number, isIncluded: boolean): number {
  const vat = (Math.abs(valueMinor) * percent) / (isIncluded ? 100 + percent : 100);
  return valueMinor < 0 ? -Math.round(vat) : Math.round(vat);
}
