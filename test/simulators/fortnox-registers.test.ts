import { describe, expect, it } from 'vitest';
import { invoiceOf, refusal, ROW, useFortnox, type Answer, type Json } from './fortnox-world.ts';

const fortnox = useFortnox();
const { restart, ask, postInvoice, withRow, bookedInvoice, pay } = fortnox;

describe('customers', () => {
  const post = (change: object = {}): Promise<Answer> =>
    ask('POST', '/3/customers', { Customer: { Name: 'Anna', ...change } });
  const put = (number: string, change: object): Promise<Answer> =>
    ask('PUT', `/3/customers/${number}`, { Customer: change });
  const customerIn = ({ json }: Answer): Json => json['Customer'] as Json;
  const numbersFor = async (query: string): Promise<unknown[]> =>
    ((await ask('GET', `/3/customers?${query}`)).json['Customers'] as Json[]).map((one) => one['CustomerNumber']);

  it('need a name only; the number is given, and the country comes back in Swedish', async () => {
    const answer = await post({ CountryCode: 'DE', DeliveryCountryCode: 'DK', Type: 'PRIVATE', VATType: 'EUVAT' });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe('customers');
    expect(customerIn(answer)).toMatchObject({
      CustomerNumber: '2',
      Name: 'Anna',
      Country: 'Tyskland',
      DeliveryCountry: 'Danmark',
      Type: 'PRIVATE',
      VATType: 'EUVAT',
    });
    expect(customerIn(await ask('GET', '/3/customers/2'))).toEqual(customerIn(answer));
    expect(await refusal(post({ Name: '' }))).toMatchObject({ code: 2001795 });
  });

  it.each([
    ['a number with a space', { CustomerNumber: 'C 1' }, 2000106],
    ['a number with a dash', { CustomerNumber: 'C-1' }, 2000106],
    ['an emoji', { Name: 'Anna 🎉' }, 2000359],
    ['a word for a flag', { Active: 'perhaps' }, 2000134],
    ['a word for a fee', { InvoiceFreight: 'free' }, 2000108],
    ['an unknown field', { Colour: 'red' }, 2001399],
    ['an unknown project', { Project: '77' }, 2001161],
    ['unknown terms of payment', { TermsOfPayment: '17' }, 2000429],
    ['an unknown sales account', { SalesAccount: '9998' }, 2001304],
  ])('are refused for %s', async (_what, change, code) => {
    expect(await refusal(post(change))).toMatchObject({ code });
  });

  it.each([
    ['a postcode of more than 10 characters', { ZipCode: '12345678901' }, /10/],
    ['three letters for a country', { CountryCode: 'SWE' }, /2 tecken/],
    ['one letter for a country', { CountryCode: 'S' }, /minst 2/],
    ['a country that is none', { CountryCode: 'QQ' }, /land/],
    ['a region that is no country', { CountryCode: 'EU' }, /land/],
    ['a currency that is not set up', { Currency: 'GBP' }, /valuta/],
    ['a VAT type that is none', { VATType: 'NOVAT' }, /VATType/],
    ['a type that is none', { Type: 'ROBOT' }, /Type/],
    ['an unknown way of delivery', { WayOfDelivery: 'DRONE' }, /leveranssätt/],
  ])('are refused for %s, with a code that nobody documents', async (_what, change, message) => {
    expect((await refusal(post(change))).message).toMatch(message);
  });

  it('never get a number twice, not even after the customer is gone', async () => {
    expect((await post({ CustomerNumber: 'C1' })).status).toBe(201);
    expect(await refusal(post({ CustomerNumber: 'C1' }))).toMatchObject({ code: 2000637 });
    await fortnox.control.removeCustomer('C1');
    expect(await refusal(post({ CustomerNumber: 'C1' }))).toMatchObject({
      code: 2000637,
      message: expect.stringContaining('raderat') as string,
    });
    const gone = await ask('GET', '/3/customers/C1');
    expect(gone).toMatchObject({ status: 404, json: { ErrorInformation: { Code: 2000433 } } });
  });

  it('are changed in what is said, but for their number', async () => {
    await post({ CustomerNumber: 'C1', City: 'Lund', Email: 'anna@example.com' });
    const changed = await put('C1', { City: 'Malmö', Email: '', CountryCode: 'NO' });
    expect(changed.status).toBe(200);
    expect(customerIn(changed)).toMatchObject({ City: 'Malmö', Email: 'anna@example.com', Country: 'Norge' });
    expect(customerIn(await put('C1', { Email: 'API_BLANK' }))).toMatchObject({ Email: '', City: 'Malmö' });
    expect((await refusal(put('C1', { CustomerNumber: 'C2' }))).message).toMatch(/kan inte ändras/);
    expect(await refusal(put('C1', { Name: 'API_BLANK' }))).toMatchObject({ code: 2001795 });
    expect((await put('NO-SUCH', { City: 'Lund' })).status).toBe(404);
  });

  it('are found by a part of one thing at a time', async () => {
    await fortnox.control.addCustomer({ customerNumber: 'C2', name: 'Bo', email: 'bo@example.com' });
    await fortnox.control.addCustomer({ customerNumber: 'C10', name: 'Bodil', email: 'info@example.org' });
    await put('C10', { Active: false });
    expect(await numbersFor('email=BO@')).toEqual(['C2']);
    expect(await numbersFor('name=bo')).toEqual(['C2', 'C10']);
    expect(await numbersFor('filter=inactive')).toEqual(['C10']);
    expect(await refusal(ask('GET', '/3/customers?email=bo&name=bo'))).toMatchObject({ code: 2000588 });
    expect(await refusal(ask('GET', '/3/customers?filter=tall'))).toMatchObject({ code: 2000587 });
  });

  it('give a new invoice what it does not say: fees, terms, references', async () => {
    await fortnox.control.addToRegister('waysOfDelivery', { code: 'POST' });
    await post({ CustomerNumber: 'C1', InvoiceFreight: 49, TermsOfPayment: '10', WayOfDelivery: 'POST' });
    expect(await invoiceOf(postInvoice({ CustomerNumber: 'C1' }))).toMatchObject({
      Freight: 49,
      FreightVAT: 12.25,
      Total: 161.25,
      TermsOfPayment: '10',
      DueDate: '2026-11-30',
      WayOfDelivery: 'POST',
    });
    expect(await invoiceOf(postInvoice({ CustomerNumber: 'C1', Freight: 0, TermsOfPayment: '30' }))).toMatchObject({
      Freight: 0,
      Total: 100,
      DueDate: '2026-12-20',
    });
    // What was removed since is still on the customer, and stops every invoice of theirs.
    await fortnox.control.removeFromRegister('waysOfDelivery', 'POST');
    expect((await refusal(postInvoice({ CustomerNumber: 'C1' }))).message).toMatch(/leveranssätt/);
  });
});

describe('articles', () => {
  const post = (change: object = {}): Promise<Answer> =>
    ask('POST', '/3/articles', { Article: { Description: 'Hat', ArticleNumber: 'HAT-1', ...change } });
  const put = (change: object): Promise<Answer> => ask('PUT', '/3/articles/HAT-1', { Article: change });
  const read = async (): Promise<Json> => (await ask('GET', '/3/articles/HAT-1')).json['Article'] as Json;

  it('are made, read, listed and changed', async () => {
    const made = await post({ SalesAccount: 3001, StockGoods: true, VAT: 12 });
    expect(made).toMatchObject({ status: 201, json: { Article: { SalesAccount: 3001, VAT: '12' } } });
    expect(await read()).toMatchObject({ Description: 'Hat', SalesAccount: '3001', Type: 'STOCK' });
    expect((await put({ Description: 'Cap' })).status).toBe(200);
    expect(await read()).toMatchObject({ Description: 'Cap', SalesAccount: '3001' });
    const { json } = await ask('GET', '/3/articles?articlenumber=hat');
    expect(json['Articles']).toMatchObject([{ ArticleNumber: 'HAT-1', QuantityInStock: '0' }]);
    expect((await refusal(put({ ArticleNumber: 'HAT-2' }))).message).toMatch(/kan inte ändras/);
    expect((await ask('PUT', '/3/articles/NO-SUCH', { Article: { Description: 'x' } })).status).toBe(404);
  });

  it.each([
    ['a number with a space', { ArticleNumber: 'HAT 1' }, 2000106],
    ['a number with a full stop', { ArticleNumber: 'HAT.1' }, 2000106],
    ['no description', { Description: '' }, 2001795],
    ['an account that is not there', { SalesAccount: 9998 }, 2001304],
    ['what only Fortnox writes', { SalesPrice: 10 }, 2001399],
  ])('are refused for %s', async (_what, change, code) => {
    expect(await refusal(post(change))).toMatchObject({ code });
  });

  it('are refused for a VAT rate that is not set up, and for a number that is taken', async () => {
    expect((await refusal(post({ VAT: 19 }))).message).toMatch(/moms/);
    await post();
    expect((await refusal(post())).message).toMatch(/används redan/);
  });

  it('have the quantity that was last written, unless the warehouse module counts', async () => {
    await post({ StockGoods: true, QuantityInStock: 5 });
    await put({ QuantityInStock: 8 });
    expect(await read()).toMatchObject({ QuantityInStock: 8 });
    await fortnox.control.setWarehouse({ activated: true });
    expect((await put({ QuantityInStock: 99 })).status).toBe(200);
    expect(await read()).toMatchObject({ QuantityInStock: 8 });
  });
});

describe('what documents refer to', () => {
  it.each([
    ['CostCenter', 'WEB', 'kostnadsställe', undefined],
    ['Project', '12', 'projektet', 2001161],
    ['TermsOfPayment', '17', 'betalningsvillkoret', 2000429],
    ['TermsOfDelivery', 'DAP', 'leveransvillkor', undefined],
    ['WayOfDelivery', 'POST', 'leveranssätt', undefined],
    ['PriceList', 'B', 'prislista', undefined],
  ] as const)('must be there: %s', async (field, code, message, number) => {
    const registers = {
      CostCenter: 'costCenters',
      Project: 'projects',
      TermsOfPayment: 'termsOfPayments',
      TermsOfDelivery: 'termsOfDeliveries',
      WayOfDelivery: 'waysOfDelivery',
      PriceList: 'priceLists',
    } as const;
    const refused = await refusal(postInvoice({ [field]: code }));
    expect(refused.message).toContain(message);
    if (number !== undefined) expect(refused.code).toBe(number);
    await fortnox.control.addToRegister(registers[field], { code });
    expect(await invoiceOf(postInvoice({ [field]: code }))).toMatchObject({ [field]: code });
  });

  it('must be there for rows too, and labels by their number', async () => {
    expect((await refusal(withRow({ CostCenter: 'WEB' }))).message).toMatch(/kostnadsställe/);
    expect(await refusal(withRow({ Project: '12' }))).toMatchObject({ code: 2001161 });
    expect((await refusal(postInvoice({ Labels: [{ Id: 3 }] }))).message).toMatch(/etikett/);
    await fortnox.control.addToRegister('labels', { code: '3', description: 'Webb' });
    expect(await invoiceOf(postInvoice({ Labels: [{ Id: 3 }] }))).toMatchObject({ Labels: [{ Id: 3 }] });
  });

  it('can be set up from the start, and no longer be in use', async () => {
    await restart({ registers: { costCenters: [{ code: 'WEB' }, { code: 'OLD', active: false }] } });
    await invoiceOf(postInvoice({ CostCenter: 'WEB', InvoiceRows: [{ ...ROW, CostCenter: 'WEB' }] }));
    expect(await refusal(postInvoice({ CostCenter: 'OLD' }))).toMatchObject({ code: 2000947 });
    expect(await refusal(withRow({ CostCenter: 'OLD' }))).toMatchObject({ code: 2000947 });
  });

  it.each(['CASH', 'CARD', 'AG'])('lets an invoice be paid by %s', async (way) => {
    expect(await invoiceOf(postInvoice({ PaymentWay: way }))).toMatchObject({ PaymentWay: way });
    expect((await refusal(postInvoice({ PaymentWay: 'SHELLS' }))).message).toMatch(/PaymentWay/);
  });

  it('sells nothing to a customer, and nothing of an article, that is no longer active', async () => {
    await ask('PUT', '/3/customers/1', { Customer: { Active: false } });
    expect((await refusal(postInvoice())).message).toMatch(/Kunden 1 är inte aktiv/);
    await ask('PUT', '/3/customers/1', { Customer: { Active: true } });
    await ask('POST', '/3/articles', { Article: { Description: 'Hat', ArticleNumber: 'HAT', Active: false } });
    expect((await refusal(withRow({ ArticleNumber: 'HAT' }))).message).toMatch(/Artikeln HAT är inte aktiv/);
  });

  it('takes no account that is inactive', async () => {
    await fortnox.control.deactivateAccount(3001);
    expect((await ask('GET', '/3/accounts/3001')).json['Account']).toMatchObject({ Active: false });
    expect((await refusal(withRow({}))).message).toMatch(/3001 är inte aktivt/);
    await fortnox.control.addAccount(3001);
    await fortnox.control.deactivateAccount(1930);
    expect((await refusal(pay(await bookedInvoice(), { ModeOfPayment: 'BG' }))).message).toMatch(/1930 är inte aktivt/);
  });
});

describe('what a person at the simulator sees', () => {
  it('is the company as it is set up now', async () => {
    await fortnox.control.lockPeriod('2026-10-31');
    await fortnox.control.addVatRate(19);
    await fortnox.control.deactivateAccount(3001);
    await fortnox.control.setScopes(['invoice']);
    await fortnox.control.addToRegister('costCenters', { code: 'WEB' });
    expect(await fortnox.control.state()).toMatchObject({
      company: {
        lockedUntil: '2026-10-31',
        vatRates: [25, 19, 12, 6, 0],
        accountingMethod: 'ACCRUAL',
        inactiveAccounts: [3001],
        modesOfPayment: { BG: 1930 },
        registers: { costCenters: [{ code: 'WEB', description: 'WEB', active: true }] },
        warehouse: { activated: false },
      },
      access: { scopes: ['invoice'], hasApiLicence: true },
      customers: [{ CustomerNumber: '1', Name: 'Webbkund' }],
      articles: [],
    });
  });
});

describe('what an integration reads when it starts', () => {
  const read = async (path: string): Promise<Json> => (await ask('GET', path)).json;

  it('is which company it is, and whether it can send invoices', async () => {
    expect(await read('/3/companyinformation')).toMatchObject({ CompanyInformation: { DatabaseNumber: 123456 } });
    expect(await read('/3/settings/company')).toMatchObject({ CompanySettings: { DatabaseNumber: '123456' } });
    await fortnox.control.setCompany({ hasBankDetails: false });
    expect(await read('/3/settings/company')).toMatchObject({ CompanySettings: { BG: '', PG: '', IBAN: '' } });
  });

  it('is the year of a date and how it is booked', async () => {
    expect(await read('/3/financialyears?date=2026-11-24')).toMatchObject({
      FinancialYears: [{ FromDate: '2026-01-01', ToDate: '2026-12-31', AccountingMethod: 'ACCRUAL' }],
    });
    expect(await read('/3/financialyears?date=2031-01-01')).toMatchObject({ FinancialYears: [] });
    expect(await refusal(ask('GET', '/3/financialyears?date=soon'))).toMatchObject({ code: 2000588 });
  });

  it('is accounts, currencies and modes of payment, one or all', async () => {
    expect(await read('/3/accounts/3001')).toMatchObject({ Account: { Number: 3001, Active: true } });
    await fortnox.control.removeAccount(3001);
    expect(await read('/3/accounts/3001')).toMatchObject({ ErrorInformation: { Code: 2000423 } });
    expect(await read('/3/currencies/EUR')).toMatchObject({ Currency: { Code: 'EUR', Unit: 1 } });
    expect((await ask('GET', '/3/currencies/GBP')).status).toBe(404);
    await fortnox.control.addModeOfPayment({ code: 'SWISH', account: 1580 });
    expect(await read('/3/modesofpayments/SWISH')).toMatchObject({ ModeOfPayment: { AccountNumber: '1580' } });
    await fortnox.control.removeModeOfPayment('SWISH');
    expect((await ask('GET', '/3/modesofpayments/SWISH')).status).toBe(404);
    const modes = (await read('/3/modesofpayments'))['ModesOfPayments'] as Json[];
    expect(modes.map((mode) => mode['Code'])).toEqual(['BG', 'KLARNA', 'CARD', 'CASH']);
  });

  it('is cost centres, projects and terms of payment, one or all', async () => {
    await fortnox.control.addToRegister('costCenters', { code: 'WEB', description: 'Webb', active: false });
    await fortnox.control.addToRegister('projects', { code: '12', description: 'Lansering' });
    expect(await read('/3/costcenters')).toMatchObject({ CostCenters: [{ Code: 'WEB', Active: false }] });
    expect(await read('/3/costcenters/WEB')).toMatchObject({ CostCenter: { Description: 'Webb' } });
    expect(await read('/3/projects/12')).toMatchObject({ Project: { ProjectNumber: '12', Status: 'ONGOING' } });
    expect(await read('/3/projects')).toMatchObject({ Projects: [{ ProjectNumber: '12' }] });
    expect(await read('/3/projects/13')).toMatchObject({ ErrorInformation: { Code: 2001161 } });
    expect(await read('/3/termsofpayments/30')).toMatchObject({ TermsOfPayment: { Code: '30' } });
    expect(await read('/3/termsofpayments/17')).toMatchObject({ ErrorInformation: { Code: 2000429 } });
    const terms = (await read('/3/termsofpayments'))['TermsOfPayments'] as Json[];
    expect(terms.map((one) => one['Code'])).toContain('30');
  });
});
