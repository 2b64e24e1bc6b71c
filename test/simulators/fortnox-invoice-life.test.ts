import { describe, expect, it, vi } from 'vitest';
import { ROW, invoiceOf, refusal, useFortnox, type Json } from './fortnox-world.ts';

const fortnox = useFortnox();
const { restart, ask, postInvoice, bookedInvoice, pay, bookPayment, readInvoice } = fortnox;

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
    const booked = await readInvoice(number);
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
    expect(await readInvoice(creditNumber)).toMatchObject({
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

  it('is neither printed nor e-mailed by a company without bank details', async () => {
    await fortnox.control.setCompany({ hasBankDetails: false });
    const email = { EmailInformation: { EmailAddressTo: 'anna@example.com' } };
    const { DocumentNumber: number } = await invoiceOf(postInvoice(email));
    for (const action of ['email', 'print']) {
      expect((await refusal(ask('GET', `/3/invoices/${number}/${action}`))).message).toMatch(/Bankuppgifter/);
    }
    expect(await readInvoice(number)).toMatchObject({ Sent: false });
    await fortnox.control.setCompany({ hasBankDetails: true });
    expect(await invoiceOf(ask('GET', `/3/invoices/${number}/print`))).toMatchObject({ Sent: true });
  });

  it('is not sent by being looked at', async () => {
    const { DocumentNumber: number } = await invoiceOf(postInvoice());
    expect(await invoiceOf(ask('GET', `/3/invoices/${number}/preview`))).toMatchObject({ Sent: false });
  });

  it('is fixed under the cash method once it is sent, paid or cancelled', async () => {
    await restart({ accountingMethod: 'CASH' });
    const change = (number: string): ReturnType<typeof ask> =>
      ask('PUT', `/3/invoices/${number}`, { Invoice: { Remarks: 'x' } });
    const { DocumentNumber: sent } = await invoiceOf(postInvoice());
    await invoiceOf(change(sent));
    await ask('PUT', `/3/invoices/${sent}/externalprint`);
    expect((await refusal(change(sent))).message).toMatch(/skickad/);
    const { DocumentNumber: paid } = await invoiceOf(postInvoice());
    await bookPayment(await pay(paid, { Amount: 10 }));
    expect((await refusal(change(paid))).message).toMatch(/bokförd/);
    const { DocumentNumber: cancelled } = await invoiceOf(postInvoice());
    await ask('PUT', `/3/invoices/${cancelled}/cancel`);
    expect((await refusal(change(cancelled))).message).toMatch(/makulerad/);
  });

  it('is booked by its payment, not by hand, under the cash method', async () => {
    await restart({ accountingMethod: 'CASH' });
    const { DocumentNumber: number } = await invoiceOf(postInvoice());
    expect((await refusal(ask('PUT', `/3/invoices/${number}/bookkeep`))).message).toMatch(/kontantmetoden/);
    await bookPayment(await pay(number));
    expect(await readInvoice(number)).toMatchObject({ Booked: true, Balance: 0 });
  });

  it('can be booked and cancelled by a bookkeeper behind our back, under the same rules', async () => {
    const { DocumentNumber: first } = await invoiceOf(postInvoice());
    const { DocumentNumber: second } = await invoiceOf(postInvoice());
    await fortnox.control.bookInvoice(first);
    await fortnox.control.cancelInvoice(second);
    const { invoices } = await fortnox.control.state();
    expect(invoices.map((invoice) => [invoice.Booked, invoice.Cancelled])).toEqual([
      [true, false],
      [false, true],
    ]);
    await expect(fortnox.control.cancelInvoice(first)).rejects.toThrow(/bokförd/);
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

  it('may not find what was just made', async () => {
    await fortnox.control.setCompany({ searchLagMs: 200 });
    const { DocumentNumber: number } = await invoiceOf(postInvoice({ ExternalInvoiceReference1: 'acme-S-1' }));
    expect(await find('externalinvoicereference1=acme-S-1')).toEqual([]);
    expect((await readInvoice(number)).DocumentNumber).toBe(number);
    await vi.waitFor(async () => expect(await find('externalinvoicereference1=acme-S-1')).toHaveLength(1));
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
