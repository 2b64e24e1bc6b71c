import { usableAccount } from './accounts.ts';
import { createdAnswer, emptyAnswer, jsonAnswer, type Answer } from './answers.ts';
import { checkRate } from './currencies.ts';
import { decimalOf } from './decimals.ts';
import { notFound, refused, refusedWithUndocumentedCode } from './errors.ts';
import { date, hundredths, integer, rate, readFields, text, unwrap, type FieldsOf } from './fields.ts';
import { balanceMinor, invoiceJson, type Invoice } from './invoice.ts';
import { store, withVoucher } from './invoices.ts';
import { listAnswer, type ListRules } from './lists.ts';
import { checkOpenForPosting, nextVoucher, type Voucher } from './periods.ts';
import { jsonBody, param, type Route } from './routes.ts';
import { timestamp, today, type Tenant } from './tenant.ts';

/** Money received on an invoice, or with a negative amount paid back on a credit invoice. */
export interface Payment {
  readonly number: string;
  /** What the client has said of it. */
  readonly fields: PaymentFields;
  readonly documentNumber: string;
  /** In kronor. */
  readonly amountMinor: number;
  /** In the invoice's currency: what it settles. */
  readonly settledMinor: number;
  readonly currency: string;
  readonly currencyRate: number;
  readonly paymentDate: string;
  readonly modeOfPayment: string;
  readonly account: number;
  readonly externalReference1: string;
  readonly externalReference2: string;
  readonly voucher: Voucher | null;
  readonly modifiedAt: string;
}

/** What can be written (`fortnox_Kf_InvoicePaymentSinglePayloadItem`, less write-offs and what describes the invoice). */
const PAYMENT_FIELDS = {
  Amount: hundredths,
  AmountCurrency: hundredths,
  Currency: text(3),
  CurrencyRate: rate,
  ExternalInvoiceReference1: text(80),
  ExternalInvoiceReference2: text(80),
  InvoiceNumber: integer,
  ModeOfPayment: text(),
  ModeOfPaymentAccount: integer,
  PaymentDate: date,
} as const;
type PaymentFields = FieldsOf<typeof PAYMENT_FIELDS>;

const PAYMENT_SERIES = 'C';

export const PAYMENT_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/3/invoicepayments',
    handle: (tenant, { query }) => listAnswer(listRules(tenant), tenant.payments.values(), query),
  },
  {
    method: 'POST',
    path: '/3/invoicepayments',
    handle: (tenant, request) => {
      const fields = readFields(PAYMENT_FIELDS, unwrap('InvoicePayment', jsonBody(request)));
      return createdAnswer({ InvoicePayment: paymentJson(tenant, createPayment(tenant, fields)) }, 'invoicepayments');
    },
  },
  {
    method: 'GET',
    path: '/3/invoicepayments/:number',
    handle: (tenant, request) => answer(tenant, findPayment(tenant, param(request, 'number'))),
  },
  {
    method: 'PUT',
    path: '/3/invoicepayments/:number',
    handle: (tenant, request) => {
      const fields = readFields(PAYMENT_FIELDS, unwrap('InvoicePayment', jsonBody(request)));
      return answer(tenant, updatePayment(tenant, param(request, 'number'), fields));
    },
  },
  {
    method: 'DELETE',
    path: '/3/invoicepayments/:number',
    handle: (tenant, request) => {
      const { number } = findUnbookedPayment(tenant, param(request, 'number'));
      tenant.payments.delete(number);
      return emptyAnswer(204);
    },
  },
  {
    method: 'PUT',
    path: '/3/invoicepayments/:number/bookkeep',
    handle: (tenant, request) => answer(tenant, bookPayment(tenant, param(request, 'number'))),
  },
];

export type PaymentJson = ReturnType<typeof paymentJson>;

export function paymentJson(tenant: Tenant, payment: Payment) {
  const invoice = invoiceJson(tenant, invoiceOf(tenant, payment));
  return {
    '@url': `${tenant.baseUrl}/3/invoicepayments/${payment.number}`,
    Amount: decimalOf(payment.amountMinor),
    AmountCurrency: decimalOf(payment.settledMinor),
    Booked: payment.voucher !== null,
    Currency: payment.currency,
    CurrencyRate: payment.currencyRate,
    CurrencyUnit: 1,
    ExternalInvoiceReference1: payment.externalReference1,
    ExternalInvoiceReference2: payment.externalReference2,
    InvoiceCustomerName: invoice.CustomerName,
    InvoiceCustomerNumber: invoice.CustomerNumber,
    InvoiceDueDate: invoice.DueDate,
    InvoiceNumber: Number(payment.documentNumber),
    InvoiceOCR: invoice.OCR,
    InvoiceTotal: String(invoice.Total),
    ModeOfPayment: payment.modeOfPayment,
    ModeOfPaymentAccount: payment.account,
    Number: payment.number,
    PaymentDate: payment.paymentDate,
    Source: 'direct',
    VoucherNumber: payment.voucher?.number ?? null,
    VoucherSeries: payment.voucher?.series ?? null,
    VoucherYear: payment.voucher?.year ?? null,
    WriteOffs: [],
  };
}

/** Registers a payment; it counts when it is booked. */
function createPayment(tenant: Tenant, fields: PaymentFields): Payment {
  return keep(tenant, { ...accept(tenant, fields), number: String(tenant.sequences.payment++) });
}

/** Changes a payment that is not booked; what is not said stays. */
function updatePayment(tenant: Tenant, number: string, change: PaymentFields): Payment {
  const before = findUnbookedPayment(tenant, number);
  if (change.InvoiceNumber !== undefined && String(change.InvoiceNumber) !== before.documentNumber) {
    throw refusedWithUndocumentedCode('Betalningens faktura kan inte ändras.');
  }
  return keep(tenant, { ...accept(tenant, { ...before.fields, ...change }), number });
}

function keep(tenant: Tenant, payment: Omit<Payment, 'modifiedAt'>): Payment {
  const kept = { ...payment, modifiedAt: timestamp(tenant) };
  tenant.payments.set(kept.number, kept);
  return kept;
}

/** Everything that Fortnox checks and works out before it stores anything. */
function accept(tenant: Tenant, fields: PaymentFields): Omit<Payment, 'number' | 'modifiedAt'> {
  const { InvoiceNumber: invoiceNumber, Amount: amountMinor } = fields;
  if (invoiceNumber === undefined) throw refused(2001795, 'Obligatoriska fält saknas (InvoiceNumber)');
  if (!amountMinor) throw refused(2001795, 'Obligatoriska fält saknas (Amount)');
  const invoice = tenant.invoices.get(String(invoiceNumber));
  if (!invoice) throw notFound(2000434, 'Kan inte hitta fakturan.');
  checkPayable(tenant, invoice);

  const currency = fields.Currency || invoice.currency;
  if (currency !== invoice.currency) {
    throw refusedWithUndocumentedCode(`Currency ${currency} and Currency ${invoice.currency} does not match`);
  }
  const currencyRate = fields.CurrencyRate ?? invoice.currencyRate;
  checkRate(currency, currencyRate);
  const paymentDate = fields.PaymentDate ?? today(tenant);
  if (paymentDate < invoice.invoiceDate) {
    throw refused(2001089, 'Betalningsdatum kan inte vara tidigare än fakturadatum.');
  }
  checkOpenForPosting(tenant, paymentDate);

  // Assumed: Amount is kronor and AmountCurrency the invoice's currency, the one following from the other by the rate.
  const settledMinor = fields.AmountCurrency ?? Math.round(amountMinor / currencyRate);
  // An öre apart is a matter of rounding.
  if (fields.AmountCurrency !== undefined && Math.abs(settledMinor * currencyRate - amountMinor) > 1) {
    throw refusedWithUndocumentedCode('Amount, AmountCurrency och CurrencyRate stämmer inte överens.');
  }
  checkSettles(invoice, settledMinor);
  return {
    fields,
    documentNumber: invoice.documentNumber,
    amountMinor,
    settledMinor,
    currency,
    currencyRate,
    paymentDate,
    ...accountOf(tenant, fields),
    externalReference1: fields.ExternalInvoiceReference1 ?? '',
    externalReference2: fields.ExternalInvoiceReference2 ?? '',
    voucher: null,
  };
}

/** Books the payment: the invoice's balance goes down, and at nothing it is finally paid. */
function bookPayment(tenant: Tenant, number: string): Payment {
  const payment = findPayment(tenant, number);
  if (payment.voucher) throw refusedWithUndocumentedCode('Betalningen är redan bokförd.');
  const invoice = invoiceOf(tenant, payment);
  checkPayable(tenant, invoice);
  checkSettles(invoice, payment.settledMinor);
  const voucher = nextVoucher(tenant, PAYMENT_SERIES, payment.paymentDate);
  const booked = keep(tenant, { ...payment, voucher });
  store(tenant, settled(tenant, invoice, payment));
  return booked;
}

function settled(tenant: Tenant, invoice: Invoice, { settledMinor, paymentDate }: Payment): Invoice {
  const inBooks = invoice.voucher ? invoice : withVoucher(tenant, invoice, paymentDate);
  const paid = { ...inBooks, paidMinor: invoice.paidMinor + settledMinor };
  return balanceMinor(paid) === 0 ? { ...paid, finalPayDate: paymentDate } : paid;
}

function checkPayable(tenant: Tenant, invoice: Invoice): void {
  if (invoice.cancelled) throw refusedWithUndocumentedCode('Fakturan är makulerad.');
  // On the cash method the payment is what books the invoice.
  if (!invoice.voucher && tenant.accountingMethod === 'ACCRUAL') {
    throw refusedWithUndocumentedCode('Fakturan måste vara bokförd innan en betalning kan registreras.');
  }
  if (balanceMinor(invoice) === 0) throw refused(2003055, `Faktura ${invoice.documentNumber} är redan slutbetald.`);
}

/** Assumed: a payment brings the balance nearer to nothing and not beyond. */
function checkSettles(invoice: Invoice, settledMinor: number): void {
  const balance = balanceMinor(invoice);
  if (Math.sign(settledMinor) !== Math.sign(balance) || Math.abs(settledMinor) > Math.abs(balance)) {
    throw refusedWithUndocumentedCode(`Beloppet får inte överstiga det som återstår (${decimalOf(balance)}).`);
  }
}

function accountOf(tenant: Tenant, fields: PaymentFields): Pick<Payment, 'modeOfPayment' | 'account'> {
  const [first] = tenant.modesOfPayment.keys();
  const modeOfPayment = fields.ModeOfPayment || first || '';
  const account = tenant.modesOfPayment.get(modeOfPayment);
  if (account === undefined) throw refusedWithUndocumentedCode(`Kan inte hitta betalningssättet (${modeOfPayment})`);
  return { modeOfPayment, account: usableAccount(tenant, fields.ModeOfPaymentAccount ?? account) };
}

function findPayment(tenant: Tenant, number: string): Payment {
  const payment = tenant.payments.get(number);
  // The code is not documented; a bad identifier is what it is to Fortnox.
  if (!payment) throw notFound(2000729, 'Kan inte hitta betalningen.');
  return payment;
}

/** Assumed: what is in the books stays there. The API has no way to take it out. */
function findUnbookedPayment(tenant: Tenant, number: string): Payment {
  const payment = findPayment(tenant, number);
  if (payment.voucher) throw refusedWithUndocumentedCode('Betalningen är bokförd och kan inte ändras.');
  return payment;
}

function invoiceOf(tenant: Tenant, payment: Payment): Invoice {
  const invoice = tenant.invoices.get(payment.documentNumber);
  if (!invoice) throw new Error(`payment ${payment.number} names invoice ${payment.documentNumber}, which is gone`);
  return invoice;
}

function answer(tenant: Tenant, payment: Payment): Answer {
  return jsonAnswer({ InvoicePayment: paymentJson(tenant, payment) });
}

function listRules(tenant: Tenant): ListRules<Payment> {
  return {
    name: 'InvoicePayments',
    // A list gives the account as a text and the total as a number; a single payment the other way round.
    json: (payment) => {
      const { WriteOffs: writeOffs, InvoiceTotal: invoiceTotal, ...item } = paymentJson(tenant, payment);
      return {
        ...item,
        InvoiceTotal: Number(invoiceTotal),
        ModeOfPaymentAccount: String(payment.account),
        WriteOffExist: writeOffs.length > 0,
      };
    },
    searchable: { invoicenumber: (payment) => payment.documentNumber },
    filters: {},
    sortable: { paymentdate: (payment) => payment.paymentDate },
    modifiedAt: (payment) => payment.modifiedAt,
  };
}
