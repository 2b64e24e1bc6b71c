import { formatMoney, minorFromDecimal, sumMinor } from '../../domain/money.ts';
import type { SalesLine } from '../../domain/sales-material.ts';
import { RefusedError } from '../call-errors.ts';
import type { PriceTerms } from './cost-lines.ts';
import type { Amount } from './documents/parts.ts';

export interface StatedTotals {
  readonly grandTotal: Amount;
  readonly grandTotalWithoutTax: Amount;
}

interface Sums {
  readonly totalMinor: number;
  readonly vatMinor: number;
}

/** Centra's own sums: what the document must come to. */
export function statedSums(answer: StatedTotals, { currency }: PriceTerms): Sums {
  const totalMinor = minorFromDecimal(answer.grandTotal.value, currency);
  return { totalMinor, vatMinor: totalMinor - minorFromDecimal(answer.grandTotalWithoutTax.value, currency) };
}

/** The total to the minor unit; the VAT within one minor unit per line, since each is rounded by itself. */
export function checkedSums(title: string, answer: StatedTotals, lines: readonly SalesLine[], terms: PriceTerms): Sums {
  const stated = statedSums(answer, terms);
  const found = sumsOf(lines, terms);
  const isExplained =
    found.totalMinor === stated.totalMinor && Math.abs(found.vatMinor - stated.vatMinor) <= lines.length;
  if (!isExplained) throw unexplained(title, lines, answer, terms);
  return found;
}

function sumsOf(lines: readonly SalesLine[], { pricesIncludeVat }: PriceTerms): Sums {
  const vatMinor = sumMinor(lines.map((line) => line.vatMinor));
  const valueMinor = sumMinor(lines.map((line) => line.valueMinor));
  return { totalMinor: pricesIncludeVat ? valueMinor : valueMinor + vatMinor, vatMinor };
}

/** The refusal of a document whose parts do not come to Centra's total, with all amounts. */
export function unexplained(
  title: string,
  lines: readonly SalesLine[],
  answer: StatedTotals,
  terms: PriceTerms,
): RefusedError {
  const stated = statedSums(answer, terms);
  const found = sumsOf(lines, terms);
  const money = (minor: number): string => formatMoney(minor, terms.currency);
  const parts = lines.map((line) => `${line.kind} ${money(line.valueMinor)} (VAT ${money(line.vatMinor)})`);
  return new RefusedError({
    code: 'amountsUnexplained',
    detail:
      `${title}: ${parts.join(', ') || 'no lines'} sum to ${money(found.totalMinor)} with VAT ${money(found.vatMinor)}, ` +
      `but Centra’s total is ${money(stated.totalMinor)} with VAT ${money(stated.vatMinor)}`,
  });
}
