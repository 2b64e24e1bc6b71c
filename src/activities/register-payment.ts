import { RefusedError } from '../connectors/call-errors.ts';
import { localDate } from '../domain/local-date.ts';
import { connectionOf, effectOf, onceDeps, type ActivityDeps } from './dependencies.ts';
import { once } from './once.ts';
import type { StepRequest, StepResult } from './step-request.ts';

/** Registers the captured money on the shipment's invoice, unbooked. */
export function createRegisterPayment(deps: ActivityDeps) {
  return async function registerPayment(request: StepRequest): Promise<StepResult> {
    const connection = connectionOf(deps, request.connectionId);
    const { erp, centra, policy } = connection;
    const { invoice, captured } = request;
    if (!invoice || !captured) {
      throw new RefusedError({
        code: 'paymentRefused',
        detail: `Shipment ${request.step.title} has no invoice of ours or no known capture`,
      });
    }
    const effect = effectOf(connection, request);
    const { paymentNumber } = await once(onceDeps(deps), effect, {
      find: async () => {
        const found = (await erp.findPayments(invoice.documentNumber)).find((payment) => payment.key === effect.key);
        return found && { paymentNumber: found.paymentNumber };
      },
      perform: async () => {
        const { currency, currencyRate, paymentMethod } = await centra.shipmentMaterial(request.step.shipmentId);
        const payment = await erp.createPayment({
          key: effect.key,
          documentNumber: invoice.documentNumber,
          amountMinor: captured.amountMinor,
          currency,
          currencyRate,
          paymentDate: notBefore(invoice.documentDate, localDate(captured.at, policy.timeZone)),
          paymentMethod,
        });
        return { paymentNumber: payment.paymentNumber };
      },
    });
    return {
      state: 'done',
      at: deps.now().toISOString(),
      reference: paymentNumber,
      amountMinor: captured.amountMinor,
    };
  };
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
