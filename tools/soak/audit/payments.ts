import type { FortnoxState } from '../../../simulators/fortnox/control.ts';
import { minorOf } from '../amounts.ts';
import type { Truth } from '../truth.ts';
import { count, countExtra, difference, emptyTally, groupBy, type Tally } from './tally.ts';

/** Payments on invoices, against the money that was captured. */
export function auditPayments(
  id: string,
  truth: Truth,
  { payments, invoices }: FortnoxState,
  tally = emptyTally('payments'),
): Tally {
  const documentOf = new Map(
    invoices
      .filter(({ Cancelled }) => !Cancelled)
      .map(({ ExternalInvoiceReference1, DocumentNumber }) => [ExternalInvoiceReference1, DocumentNumber] as const),
  );
  const registered = groupBy(payments, ({ ExternalInvoiceReference1 }) => ExternalInvoiceReference1);
  for (const expected of truth.payments) {
    const { key, orderNumber } = expected;
    const found = registered.get(key) ?? [];
    registered.delete(key);
    count(tally, id, {
      name: key,
      orderNumber,
      found: found.length,
      unfinished: found.length > 0 && !found.some(({ Booked }) => Booked) ? 'it is not booked' : undefined,
      differences: found.flatMap((payment) => [
        ...difference('amount', minorOf(payment.AmountCurrency), expected.amountMinor),
        ...difference('currency', payment.Currency, expected.currency),
        ...difference('mode', payment.ModeOfPayment, expected.modeOfPayment),
        ...difference('invoice', String(payment.InvoiceNumber), documentOf.get(expected.invoiceKey) ?? 'none'),
      ]),
    });
  }
  for (const [key, extras] of registered) {
    for (const { Number: number } of extras) countExtra(tally, id, `${number} with key "${key}"`);
  }
  return tally;
}
