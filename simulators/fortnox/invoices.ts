import { checkRate, rateOfCurrency } from './currencies.ts';
import type { CustomerFields } from './customers.ts';
import { refused, refusedWithUndocumentedCode, notFound } from './errors.ts';
import { readFields } from './fields.ts';
import { documentTotals } from './invoice-amounts.ts';
import { INVOICE_FIELDS, type InvoiceFields, type RowFields } from './invoice-fields.ts';
import { acceptRows, deliverRows, movesStock } from './invoice-rows.ts';
import { isCreditInvoice, NO_REFERENCE, termsOfPayment, type Invoice, type InvoiceRow } from './invoice.ts';
import { checkOpenForPosting, nextVoucher } from './periods.ts';
import { checkReference, checkReferences } from './registers.ts';
import { timestamp, today, type Tenant } from './tenant.ts';

const INVOICE_SERIES = 'B';

/** Throws 2000434 (404) for a number that no invoice has. */
export function findInvoice(tenant: Tenant, documentNumber: string): Invoice {
  const invoice = tenant.invoices.get(documentNumber);
  if (!invoice) throw notFound(2000434, 'Kan inte hitta fakturan.');
  return invoice;
}

/** Makes an unbooked invoice of a payload. Nothing is stored when it is refused. */
export function createInvoice(tenant: Tenant, payload: unknown): Invoice {
  return addInvoice(tenant, readFields(INVOICE_FIELDS, payload), {});
}

/**
 * Changes an invoice that is still a draft. Rows are replaced: by `RowId` where any row has one, else by their order.
 */
export function updateInvoice(tenant: Tenant, documentNumber: string, payload: unknown): Invoice {
  const invoice = findInvoice(tenant, documentNumber);
  checkEditable(tenant, invoice);
  const { InvoiceRows: rows, DocumentNumber: renumbered, ...change } = readFields(INVOICE_FIELDS, payload);
  if (renumbered !== undefined && renumbered !== documentNumber) {
    throw refusedWithUndocumentedCode('Fakturanumret kan inte ändras.');
  }
  const fields: InvoiceFields = { ...invoice.fields, ...change };
  const rowFields = rows ? changedRows(invoice.rows, rows) : invoice.rows.map((row) => row.fields);
  return store(tenant, { ...invoice, ...accept(tenant, fields, rowFields, invoice.rows) }, invoice.rows);
}

/** Books the invoice: it gets a voucher and can no longer be changed. Not for a company on the cash method. */
export function bookInvoice(tenant: Tenant, documentNumber: string): Invoice {
  const invoice = findInvoice(tenant, documentNumber);
  if (invoice.cancelled) throw refusedWithUndocumentedCode('Fakturan är makulerad och kan inte bokföras.');
  if (invoice.voucher) throw refusedWithUndocumentedCode('Fakturan är redan bokförd.');
  if (tenant.accountingMethod === 'CASH') {
    throw refusedWithUndocumentedCode('Fakturan kan inte bokföras: vid kontantmetoden bokförs den när den betalas.');
  }
  if (mustBeReady(tenant, invoice) && !invoice.warehouseReady) {
    throw refused(2003498, `Faktura som bokförs måste vara klarmarkerad (Invoice ${documentNumber} must be finalized)`);
  }
  return store(tenant, withVoucher(tenant, invoice, invoice.invoiceDate));
}

function mustBeReady({ warehouse }: Tenant, invoice: Invoice): boolean {
  if (!warehouse.activated || warehouse.mustBeReady === 'never') return false;
  return warehouse.mustBeReady === 'everyInvoice' || invoice.rows.some(movesStock);
}

/** The invoice with a voucher of the date. On the cash method the payment brings it. */
export function withVoucher(tenant: Tenant, invoice: Invoice, date: string): Invoice {
  return { ...invoice, voucher: nextVoucher(tenant, INVOICE_SERIES, date) };
}

/** Cancels a draft; its goods go back into stock. */
export function cancelInvoice(tenant: Tenant, documentNumber: string): Invoice {
  const invoice = findInvoice(tenant, documentNumber);
  if (invoice.voucher) throw refusedWithUndocumentedCode('Fakturan är bokförd och kan inte makuleras.');
  if (invoice.cancelled) throw refusedWithUndocumentedCode('Fakturan är redan makulerad.');
  const cancelled = store(tenant, { ...invoice, cancelled: true });
  moveGoods(tenant, cancelled, invoice.rows, 1);
  return cancelled;
}

/**
 * Makes the one full credit invoice that an invoice can have this way, and gives the original, which now names it.
 * Assumed: an unbooked invoice is cancelled, not credited; the credit copies the header, external references included.
 */
export function creditInvoice(tenant: Tenant, documentNumber: string): Invoice {
  const original = findInvoice(tenant, documentNumber);
  if (original.creditInvoiceReference !== NO_REFERENCE) {
    throw refusedWithUndocumentedCode(`Fakturan är redan krediterad (${original.creditInvoiceReference}).`);
  }
  if (original.cancelled) throw refusedWithUndocumentedCode('Fakturan är makulerad och kan inte krediteras.');
  if (isCreditInvoice(original)) throw refusedWithUndocumentedCode('En kreditfaktura kan inte krediteras.');
  if (!original.voucher && tenant.accountingMethod === 'ACCRUAL') {
    throw refusedWithUndocumentedCode('Fakturan måste vara bokförd för att kunna krediteras.');
  }
  const credit = addInvoice(tenant, creditFields(tenant, original), { invoiceReference: documentNumber });
  return store(tenant, { ...original, creditInvoiceReference: credit.documentNumber });
}

/** Says that it was sent by other means. */
export function markSent(tenant: Tenant, documentNumber: string): Invoice {
  return store(tenant, { ...findInvoice(tenant, documentNumber), sent: true });
}

/** Prints it, which the company must have bank details for. */
export function printInvoice(tenant: Tenant, documentNumber: string): Invoice {
  const { documentNumber: number } = findInvoice(tenant, documentNumber);
  if (!tenant.hasBankDetails) throw refusedWithUndocumentedCode('Bankuppgifter saknas.');
  return markSent(tenant, number);
}

/** E-mails it to the address on the invoice, else the customer's. */
export function emailInvoice(tenant: Tenant, documentNumber: string): Invoice {
  const { fields } = findInvoice(tenant, documentNumber);
  const address = fields.EmailInformation?.EmailAddressTo || tenant.customers.get(fields.CustomerNumber ?? '')?.Email;
  if (!address) throw refusedWithUndocumentedCode('E-postadress saknas: ange EmailAddressTo eller kundens e-post.');
  return printInvoice(tenant, documentNumber);
}

/** Marks what has left the warehouse; from then on the document is locked there. */
export function markWarehouseReady(tenant: Tenant, documentNumber: string): Invoice {
  const invoice = findInvoice(tenant, documentNumber);
  if (invoice.cancelled) throw refused(2003399, 'Dokumentet är makulerat i lagermodulen');
  if ((invoice.fields.OutboundDate ?? invoice.invoiceDate) > today(tenant)) {
    throw refused(2003126, 'Utleveransdatum kan inte vara senare än dagens datum');
  }
  return store(tenant, { ...invoice, warehouseReady: true });
}

/** Puts an invoice in the books as it now is. */
export function store(tenant: Tenant, invoice: Invoice, rowsBefore = invoice.rows): Invoice {
  const stored = { ...invoice, modifiedAt: timestamp(tenant) };
  tenant.invoices.set(stored.documentNumber, stored);
  if (rowsBefore !== invoice.rows) {
    moveGoods(tenant, stored, rowsBefore, 1);
    moveGoods(tenant, stored, invoice.rows, -1);
  }
  return stored;
}

function addInvoice(tenant: Tenant, said: InvoiceFields, links: { readonly invoiceReference?: string }): Invoice {
  const { InvoiceRows: rows = [], DocumentNumber: wished, ...header } = said;
  const customer = tenant.customers.get(header.CustomerNumber ?? '');
  const fields = {
    ...(customer && keptForCustomer(customer)),
    ...header,
    // Said here and now: a later update without a date leaves the invoice on this day.
    InvoiceDate: header.InvoiceDate ?? today(tenant),
  };
  const accepted = accept(tenant, fields, rows, []);
  const invoice: Invoice = {
    documentNumber: wished === undefined ? nextDocumentNumber(tenant) : freeDocumentNumber(tenant, wished),
    voucher: null,
    cancelled: false,
    sent: false,
    warehouseReady: false,
    paidMinor: 0,
    finalPayDate: null,
    invoiceReference: NO_REFERENCE,
    creditInvoiceReference: NO_REFERENCE,
    madeAtMs: performance.now(),
    modifiedAt: timestamp(tenant),
    ...links,
    ...accepted,
  };
  return store(tenant, invoice, []);
}

type Accepted = Pick<Invoice, 'fields' | 'rows' | 'totals' | 'currency' | 'currencyRate' | 'invoiceDate' | 'dueDate'>;

/** What the company keeps for a customer and a new invoice takes over where it does not say otherwise, fees included. */
function keptForCustomer(customer: CustomerFields): InvoiceFields {
  const kept = {
    AdministrationFee: customer.InvoiceAdministrationFee,
    CostCenter: customer.CostCenter,
    Freight: customer.InvoiceFreight,
    OurReference: customer.OurReference,
    PriceList: customer.PriceList,
    Project: customer.Project,
    Remarks: customer.InvoiceRemark,
    TermsOfDelivery: customer.TermsOfDelivery,
    TermsOfPayment: customer.TermsOfPayment,
    WayOfDelivery: customer.WayOfDelivery,
    YourReference: customer.YourReference,
  };
  return Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined && value !== ''));
}

/** Everything that Fortnox checks and works out before it stores anything. */
function accept(
  tenant: Tenant,
  fields: InvoiceFields,
  rowFields: readonly RowFields[],
  rowsBefore: readonly InvoiceRow[],
): Accepted {
  const { CustomerNumber: customerNumber } = fields;
  if (!customerNumber) throw refused(2001795, 'Obligatoriska fält saknas (CustomerNumber)');
  const customer = tenant.customers.get(customerNumber);
  if (!customer) throw refused(2000204, `Kunde inte hämta/hitta kund (${customerNumber})`);

  // Assumed, as for articles: what is no longer in use is not sold with or to.
  if (customer.Active === false) throw refusedWithUndocumentedCode(`Kunden ${customerNumber} är inte aktiv.`);
  checkReferences(tenant.registers, fields);
  for (const { Id: id } of fields.Labels ?? []) checkReference(tenant.registers, 'labels', String(id));

  const customerCurrency = customer.Currency || 'SEK';
  const currency = fields.Currency || customerCurrency;
  const todaysRate = rateOfCurrency(tenant, currency);
  const currencyRate = fields.CurrencyRate ?? todaysRate;
  checkRate(currency, currencyRate);
  if (tenant.customerCurrencyBinds && currency !== customerCurrency) {
    throw refusedWithUndocumentedCode(`Currency ${currency} and Currency ${customerCurrency} does not match`);
  }

  const invoiceDate = fields.InvoiceDate ?? today(tenant);
  checkOpenForPosting(tenant, invoiceDate);
  const rows = deliverRows(tenant, acceptRows(tenant, rowFields), rowsBefore);
  return {
    fields,
    rows,
    totals: documentTotals({
      rows,
      vatIncluded: fields.VATIncluded ?? false,
      freightMinor: fields.Freight ?? 0,
      administrationFeeMinor: fields.AdministrationFee ?? 0,
      // Assumed: rounding to whole kronor is for kronor.
      roundsToWhole: tenant.roundToWholeKrona && currency === 'SEK',
    }),
    currency,
    currencyRate,
    invoiceDate,
    dueDate: fields.DueDate ?? daysAfter(invoiceDate, daysIn(termsOfPayment(tenant, fields))),
  };
}

function checkEditable(tenant: Tenant, invoice: Invoice): void {
  if (invoice.cancelled) throw refusedWithUndocumentedCode('Fakturan är makulerad och kan inte ändras.');
  if (invoice.voucher) throw refusedWithUndocumentedCode('Fakturan är bokförd och kan inte ändras.');
  if (tenant.accountingMethod === 'CASH' && invoice.sent) {
    throw refusedWithUndocumentedCode('Fakturan är skickad och kan inte ändras.');
  }
  if (tenant.warehouse.activated && invoice.warehouseReady) {
    throw refused(2003125, 'Ett klarmarkerat dokument kan inte ändras');
  }
}

function changedRows(before: readonly InvoiceRow[], changes: readonly RowFields[]): RowFields[] {
  const byId = changes.some((change) => change.RowId !== undefined);
  return changes.map(({ RowId: rowId, ...change }, index) => {
    const row = byId ? before.find((candidate) => candidate.rowId === rowId) : before[index];
    if (rowId !== undefined && !row) throw refusedWithUndocumentedCode(`Kunde inte hitta raden (RowId ${rowId})`);
    return { ...row?.fields, ...change };
  });
}

/** The same rows with what was delivered taken back. An amount of discount changes sign with its row. */
function creditFields(tenant: Tenant, original: Invoice): InvoiceFields {
  const { InvoiceDate: _date, DueDate: _due, OutboundDate: _outbound, OCR: _ocr, ...header } = original.fields;
  return {
    ...header,
    InvoiceDate: today(tenant),
    Freight: -(header.Freight ?? 0),
    AdministrationFee: -(header.AdministrationFee ?? 0),
    InvoiceRows: original.rows.map((row) => ({
      ...row.fields,
      DeliveredQuantity: -row.quantityHundredths,
      ...(row.discountType === 'AMOUNT' && { Discount: -row.discountHundredths }),
    })),
  };
}

/**
 * Moves the goods of the rows: -1 takes them out of stock, 1 puts them back. Assumed without the warehouse module: stock
 * moves when the invoice is saved, as it does with it.
 */
function moveGoods(tenant: Tenant, invoice: Invoice, rows: readonly InvoiceRow[], direction: 1 | -1): void {
  for (const { stockPointCode, fields, quantityHundredths } of rows) {
    if (stockPointCode === null) continue;
    tenant.stock.move({
      itemId: fields.ArticleNumber ?? '',
      stockPointCode,
      quantityHundredths: direction * quantityHundredths,
      date: invoice.invoiceDate,
      cause: `invoice ${invoice.documentNumber}`,
    });
  }
}

function nextDocumentNumber(tenant: Tenant): string {
  while (tenant.invoices.has(String(tenant.sequences.document))) tenant.sequences.document++;
  return String(tenant.sequences.document++);
}

function freeDocumentNumber(tenant: Tenant, wished: string): string {
  if (!/^\d{1,18}$/.test(wished)) throw refused(2000108, `Värdet måste vara numeriskt (${wished})`);
  if (tenant.invoices.has(wished)) throw refusedWithUndocumentedCode(`Fakturanummer ${wished} används redan.`);
  return wished;
}

/** Terms that are a word, such as K for cash, mean today. */
function daysIn(terms: string): number {
  return /^\d{1,3}$/.test(terms) ? Number(terms) : 0;
}

function daysAfter(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
