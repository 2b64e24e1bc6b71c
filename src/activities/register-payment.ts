import { RefusedError } from '../connectors/call-errors.ts';
import { localDate } from '../domain/local-date.ts';
import { connectionOf, effectOf, onceDeps, type ActivityDeps } from './dependencies.ts';
import { once } from './once.ts';
import type { CapturedAmount, StepRequest, StepResult } from './step-request.ts';

/**
 * Registers captured money on the shipment's invoice, unbooked: what the payment provider pays out, or with `giftCard`
 * what was paid by gift card. Each has a key of its own.
 */
export function createRegisterPayment(deps: ActivityDeps) {
  return async function registerPayment(request: StepRequest, by?: 'giftCard'): Promise<StepResult> {
    const connection = connectionOf(deps, request.connectionId);
    const { erp, centra, policy } = connection;
    const { step } = request;
    const { invoice, captured } = registrable(request);
    const effect = effectOf(connection, request, by);
    const { giftCardMinor = 0 } = captured;
    const amountMinor = by === 'giftCard' ? giftCardMinor : captured.amountMinor - giftCardMinor;
    const { paymentNumber } = await once(onceDeps(deps), effect, {
      find: async () => {
        const found = (await erp.findPayments(invoice.documentNumber)).find((payment) => payment.key === effect.key);
        return found && { paymentNumber: found.paymentNumber };
      },
      perform: async () => {
        // A plan from before the look told of these has none.
        const { currency, currencyRate, paymentMethod } =
          step.payment ?? (await centra.shipmentMaterial(step.shipmentId));
        const payment = await erp.createPayment({
          key: effect.key,
          documentNumber: invoice.documentNumber,
          amountMinor,
          currency,
          currencyRate,
          paymentDate: notBefore(invoice.documentDate, localDate(captured.at, policy.timeZone)),
          paymentMethod,
          ...(by === 'giftCard' ? { isGiftCard: true } : {}),
        });
        return { paymentNumber: payment.paymentNumber };
      },
    });
    return { state: 'done', at: deps.now().toISOString(), reference: paymentNumber, amountMinor };
  };
}

/** What a payment is registered by, where it can be. */
function registrable({ step, invoice, captured }: StepRequest): {
  readonly invoice: NonNullable<StepRequest['invoice']>;
  readonly captured: CapturedAmount;
} {
  if (!invoice || !captured) {
    const detail = `Shipment ${step.title} has no invoice of ours or no known capture`;
    throw new RefusedError({ code: 'paymentRefused', detail });
  }
  if (captured.isSplitUnclear) {
    const detail = `Shipment ${step.title}: gift cards paid some of the order, Centra does not tell how much of this shipment`;
    throw new RefusedError({ code: 'paymentSplitUnclear', detail });
  }
  return { invoice, captured };
}

/** Books a registered payment: the invoice is paid. */
export function createBookPayment(deps: ActivityDeps) {
  return async function bookPayment(request: StepRequest, paymentNumber: string): Promise<void> {
    const connection = connectionOf(deps, request.connectionId);
    const { erp } = connection;
    const documentNumber = request.invoice?.documentNumber ?? '';
    await once(onceDeps(deps), effectOf(connection, request, `book-${paymentNumber}`), {
      find: async () => {
        const found = (await erp.findPayments(documentNumber)).find(
          (payment) => payment.paymentNumber === paymentNumber,
        );
        return found?.isBooked ? { paymentNumber } : undefined;
      },
      perform: async () => {
        await erp.bookPayment(paymentNumber);
        return { paymentNumber };
      },
    });
  };
}

/** The ERP refuses a payment that is older than its invoice. */
function notBefore(earliestDate: string, date: string): string {
  return date < earliestDate ? earliestDate : date;
}
