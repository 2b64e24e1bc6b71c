import type { PlannedStep } from './lane.ts';
import { plusDays } from './local-date.ts';
import type { ShipmentObservation } from './observation.ts';
import type { PlanContext } from './plan-context.ts';
import { changeReview } from './plan-reviews.ts';
import { attention, settled, stepOf, waiting } from './plan-steps.ts';
import type { Problem } from './problems.ts';
import { isSettled, type StepProgress } from './progress.ts';
import { shipment, stepId, type StepId, type StepKind } from './steps.ts';

/** Capture, then invoice, then payment, and stock: what a shipment that is ours needs. */
export function shipmentSteps(context: PlanContext, parcel: ShipmentObservation): PlannedStep[] {
  const { rules } = context;
  const capture = stepId(shipment(parcel.shipmentId), 'capture');
  // What was asked for is not forgotten when the parcel is emptied afterwards.
  const isAsked = context.progress.steps[capture] !== undefined;
  const isCaptureNeeded = rules.capture.mode !== 'none' && (parcel.totalMinor > 0 || isAsked);
  const invoice = stepId(shipment(parcel.shipmentId), 'invoice');
  const afterCapture = isCaptureNeeded ? [capture] : [];
  const step = stepOf(context, parcel);
  const invoiceStep = step('invoice', rules.invoice.trigger, rules.invoice.requireCapture ? afterCapture : [], {
    send: context.policy.mode === 'observe' ? 'none' : rules.invoice.send,
  });
  const captures = isCaptureNeeded ? [captureStep(context, parcel)] : [];
  // Money that Centra shows by now settles a capture that was skipped, in this very plan.
  const isShown = captures.some(({ state }) => state === 'settled');
  const isSkippedAndHeld = context.progress.steps[capture]?.releases === false && !isShown;
  const isHeld = isSkippedAndHeld && invoiceStep.after.includes(capture);
  return [
    ...captures,
    isHeld ? waiting(invoiceStep, 'the money: the capture was skipped without releasing the invoice') : invoiceStep,
    ...(isCaptureNeeded && rules.payment === 'register' ? [paymentStep(context, parcel, [capture, invoice])] : []),
    ...(rules.stock.mode !== 'off' ? [stockStep(context, parcel, [invoice])] : []),
    ...changeReview(context, parcel),
  ];
}

function captureStep(context: PlanContext, parcel: ShipmentObservation): PlannedStep {
  const { capture } = context.rules;
  const step = stepOf(context, parcel)('capture', capture.trigger, [], { onFailure: capture.onFailure });
  const known = context.progress.steps[step.id];
  const isRequested = known?.state === 'pending' || known?.problem?.code === 'captureUnanswered';
  // Whether Centra says "captured" while the provider has not answered, no source tells; the entries do.
  if (parcel.capture === 'pending' && (isRequested || parcel.isCaptured)) {
    const since = known?.at ?? parcel.capturedAt ?? context.now;
    const isOverdue = !isSettled(known) && plusDays(since, LONGEST_PENDING_DAYS) < plusDays(context.now, 0);
    if (isOverdue) return attention(step, unanswered(parcel, since));
    return isRequested ? step : waiting(step, 'the payment provider’s answer');
  }
  if (parcel.isCaptured) {
    return settled(step, { state: 'done', at: parcel.capturedAt ?? context.now, ...capturedAmount(parcel, known) });
  }
  if (parcel.isPaid)
    return settled(step, { state: 'done', at: parcel.paidAt ?? context.now, reference: 'marked as paid' });
  if (parcel.capture === 'none' && isRequested) {
    const detail = `Shipment ${parcel.shipmentNumber}: the payment provider refused the capture that it had taken in`;
    return attention(step, { code: 'captureRefused', detail });
  }
  if (capture.mode === 'await') return waiting(step, 'the capture, which Centra or the warehouse makes');
  return step;
}

/** Providers answer within days; after so many, nobody would notice without being told. */
const LONGEST_PENDING_DAYS = 14;

function unanswered({ shipmentNumber }: ShipmentObservation, since: string): Problem {
  const detail = `Shipment ${shipmentNumber}: the capture was requested on ${since.slice(0, 10)} and is not answered yet`;
  return { code: 'captureUnanswered', detail };
}

/**
 * Without an amount in Centra, or where gift cards make it unclear, what we know of the capture stands, even when the
 * shipment changes afterwards.
 */
function capturedAmount(
  parcel: ShipmentObservation,
  known: StepProgress | undefined,
): Pick<StepProgress, 'amountMinor' | 'giftCardMinor' | 'isSplitUnclear'> {
  const isOurs = known?.state === 'done' && (parcel.capturedMinor === undefined || parcel.isSplitUnclear);
  const { amountMinor, giftCardMinor, isSplitUnclear } =
    isOurs && known.amountMinor !== undefined
      ? known
      : { ...parcel, amountMinor: parcel.capturedMinor ?? parcel.totalMinor };
  return {
    ...(amountMinor === undefined ? {} : { amountMinor }),
    ...(giftCardMinor === undefined ? {} : { giftCardMinor }),
    ...(isSplitUnclear ? { isSplitUnclear } : {}),
  };
}

/** Only money that was captured, for an invoice that is ours, is registered. */
function paymentStep(context: PlanContext, parcel: ShipmentObservation, after: readonly StepId[]): PlannedStep {
  const { currency, paymentMethod } = context.seen;
  const step = stepOf(context, parcel)('payment', 'created', after, {
    payment: { currency, currencyRate: parcel.currencyRate, ...(paymentMethod === undefined ? {} : { paymentMethod }) },
  });
  const isSkipped = (kind: StepKind): boolean =>
    context.progress.steps[stepId(shipment(parcel.shipmentId), kind)]?.state === 'skipped';
  const skippedBecause = (reason: string): PlannedStep =>
    settled(step, { state: 'skipped', at: context.now, by: 'policy', reason });
  if (isSkipped('invoice')) return skippedBecause('the invoice was skipped');
  // By an amount it is money that we know of: captured by us, or marked as done by a person.
  const capture = context.progress.steps[stepId(shipment(parcel.shipmentId), 'capture')];
  if (parcel.isCaptured || (capture?.state === 'done' && capture.amountMinor !== undefined)) return step;
  if (parcel.isPaid) return skippedBecause('marked as paid in Centra without a capture');
  if (isSkipped('capture')) return skippedBecause('the capture was skipped');
  return step;
}

/** What a stock document moves is told with the step; what an invoice moved is held against the material. */
function stockStep(context: PlanContext, parcel: ShipmentObservation, after: readonly StepId[]): PlannedStep {
  const { mode, trigger } = context.rules.stock;
  const step = stepOf(context, parcel)('stock', trigger, after);
  const { stockRows } = parcel;
  const isNext = mode === 'document' && step.state === 'due' && !isSettled(context.progress.steps[step.id]);
  return isNext && stockRows ? { ...step, stockRows, stockSeenAt: context.now } : step;
}

/** A cancelled order sends nothing more; what was sent or begun before stays to be accounted for. */
export function isToBeSent({ seen, progress }: PlanContext, parcel: ShipmentObservation): boolean {
  const isCancelled = seen.status === 'CANCELLED' || seen.status === 'DELETED';
  const isBegun = Object.keys(progress.steps).some((id) => id.startsWith(`S-${parcel.shipmentId}-`));
  return !isCancelled || parcel.isShipped || parcel.isCaptured || isBegun;
}
