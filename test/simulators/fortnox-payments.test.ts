import { describe, expect, it } from 'vitest';
import { ROW, invoiceOf, paymentNumberIn, refusal, useFortnox, type Json } from './fortnox-world.ts';

const fortnox = useFortnox();
const { ask, postInvoice, bookedInvoice, pay, bookPayment, readInvoice } = fortnox;

describe('payments', () => {
  it('lower the balance when they are booked, to the day the invoice is paid', async () => {
    const number = await bookedInvoice();
    const part = await pay(number, { Amount: 40, ExternalInvoiceReference1: 'acme-S-1-payment' });
    expect(part.status).toBe(201);
    expect(await readInvoice(number)).toMatchObject({ Balance: 100 });
    expect((await bookPayment(part)).json['InvoicePayment']).toMatchObject({ Booked: true, Amount: 40 });
    expect(await readInvoice(number)).toMatchObject({ Balance: 60, FinalPayDate: null });
    await bookPayment(await pay(number, { Amount: 60 }));
    expect(await readInvoice(number)).toMatchObject({
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

  it.each([
    ['amounts that the rate does not explain', { Amount: 1000, AmountCurrency: 100, CurrencyRate: 11 }],
    ['no rate at all', { Amount: 1100, AmountCurrency: 100, CurrencyRate: 0 }],
  ])('on a foreign invoice are refused for %s', async (_what, change) => {
    const foreign = await bookedInvoice({ Currency: 'EUR', CurrencyRate: 11 });
    expect((await refusal(pay(foreign, change))).message).toMatch(/stämmer inte|valutakurs/);
  });

  it('are refused in a locked period and in no fiscal year', async () => {
    const number = await bookedInvoice();
    await fortnox.control.lockPeriod('2026-11-24');
    expect(await refusal(pay(number))).toMatchObject({ code: 2002141 });
    await fortnox.control.lockPeriod(null);
    expect((await refusal(pay(number, { PaymentDate: '2031-01-01' }))).message).toMatch(/räkenskapsår/);
  });

  it('can be changed and taken away until they are booked, and then no more', async () => {
    const number = await bookedInvoice();
    const payment = paymentNumberIn(await pay(number));
    const path = `/3/invoicepayments/${payment}`;
    const change = (fields: object): ReturnType<typeof ask> => ask('PUT', path, { InvoicePayment: fields });
    expect((await change({ Amount: 60 })).json).toMatchObject({ InvoicePayment: { Amount: 60, Number: payment } });
    expect((await refusal(change({ InvoiceNumber: 77 }))).message).toMatch(/faktura/);
    const other = await pay(number, { Amount: 40 });
    expect((await ask('DELETE', `/3/invoicepayments/${paymentNumberIn(other)}`)).status).toBe(204);
    expect((await bookPayment(other)).status).toBe(404);
    await ask('PUT', `${path}/bookkeep`);
    expect(await readInvoice(number)).toMatchObject({ Balance: 40 });
    expect((await refusal(change({ Amount: 50 }))).message).toMatch(/bokförd/);
    expect((await refusal(ask('DELETE', path))).message).toMatch(/bokförd/);
    expect((await refusal(ask('PUT', `${path}/bookkeep`))).message).toMatch(/redan bokförd/);
  });

  it('settle a foreign invoice in its own currency, and a credit invoice by paying back', async () => {
    const foreign = await bookedInvoice({ Currency: 'EUR', CurrencyRate: 11 });
    await bookPayment(await pay(foreign, { Amount: 1100, AmountCurrency: 100, Currency: 'EUR', CurrencyRate: 11 }));
    expect(await readInvoice(foreign)).toMatchObject({ Balance: 0 });
    const credit = await bookedInvoice({ InvoiceRows: [{ ...ROW, DeliveredQuantity: -1 }] });
    await bookPayment(await pay(credit, { Amount: -100 }));
    expect(await readInvoice(credit)).toMatchObject({ Balance: 0 });
  });
});
