import { earliest, latest, localDate } from './local-date.ts';
import type { PlannedStep } from './lane.ts';
import type { ReturnObservation, ShipmentObservation } from './observation.ts';
import type { PlanContext } from './plan-context.ts';
import type { OrderPolicy, ShipmentTrigger } from './policy.ts';
import type { Problem } from './problems.ts';
import type { StepProgress } from './progress.ts';
import { orderReturn, shipment, stepId, type StepId, type StepKind } from './steps.ts';

/** Makes a step of a shipment that is due once its trigger has come true. */
export function stepOf(context: PlanContext, parcel: ShipmentObservation) {
  return (
    kind: StepKind,
    trigger: ShipmentTrigger,
    after: readonly StepId[],
    more: Partial<PlannedStep> = {},
  ): PlannedStep => {
    const id = stepId(shipment(parcel.shipmentId), kind);
    const moment = triggerMoment(context.rules, parcel, trigger);
    // A parcel can be called back: then it waits again, and its day is forgotten.
    const triggeredAt = moment === undefined ? undefined : (context.progress.triggeredAt[id] ?? moment);
    return dueWhen(context, parcel, triggeredAt, TRIGGER_WORDS[trigger], {
      id,
      kind,
      title: parcel.shipmentNumber,
      shipmentId: parcel.shipmentId,
      after,
      amountMinor: parcel.totalMinor,
      digest: parcel.contentDigest,
      ...more,
    });
  };
}

/** Makes a step of a return, which is due once Centra shows the return as completed. */
export function returnStepOf(context: PlanContext, parcel: ShipmentObservation, back: ReturnObservation) {
  return (kind: StepKind, after: readonly StepId[]): PlannedStep => {
    const id = stepId(orderReturn(back.returnId), kind);
    const triggeredAt = back.isCompleted ? (context.progress.triggeredAt[id] ?? context.now) : undefined;
    return dueWhen(context, parcel, triggeredAt, 'the return to be completed', {
      id,
      kind,
      title: `${parcel.shipmentNumber} return ${back.returnId}`,
      shipmentId: parcel.shipmentId,
      returnId: back.returnId,
      after,
      amountMinor: back.totalMinor,
      digest: back.contentDigest,
    });
  };
}

/** What Centra shows has settled the step already. */
export function settled(step: PlannedStep, settledAs: StepProgress): PlannedStep {
  const { waitsFor: _, ...rest } = step;
  return { ...rest, state: 'settled', settledAs };
}

/** Holds a due step back, for what the sentence names. */
export function waiting(step: PlannedStep, waitsFor: string): PlannedStep {
  return step.state === 'due' ? { ...step, state: 'waiting', waitsFor } : step;
}

/** Hands a step to a person. */
export function attention(step: PlannedStep, problem: Problem): PlannedStep {
  return { ...step, state: 'needsAttention', problem };
}

function dueWhen(
  context: PlanContext,
  parcel: ShipmentObservation,
  triggeredAt: string | undefined,
  trigger: string,
  step: Omit<PlannedStep, 'state'>,
): PlannedStep {
  if (triggeredAt === undefined) return { ...step, state: 'waiting', waitsFor: trigger };
  const dated = { ...step, triggeredAt, documentDate: localDate(triggeredAt, context.policy.timeZone) };
  const obstacle = obstacleOf(context, parcel);
  return obstacle === undefined ? { ...dated, state: 'due' } : { ...dated, state: 'waiting', waitsFor: obstacle };
}

function obstacleOf({ seen, policy }: PlanContext, parcel: ShipmentObservation): string | undefined {
  if (seen.isOnHold) return 'the order to be released from hold';
  if (seen.isWaitingForPayment) return 'the order to be paid';
  if (parcel.isOnHold) return 'the shipment to be released from hold';
  if (policy.mode === 'observe') return 'go-live: this connection only observes';
  return undefined;
}

const TRIGGER_WORDS: Readonly<Record<ShipmentTrigger, string>> = {
  created: 'the shipment to be created',
  goodToGo: 'the shipment to be good to go',
  shipped: 'the shipment to be shipped',
  completed: 'the shipment to be completed',
};

/**
 * When a trigger came true, or undefined while it has not. Centra keeps no moment for "good to go": the earliest later
 * moment that it does show stands for it, and the first one seen is kept in the progress.
 */
function triggerMoment(rules: OrderPolicy, parcel: ShipmentObservation, trigger: ShipmentTrigger): string | undefined {
  // Only our own capture is sure to come after "good to go"; Centra or the warehouse may capture before.
  const isCaptureLater = rules.capture.mode === 'perform' && rules.capture.trigger === 'goodToGo';
  const isSettledMoney = parcel.isPaid || parcel.isCaptured || parcel.totalMinor === 0;
  const moments: Readonly<Record<ShipmentTrigger, () => string | undefined>> = {
    created: () => parcel.createdAt,
    goodToGo: () =>
      parcel.isGoodToGo || parcel.isShipped
        ? earliest([parcel.updatedAt, parcel.shippedAt, isCaptureLater ? parcel.capturedAt : undefined])
        : undefined,
    shipped: () => (parcel.isShipped ? (parcel.shippedAt ?? parcel.updatedAt) : undefined),
    completed: () =>
      parcel.isShipped && parcel.isGoodToGo && isSettledMoney
        ? latest([parcel.shippedAt ?? parcel.updatedAt, parcel.paidAt, parcel.capturedAt])
        : undefined,
  };
  return moments[trigger]();
}
