import { createAdoptErpDocument } from './adopt-erp-document.ts';
import { createAssessOrder } from './assess-order.ts';
import { createBookErpDocument } from './book-erp-document.ts';
import { createCapturePayment, createWithdrawGoodToGo } from './capture-payment.ts';
import { createCreateCreditInvoice, createCreateErpInvoice } from './create-erp-document.ts';
import type { ActivityDeps } from './dependencies.ts';
import { createRecordOrder } from './record-order.ts';
import { createBookPayment, createRegisterPayment } from './register-payment.ts';
import { createResolveHints } from './resolve-hints.ts';
import { createSendInvoice } from './send-invoice.ts';
import { createSignalOrders, type SignalDeps } from './signal-orders.ts';
import { createReleaseStock, createUpdateStock } from './update-stock.ts';
import { createWholeSteps } from './whole-steps.ts';

/** Activities that call Centra; they wait on the queue `<connection>/centra`. */
export function createCentraActivities(deps: ActivityDeps) {
  return {
    assessOrder: createAssessOrder(deps),
    capturePayment: createCapturePayment(deps),
    withdrawGoodToGo: createWithdrawGoodToGo(deps),
    resolveHints: createResolveHints(deps),
  };
}

/** Activities that write to the ERP; they wait on the queue `<connection>/<erp>`. */
export function createErpActivities(deps: ActivityDeps) {
  return {
    createErpInvoice: createCreateErpInvoice(deps),
    createCreditInvoice: createCreateCreditInvoice(deps),
    bookErpDocument: createBookErpDocument(deps),
    sendInvoice: createSendInvoice(deps),
    adoptErpDocument: createAdoptErpDocument(deps),
    registerPayment: createRegisterPayment(deps),
    bookPayment: createBookPayment(deps),
    updateStock: createUpdateStock(deps),
    releaseStock: createReleaseStock(deps),
    ...createWholeSteps(deps),
  };
}

/** Activities that stay inside Shipledger; they wait on the workflows' own queue. */
export function createOwnActivities(deps: ActivityDeps & SignalDeps) {
  return {
    recordOrder: createRecordOrder(deps),
    signalOrders: createSignalOrders(deps),
  };
}

export type CentraActivities = ReturnType<typeof createCentraActivities>;
export type ErpActivities = ReturnType<typeof createErpActivities>;
export type OwnActivities = ReturnType<typeof createOwnActivities>;
