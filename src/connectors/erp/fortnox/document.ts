import { z } from 'zod';
import { decimalFromMinor, minorFromDecimal } from '../../../domain/money.ts';
import type { SalesAddress, SalesMaterial } from '../../../domain/sales-material.ts';
import type { DocumentDraft, ErpDocument, ErpRow } from '../erp.ts';
import { decimalOrZero, flag, name, text } from './answers.ts';
import { customerNumberFor } from './customers.ts';
import type { FortnoxMapping } from './mapping.ts';
import { paymentFor } from './mapping.ts';
import type { InvoiceRow } from './rows.ts';
import { fitText, unchangedText } from './text.ts';

/** The field that carries our key. The other one is free for the shipment's number, or for another integration. */
export type KeyField = 'ExternalInvoiceReference1' | 'ExternalInvoiceReference2';

export interface DocumentSettings {
  readonly keyField: KeyField;
  readonly mapping: FortnoxMapping;
  readonly connectionKey: string;
}

const MAX_TEXT_LENGTH = 1024;
const countryNames = new Intl.DisplayNames(['sv'], { type: 'region' });

/**
 * The invoice, or credit invoice, as Fortnox's `POST /3/invoices` takes it. A credit is an invoice with negative
 * quantities: any number of them may follow one invoice, and each is made by one request under its own key.
 *
 * @throws RefusedError mappingMissing when it has no customer.
 */
export function invoicePayload(
  draft: DocumentDraft,
  rows: readonly InvoiceRow[],
  { mapping, keyField, connectionKey }: DocumentSettings,
): object {
  const { material } = draft;
  const payment = paymentFor(mapping, material.paymentMethod);
  return {
    ...references(draft, keyField),
    CustomerNumber: customerNumberFor(material, mapping, connectionKey),
    CustomerName: fitText(material.customer.name, MAX_TEXT_LENGTH) || undefined,
    ...billingAddress(material.customer.billing),
    ...deliveryAddress(material.customer.delivery),
    EmailInformation: emailInformation(material.customer.email),
    InvoiceType: 'INVOICE',
    InvoiceDate: draft.documentDate,
    DeliveryDate: draft.deliveryDate,
    ...currencyOf(material),
    VATIncluded: material.pricesIncludeVat,
    TermsOfPayment: payment?.termsOfPayment,
    PaymentWay: payment?.paymentWay,
    CostCenter: mapping.costCenter,
    Project: mapping.project,
    // Said aloud, because Fortnox may otherwise add the fees that it keeps for the customer.
    Freight: 0,
    AdministrationFee: 0,
    InvoiceRows: rows.map((row) => rowPayload(row, material.currency)),
  };
}

function references(draft: DocumentDraft, keyField: KeyField): object {
  const { material, originalDocumentNumber } = draft;
  const isCredit = material.returnId !== undefined;
  const cause = isCredit ? `return ${material.returnId}` : material.shipmentNumber;
  return {
    [keyField]: draft.key,
    ...(keyField === 'ExternalInvoiceReference1' ? { ExternalInvoiceReference2: fitText(cause, 80) } : {}),
    YourOrderNumber: String(material.orderNumber),
    // In words: Fortnox does not say reliably which of its reference fields a hand-made credit may fill.
    Remarks: isCredit ? creditRemark(material.returnId, originalDocumentNumber) : undefined,
  };
}

function creditRemark(returnId: number | undefined, originalDocumentNumber: string | undefined): string {
  const original = originalDocumentNumber === undefined ? '' : ` of invoice ${originalDocumentNumber}`;
  return `Credit${original}, return ${returnId}`;
}

/**
 * The buyer's address, since a collective customer has none to send to. One with a character that Fortnox does not take is
 * left out: changed, it would be somebody else's.
 */
function emailInformation(email = ''): object | undefined {
  const address = unchangedText(email, MAX_TEXT_LENGTH);
  return address === '' ? undefined : { EmailAddressTo: address };
}

function billingAddress(address: SalesAddress): object {
  return presentTexts({
    Address1: address.address1,
    Address2: address.address2,
    ZipCode: address.zipCode,
    City: address.city,
    Country: countryName(address.countryCode),
  });
}

function deliveryAddress(address: SalesAddress): object {
  return presentTexts({
    DeliveryName: address.name,
    DeliveryAddress1: address.address1,
    DeliveryAddress2: address.address2,
    DeliveryZipCode: address.zipCode,
    DeliveryCity: address.city,
    DeliveryCountry: countryName(address.countryCode),
  });
}

/** Fortnox knows countries by their Swedish names on documents, not by codes. */
function countryName(countryCode: string): string {
  return /^[A-Z]{2}$/.test(countryCode) ? (countryNames.of(countryCode) ?? '') : '';
}

function presentTexts(fields: Readonly<Record<string, string>>): Record<string, string> {
  const fitted = Object.entries(fields).map(([field, value]) => [field, fitText(value, MAX_TEXT_LENGTH)] as const);
  return Object.fromEntries(fitted.filter(([, value]) => value !== ''));
}

function currencyOf({ currency, currencyRate }: SalesMaterial): object {
  return currencyRate === 1
    ? { Currency: currency }
    : { Currency: currency, CurrencyRate: currencyRate, CurrencyUnit: 1 };
}

function rowPayload(row: InvoiceRow, currency: string): object {
  return {
    ArticleNumber: row.article,
    AccountNumber: row.account,
    Description: row.description,
    DeliveredQuantity: String(row.quantity),
    Price: decimalFromMinor(row.unitMinor, currency),
    VAT: row.vatPercent,
    StockPointCode: row.stockPoint,
  };
}

const storedRow = z.object({
  ArticleNumber: text,
  StockPointCode: text,
  AccountNumber: decimalOrZero,
  VAT: decimalOrZero,
  DeliveredQuantity: decimalOrZero,
  Price: decimalOrZero,
});

/** The document as Fortnox gives it back. */
export const invoiceAnswer = z.object({
  Invoice: z.object({
    DocumentNumber: name,
    ExternalInvoiceReference1: text,
    ExternalInvoiceReference2: text,
    Booked: flag,
    Cancelled: flag,
    Sent: flag,
    AccountingMethod: text,
    Currency: name,
    InvoiceDate: name,
    Total: decimalOrZero,
    TotalVAT: decimalOrZero,
    RoundOff: decimalOrZero,
    InvoiceRows: z.array(storedRow).nullish(),
  }),
});
export type StoredInvoice = z.infer<typeof invoiceAnswer>['Invoice'];

export function documentFrom(invoice: StoredInvoice, keyField: KeyField): ErpDocument {
  const minor = (value: number | string): number => minorFromDecimal(value, invoice.Currency);
  return {
    documentNumber: invoice.DocumentNumber,
    key: invoice[keyField],
    isBooked: invoice.Booked,
    isCancelled: invoice.Cancelled,
    isSent: invoice.Sent,
    currency: invoice.Currency,
    documentDate: invoice.InvoiceDate,
    totalMinor: minor(invoice.Total) - minor(invoice.RoundOff),
    vatMinor: minor(invoice.TotalVAT),
    roundOffMinor: minor(invoice.RoundOff),
    rows: (invoice.InvoiceRows ?? []).map((row) => rowFrom(row, minor)),
  };
}

function rowFrom(row: z.infer<typeof storedRow>, minor: (value: number | string) => number): ErpRow {
  return {
    account: Number(row.AccountNumber),
    vatPercent: Number(row.VAT),
    quantityHundredths: hundredths(row.DeliveredQuantity),
    unitMinor: minor(row.Price),
    ...(row.ArticleNumber === '' ? {} : { article: row.ArticleNumber }),
    ...(row.StockPointCode === '' ? {} : { stockPoint: row.StockPointCode }),
  };
}

/** Fortnox keeps quantities at two decimals, as Swedish money is kept. */
function hundredths(value: number | string): number {
  return minorFromDecimal(value, 'SEK');
}
