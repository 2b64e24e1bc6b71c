import { formatMoney } from '../../../domain/money.ts';
import type { SalesMaterial } from '../../../domain/sales-material.ts';
import type { Difference, ErpDocument, ErpRow } from '../erp.ts';
import type { InvoiceRow } from './rows.ts';

/**
 * What the stored document says otherwise than was asked for; empty when it may be booked. Total to the minor unit; VAT
 * within one minor unit per row or line, since Fortnox rounds VAT in its own way and Centra line by line; currency, account,
 * rate, quantity, price and article of each row as sent.
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
    ...(Math.abs(document.vatMinor - vatMinor) > Math.max(rowCount, material.lines.length)
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
  const delivered = stored.quantityHundredths / 100;
  // Of some of what was asked for: less, but not the other way.
  if (asked.quantity !== 0 && delivered / asked.quantity >= 0 && delivered / asked.quantity < 1) {
    return [
      {
        code: 'erpQuantityForcedToZero',
        text: `${name} quantity: asked for ${asked.quantity}, Fortnox delivered ${delivered}: its warehouse module has no more in stock`,
      },
    ];
  }
  return [
    ...differs(`${name} account`, asked.account, stored.account),
    ...differs(`${name} VAT percent`, asked.vatPercent, stored.vatPercent),
    ...differs(`${name} quantity`, asked.quantity, delivered),
    ...differs(`${name} article`, asked.article ?? 'none', stored.article ?? 'none'),
    ...(asked.stockPoint === undefined
      ? []
      : differs(`${name} stock point`, asked.stockPoint, stored.stockPoint ?? 'none')),
    ...differs(`${name} price`, formatMoney(asked.unitMinor, currency), formatMoney(stored.unitMinor, currency)),
  ];
}

function differs(what: string, asked: string | number, stored: string | number): readonly Difference[] {
  if (asked === stored) return [];
  return [{ code: 'erpAmountDiffers', text: `${what}: asked for ${asked}, Fortnox has ${stored}` }];
}
