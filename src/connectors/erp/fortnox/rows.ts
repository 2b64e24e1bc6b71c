import { sumMinor } from '../../../domain/money.ts';
import type { SalesLine, SalesMaterial } from '../../../domain/sales-material.ts';
import { RefusedError } from '../../call-errors.ts';
import { collapsed } from './collapse.ts';
import type { FortnoxMapping } from './mapping.ts';
import { salesAccountFor } from './mapping.ts';
import { roundingRow } from './rounding.ts';
import { byStockPoint } from './stock-points.ts';
import { fitText } from './text.ts';

/** A row of an invoice as we ask for it. */
export interface InvoiceRow {
  readonly description: string;
  readonly account: number;
  readonly vatPercent: number;
  /** Carries the sign: below zero on what lowers the document's total. */
  readonly quantity: number;
  /** Never negative, so that one rule of signs holds for goods, discounts, fees and credits alike. */
  readonly unitMinor: number;
  /** The number of the article that is sold; a generic row has none. */
  readonly article?: string;
  /** Where the article's stock moves. */
  readonly stockPoint?: string;
}

/** Fortnox takes no more rows on one invoice. */
const MAX_ROWS = 500;
const MAX_DESCRIPTION_LENGTH = 255;

/**
 * The rows that make Fortnox compute exactly what Centra charged or, for a return, gave back.
 *
 * @param movesStock Whether these rows are what moves stock in Fortnox: then they name articles that it keeps in stock.
 * @throws RefusedError mappingMissing (no account or stock point), amountsUnexplained (a value without units), stockRefused
 *   (units without a warehouse), erpRefused (too many rows that cannot be put together).
 */
export function invoiceRows(
  material: SalesMaterial,
  mapping: FortnoxMapping,
  movesStock = false,
): readonly InvoiceRow[] {
  const lines = material.lines.map((line) => ({ line, rows: rowsOfLine(line, material, mapping, movesStock) }));
  const rounded = (some: readonly InvoiceRow[]) => [...some, ...roundingRow(some, material, mapping)];
  const rows = rounded(lines.flatMap((entry) => entry.rows));
  if (rows.length <= MAX_ROWS) return rows;
  const fewer = rounded(collapsed(lines, material, movesStock));
  if (fewer.length <= MAX_ROWS) return fewer;
  throw new RefusedError({
    code: 'erpRefused',
    detail:
      `the document needs ${fewer.length} rows, Fortnox takes at most ${MAX_ROWS}, and rows that move stock cannot be ` +
      'put together: make it by hand in two parts',
  });
}

function rowsOfLine(
  line: SalesLine,
  material: SalesMaterial,
  mapping: FortnoxMapping,
  movesStock: boolean,
): readonly InvoiceRow[] {
  const isCredit = material.returnId !== undefined;
  const sign = line.valueMinor < 0 === isCredit ? 1 : -1;
  const article = articleOf(line, material, mapping, movesStock);
  const common = {
    description: fitText(textOf(line, mapping), MAX_DESCRIPTION_LENGTH, line.sku ?? line.kind),
    account: accountOf(line, material.countryCode, mapping),
    vatPercent: line.vatPercent,
    ...(article === undefined ? {} : { article }),
  };
  const units = splitValue(unitsOf(line), Math.abs(line.valueMinor));
  const placed = article !== undefined && movesStock ? byStockPoint(units, line, mapping) : units;
  return placed.map((part) => ({ ...common, ...part, quantity: sign * part.quantity }));
}

/** A gift certificate keeps its own name, unless the merchant has one for all. */
function textOf({ kind, description }: SalesLine, { texts = {} }: FortnoxMapping): string {
  return (kind === 'product' ? undefined : texts[kind]) ?? description;
}

/** Goods that do not come back for sale are credited without their article, so that no stock moves. */
function articleOf(
  { kind, sku }: SalesLine,
  { returnsToStock = true }: SalesMaterial,
  { articles }: FortnoxMapping,
  movesStock: boolean,
): string | undefined {
  const isNamed = articles === 'sku' && kind === 'product' && (!movesStock || returnsToStock);
  return isNamed ? sku : undefined;
}

/**
 * Units and unit prices whose products sum to exactly the value. Fortnox keeps prices at two decimals, so 100.00 over 3
 * units is 2 x 33.33 and 1 x 33.34: never more than two parts, whose prices are one minor unit apart.
 *
 * @param quantity whole units, 0 or more; @param valueMinor 0 or more.
 */
export function splitValue(
  quantity: number,
  valueMinor: number,
): readonly { readonly quantity: number; readonly unitMinor: number }[] {
  if (quantity === 0) return [];
  const unitMinor = Math.floor(valueMinor / quantity);
  const dearer = valueMinor - unitMinor * quantity;
  return [
    { quantity: quantity - dearer, unitMinor },
    { quantity: dearer, unitMinor: unitMinor + 1 },
  ].filter((part) => part.quantity > 0);
}

/** What the rows come to: with VAT or without, as the material's prices are. */
export function rowsTotalMinor(rows: readonly InvoiceRow[]): number {
  return sumMinor(rows.map((row) => row.quantity * row.unitMinor));
}

function unitsOf(line: SalesLine): number {
  const isCountable = Number.isSafeInteger(line.quantity) && line.quantity >= 0;
  if (isCountable && (line.quantity > 0 || line.valueMinor === 0)) return line.quantity;
  throw new RefusedError({
    code: 'amountsUnexplained',
    detail: `a ${line.kind} line has the quantity ${line.quantity} and the value ${line.valueMinor} in minor units`,
  });
}

function accountOf(line: SalesLine, countryCode: string, mapping: FortnoxMapping): number {
  const own: Readonly<Record<SalesLine['kind'], number | undefined>> = {
    product: undefined,
    giftCertificate: mapping.giftCertificateAccount,
    shipping: mapping.shippingAccount,
    handling: mapping.handlingAccount,
    discount: mapping.discountAccount,
    returnFee: mapping.returnFeeAccount,
  };
  return own[line.kind] ?? salesAccountFor(mapping, countryCode, line.vatPercent);
}
