import { describe, expect, it } from 'vitest';
import { ROW, INVOICE, invoiceOf, refusal, useFortnox } from './fortnox-world.ts';

const fortnox = useFortnox();
const { restart, ask, postInvoice, withRow } = fortnox;

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
    expect((await fortnox.control.state()).invoices).toEqual([]);
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

  const TEXTS =
    'Address1 Address2 City Comments CustomerName DeliveryAddress1 DeliveryCity DeliveryCountry DeliveryName DeliveryZipCode ' +
    'ExternalInvoiceReference1 ExternalInvoiceReference2 OurReference Phone1 Remarks YourOrderNumber YourReference ZipCode';

  it.each(TEXTS.split(' '))('refuses an emoji in %s, and keeps what is allowed as it is', async (field) => {
    expect(await refusal(postInvoice({ [field]: 'x🎉' }))).toMatchObject({ code: 2000359 });
    const allowed = 'Åsa Œ’s (n:o 1) – 5 % & £';
    expect(await invoiceOf(postInvoice({ [field]: allowed }))).toMatchObject({ [field]: allowed });
  });

  it.each(['"', '<', '>', "'", '|', '{', '}', '[', ']', '🎉'])('refuses %s in the text of a row', async (character) => {
    expect(await refusal(withRow({ Description: `Jumper ${character}` }))).toMatchObject({ code: 2000359 });
  });

  it('takes numbers in texts and texts for numbers, as it always has', async () => {
    const rows = [{ ...ROW, AccountNumber: '3001', DeliveredQuantity: 2, Price: '49.50', VAT: '25' }];
    expect(
      await invoiceOf(postInvoice({ CustomerNumber: 1, YourOrderNumber: 17, VATIncluded: 'true', InvoiceRows: rows })),
    ).toMatchObject({
      CustomerNumber: '1',
      YourOrderNumber: '17',
      VATIncluded: true,
      Total: 99,
      InvoiceRows: [{ AccountNumber: 3001, DeliveredQuantity: '2.00', Price: 49.5, VAT: 25 }],
    });
  });

  it.each([
    ['a list for a text', { Remarks: ['x'] }, 2000106],
    ['a text for the rows', { InvoiceRows: 'none' }, 2001392],
    ['a text for a row', { InvoiceRows: ['none'] }, 2001392],
    ['a decimal for an account', { InvoiceRows: [{ ...ROW, AccountNumber: 3001.5 }] }, 2000108],
    ['an unknown field of a row', { InvoiceRows: [{ ...ROW, Colour: 'red' }] }, 2001399],
    ['an unknown field of the e-mail', { EmailInformation: { To: 'anna@example.com' } }, 2001399],
  ])('refuses %s', async (_what, change, code) => {
    expect(await refusal(postInvoice(change))).toMatchObject({ code });
  });

  it.each([
    ['a date that does not exist', { InvoiceDate: '2026-02-30' }, /datum/],
    ['a row text of more than 255 characters', { InvoiceRows: [{ ...ROW, Description: 'x'.repeat(256) }] }, /255/],
    ['a krona that is not a krona', { CurrencyRate: 2 }, /valutakurs/],
    ['a rate of nothing', { Currency: 'EUR', CurrencyRate: 0 }, /valutakurs/],
  ])('refuses %s', async (_what, change, message) => {
    expect((await refusal(postInvoice(change))).message).toMatch(message);
  });

  it('takes 500 rows', async () => {
    const { InvoiceRows: rows } = await invoiceOf(postInvoice({ InvoiceRows: Array.from({ length: 500 }, () => ROW) }));
    expect(rows).toHaveLength(500);
  });

  it('wants an account for a VAT rate of the company’s own, where EasyVat is on', async () => {
    await fortnox.control.addVatRate(19);
    await fortnox.control.addArticle({ articleNumber: 'HAT', description: 'Hat' });
    const byArticle = { ArticleNumber: 'HAT', AccountNumber: undefined };
    await invoiceOf(withRow({ ...byArticle, VAT: 19 }));
    await fortnox.control.setCompany({ easyVat: true });
    expect(await refusal(withRow({ ...byArticle, VAT: 19 }))).toMatchObject({ code: 2004167 });
    await invoiceOf(withRow({ ...byArticle, AccountNumber: 3106, VAT: 19 }));
    await invoiceOf(withRow({ ...byArticle, VAT: 25 }));
  });

  it('may bind an invoice to the currency of its customer: no source says', async () => {
    await fortnox.control.addCustomer({ customerNumber: 'DE', name: 'Deutschland', currency: 'EUR' });
    expect(await invoiceOf(postInvoice({ CustomerNumber: 'DE' }))).toMatchObject({ Currency: 'EUR' });
    expect(await invoiceOf(postInvoice({ CustomerNumber: 'DE', Currency: 'SEK' }))).toMatchObject({ Currency: 'SEK' });
    await fortnox.control.setCompany({ customerCurrencyBinds: true });
    const other = await refusal(postInvoice({ CustomerNumber: 'DE', Currency: 'SEK' }));
    expect(other.message).toBe('Currency SEK and Currency EUR does not match');
  });

  it('is mended by the person who sets up what was missing', async () => {
    await fortnox.control.addVatRate(19);
    await fortnox.control.addCurrency('GBP');
    const invoice = await invoiceOf(postInvoice({ Currency: 'GBP', InvoiceRows: [{ ...ROW, VAT: 19 }] }));
    expect(invoice).toMatchObject({ Currency: 'GBP', TotalVAT: 15.97 });
    expect(invoice.CurrencyRate).toBeGreaterThan(1);
    await fortnox.control.removeVatRate(19);
    expect((await refusal(withRow({ VAT: 19 }))).message).toMatch(/moms/);
  });

  it('takes no second invoice under a number', async () => {
    await invoiceOf(postInvoice({ DocumentNumber: '9000000001' }));
    expect((await refusal(postInvoice({ DocumentNumber: '9000000001' }))).message).toMatch(/används redan/);
  });

  it('dates nothing in a locked period', async () => {
    const draft = await invoiceOf(postInvoice());
    await fortnox.control.lockPeriod('2026-11-20');
    expect(await refusal(postInvoice())).toMatchObject({ code: 2002141 });
    expect(await refusal(ask('PUT', `/3/invoices/${draft.DocumentNumber}/bookkeep`))).toMatchObject({
      code: 2000401,
    });
    expect((await ask('GET', '/3/settings/lockedperiod')).json).toEqual({ LockedPeriod: { EndDate: '2026-11-20' } });
    await fortnox.control.lockPeriod(null);
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
    await fortnox.control.setCompany({ roundToWholeKrona: true });
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
