import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFortnoxControl, type FortnoxControl, type FortnoxState } from '../../simulators/fortnox/control.ts';
import {
  startFortnoxSimulator,
  type FortnoxSimulator,
  type FortnoxSimulatorOptions,
} from '../../simulators/fortnox/server.ts';

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body, where it is an object. */
  readonly json: Json;
  /** The body, where it is a list. */
  readonly list: readonly Json[];
}
type Json = Readonly<Record<string, unknown>>;
type Invoice = FortnoxState['invoices'][number];

const NOW = new Date('2026-11-24T10:00:00Z');
const ROW = { AccountNumber: 3001, DeliveredQuantity: '1', Description: 'Jumper', Price: 100, VAT: 25 };
const INVOICE = { CustomerNumber: '1', InvoiceDate: '2026-11-20', VATIncluded: true, InvoiceRows: [ROW] };

let simulator: FortnoxSimulator;
let control: FortnoxControl;
let token: string;

async function start(options: FortnoxSimulatorOptions = {}): Promise<void> {
  simulator = await startFortnoxSimulator({ rateLimit: 'off', now: () => NOW, ...options });
  control = createFortnoxControl(simulator.controlUrl);
  token = (await logIn()).json['access_token'] as string;
}

async function restart(options: FortnoxSimulatorOptions): Promise<void> {
  await simulator.stop();
  await start(options);
}

beforeEach(() => start());
afterEach(() => simulator.stop());

async function ask(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(`${simulator.url}${path}`, {
    method,
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', ...headers },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const { status, headers: answered } = response;
  return {
    status,
    headers: answered,
    text,
    json: text.startsWith('{') ? (JSON.parse(text) as Json) : {},
    list: text.startsWith('[') ? (JSON.parse(text) as Json[]) : [],
  };
}

function logIn(change: { secret?: string; tenantId?: string; grant?: string } = {}): Promise<Answer> {
  const credentials = Buffer.from(`client:${change.secret ?? 'secret'}`).toString('base64');
  return ask('POST', '/oauth-v1/token', `grant_type=${change.grant ?? 'client_credentials'}`, {
    Authorization: `Basic ${credentials}`,
    TenantId: change.tenantId ?? '123456',
    'Content-Type': 'application/x-www-form-urlencoded',
  });
}

const postInvoice = (change: object = {}): Promise<Answer> =>
  ask('POST', '/3/invoices', { Invoice: { ...INVOICE, ...change } });

const withRow = (change: object): Promise<Answer> => postInvoice({ InvoiceRows: [{ ...ROW, ...change }] });

async function invoiceOf(answer: Promise<Answer>): Promise<Invoice> {
  const { status, text, json } = await answer;
  expect([200, 201], text).toContain(status);
  return json['Invoice'] as Invoice;
}

/** Code of a refusal with status 400, or its message where Fortnox's code is not known. */
async function refusal(answer: Promise<Answer>): Promise<{ code: number; message: string }> {
  const { status, json } = await answer;
  expect(status).toBe(400);
  const { error, code, message } = json['ErrorInformation'] as { error: number; code: number; message: string };
  expect(error).toBe(1);
  return { code, message };
}

async function bookedInvoice(change: object = {}): Promise<string> {
  const { DocumentNumber: number } = await invoiceOf(postInvoice(change));
  await invoiceOf(ask('PUT', `/3/invoices/${number}/bookkeep`));
  return number;
}

const pay = (number: string, change: object = {}): Promise<Answer> =>
  ask('POST', '/3/invoicepayments', {
    InvoicePayment: { InvoiceNumber: Number(number), Amount: 100, PaymentDate: '2026-11-24', ...change },
  });

const bookPayment = (answer: Answer): Promise<Answer> =>
  ask('PUT', `/3/invoicepayments/${(answer.json['InvoicePayment'] as { Number: string }).Number}/bookkeep`);

describe('logging in', () => {
  it('gives an hour-long token and no refresh token, several valid at once', async () => {
    const { json } = await logIn();
    expect(json).toMatchObject({ expires_in: 3600, token_type: 'bearer' });
    expect(json).not.toHaveProperty('refresh_token');
    const other = json['access_token'] as string;
    expect((await ask('GET', '/3/currencies')).status).toBe(200);
    expect((await ask('GET', '/3/currencies', undefined, { Authorization: `Bearer ${other}` })).status).toBe(200);
  });

  it.each([
    [{ secret: 'wrong' }, 401, 'invalid_client', 'text/plain'],
    [{ tenantId: '7' }, 400, 'invalid_grant', 'text/html'],
    [{ grant: 'password' }, 400, 'unsupported_grant_type', 'text/html'],
  ])('refuses %o in JSON that calls itself otherwise', async (change, status, error, type) => {
    const answer = await logIn(change);
    expect(answer).toMatchObject({ status, json: { error } });
    expect(answer.headers.get('content-type')).toContain(type);
  });

  it('does not know a token that has expired or never was', async () => {
    await restart({ tokenTtlSeconds: 1 });
    expect((await ask('GET', '/3/currencies')).status).toBe(200);
    await vi.waitFor(
      async () =>
        expect(await ask('GET', '/3/currencies')).toMatchObject({ status: 401, json: { message: 'unauthorized' } }),
      { timeout: 3000 },
    );
    token = 'made-up';
    expect((await ask('GET', '/3/currencies')).status).toBe(401);
  });
});

describe('making an invoice', () => {
  it('answers 201 with the whole invoice, and a Location without its number', async () => {
    await restart({ firstDocumentNumber: 2001 });
    const answer = await postInvoice({ ExternalInvoiceReference1: 'acme-S-0000000007-invoice' });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe('invoices');
    expect(answer.json['Invoice']).toMatchObject({
      DocumentNumber: '2001',
      ExternalInvoiceReference1: 'acme-S-0000000007-invoice',
      Credit: 'false',
      CreditInvoiceReference: '0',
      InvoiceReference: '0',
      Booked: false,
      VoucherNumber: null,
      FinalPayDate: null,
      DueDate: '2026-12-20',
      WarehouseReady: true,
      InvoiceRows: [{ DeliveredQuantity: '1.00', Price: 100, Total: 100, VAT: 25 }],
    });
    expect(await invoiceOf(postInvoice())).toMatchObject({ DocumentNumber: '2002' });
  });

  it.each([
    ['an unknown field', { Hat: 1 }, 2001399],
    ['a field that only Fortnox writes', { Total: 100 }, 2001399],
    ['a word for a number', { Freight: 'free' }, 2000108],
    ['a word for a flag', { VATIncluded: 'yes' }, 2000134],
    ['an emoji', { Remarks: 'Thanks 🎉' }, 2000359],
    ['a quotation mark', { CustomerName: 'The "Shop"' }, 2000359],
    ['no customer', { CustomerNumber: null }, 2001795],
    ['an unknown customer', { CustomerNumber: '99' }, 2000204],
    ['a document number that is no number', { DocumentNumber: 'A1' }, 2000108],
  ])('refuses %s', async (_what, change, code) => {
    expect(await refusal(postInvoice(change))).toMatchObject({ code });
    expect((await control.state()).invoices).toEqual([]);
  });

  it.each([
    ['a row without account and article', { AccountNumber: undefined }, 2001304],
    ['an account that is not there', { AccountNumber: 9999 }, 2001304],
    ['a quantity of nothing', { Description: undefined }, 2003977],
    ['an unknown article', { ArticleNumber: 'NO-SUCH' }, 2001302],
  ])('refuses %s', async (_what, change, code) => {
    expect(await refusal(withRow(change))).toMatchObject({ code });
  });

  it.each([
    ['a VAT rate that is not set up', { InvoiceRows: [{ ...ROW, VAT: 19 }] }, /moms/],
    ['a currency that is not set up', { Currency: 'GBP' }, /valuta/],
    ['a date without a fiscal year', { InvoiceDate: '2031-01-01' }, /räkenskapsår/],
    ['more than 500 rows', { InvoiceRows: Array.from({ length: 501 }, () => ROW) }, /500/],
    ['a reference of more than 80 characters', { ExternalInvoiceReference1: 'x'.repeat(81) }, /80/],
    ['a discount over 100 %', { InvoiceRows: [{ ...ROW, Discount: 101 }] }, /100 %/],
  ])('refuses %s, with a code that nobody documents', async (_what, change, message) => {
    expect((await refusal(postInvoice(change))).message).toMatch(message);
  });

  it('refuses what is not there, not JSON, or not an invoice', async () => {
    expect(await refusal(ask('POST', '/3/invoices', ''))).toMatchObject({ code: 2001392 });
    expect(await refusal(ask('POST', '/3/invoices', '{"Invoice":'))).toMatchObject({ code: 2002115 });
    expect(await refusal(ask('POST', '/3/invoices', { Order: INVOICE }))).toMatchObject({ code: 2001392 });
    const asText = ask('POST', '/3/invoices', { Invoice: INVOICE }, { 'Content-Type': 'text/plain' });
    expect(await refusal(asText)).toMatchObject({ code: 1000031 });
  });

  it('is mended by the person who sets up what was missing', async () => {
    await control.addVatRate(19);
    await control.addCurrency('GBP');
    const invoice = await invoiceOf(postInvoice({ Currency: 'GBP', InvoiceRows: [{ ...ROW, VAT: 19 }] }));
    expect(invoice).toMatchObject({ Currency: 'GBP', TotalVAT: 15.97 });
    expect(invoice.CurrencyRate).toBeGreaterThan(1);
    await control.removeVatRate(19);
    expect((await refusal(withRow({ VAT: 19 }))).message).toMatch(/moms/);
  });

  it('takes no second invoice under a number', async () => {
    await invoiceOf(postInvoice({ DocumentNumber: '9000000001' }));
    expect((await refusal(postInvoice({ DocumentNumber: '9000000001' }))).message).toMatch(/används redan/);
  });

  it('dates nothing in a locked period', async () => {
    const draft = await invoiceOf(postInvoice());
    await control.lockPeriod('2026-11-20');
    expect(await refusal(postInvoice())).toMatchObject({ code: 2002141 });
    expect(await refusal(ask('PUT', `/3/invoices/${draft.DocumentNumber}/bookkeep`))).toMatchObject({
      code: 2002141,
    });
    expect((await ask('GET', '/3/settings/lockedperiod')).json).toEqual({ LockedPeriod: { EndDate: '2026-11-20' } });
    await control.lockPeriod(null);
    await invoiceOf(postInvoice());
  });
});

describe('what an invoice comes to', () => {
  it.each([
    [1.125, 1.13],
    [1.123, 1.12],
    [1.005, 1.01],
  ])('keeps a price of %d as %d without a word', async (sent, kept) => {
    const { InvoiceRows: rows } = await invoiceOf(withRow({ Price: sent }));
    expect(rows[0]).toMatchObject({ Price: kept, Total: kept });
  });

  it('takes VAT out of prices that include it, once per rate over the rounded rows', async () => {
    const rows = [
      { ...ROW, Price: 33.33, DeliveredQuantity: '2' },
      { ...ROW, Price: 33.34 },
      { ...ROW, Price: 10, VAT: 6 },
    ];
    expect(await invoiceOf(postInvoice({ InvoiceRows: rows }))).toMatchObject({
      Total: 110,
      TotalVAT: 20.57,
      Net: 89.43,
      Balance: 110,
      TotalToPay: 110,
    });
  });

  it('adds VAT to prices without it, to freight and to the administration fee', async () => {
    const invoice = await invoiceOf(
      postInvoice({
        VATIncluded: false,
        Freight: 95,
        AdministrationFee: 10,
        InvoiceRows: [{ ...ROW, Price: 159, DeliveredQuantity: 10 }],
      }),
    );
    expect(invoice).toMatchObject({
      Net: 1590,
      FreightVAT: 23.75,
      AdministrationFeeVAT: 2.5,
      TotalVAT: 423.75,
      Total: 2118.75,
      RoundOff: 0,
    });
  });

  it('rounds to whole kronor where the company does so, and says by how much', async () => {
    await control.setCompany({ roundToWholeKrona: true });
    const change = { VATIncluded: false, Freight: 95, InvoiceRows: [{ ...ROW, Price: 159, DeliveredQuantity: 10 }] };
    expect(await invoiceOf(postInvoice(change))).toMatchObject({ Total: 2106, RoundOff: -0.25, TotalVAT: 421.25 });
    expect(await invoiceOf(postInvoice({ ...change, Currency: 'EUR' }))).toMatchObject({ Total: 2106.25, RoundOff: 0 });
  });

  it.each([
    [{ Discount: 12.0001, DiscountType: 'PERCENT' }, 12, 88],
    [{ Discount: 12.5, DiscountType: 'AMOUNT' }, 12.5, 87.5],
  ])('takes off a discount of %o', async (change, discount, total) => {
    const invoice = await invoiceOf(withRow(change));
    expect(invoice.InvoiceRows[0]).toMatchObject({ Discount: discount, Total: total });
    expect(invoice.Total).toBe(total);
  });

  it('makes a credit invoice of negative quantities', async () => {
    expect(await invoiceOf(withRow({ DeliveredQuantity: '-2' }))).toMatchObject({
      Credit: 'true',
      Total: -200,
      TotalVAT: -40,
      Balance: -200,
    });
  });
});

describe('the life of an invoice', () => {
  it('can be changed as a draft; rows follow their order, or their ids', async () => {
    const draft = await invoiceOf(postInvoice({ InvoiceRows: [ROW, { ...ROW, Description: 'Socks', Price: 20 }] }));
    const path = `/3/invoices/${draft.DocumentNumber}`;
    const cheaper = await invoiceOf(ask('PUT', path, { Invoice: { InvoiceRows: [{ Price: 90 }], Remarks: 'Sorry' } }));
    expect(cheaper).toMatchObject({ Total: 90, Remarks: 'Sorry', InvoiceDate: '2026-11-20' });
    const rowId = cheaper.InvoiceRows[0]?.RowId;
    const longer = await invoiceOf(
      ask('PUT', path, { Invoice: { InvoiceRows: [{ RowId: rowId }, ROW], Remarks: '' } }),
    );
    expect(longer).toMatchObject({ Total: 190, Remarks: 'Sorry' });
    expect(longer.InvoiceRows[0]?.RowId).not.toBe(rowId);
    expect(await invoiceOf(ask('PUT', path, { Invoice: { Remarks: 'API_BLANK' } }))).toMatchObject({ Remarks: '' });
  });

  it('is fixed once it is booked', async () => {
    const number = await bookedInvoice();
    const booked = await invoiceOf(ask('GET', `/3/invoices/${number}`));
    expect(booked).toMatchObject({ Booked: true, VoucherSeries: 'B', VoucherNumber: 1, VoucherYear: 4 });
    const update = ask('PUT', `/3/invoices/${number}`, { Invoice: { Remarks: 'x' } });
    expect((await refusal(update)).message).toMatch(/bokförd/);
    expect((await refusal(ask('PUT', `/3/invoices/${number}/cancel`))).message).toMatch(/bokförd/);
    expect((await refusal(ask('PUT', `/3/invoices/${number}/bookkeep`))).message).toMatch(/bokförd/);
  });

  it('can be cancelled as a draft and then never booked', async () => {
    const { DocumentNumber: number } = await invoiceOf(postInvoice());
    expect(await invoiceOf(ask('PUT', `/3/invoices/${number}/cancel`))).toMatchObject({ Cancelled: true, Balance: 0 });
    expect((await refusal(ask('PUT', `/3/invoices/${number}/bookkeep`))).message).toMatch(/makulerad/);
  });

  it('is credited in full, once', async () => {
    const number = await bookedInvoice({
      Freight: 50,
      InvoiceRows: [{ ...ROW, Discount: 5, DiscountType: 'AMOUNT' }, ROW],
    });
    const original = await invoiceOf(ask('PUT', `/3/invoices/${number}/credit`));
    const creditNumber = original.CreditInvoiceReference;
    expect(original).toMatchObject({ DocumentNumber: number, CreditInvoiceReference: '2' });
    expect(await invoiceOf(ask('GET', `/3/invoices/${creditNumber}`))).toMatchObject({
      Credit: 'true',
      InvoiceReference: number,
      Total: -original.Total,
      TotalVAT: -original.TotalVAT,
    });
    expect((await refusal(ask('PUT', `/3/invoices/${number}/credit`))).message).toMatch(/redan krediterad/);
  });

  it('is sent by e-mail only where there is an address', async () => {
    const { DocumentNumber: number } = await invoiceOf(postInvoice());
    expect((await refusal(ask('GET', `/3/invoices/${number}/email`))).message).toMatch(/E-post/);
    expect(await invoiceOf(ask('PUT', `/3/invoices/${number}/externalprint`))).toMatchObject({ Sent: true });
    const other = await invoiceOf(postInvoice({ EmailInformation: { EmailAddressTo: 'anna@example.com' } }));
    expect(await invoiceOf(ask('GET', `/3/invoices/${other.DocumentNumber}/email`))).toMatchObject({ Sent: true });
  });

  it('is booked by its payment, not by hand, under the cash method', async () => {
    await restart({ accountingMethod: 'CASH' });
    const { DocumentNumber: number } = await invoiceOf(postInvoice());
    expect((await refusal(ask('PUT', `/3/invoices/${number}/bookkeep`))).message).toMatch(/kontantmetoden/);
    await bookPayment(await pay(number));
    expect(await invoiceOf(ask('GET', `/3/invoices/${number}`))).toMatchObject({ Booked: true, Balance: 0 });
  });

  it('can be booked and cancelled by a bookkeeper behind our back, under the same rules', async () => {
    const { DocumentNumber: first } = await invoiceOf(postInvoice());
    const { DocumentNumber: second } = await invoiceOf(postInvoice());
    await control.bookInvoice(first);
    await control.cancelInvoice(second);
    const { invoices } = await control.state();
    expect(invoices.map((invoice) => [invoice.Booked, invoice.Cancelled])).toEqual([
      [true, false],
      [false, true],
    ]);
    await expect(control.cancelInvoice(first)).rejects.toThrow(/bokförd/);
  });

  it('answers 404 with capital letters for a number it does not have', async () => {
    const { status, json } = await ask('GET', '/3/invoices/77');
    expect(status).toBe(404);
    expect(json['ErrorInformation']).toMatchObject({ Error: 1, Code: 2000434 });
  });
});

describe('finding invoices', () => {
  const find = async (query: string): Promise<Json[]> =>
    (await ask('GET', `/3/invoices?${query}`)).json['Invoices'] as Json[];

  it('finds what only contains the key, in any case: the caller must compare', async () => {
    await postInvoice({ ExternalInvoiceReference1: 'acme-S-1' });
    await postInvoice({ ExternalInvoiceReference1: 'ACME-S-12' });
    await postInvoice({ ExternalInvoiceReference1: 'other' });
    const found = await find('externalinvoicereference1=acme-s-1');
    expect(found.map((item) => item['ExternalInvoiceReference1'])).toEqual(['acme-S-1', 'ACME-S-12']);
    expect(found[0]).not.toHaveProperty('YourOrderNumber');
    expect(found[0]).not.toHaveProperty('Credit');
    expect(found[0]?.['CurrencyRate']).toBe('1');
  });

  it('says how many pages there are, also when there is nothing', async () => {
    for (let count = 0; count < 3; count++) await postInvoice();
    const { json } = await ask('GET', '/3/invoices?limit=2&page=2');
    expect(json['MetaInformation']).toEqual({ '@TotalResources': 3, '@TotalPages': 2, '@CurrentPage': 2 });
    expect((json['Invoices'] as Json[]).map((item) => item['DocumentNumber'])).toEqual(['3']);
    const none = await ask('GET', '/3/invoices?externalinvoicereference1=nothing');
    expect(none).toMatchObject({ status: 200, json: { MetaInformation: { '@TotalPages': 0 }, Invoices: [] } });
  });

  it.each([
    ['externalinvoicereference1=a&customernumber=1', 2000588],
    ['nosuchparameter=1', 2000588],
    ['limit=501', 2000588],
    ['filter=interesting', 2000587],
  ])('refuses %s', async (query, code) => {
    expect(await refusal(ask('GET', `/3/invoices?${query}`))).toMatchObject({ code });
  });

  it('filters by state and by date', async () => {
    const booked = await bookedInvoice({ InvoiceDate: '2026-10-01' });
    await postInvoice({ InvoiceDate: '2026-11-02' });
    const numbers = async (query: string): Promise<unknown[]> =>
      (await find(query)).map((item) => item['DocumentNumber']);
    expect(await numbers('filter=unbooked')).toEqual(['2']);
    expect(await numbers('fromdate=2026-10-01&todate=2026-10-31')).toEqual([booked]);
    await bookPayment(await pay(booked));
    expect(await numbers('filter=fullypaid')).toEqual([booked]);
    expect(await numbers('filter=unpaid')).toEqual(['2']);
    expect(await numbers('lastmodified=2026-11-25')).toEqual([]);
  });
});

describe('payments', () => {
  it('lower the balance when they are booked, to the day the invoice is paid', async () => {
    const number = await bookedInvoice();
    const part = await pay(number, { Amount: 40, ExternalInvoiceReference1: 'acme-S-1-payment' });
    expect(part.status).toBe(201);
    expect(await invoiceOf(ask('GET', `/3/invoices/${number}`))).toMatchObject({ Balance: 100 });
    expect((await bookPayment(part)).json['InvoicePayment']).toMatchObject({ Booked: true, Amount: 40 });
    expect(await invoiceOf(ask('GET', `/3/invoices/${number}`))).toMatchObject({ Balance: 60, FinalPayDate: null });
    await bookPayment(await pay(number, { Amount: 60 }));
    expect(await invoiceOf(ask('GET', `/3/invoices/${number}`))).toMatchObject({
      Balance: 0,
      FinalPayDate: '2026-11-24',
    });
    const { json } = await ask('GET', `/3/invoicepayments?invoicenumber=${number}`);
    expect((json['InvoicePayments'] as Json[]).map((payment) => payment['ExternalInvoiceReference1'])).toEqual([
      'acme-S-1-payment',
      '',
    ]);
  });

  it('are refused on an invoice that is not booked, not ours, or paid', async () => {
    const draft = await invoiceOf(postInvoice());
    expect((await refusal(pay(draft.DocumentNumber))).message).toMatch(/bokförd/);
    expect((await pay('99')).status).toBe(404);
    const number = await bookedInvoice();
    const twice = await pay(number);
    await bookPayment(await pay(number));
    expect(await refusal(pay(number))).toMatchObject({ code: 2003055 });
    expect(await refusal(bookPayment(twice))).toMatchObject({ code: 2003055 });
  });

  it.each([
    ['a date before the invoice', { PaymentDate: '2026-11-19' }, 2001089],
    ['no amount', { Amount: 0 }, 2001795],
    ['an unknown account', { ModeOfPaymentAccount: 9998 }, 2001304],
  ])('are refused for %s', async (_what, change, code) => {
    expect(await refusal(pay(await bookedInvoice(), change))).toMatchObject({ code });
  });

  it.each([
    ['another currency', { Currency: 'EUR' }, /does not match/],
    ['an unknown mode of payment', { ModeOfPayment: 'SHELLS' }, /betalningssättet/],
    ['more than is owed', { Amount: 101 }, /återstår/],
  ])('are refused for %s', async (_what, change, message) => {
    expect((await refusal(pay(await bookedInvoice(), change))).message).toMatch(message);
  });

  it('settle a foreign invoice in its own currency, and a credit invoice by paying back', async () => {
    const foreign = await bookedInvoice({ Currency: 'EUR', CurrencyRate: 11 });
    await bookPayment(await pay(foreign, { Amount: 1100, AmountCurrency: 100, Currency: 'EUR', CurrencyRate: 11 }));
    expect(await invoiceOf(ask('GET', `/3/invoices/${foreign}`))).toMatchObject({ Balance: 0 });
    const credit = await bookedInvoice({ InvoiceRows: [{ ...ROW, DeliveredQuantity: -1 }] });
    await bookPayment(await pay(credit, { Amount: -100 }));
    expect(await invoiceOf(ask('GET', `/3/invoices/${credit}`))).toMatchObject({ Balance: 0 });
  });
});

describe('registers', () => {
  it('never give a customer number twice, not even after the customer is gone', async () => {
    const add = (number: string): Promise<Answer> =>
      ask('POST', '/3/customers', { Customer: { Name: 'Anna', CustomerNumber: number, Email: 'anna@example.com' } });
    expect((await add('C1')).status).toBe(201);
    await control.removeCustomer('C1');
    expect(await refusal(add('C1'))).toMatchObject({ code: 2000637 });
    expect((await ask('GET', '/3/customers/C1')).json['ErrorInformation']).toMatchObject({ Code: 2000433 });
    await control.addCustomer({ customerNumber: 'C2', name: 'Bo', email: 'bo@example.com' });
    const { json } = await ask('GET', '/3/customers?email=BO@');
    expect((json['Customers'] as Json[]).map((customer) => customer['CustomerNumber'])).toEqual(['C2']);
  });

  it('know articles, accounts, fiscal years and modes of payment', async () => {
    expect((await ask('POST', '/3/articles', { Article: { Description: 'Hat', ArticleNumber: 'HAT-1' } })).status).toBe(
      201,
    );
    expect((await ask('GET', '/3/articles/HAT-1')).json['Article']).toMatchObject({ Description: 'Hat' });
    const spaced = ask('POST', '/3/articles', { Article: { Description: 'Hat', ArticleNumber: 'HAT 1' } });
    expect(await refusal(spaced)).toMatchObject({ code: 2000106 });
    expect((await ask('GET', '/3/accounts/3001')).json['Account']).toMatchObject({ Number: 3001 });
    await control.removeAccount(3001);
    expect((await ask('GET', '/3/accounts/3001')).json['ErrorInformation']).toMatchObject({ Code: 2000423 });
    const years = await ask('GET', '/3/financialyears?date=2026-11-24');
    expect(years.json['FinancialYears']).toMatchObject([{ FromDate: '2026-01-01', AccountingMethod: 'ACCRUAL' }]);
    const { json: modes } = await ask('GET', '/3/modesofpayments');
    expect((modes['ModesOfPayments'] as Json[]).map((mode) => mode['Code'])).toContain('KLARNA');
    expect((await ask('GET', '/3/companyinformation')).json['CompanyInformation']).toMatchObject({
      DatabaseNumber: 123456,
    });
  });
});

describe('the warehouse', () => {
  const OUT = '/api/warehouse/documentdeliveries/custom/outbound-v1/CENTRA-OUT';
  const IN = '/api/warehouse/documentdeliveries/custom/inbound-v1/CENTRA-IN';
  const outbound = (quantity: number, change: object = {}): object => ({
    date: '2026-11-24',
    deliveryState: 'delivery',
    rows: [{ itemId: 'JUMPER-S', quantity }],
    ...change,
  });
  const inStock = async (): Promise<unknown> =>
    (await ask('GET', '/api/warehouse/status-v1/stockbalance?itemIds=JUMPER-S')).list[0]?.['inStock'];
  const ARTICLES = [{ articleNumber: 'JUMPER-S', description: 'Jumper', stockGoods: true, quantity: 10 }];

  beforeEach(() => restart({ warehouse: { activated: true }, articles: ARTICLES }));

  it('moves stock when a document is released, once, however often it was put', async () => {
    for (const quantity of [9, 3, 3]) expect((await ask('PUT', `${OUT}/17`, outbound(quantity))).status).toBe(200);
    expect(await inStock()).toBe(10);
    expect((await ask('PUT', `${OUT}/17/release`)).status).toBe(204);
    expect(await inStock()).toBe(7);
    expect((await ask('GET', `${OUT}/17`)).json).toMatchObject({ warehouseReady: true, rows: [{ quantity: 3 }] });
    for (const path of [`${OUT}/17`, `${OUT}/17/release`]) {
      const again = await ask('PUT', path, outbound(3));
      expect(again).toMatchObject({ status: 400, json: { error: 'cannot_modify_released_document' } });
      expect(Object.keys(again.json)).toEqual(['id', 'error', 'message']);
    }
    expect(await inStock()).toBe(7);
  });

  it('takes back what comes in, to the stock point that is named', async () => {
    const body = { date: '2026-11-24', rows: [{ itemId: 'JUMPER-S', quantity: 2, stockPointCode: 'HL' }] };
    await ask('PUT', `${IN}/5`, body);
    await ask('PUT', `${IN}/5/release`);
    expect(await inStock()).toBe(12);
    expect((await ask('PUT', `${IN}/5/void`)).status).toBe(204);
    expect(await inStock()).toBe(10);
    expect((await ask('PUT', `${IN}/5/release`)).json).toMatchObject({ error: 'document_is_voided' });
    const { stockMovements } = await control.state();
    expect(stockMovements.map((movement) => movement.quantity)).toEqual([10, 2, -2]);
  });

  it('knows outbound stock points by id only', async () => {
    const { list: points } = await ask('GET', '/api/warehouse/stockpoints-v1');
    const byId = outbound(1, { rows: [{ itemId: 'JUMPER-S', quantity: 1, stockPointId: points[0]?.['id'] }] });
    expect((await ask('PUT', `${OUT}/1`, byId)).status).toBe(200);
    const byCode = outbound(1, { rows: [{ itemId: 'JUMPER-S', quantity: 1, stockPointCode: 'HL' }] });
    expect(await ask('PUT', `${OUT}/2`, byCode)).toMatchObject({ status: 400 });
  });

  it.each([
    ['a reserved type', OUT.replace('CENTRA-OUT', 'Delivery-Note') + '/1', {}, 'referenceTypeNotAllowed'],
    ['a type that is too long', OUT.replace('CENTRA-OUT', 'X'.repeat(26)) + '/1', {}, 'referenceTypeNotAllowed'],
    ['an id that is no number', `${OUT}/S1`, {}, 'invalid_id'],
    ['an unknown item', `${OUT}/1`, { rows: [{ itemId: 'NO-SUCH', quantity: 1 }] }, 'item_not_found'],
    ['an unknown field', `${OUT}/1`, { colour: 'red' }, 'invalid_document'],
    ['no rows', `${OUT}/1`, { rows: [] }, 'invalid_document'],
  ])('refuses %s', async (_what, path, change, error) => {
    expect(await ask('PUT', path, outbound(1, change))).toMatchObject({ status: 400, json: { error } });
  });

  it('keeps a type to the direction it was first used for', async () => {
    await ask('PUT', `${OUT}/1`, outbound(1));
    const inbound = await ask('PUT', `${IN.replace('CENTRA-IN', 'CENTRA-OUT')}/2`, {
      date: '2026-11-24',
      rows: [{ itemId: 'JUMPER-S', quantity: 1 }],
    });
    expect(inbound).toMatchObject({ status: 400, json: { error: 'referenceTypeWrongCategory' } });
  });

  it('releases nothing in a locked period, tomorrow, or that is not there', async () => {
    await ask('PUT', `${OUT}/1`, outbound(1, { date: '2026-11-25' }));
    expect((await ask('PUT', `${OUT}/1/release`)).json).toMatchObject({
      error: 'cannot_release_later_than_current_date',
    });
    await ask('PUT', `${OUT}/2`, outbound(11));
    expect((await ask('PUT', `${OUT}/2/release`)).json).toMatchObject({ error: 'not_enough_stock' });
    await ask('PUT', `${OUT}/3`, outbound(1));
    await control.lockPeriod('2026-11-24');
    expect((await ask('PUT', `${OUT}/3/release`)).json).toMatchObject({ error: 'period_locked' });
    expect(await inStock()).toBe(10);
  });

  it('holds what is reserved without moving it', async () => {
    await ask('PUT', `${OUT}/1`, outbound(4, { deliveryState: 'reservation' }));
    const { list } = await ask('GET', '/api/warehouse/status-v1/stockbalance?itemIds=JUMPER-S&stockPointCodes=HL');
    expect(list).toMatchObject([{ itemId: 'JUMPER-S', stockPointCode: 'HL', inStock: 10, availableStock: 6 }]);
  });

  it('silently delivers none of what is out of stock on an invoice', async () => {
    await control.setStock('JUMPER-S', 'HL', 0);
    const short = await invoiceOf(withRow({ ArticleNumber: 'JUMPER-S', DeliveredQuantity: '2' }));
    expect(short).toMatchObject({ Total: 0, InvoiceRows: [{ DeliveredQuantity: '0.00', Price: 100 }] });
  });

  it('delivers from stock on an invoice, which must be marked ready before it is booked', async () => {
    const invoice = await invoiceOf(withRow({ ArticleNumber: 'JUMPER-S', DeliveredQuantity: '2' }));
    expect(invoice).toMatchObject({ Total: 200, WarehouseReady: false });
    expect(await inStock()).toBe(8);
    const path = `/3/invoices/${invoice.DocumentNumber}`;
    await invoiceOf(ask('PUT', path, { Invoice: { InvoiceRows: [{ DeliveredQuantity: '10' }] } }));
    expect(await inStock()).toBe(0);
    expect(await refusal(ask('PUT', `${path}/bookkeep`))).toMatchObject({ code: 2003498 });
    await invoiceOf(ask('PUT', `${path}/warehouseready`));
    expect(await refusal(ask('PUT', path, { Invoice: { Remarks: 'x' } }))).toMatchObject({ code: 2003125 });
    await invoiceOf(ask('PUT', `${path}/bookkeep`));
    await bookedInvoice();
  });

  it('gives the goods back when the invoice is cancelled', async () => {
    const invoice = await invoiceOf(withRow({ ArticleNumber: 'JUMPER-S' }));
    await ask('PUT', `/3/invoices/${invoice.DocumentNumber}/cancel`);
    expect(await inStock()).toBe(10);
  });

  it('can be without the module', async () => {
    await restart({});
    expect((await ask('GET', '/api/warehouse/tenants-v4')).json).toEqual({ activated: false, tenantId: 123456 });
    expect((await ask('PUT', `${OUT}/1`, outbound(1))).status).toBe(403);
  });
});

describe('limits and faults', () => {
  it('lets 25 calls pass in 5 seconds and says nothing about when to come back', async () => {
    await restart({ rateLimit: 'on' });
    const answers = await Promise.all(Array.from({ length: 30 }, () => ask('GET', '/3/currencies')));
    const refusedCalls = answers.filter(({ status }) => status === 429);
    expect(refusedCalls).toHaveLength(5);
    expect(refusedCalls[0]?.headers.get('retry-after')).toBeNull();
    expect(await control.state()).toMatchObject({ tooManyRequests: 5, requestCounts: { 'GET /3/currencies': 30 } });
  });

  it.each(['commitThenDrop', 'commitThenStatus504'] as const)(
    '%s: it is done and the caller never hears',
    async (kind) => {
      await control.addFault({ method: 'POST', path: '/3/invoices', kind });
      const answer = await postInvoice().catch((error: unknown) => error);
      expect(answer instanceof Error || (answer as Answer).status === 504).toBe(true);
      expect((await control.state()).invoices).toHaveLength(1);
      expect((await postInvoice()).status).toBe(201);
    },
  );

  it('commitLate: 504 now, done later', async () => {
    await control.addFault({ path: '/3/invoices$', kind: 'commitLate', delayMs: 300 });
    expect((await postInvoice()).status).toBe(504);
    expect((await control.state()).invoices).toEqual([]);
    await vi.waitFor(async () => expect((await control.state()).invoices).toHaveLength(1), { timeout: 3000 });
  });

  it('slow: done and answered, late', async () => {
    await control.addFault({ method: 'POST', kind: 'slow', delayMs: 200 });
    const began = performance.now();
    expect((await postInvoice()).status).toBe(201);
    expect(performance.now() - began).toBeGreaterThanOrEqual(190);
  });

  it('dropBefore, errors and refusals: nothing is done, as many times as asked, in order', async () => {
    await control.addFault({ method: 'POST', kind: 'dropBefore' });
    await control.addFault({ method: 'POST', kind: 'status500', times: 2 });
    await control.addFault({ method: 'POST', kind: 'status429' });
    await control.addFault({ method: 'POST', kind: 'refuse', code: 2001101, message: 'Det finns ingen aktiv licens' });
    await expect(postInvoice()).rejects.toThrow();
    const statuses = [await postInvoice(), await postInvoice(), await postInvoice()].map(({ status }) => status);
    expect(statuses).toEqual([500, 500, 429]);
    expect(await refusal(postInvoice())).toMatchObject({ code: 2001101 });
    expect(await control.state()).toMatchObject({ invoices: [], pendingFaults: [] });
    expect((await postInvoice()).status).toBe(201);
  });

  it('expiredToken: the token is gone, a new one works', async () => {
    await control.addFault({ kind: 'expiredToken' });
    expect((await postInvoice()).status).toBe(401);
    expect((await postInvoice()).status).toBe(401);
    token = (await logIn()).json['access_token'] as string;
    expect((await postInvoice()).status).toBe(201);
  });

  it('forgets the faults that were not met', async () => {
    await control.addFault({ kind: 'status500', times: 100 });
    await control.clearFaults();
    expect((await postInvoice()).status).toBe(201);
  });

  it('says what is wrong with a control', async () => {
    await expect(control.addFault({ kind: 'slow' })).rejects.toThrow(/delayMs/);
    await expect(control.addFault({ kind: 'status500', path: '(' })).rejects.toThrow(/path/);
    await expect(control.lockPeriod('2026-02-30')).rejects.toThrow(/until must be a date/);
    await expect(control.setStock('NO-SUCH', 'HL', 1)).rejects.toThrow(/NO-SUCH/);
    const answer = await fetch(`${simulator.controlUrl}/faults`, { method: 'POST', body: '{' });
    expect(answer.status).toBe(400);
    expect((await fetch(`${simulator.controlUrl}/nothing`)).status).toBe(404);
  });

  it('stops with calls and faults still under way', async () => {
    await control.addFault({ method: 'POST', kind: 'slow', delayMs: 60_000 });
    const waiting = postInvoice().catch((error: unknown) => error);
    await vi.waitFor(async () => expect((await control.state()).pendingFaults).toEqual([]));
    await simulator.stop();
    expect(await waiting).toBeInstanceOf(Error);
    await start();
  });
});

describe('the vendor’s specification', () => {
  const SPECIFICATION = fileURLToPath(new URL('../../../shared/specs/fortnox-openapi.json', import.meta.url));
  const isThere = existsSync(SPECIFICATION);
  if (!isThere) console.warn(`SKIPPED: the simulator is not held against ${SPECIFICATION}, which is not there`);

  it.runIf(isThere)('has every field that the simulator answers with', async () => {
    const schemas = (JSON.parse(readFileSync(SPECIFICATION, 'utf8')) as Specification).components.schemas;
    const articles = [{ articleNumber: 'JUMPER-S', description: 'Jumper', stockGoods: true, quantity: 10 }];
    await restart({ warehouse: { activated: true }, articles });
    const number = await bookedInvoice();
    const payment = await pay(number);
    const custom = '/api/warehouse/documentdeliveries/custom';
    const rows = [{ itemId: 'JUMPER-S', quantity: 1 }];
    const outbound = { date: '2026-11-24', deliveryState: 'delivery', rows };
    const first = async (path: string, list: string): Promise<Json | undefined> =>
      ((await ask('GET', path)).json[list] as Json[])[0];

    const recorded: [string, unknown][] = [
      ['fortnox_Kf_InvoiceSingleItem', (await ask('GET', `/3/invoices/${number}`)).json['Invoice']],
      ['fortnox_Kf_InvoiceListItem', await first('/3/invoices', 'Invoices')],
      ['fortnox_Kf_InvoicePaymentSingleItem', payment.json['InvoicePayment']],
      ['fortnox_Kf_InvoicePaymentListItem', await first('/3/invoicepayments', 'InvoicePayments')],
      ['fortnox_Kf_CustomerSingleItem', (await ask('GET', '/3/customers/1')).json['Customer']],
      ['fortnox_Kf_CustomerListItem', await first('/3/customers', 'Customers')],
      ['fortnox_ArticleSingleItem', (await ask('GET', '/3/articles/JUMPER-S')).json['Article']],
      ['fortnox_ArticleListItem', await first('/3/articles', 'Articles')],
      ['fortnox_Bf_AccountSingleItem', (await ask('GET', '/3/accounts/3001')).json['Account']],
      ['fortnox_CurrencySingleItem', await first('/3/currencies', 'Currencies')],
      ['fortnox_ModeOfPaymentSingleItem', await first('/3/modesofpayments', 'ModesOfPayments')],
      ['fortnox_Bf_FinancialYearListItem', await first('/3/financialyears', 'FinancialYears')],
      ['fortnox_LockedPeriodSettingsSingleItem', (await ask('GET', '/3/settings/lockedperiod')).json['LockedPeriod']],
      ['fortnox_Company_CompanySettingsSingleItem', (await ask('GET', '/3/settings/company')).json['CompanySettings']],
      ['fortnox_CompanyInformationSingleItem', (await ask('GET', '/3/companyinformation')).json['CompanyInformation']],
      ['warehouse_TenantInfo', (await ask('GET', '/api/warehouse/tenants-v4')).json],
      ['warehouse_StockPoint', (await ask('GET', '/api/warehouse/stockpoints-v1')).list[0]],
      ['warehouse_StockBalance', (await ask('GET', '/api/warehouse/status-v1/stockbalance')).list[0]],
      ['warehouse_CustomOutboundDocument', (await ask('PUT', `${custom}/outbound-v1/A/1`, outbound)).json],
      [
        'warehouse_CustomInboundDocument',
        (await ask('PUT', `${custom}/inbound-v1/B/1`, { date: '2026-11-24', rows })).json,
      ],
      ['warehouse_WebException', (await ask('GET', `${custom}/inbound-v1/B/2`)).json],
      ['fortnox_ErrorInformation', (await ask('GET', '/3/invoices/77')).json['ErrorInformation']],
    ];
    const unknown = recorded.flatMap(([schema, answer]) => fieldsNotIn(schemas, schemas[schema], answer, schema));
    expect(unknown).toEqual([]);
  });
});

interface Specification {
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

interface Schema {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

/** The fields of an answer, however deep, that its schema does not have. */
function fieldsNotIn(
  schemas: Readonly<Record<string, Schema>>,
  schema: Schema | undefined,
  answer: unknown,
  at: string,
): string[] {
  const resolved = schema?.$ref === undefined ? schema : schemas[schema.$ref.replace('#/components/schemas/', '')];
  if (answer === undefined) return [`${at} is missing`];
  if (Array.isArray(answer)) {
    return answer.flatMap((item, index) => fieldsNotIn(schemas, resolved?.items, item, `${at}[${index}]`));
  }
  if (typeof answer !== 'object' || answer === null) return [];
  return Object.entries(answer).flatMap(([name, value]) => {
    const property = resolved?.properties?.[name];
    return property ? fieldsNotIn(schemas, property, value, `${at}.${name}`) : [`${at}.${name}`];
  });
}
