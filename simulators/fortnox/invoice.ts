import { decimalOf, decimalTextOf } from './decimals.ts';
import { rowTotalMinor, withoutVatMinor, type PricedRow, type Totals } from './invoice-amounts.ts';
import type { InvoiceFields, RowFields } from './invoice-fields.ts';
import type { Voucher } from './periods.ts';
import type { Tenant } from './tenant.ts';

/** An invoice, or with a negative total a credit invoice, as it is stored. Replaced, never changed. */
export interface Invoice {
  readonly documentNumber: string;
  /** What the client has said of it, less rows and number. */
  readonly fields: InvoiceFields;
  readonly rows: readonly InvoiceRow[];
  readonly totals: Totals;
  readonly currency: string;
  readonly currencyRate: number;
  readonly invoiceDate: string;
  readonly dueDate: string;
  readonly voucher: Voucher | null;
  readonly cancelled: boolean;
  readonly sent: boolean;
  readonly warehouseReady: boolean;
  /** What booked payments have settled, in the invoice's currency. */
  readonly paidMinor: number;
  readonly finalPayDate: string | null;
  /** On a credit made by `/credit`: the invoice it credits. */
  readonly invoiceReference: string;
  /** On an invoice credited by `/credit`: its credit invoice. */
  readonly creditInvoiceReference: string;
  /** By the clock of the process; what a search finds depends on it. */
  readonly madeAtMs: number;
  readonly modifiedAt: string;
}

export interface InvoiceRow extends PricedRow {
  readonly rowId: number;
  /** What the client has said of the row: an update without the field keeps it. */
  readonly fields: RowFields;
  readonly accountNumber: number | null;
  readonly description: string;
  /** Where the row takes its goods from; null for a row that moves no stock. */
  readonly stockPointCode: string | null;
}

/** Fortnox writes "no document" as a zero, in a text. */
export const NO_REFERENCE = '0';

export function isCreditInvoice(invoice: Invoice): boolean {
  // Assumed: a negative total makes a credit invoice. How Fortnox sets Credit on a hand-made one is not documented.
  return invoice.totals.totalMinor < 0;
}

export function balanceMinor(invoice: Invoice): number {
  return invoice.cancelled ? 0 : invoice.totals.totalMinor - invoice.paidMinor;
}

export type InvoiceJson = ReturnType<typeof invoiceJson>;

/** The invoice as Fortnox answers with it, quirks included: numbers in texts, a flag in a text, null for no date. */
export function invoiceJson(tenant: Tenant, invoice: Invoice) {
  const { fields, totals } = invoice;
  const customer = tenant.customers.get(fields.CustomerNumber ?? '');
  return {
    '@url': urlOf(tenant, invoice),
    '@urlTaxReductionList': `${tenant.baseUrl}/3/taxreductions?filter=invoices&referencenumber=${invoice.documentNumber}`,
    AccountingMethod: tenant.accountingMethod,
    Address1: fields.Address1 ?? customer?.Address1 ?? '',
    Address2: fields.Address2 ?? customer?.Address2 ?? '',
    AdministrationFee: decimalOf(fields.AdministrationFee ?? 0),
    AdministrationFeeVAT: decimalOf(totals.administrationFeeVatMinor),
    Balance: decimalOf(balanceMinor(invoice)),
    BasisTaxReduction: 0,
    Booked: invoice.voucher !== null,
    Cancelled: invoice.cancelled,
    City: fields.City ?? customer?.City ?? '',
    Comments: fields.Comments ?? '',
    ContractReference: NO_REFERENCE,
    ContributionPercent: 0,
    ContributionValue: 0,
    CostCenter: fields.CostCenter ?? '',
    Country: fields.Country ?? customer?.Country ?? '',
    Credit: isCreditInvoice(invoice) ? 'true' : 'false',
    CreditInvoiceReference: invoice.creditInvoiceReference,
    Currency: invoice.currency,
    CurrencyRate: invoice.currencyRate,
    CurrencyUnit: fields.CurrencyUnit ?? 1,
    CustomerName: fields.CustomerName ?? customer?.Name ?? '',
    CustomerNumber: fields.CustomerNumber ?? '',
    DeliveryAddress1: fields.DeliveryAddress1 ?? '',
    DeliveryAddress2: fields.DeliveryAddress2 ?? '',
    DeliveryCity: fields.DeliveryCity ?? '',
    DeliveryCountry: fields.DeliveryCountry ?? '',
    DeliveryDate: fields.DeliveryDate ?? null,
    DeliveryName: fields.DeliveryName ?? '',
    DeliveryZipCode: fields.DeliveryZipCode ?? '',
    DocumentNumber: invoice.documentNumber,
    DueDate: invoice.dueDate,
    EUQuarterlyReport: fields.EUQuarterlyReport ?? false,
    EmailInformation: {
      EmailAddressBCC: fields.EmailInformation?.EmailAddressBCC ?? null,
      EmailAddressCC: fields.EmailInformation?.EmailAddressCC ?? null,
      EmailAddressFrom: fields.EmailInformation?.EmailAddressFrom ?? null,
      EmailAddressTo: fields.EmailInformation?.EmailAddressTo ?? customer?.Email ?? '',
      EmailBody: fields.EmailInformation?.EmailBody ?? '',
      EmailSubject: fields.EmailInformation?.EmailSubject ?? '',
    },
    ExternalInvoiceReference1: fields.ExternalInvoiceReference1 ?? '',
    ExternalInvoiceReference2: fields.ExternalInvoiceReference2 ?? '',
    FinalPayDate: invoice.finalPayDate,
    Freight: decimalOf(fields.Freight ?? 0),
    FreightVAT: decimalOf(totals.freightVatMinor),
    Gross: decimalOf(totals.grossMinor),
    HouseWork: false,
    InvoiceDate: invoice.invoiceDate,
    InvoicePeriodEnd: '',
    InvoicePeriodStart: '',
    InvoiceReference: invoice.invoiceReference,
    InvoiceRows: invoice.rows.map((row) => rowJson(row, fields.VATIncluded ?? false)),
    InvoiceType: fields.InvoiceType ?? 'INVOICE',
    Labels: fields.Labels ?? [],
    Language: fields.Language ?? 'SV',
    LastRemindDate: null,
    Net: decimalOf(totals.netMinor),
    NotCompleted: fields.NotCompleted ?? false,
    NoxFinans: false,
    OCR: fields.OCR ?? ocrOf(invoice.documentNumber),
    OfferReference: NO_REFERENCE,
    OrderReference: NO_REFERENCE,
    OrganisationNumber: customer?.OrganisationNumber ?? '',
    OurReference: fields.OurReference ?? '',
    // The calendar day the goods left; the invoice's own where nothing else was said.
    OutboundDate: fields.OutboundDate ?? invoice.invoiceDate,
    PaymentWay: fields.PaymentWay ?? '',
    Phone1: fields.Phone1 ?? customer?.Phone1 ?? '',
    Phone2: fields.Phone2 ?? customer?.Phone2 ?? '',
    PriceList: fields.PriceList ?? 'A',
    PrintTemplate: fields.PrintTemplate ?? 'st',
    Project: fields.Project ?? '',
    Remarks: fields.Remarks ?? '',
    Reminders: 0,
    RoundOff: decimalOf(totals.roundOffMinor),
    Sent: invoice.sent,
    TaxReduction: null,
    TaxReductionType: 'none',
    TermsOfDelivery: fields.TermsOfDelivery ?? '',
    TermsOfPayment: termsOfPayment(tenant, fields),
    Total: decimalOf(totals.totalMinor),
    TotalToPay: decimalOf(totals.totalMinor),
    TotalVAT: decimalOf(totals.vatMinor),
    VATIncluded: fields.VATIncluded ?? false,
    VoucherNumber: invoice.voucher?.number ?? null,
    VoucherSeries: invoice.voucher?.series ?? null,
    VoucherYear: invoice.voucher?.year ?? null,
    // True without the warehouse module (recorded): nothing has to be marked there.
    WarehouseReady: !tenant.warehouse.activated || invoice.warehouseReady,
    WayOfDelivery: fields.WayOfDelivery ?? '',
    YourOrderNumber: fields.YourOrderNumber ?? '',
    YourReference: fields.YourReference ?? '',
    ZipCode: fields.ZipCode ?? customer?.ZipCode ?? '',
  };
}

/** A list's item: fewer fields, no `Credit`, no `YourOrderNumber`, and the currency's rate in a text (recorded). */
export function invoiceListItem(tenant: Tenant, invoice: Invoice) {
  const json = invoiceJson(tenant, invoice);
  return {
    '@url': json['@url'],
    Balance: json.Balance,
    Booked: json.Booked,
    Cancelled: json.Cancelled,
    CostCenter: json.CostCenter,
    Currency: json.Currency,
    CurrencyRate: String(json.CurrencyRate),
    CurrencyUnit: json.CurrencyUnit,
    CustomerName: json.CustomerName,
    CustomerNumber: json.CustomerNumber,
    DocumentNumber: json.DocumentNumber,
    DueDate: json.DueDate,
    ExternalInvoiceReference1: json.ExternalInvoiceReference1,
    ExternalInvoiceReference2: json.ExternalInvoiceReference2,
    FinalPayDate: json.FinalPayDate,
    InvoiceDate: json.InvoiceDate,
    InvoiceType: json.InvoiceType,
    NoxFinans: json.NoxFinans,
    OCR: json.OCR,
    Project: json.Project,
    Sent: json.Sent,
    TermsOfPayment: json.TermsOfPayment,
    Total: json.Total,
    VoucherNumber: json.VoucherNumber,
    VoucherSeries: json.VoucherSeries,
    VoucherYear: json.VoucherYear,
    WayOfDelivery: json.WayOfDelivery,
  };
}

/** Days, or a word such as K for cash. A company starts with 30. */
export function termsOfPayment(tenant: Tenant, fields: InvoiceFields): string {
  return fields.TermsOfPayment ?? tenant.customers.get(fields.CustomerNumber ?? '')?.TermsOfPayment ?? '30';
}

function rowJson(row: InvoiceRow, vatIncluded: boolean) {
  const netOf = (amountMinor: number): number =>
    vatIncluded ? withoutVatMinor(amountMinor, row.vatHundredths) : amountMinor;
  const totalMinor = rowTotalMinor(row);
  return {
    AccountNumber: row.accountNumber,
    ArticleNumber: row.fields.ArticleNumber ?? '',
    ContributionPercent: '0',
    ContributionValue: '0',
    CostCenter: row.fields.CostCenter ?? null,
    DeliveredQuantity: decimalTextOf(row.quantityHundredths),
    Description: row.description,
    Discount: decimalOf(row.discountHundredths),
    DiscountType: row.discountType,
    HouseWork: false,
    HouseWorkHoursToReport: null,
    HouseWorkType: null,
    Price: decimalOf(row.priceMinor),
    PriceExcludingVAT: decimalOf(netOf(row.priceMinor)),
    Project: row.fields.Project ?? '',
    RowId: row.rowId,
    StockPointCode: row.stockPointCode,
    Total: decimalOf(totalMinor),
    TotalExcludingVAT: decimalOf(netOf(totalMinor)),
    Unit: row.fields.Unit ?? '',
    VAT: decimalOf(row.vatHundredths),
    VATCode: row.fields.VATCode ?? null,
  };
}

function urlOf(tenant: Tenant, invoice: Invoice): string {
  return `${tenant.baseUrl}/3/invoices/${invoice.documentNumber}`;
}

/** Number, a length digit and a check digit by Luhn: 203 is 20354 (recorded). */
function ocrOf(documentNumber: string): string {
  const withLength = `${documentNumber}${(documentNumber.length + 2) % 10}`;
  const doubled = [...withLength].toReversed().map((digit, index) => Number(digit) * (index % 2 === 0 ? 2 : 1));
  const digitSum = doubled.reduce((total, n) => total + Math.floor(n / 10) + (n % 10), 0);
  return `${withLength}${(10 - (digitSum % 10)) % 10}`;
}
