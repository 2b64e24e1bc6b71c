import type { PlannedStep } from './lane.ts';
import type { ShipmentObservation } from './observation.ts';
import type { PlanContext } from './plan-context.ts';
import { changeReview } from './plan-reviews.ts';
import { attention, settled, stepOf, waiting } from './plan-steps.ts';
import { shipment, stepId, type StepId, type StepKind } from './steps.ts';

/** Capture, then invoice, then payment, and stock: what a shipment that is ours needs. */
export function shipmentSteps(context: PlanContext, parcel: ShipmentObservation): PlannedStep[] {
  const { rules } = context;
  const isCaptureNeeded = rules.capture.mode !== 'none' && parcel.totalMinor > 0;
  const capture = stepId(shipment(parcel.shipmentId), 'capture');
  const invoice = stepId(shipment(parcel.shipmentId), 'invoice');
  const afterCapture = isCaptureNeeded ? [capture] : [];
  const step = stepOf(context, parcel);
  const invoiceStep = step('invoice', rules.invoice.trigger, rules.invoice.requireCapture ? afterCapture : [], {
    send: context.policy.mode === 'observe' ? 'none' : rules.invoice.send,
  });
  const isHeld = context.progress.steps[capture]?.releases === false && invoiceStep.after.includes(capture);
  return [
    ...(isCaptureNeeded ? [captureStep(context, parcel)] : []),
    isHeld ? waiting(invoiceStep, 'the money: the capture was skipped without releasing the invoice') : invoiceStep,
    ...(isCaptureNeeded && rules.payment === 'register' ? [paymentStep(context, parcel, [capture, invoice])] : []),
    ...(rules.stock.mode === 'document' ? [step('stock', rules.stock.trigger, [invoice])] : []),
    ...changeReview(context, parcel),
  ];
}

function captureStep(context: PlanContext, parcel: ShipmentObservation): PlannedStep {
  const { capture } = context.rules;
  const step = stepOf(context, parcel)('capture', capture.trigger, [], { onFailure: capture.onFailure });
  // Whether Centra says "captured" while the provider has not answered, no source tells; the entry does.
  if (parcel.capture === 'pending') return step;
  if (parcel.isCaptured) {
    return settled(step, {
      state: 'done',
      at: parcel.capturedAt ?? context.now,
      // Without an amount in Centra, what we know of the capture stands, even when the shipment changes afterwards.
      amountMinor: parcel.capturedMinor ?? context.progress.steps[step.id]?.amountMinor ?? parcel.totalMinor,
    });
  }
  if (parcel.isPaid)
    return settled(step, { state: 'done', at: parcel.paidAt ?? context.now, reference: 'marked as paid' });
  if (parcel.capture === 'none' && context.progress.steps[step.id]?.state === 'pending') {
    const detail = `Shipment ${parcel.shipmentNumber}: the payment provider refused the capture that it had taken in`;
    return attention(step, { code: 'captureRefused', detail });
  }
  if (capture.mode === 'await') return waiting(step, 'the capture, which Centra or the warehouse makes');
  return step;
}

/** Only money that was captured, for an invoice that is ours, is registered. */
function paymentStep(context: PlanContext, parcel: ShipmentObservation, after: readonly StepId[]): PlannedStep {
  const step = stepOf(context, parcel)('payment', 'created', after);
  const isSkipped = (kind: StepKind): boolean =>
    context.progress.steps[stepId(shipment(parcel.shipmentId), kind)]?.state === 'skipped';
  const skippedBecause = (reason: string): PlannedStep =>
    settled(step, { state: 'skipped', at: context.now, by: 'policy', reason });
  if (isSkipped('invoice')) return skippedBecause('the invoice was skipped');
  if (parcel.isCaptured) return step;
  if (parcel.isPaid) return skippedBecause('marked as paid in Centra without a capture');
  if (isSkipped('capture')) return skippedBecause('the capture was skipped');
  return step;
}

/** A cancelled order sends nothing more; what was sent or begun before stays to be accounted for. */
export function isToBeSent({ seen, progress }: PlanContext, parcel: ShipmentObservation): boolean {
  const isCancelled = seen.status === 'CANCELLED' || seen.status === 'DELETED';
  const isBegun = Object.keys(progress.steps).some((id) => id.startsWith(`S-${parcel.shipmentId}-`));
  return !isCancelled || parcel.isShipped || parcel.isCaptured || isBegun;
}
