import { describe, expect, it } from 'vitest';
import { KNOWN_METHOD } from '../erp-contract.ts';
import { lineOf, materialOf } from '../erp-materials.ts';
import type { FortnoxClient } from '../../../src/connectors/erp/fortnox/client.ts';
import { createPayments } from '../../../src/connectors/erp/fortnox/payments.ts';
import { startFortnoxWorld } from './fortnox-world.ts';
import { mapping } from './mapping.ts';

const listed = (number: string, invoiceNumber: number | string, more: object = {}): object => ({
  Number: number,
  InvoiceNumber: invoiceNumber,
  ExternalInvoiceReference1: null,
  Amount: 100,
  AmountCurrency: 100,
  Currency: 'SEK',
  Booked: true,
  ...more,
});

/** A Fortnox whose list of payments has these pages, whatever is searched for. */
function clientListing(pages: readonly (readonly object[])[]): FortnoxClient {
  const call: FortnoxClient['call'] = async ({ query, answer }) =>
    answer.parse({
      MetaInformation: { '@TotalPages': pages.length },
      InvoicePayments: pages[Number(query?.['page']) - 1],
    });
  return { call, find: call };
}

describe('payments in Fortnox', () => {
  it('are those of exactly the invoice, from every page: a search for 12 brings those of 112 too', async () => {
    const client = clientListing([[listed('1', 12), listed('2', 112)], [listed('3', '12')]]);
    const found = await createPayments(client, mapping).findPayments('12');
    expect(found.map((payment) => payment.paymentNumber)).toEqual(['1', '3']);
  });

  it('settle a foreign invoice in its own currency', async () => {
    const { erp, control, simulator } = await startFortnoxWorld();
    const material = materialOf([lineOf(1, 10_000)], { currency: 'EUR', currencyRate: 11.25 });
    const made = await erp.createDocument({ key: 'acme-S-1-invoice', material, documentDate: '2026-03-02' });
    await erp.bookDocument(made.documentNumber);
    const payment = await erp.createPayment({
      key: 'acme-S-1-payment',
      documentNumber: made.documentNumber,
      amountMinor: 10_000,
      currency: 'EUR',
      currencyRate: 11.25,
      paymentDate: '2026-03-02',
      paymentMethod: KNOWN_METHOD,
    });
    expect((await erp.bookPayment(payment.paymentNumber)).amountMinor).toBe(10_000);
    const state = await control.state();
    expect(state.payments[0]).toMatchObject({ Amount: 1125, AmountCurrency: 100, Currency: 'EUR' });
    expect(state.invoices[0]).toMatchObject({ Balance: 0 });
    await simulator.stop();
  });

  it('of a gift card go to where the sold certificate stands, whatever paid the rest of the order', async () => {
    const sent: object[] = [];
    const call: FortnoxClient['call'] = async ({ body, answer }) => {
      sent.push(body ?? {});
      return answer.parse({ InvoicePayment: listed('1', 12) });
    };
    const own = {
      ...mapping,
      payments: { [KNOWN_METHOD]: { modeOfPayment: 'BG' } },
      giftCardPayment: { modeOfPayment: 'GIFT', account: 2421 },
    };
    const draft = {
      key: 'acme-S-1-payment-2',
      documentNumber: '12',
      amountMinor: 10_000,
      currency: 'SEK',
      currencyRate: 1,
      paymentDate: '2026-03-02',
      paymentMethod: KNOWN_METHOD,
      isGiftCard: true,
    };
    await createPayments({ call, find: call }, own).createPayment(draft);
    expect(sent).toMatchObject([{ InvoicePayment: { ModeOfPayment: 'GIFT', ModeOfPaymentAccount: 2421 } }]);
    const unmapped = { ...own, giftCardPayment: undefined };
    await expect(createPayments({ call, find: call }, unmapped).createPayment(draft)).rejects.toMatchObject({
      problem: { code: 'mappingMissing', detail: expect.stringContaining('giftCardPayment') },
    });
  });
});
