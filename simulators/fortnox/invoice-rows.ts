import { usableAccount } from './accounts.ts';
import type { ArticleFields } from './articles.ts';
import { refused, refusedWithUndocumentedCode } from './errors.ts';
import type { RowFields } from './invoice-fields.ts';
import type { InvoiceRow } from './invoice.ts';
import { checkReferences } from './registers.ts';
import type { Tenant } from './tenant.ts';
import { checkEasyVat, checkVatRate } from './vat.ts';

const MAX_ROWS = 500;
const STANDARD_VAT_HUNDREDTHS = 2500;
const FULL_DISCOUNT_HUNDREDTHS = 10_000;
/** The account that goods are sold on where neither row nor article says another. */
const DEFAULT_SALES_ACCOUNT = 3001;
/** A VAT code decides the rate. */
const VAT_BY_CODE: Readonly<Record<string, number>> = { MP1: 2500, MP2: 1200, MP3: 600, MF: 0 };

/**
 * Makes rows of what the client said, or throws the first refusal: too many, unknown article (2001302) or account
 * (2001304), a quantity of nothing (2003977), a rate that is not set up, a discount over 100 %.
 */
export function acceptRows(tenant: Tenant, rows: readonly RowFields[]): InvoiceRow[] {
  if (rows.length > MAX_ROWS) throw refusedWithUndocumentedCode(`En faktura får ha högst ${MAX_ROWS} rader.`);
  return rows.map((fields) => acceptRow(tenant, fields));
}

/**
 * The rows with the quantities that the warehouse delivers. With the module on, what is out of stock is not delivered,
 * and nobody is told: the call succeeds.
 *
 * Documented for an item at 0 or less: delivered as 0. Assumed between: what there is.
 * @param before rows of the invoice as it was: their goods can be delivered again
 */
export function deliverRows(
  tenant: Tenant,
  rows: readonly InvoiceRow[],
  before: readonly InvoiceRow[],
): readonly InvoiceRow[] {
  if (!tenant.warehouse.activated || tenant.warehouse.allowNegativeStock) return rows;
  const taken = new Map<string, number>();
  const take = (row: InvoiceRow, direction: 1 | -1): void => {
    taken.set(placeOf(row), (taken.get(placeOf(row)) ?? 0) + direction * row.quantityHundredths);
  };
  for (const row of before) take(row, -1);
  return rows.map((row) => {
    const delivered = row.stockPointCode === null ? row : limited(tenant, row, taken.get(placeOf(row)) ?? 0);
    take(delivered, 1);
    return delivered;
  });
}

export function movesStock(row: InvoiceRow): boolean {
  return row.stockPointCode !== null;
}

function limited(tenant: Tenant, row: InvoiceRow, takenHundredths: number): InvoiceRow {
  const inStock = tenant.stock.inStock(row.fields.ArticleNumber ?? '', row.stockPointCode ?? '') - takenHundredths;
  return { ...row, quantityHundredths: Math.min(row.quantityHundredths, Math.max(inStock, 0)) };
}

function placeOf(row: InvoiceRow): string {
  return JSON.stringify([row.fields.ArticleNumber, row.stockPointCode]);
}

function acceptRow(tenant: Tenant, fields: RowFields): InvoiceRow {
  checkReferences(tenant.registers, fields);
  const article = articleOf(tenant, fields);
  const quantityHundredths = fields.DeliveredQuantity ?? 0;
  const priceMinor = fields.Price ?? 0;
  const description = fields.Description ?? article?.Description ?? '';
  if (quantityHundredths !== 0 && description === '') {
    throw refused(2003977, 'Rad med antal saknar benämning eller artikelnummer.');
  }
  const isTextOnly = quantityHundredths === 0 && priceMinor === 0;
  return {
    rowId: tenant.sequences.row++,
    fields,
    accountNumber: accountOf(tenant, fields, article, isTextOnly),
    description,
    quantityHundredths,
    priceMinor,
    vatHundredths: vatOf(tenant, fields, article),
    ...discountOf(fields),
    stockPointCode: article?.StockGoods ? stockPointOf(tenant, fields) : null,
  };
}

function articleOf(tenant: Tenant, fields: RowFields): ArticleFields | undefined {
  if (!fields.ArticleNumber) return undefined;
  const article = tenant.articles.get(fields.ArticleNumber);
  if (!article) throw refused(2001302, `Kunde inte hitta artikel (${fields.ArticleNumber})`);
  if (article.Active === false) throw refusedWithUndocumentedCode(`Artikeln ${fields.ArticleNumber} är inte aktiv.`);
  return article;
}

function accountOf(
  tenant: Tenant,
  fields: RowFields,
  article: ArticleFields | undefined,
  isTextOnly: boolean,
): number | null {
  const account = fields.AccountNumber ?? (article && (article.SalesAccount ?? DEFAULT_SALES_ACCOUNT));
  return account === undefined && isTextOnly ? null : usableAccount(tenant, account);
}

function vatOf(tenant: Tenant, fields: RowFields, article: ArticleFields | undefined): number {
  const coded = fields.VATCode ? VAT_BY_CODE[fields.VATCode] : undefined;
  if (fields.VATCode && coded === undefined) {
    throw refusedWithUndocumentedCode(`Kunde inte hämta/hitta momskod (${fields.VATCode})`);
  }
  const vatHundredths = coded ?? fields.VAT ?? article?.VAT ?? STANDARD_VAT_HUNDREDTHS;
  checkVatRate(tenant, vatHundredths);
  checkEasyVat(tenant, vatHundredths, fields.AccountNumber);
  return vatHundredths;
}

function discountOf(fields: RowFields): Pick<InvoiceRow, 'discountHundredths' | 'discountType'> {
  const discountHundredths = fields.Discount ?? 0;
  const discountType = fields.DiscountType === 'AMOUNT' ? 'AMOUNT' : 'PERCENT';
  if (discountType === 'PERCENT' && discountHundredths > FULL_DISCOUNT_HUNDREDTHS) {
    throw refusedWithUndocumentedCode('Ogiltig rabatt. Får inte överstiga 100 %.');
  }
  return { discountHundredths, discountType };
}

/** Mandatory where there are several; where there is one, it is the one. Without the module there is one stock. */
function stockPointOf(tenant: Tenant, fields: RowFields): string {
  const [first, ...others] = tenant.stockPoints;
  if (first && !tenant.warehouse.activated) return first.code;
  const wished = fields.StockPointCode || (others.length === 0 ? first?.code : undefined);
  const point = tenant.stockPoints.find(({ code, active }) => active && code === wished);
  if (!point) throw refusedWithUndocumentedCode(`Kunde inte hitta lagerplats (${wished ?? 'ingen angiven'})`);
  return point.code;
}
