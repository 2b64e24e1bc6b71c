import { formatMoney } from '../../../domain/money.ts';
import type { SalesMaterial } from '../../../domain/sales-material.ts';
import type { Difference, ErpDocument, ErpRow } from '../erp.ts';
import type { InvoiceRow } from './rows.ts';

/**
 * What the stored document says otherwise than was asked for; empty when it may be booked. Total to the minor unit; VAT
 * within one minor unit per row, since Fortnox rounds VAT in its own way; currency, account, rate, quantity and price of
 * each row as sent.
 */
export function differencesOf(
  document: ErpDocument,
  material: SalesMaterial,
  rows: readonly InvoiceRow[],
): readonly Difference[] {
  return [
    ...roundingOf(document),
    ...headerDifferences(document, material, rows.length),
    ...rows.flatMap((row, index) => rowDifferences(index + 1, row, document.rows[index], document.currency)),
  ];
}

function roundingOf({ roundOffMinor, currency }: ErpDocument): readonly Difference[] {
  if (roundOffMinor === 0) return [];
  return [{ code: 'erpRoundsToWhole', text: `rounded by ${formatMoney(roundOffMinor, currency)}` }];
}

function headerDifferences(document: ErpDocument, material: SalesMaterial, rowCount: number): readonly Difference[] {
  const sign = material.returnId === undefined ? 1 : -1;
  const totalMinor = sign * material.totalMinor;
  const vatMinor = sign * material.vatMinor;
  const money = (amountMinor: number): string => formatMoney(amountMinor, material.currency);
  return [
    ...differs('currency', material.currency, document.currency),
    ...differs('total', money(totalMinor), money(document.totalMinor)),
    ...(Math.abs(document.vatMinor - vatMinor) > rowCount
      ? differs('VAT', money(vatMinor), money(document.vatMinor))
      : []),
    ...differs('number of rows', rowCount, document.rows.length),
  ];
}

function rowDifferences(
  number: number,
  asked: InvoiceRow,
  stored: ErpRow | undefined,
  currency: string,
): readonly Difference[] {
  if (stored === undefined) return [];
  const name = `row ${number}`;
  if (stored.quantityHundredths === 0 && asked.quantity !== 0) {
    return [
      {
        code: 'erpQuantityForcedToZero',
        text: `${name} quantity: asked for ${asked.quantity}, Fortnox delivered 0: its warehouse module has none in stock`,
      },
    ];
  }
  return [
    ...differs(`${name} account`, asked.account, stored.account),
    ...differs(`${name} VAT percent`, asked.vatPercent, stored.vatPercent),
    ...differs(`${name} quantity`, asked.quantity, stored.quantityHundredths / 100),
    ...differs(`${name} price`, formatMoney(asked.unitMinor, currency), formatMoney(stored.unitMinor, currency)),
  ];
}

function differs(what: string, asked: string | number, stored: string | number): readonly Difference[] {
  if (asked === stored) return [];
  return [{ code: 'erpAmountDiffers', text: `${what}: asked for ${asked}, Fortnox has ${stored}` }];
}
