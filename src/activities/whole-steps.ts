import { activityInfo } from '@temporalio/activity';
import { createBookErpDocument } from './book-erp-document.ts';
import { createCreateCreditInvoice, createCreateErpInvoice } from './create-erp-document.ts';
import type { ActivityDeps } from './dependencies.ts';
import { keepForNextAttempt } from './heartbeat.ts';
import { createBookPayment, createRegisterPayment } from './register-payment.ts';
import type { StepRequest, StepResult } from './step-request.ts';
import { createReleaseStock, createUpdateStock } from './update-stock.ts';

/**
 * Steps that take two writes, each in one activity: it is made, and then it is made to count. Each write is an effect of
 * its own, with its own key and intent, so an attempt that breaks off is gone on with where it was
 * (docs/adr/0012-whole-steps.md).
 */
export function createWholeSteps(deps: ActivityDeps) {
  const createErpInvoice = createCreateErpInvoice(deps);
  const createCreditInvoice = createCreateCreditInvoice(deps);
  const bookErpDocument = createBookErpDocument(deps);
  const registerPayment = createRegisterPayment(deps);
  const bookPayment = createBookPayment(deps);
  const updateStock = createUpdateStock(deps);
  const releaseStock = createReleaseStock(deps);

  return {
    /** Makes the invoice of a shipment, compares it and books it. */
    invoiceShipment: (request: StepRequest): Promise<StepResult> =>
      madeToCount(
        () => createErpInvoice(request),
        (documentNumber) => bookErpDocument(request, documentNumber),
      ),

    /** Makes the credit invoice of a return, compares it and books it. */
    creditReturn: (request: StepRequest): Promise<StepResult> =>
      madeToCount(
        () => createCreditInvoice(request),
        (documentNumber) => bookErpDocument(request, documentNumber),
      ),

    /** Registers captured money on the invoice, or with `giftCard` what a gift card paid, and books it. */
    payInvoice: (request: StepRequest, by?: 'giftCard'): Promise<StepResult> =>
      madeToCount(
        () => registerPayment(request, by),
        (paymentNumber) => bookPayment(request, paymentNumber),
      ),

    /** Makes the stock document of a shipment or a return and releases it. */
    moveStock: (request: StepRequest): Promise<StepResult> =>
      madeToCount(
        () => updateStock(request),
        () => releaseStock(request),
      ),
  };
}

/**
 * An attempt that could not be finished tells the next one what is made already, so that nothing is read and compared
 * again. Should that be lost, as with a worker that dies, it is read and compared again.
 */
async function madeToCount(
  make: () => Promise<StepResult>,
  makeCount: (reference: string) => Promise<void>,
): Promise<StepResult> {
  const before = activityInfo().heartbeatDetails as StepResult | undefined;
  const made = before ?? (await make());
  keepForNextAttempt(made);
  // Nothing to make count: no goods, or an invoice that moves stock by itself.
  if (made.reference !== undefined) await makeCount(made.reference);
  return made;
}
