import type { SalesMaterial } from '../../../domain/sales-material.ts';
import type { FortnoxMapping } from './mapping.ts';
import type { InvoiceRow } from './rows.ts';

const DEFAULT_MAX_MINOR = 5;

/**
 * Where prices are without VAT, Fortnox adds the VAT of all rows of a rate together and Centra rounds line by line, so
 * the totals may be a few minor units apart. A row then takes the difference, within the policy's limit: what is larger
 * is no rounding, and is refused when the document is read back.
 *
 * How exactly Fortnox rounds is not documented; should it be otherwise, the read-back refuses the document too.
 */
export function roundingRow(
  rows: readonly InvoiceRow[],
  material: SalesMaterial,
  { roundingAccount, maxRoundingMinor = DEFAULT_MAX_MINOR, texts = {} }: FortnoxMapping,
): readonly InvoiceRow[] {
  if (material.pricesIncludeVat || roundingAccount === undefined) return [];
  const sign = material.returnId === undefined ? 1 : -1;
  const differenceMinor = sign * material.totalMinor - totalWithVatMinor(rows);
  if (differenceMinor === 0 || Math.abs(differenceMinor) > maxRoundingMinor) return [];
  return [
    {
      description: texts.rounding ?? 'Rounding',
      account: roundingAccount,
      vatPercent: 0,
      quantity: Math.sign(differenceMinor),
      unitMinor: Math.abs(differenceMinor),
    },
  ];
}

/** What Fortnox makes of rows without VAT: the VAT of a rate is taken of the sum of its rows. */
function totalWithVatMinor(rows: readonly InvoiceRow[]): number {
  const netByRate = new Map<number, number>();
  for (const { vatPercent, quantity, unitMinor } of rows) {
    netByRate.set(vatPercent, (netByRate.get(vatPercent) ?? 0) + quantity * unitMinor);
  }
  return [...netByRate].reduce((total, [percent, netMinor]) => total + netMinor + vatMinor(netMinor, percent), 0);
}

/** Half away from zero. Rates have at most two decimals, so that this is arithmetic of integers. */
function vatMinor(netMinor: number, percent: number): number {
  const vat = (Math.abs(netMinor) * Math.round(percent * 100)) / 10_000;
  return Math.sign(netMinor) * Math.floor(vat + 0.5);
}
