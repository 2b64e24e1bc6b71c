import { z } from 'zod';
import { decimalFromMinor, minorFromDecimal } from '../../../domain/money.ts';
import { RefusedError } from '../../call-errors.ts';
import type { Erp, ErpPayment, PaymentDraft } from '../erp.ts';
import { unlessAlreadySo } from './already-so.ts';
import { decimalOrZero, flag, name, pages, text } from './answers.ts';
import type { FortnoxClient } from './client.ts';
import type { FortnoxMapping, GiftCardPayment } from './mapping.ts';
import { paymentFor } from './mapping.ts';

type Payments = Pick<Erp, 'findPayments' | 'createPayment' | 'bookPayment'>;

const storedPayment = z.object({
  Number: name,
  InvoiceNumber: name,
  ExternalInvoiceReference1: text,
  Amount: decimalOrZero,
  AmountCurrency: decimalOrZero,
  Currency: name,
  Booked: flag,
});
const paymentAnswer = z.object({ InvoicePayment: storedPayment });
const listAnswer = z.object({ MetaInformation: pages, InvoicePayments: z.array(storedPayment) });

const path = '/3/invoicepayments';
const otherwise = 'paymentRefused';

export function createPayments(client: FortnoxClient, mapping: FortnoxMapping): Payments {
  const read = async (paymentNumber: string): Promise<ErpPayment> =>
    paymentFrom(
      (
        await client.call({
          method: 'GET',
          path: `${path}/${encodeURIComponent(paymentNumber)}`,
          isWrite: false,
          answer: paymentAnswer,
          otherwise,
        })
      ).InvoicePayment,
    );

  return {
    /** The filter is a search like Fortnox's others, so 12 also brings 112: the exact ones are kept. */
    async findPayments(documentNumber) {
      const found: ErpPayment[] = [];
      for (let page = 1, lastPage = 1; page <= lastPage; page++) {
        const answer = await client.call({
          method: 'GET',
          path,
          query: { invoicenumber: documentNumber, limit: '500', page: String(page) },
          isWrite: false,
          answer: listAnswer,
          otherwise,
        });
        found.push(...answer.InvoicePayments.filter((p) => p.InvoiceNumber === documentNumber).map(paymentFrom));
        lastPage = answer.MetaInformation['@TotalPages'];
      }
      return found;
    },

    createPayment: async (draft) => {
      const body = { InvoicePayment: payload(draft, requiredPayment(mapping, draft)) };
      const answer = await client.call({ method: 'POST', path, body, isWrite: true, answer: paymentAnswer, otherwise });
      return paymentFrom(answer.InvoicePayment);
    },

    bookPayment: (paymentNumber) =>
      unlessAlreadySo(
        async () => {
          const answer = await client.call({
            method: 'PUT',
            path: `${path}/${encodeURIComponent(paymentNumber)}/bookkeep`,
            isWrite: true,
            answer: paymentAnswer,
            otherwise,
          });
          return paymentFrom(answer.InvoicePayment);
        },
        async () => {
          const stored = await read(paymentNumber);
          return stored.isBooked ? stored : undefined;
        },
      ),
  };
}

function requiredPayment(mapping: FortnoxMapping, { paymentMethod, isGiftCard }: PaymentDraft): GiftCardPayment {
  const found = isGiftCard ? mapping.giftCardPayment : paymentFor(mapping, paymentMethod);
  if (found) return found;
  throw new RefusedError({
    code: 'mappingMissing',
    detail: isGiftCard
      ? 'no mode of payment for what a gift card paid: add giftCardPayment'
      : `no mode of payment for the payment method "${paymentMethod ?? 'none'}": add it to payments, or a defaultPayment`,
  });
}

function payload(draft: PaymentDraft, payment: GiftCardPayment): object {
  return {
    InvoiceNumber: Number(draft.documentNumber),
    ...amounts(draft),
    PaymentDate: draft.paymentDate,
    ModeOfPayment: payment.modeOfPayment,
    ModeOfPaymentAccount: payment.account,
    ExternalInvoiceReference1: draft.key,
  };
}

/** `AmountCurrency` is in the invoice's currency and `Amount` in the company's own. */
function amounts({ amountMinor, currency, currencyRate }: PaymentDraft): object {
  const amount = decimalFromMinor(amountMinor, currency);
  if (currencyRate === 1) return { Amount: amount, AmountCurrency: amount, Currency: currency };
  return {
    Amount: Math.round(amount * currencyRate * 100) / 100,
    AmountCurrency: amount,
    Currency: currency,
    CurrencyRate: currencyRate,
  };
}

function paymentFrom(stored: z.infer<typeof storedPayment>): ErpPayment {
  const inInvoiceCurrency = Number(stored.AmountCurrency) === 0 ? stored.Amount : stored.AmountCurrency;
  return {
    paymentNumber: stored.Number,
    key: stored.ExternalInvoiceReference1,
    amountMinor: minorFromDecimal(inInvoiceCurrency, stored.Currency),
    isBooked: stored.Booked,
  };
}
