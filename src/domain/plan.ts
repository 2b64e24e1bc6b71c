import { earliest, latest, localDate, plusDays, type LocalDate } from './local-date.ts';
import { formatMoney } from './money.ts';
import type { OrderObservation, ReturnObservation, ShipmentObservation } from './observation.ts';
import type { ConnectionPolicy, OrderPolicy, ShipmentTrigger } from './policy.ts';
import type { Problem } from './problems.ts';
import { isSettled, type Progress, type StepProgress } from './progress.ts';
import { order, orderReturn, shipment, stepId, type StepId, type StepKind } from './steps.ts';

/** What is to be done for an order, lane by lane. Everything in it is an id, an amount, a state or a sentence. */
export interface Plan {
  readonly lanes: readonly Lane[];
  /** When the order may be closed, once all steps are settled; absent while Centra has something open. */
  readonly completesAt?: string;
  readonly isComplete: boolean;
  /** When to look again even if nobody signals. */
  readonly lookAgainAt?: string;
}

/** A shipment with its returns. Its steps run one after the other; lanes run side by side. */
export interface Lane {
  readonly laneId: string;
  /** What people call it: the shipment's number. */
  readonly title: string;
  readonly steps: readonly PlannedStep[];
}

export interface PlannedStep {
  readonly id: StepId;
  readonly kind: StepKind;
  readonly title: string;
  readonly shipmentId: number;
  readonly returnId?: number;
  /**
   * `due`: may run as soon as the steps in `after` have released it. `settled`: what Centra shows settles it, as
   * `settledAs` says. `waiting`: for the world, as `waitsFor` says. `needsAttention`: a person must look at `problem`.
   */
  readonly state: 'waiting' | 'due' | 'settled' | 'needsAttention';
  readonly after: readonly StepId[];
  readonly amountMinor: number;
  readonly digest: string;
  readonly triggeredAt?: string;
  /** The day that its document carries. */
  readonly documentDate?: LocalDate;
  readonly waitsFor?: string;
  readonly settledAs?: StepProgress;
  readonly problem?: Problem;
  /** What to do when a capture is refused. */
  readonly onFailure?: 'alert' | 'withdrawGoodToGo';
  /** How the customer gets the invoice. */
  readonly send?: 'none' | 'email' | 'print';
}

/** How often an order is looked at while a payment provider takes its time. */
const PENDING_CAPTURE_LOOK_HOURS = 6;

/**
 * The rules of Shipledger: what is due for an order, given what Centra shows, what was done, and what the merchant
 * decided. Pure: the same arguments give the same plan, whatever happened in between and in whatever order.
 *
 * @param now ISO 8601 instant; decides only when a returns window has passed and when an unseen trigger came true.
 */
export function plan(seen: OrderObservation, progress: Progress, policy: ConnectionPolicy, now: string): Plan {
  const context: Context = { seen, progress, policy, rules: policy.byOrderType[seen.type], now };
  const lanes = [...seen.shipments.map((s) => shipmentLane(context, s)), ...vanishedLanes(context)].filter(
    (lane) => lane.steps.length > 0,
  );
  const completesAt = completionOf(context);
  const steps = lanes.flatMap((lane) => lane.steps);
  const allSettled = steps.every((step) => step.state === 'settled' || isSettled(progress.steps[step.id]));
  const lookAgainAt = steps.some((step) => progress.steps[step.id]?.state === 'pending')
    ? plusDays(now, PENDING_CAPTURE_LOOK_HOURS / 24)
    : undefined;
  return {
    lanes,
    isComplete: allSettled && completesAt !== undefined && Date.parse(completesAt) <= Date.parse(now),
    ...(completesAt === undefined ? {} : { completesAt }),
    ...(lookAgainAt === undefined ? {} : { lookAgainAt }),
  };
}

/** The plan for an order number that Centra does not know: a person looks at it, and closes it by skipping. */
export function planForUnknownOrder(orderNumber: number, progress: Progress): Plan {
  const detail = `Centra returned no order with number ${orderNumber}`;
  const lane = orderReview(orderNumber, { code: 'orderNotFound', detail });
  return { lanes: [lane], isComplete: lane.steps.every(({ id }) => isSettled(progress.steps[id])) };
}

/** How often an order that could not be read is tried again by itself. */
const UNREADABLE_LOOK_HOURS = 1;

/** The plan for an order that Centra refuses to show: a person mends that; skipping it closes nothing. */
export function planForUnreadableOrder(orderNumber: number, problem: Problem, now: string): Plan {
  return {
    lanes: [orderReview(orderNumber, problem)],
    isComplete: false,
    lookAgainAt: plusDays(now, UNREADABLE_LOOK_HOURS / 24),
  };
}

function orderReview(orderNumber: number, problem: Problem): Lane {
  const title = `Order ${orderNumber}`;
  const id = stepId(order(orderNumber), 'review');
  return { laneId: `O-${orderNumber}`, title, steps: [reviewStep(id, title, problem.code, problem)] };
}

interface Context {
  readonly seen: OrderObservation;
  readonly progress: Progress;
  readonly policy: ConnectionPolicy;
  readonly rules: OrderPolicy;
  readonly now: string;
}

function shipmentLane(context: Context, parcel: ShipmentObservation): Lane {
  const isOurs = isSinceGoLive(context, parcel.createdAt);
  const steps = isOurs && isToBeSent(context, parcel) ? shipmentSteps(context, parcel) : [];
  const returns = parcel.returns
    .filter((r) => isSinceGoLive(context, r.createdAt))
    .flatMap((r) => returnSteps(context, parcel, r, isOurs));
  return { laneId: `S-${parcel.shipmentId}`, title: parcel.shipmentNumber, steps: [...steps, ...returns] };
}

function shipmentSteps(context: Context, parcel: ShipmentObservation): PlannedStep[] {
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

function captureStep(context: Context, parcel: ShipmentObservation): PlannedStep {
  const { capture } = context.rules;
  const step = stepOf(context, parcel)('capture', capture.trigger, [], { onFailure: capture.onFailure });
  if (parcel.isCaptured) {
    return settled(step, {
      state: 'done',
      at: parcel.capturedAt ?? context.now,
      amountMinor: parcel.capturedMinor ?? parcel.totalMinor,
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
function paymentStep(context: Context, parcel: ShipmentObservation, after: readonly StepId[]): PlannedStep {
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

function returnSteps(
  context: Context,
  parcel: ShipmentObservation,
  back: ReturnObservation,
  isOurs: boolean,
): PlannedStep[] {
  const { progress } = context;
  const credit = stepId(orderReturn(back.returnId), 'credit');
  const invoice = progress.steps[stepId(shipment(parcel.shipmentId), 'invoice')];
  const base = returnStepOf(context, parcel, back);
  const creditStep = base('credit', isOurs ? [stepId(shipment(parcel.shipmentId), 'invoice')] : []);
  const isCredited = isSettled(progress.steps[credit]);
  const credited = creditedBefore(context, parcel, back);

  const examined = (): PlannedStep => {
    if (creditStep.state !== 'due' || isCredited) return creditStep;
    if (!isOurs || invoice?.state === 'skipped') {
      return attention(creditStep, {
        code: 'notOurInvoice',
        detail: `Return ${back.returnId} of shipment ${parcel.shipmentNumber} has no invoice of ours`,
      });
    }
    const invoicedMinor = invoice?.amountMinor ?? parcel.totalMinor;
    if (credited + back.totalMinor > invoicedMinor) {
      const money = (minor: number): string => formatMoney(minor, context.seen.currency);
      const detail = `Return ${back.returnId} gives back ${money(back.totalMinor)}; ${money(credited)} of ${money(invoicedMinor)} is credited already`;
      return attention(creditStep, { code: 'creditsExceedInvoice', detail });
    }
    return creditStep;
  };
  const movesStock = context.rules.stock.mode === 'document' && back.isReturnedToStock;
  return [
    ...(back.totalMinor > 0 ? [examined()] : []),
    ...(movesStock ? [base('stock', back.totalMinor > 0 ? [credit] : [])] : []),
    ...returnReview(context, parcel, back),
  ];
}

/** What the other returns of a shipment take of its invoice: what they took, and what those before this one will. */
function creditedBefore({ progress }: Context, parcel: ShipmentObservation, back: ReturnObservation): number {
  return parcel.returns
    .filter((other) => other.returnId !== back.returnId)
    .map((other) => {
      const credit = progress.steps[stepId(orderReturn(other.returnId), 'credit')];
      if (credit?.state === 'done') return credit.amountMinor ?? 0;
      const isBefore = other.returnId < back.returnId && other.isCompleted && credit?.state !== 'skipped';
      return isBefore ? other.totalMinor : 0;
    })
    .reduce((sum, amount) => sum + amount, 0);
}

/** Makes a step of a shipment that is due once its trigger has come true. */
function stepOf(context: Context, parcel: ShipmentObservation) {
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
function returnStepOf(context: Context, parcel: ShipmentObservation, back: ReturnObservation) {
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

function dueWhen(
  context: Context,
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

function obstacleOf({ seen, policy }: Context, parcel: ShipmentObservation): string | undefined {
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
        ? earliest(present(parcel.updatedAt, parcel.shippedAt, isCaptureLater ? parcel.capturedAt : undefined))
        : undefined,
    shipped: () => (parcel.isShipped ? (parcel.shippedAt ?? parcel.updatedAt) : undefined),
    completed: () =>
      parcel.isShipped && parcel.isGoodToGo && isSettledMoney
        ? latest(present(parcel.shippedAt ?? parcel.updatedAt, parcel.paidAt, parcel.capturedAt))
        : undefined,
  };
  return moments[trigger]();
}

function changeReview(context: Context, parcel: ShipmentObservation): PlannedStep[] {
  const invoice = context.progress.steps[stepId(shipment(parcel.shipmentId), 'invoice')];
  if (invoice?.state !== 'done' || invoice.digest === undefined || invoice.digest === parcel.contentDigest) return [];
  const detail = `Shipment ${parcel.shipmentNumber} was invoiced as ${invoice.reference ?? 'a document'} and is no longer the same in Centra`;
  return reviewUnlessAccepted(
    context,
    stepId(shipment(parcel.shipmentId), 'review'),
    parcel.shipmentNumber,
    parcel.contentDigest,
    {
      code: 'changedAfterInvoicing',
      detail,
    },
  );
}

/** A return that is reopened or changed after its credit. */
function returnReview(context: Context, parcel: ShipmentObservation, back: ReturnObservation): PlannedStep[] {
  const credit = context.progress.steps[stepId(orderReturn(back.returnId), 'credit')];
  if (credit?.state !== 'done') return [];
  const id = stepId(orderReturn(back.returnId), 'review');
  const credited = `credit invoice ${credit.reference ?? ''}`;
  if (!back.isCompleted) {
    const detail = `Return ${back.returnId} is open again, but ${credited} exists`;
    return reviewUnlessAccepted(context, id, parcel.shipmentNumber, 'reversed', { code: 'returnReversed', detail });
  }
  if (credit.digest === undefined || credit.digest === back.contentDigest) return [];
  const detail = `Return ${back.returnId} was credited by ${credited} and is no longer the same in Centra`;
  return reviewUnlessAccepted(context, id, parcel.shipmentNumber, back.contentDigest, {
    code: 'changedAfterInvoicing',
    detail,
  });
}

/** What was captured or booked for a shipment or return that Centra no longer shows needs a person. */
function vanishedLanes(context: Context): Lane[] {
  const { seen, progress } = context;
  const shown = new Set(
    seen.shipments.flatMap((s) => [`S-${s.shipmentId}`, ...s.returns.map((r) => `R-${r.returnId}`)]),
  );
  const traces = new Map<string, string[]>();
  for (const [id, step] of Object.entries(progress.steps)) {
    const [, subject = '', kind = ''] = /^([SR]-\d+)-(capture|invoice|credit)$/.exec(id) ?? [];
    if (subject === '' || shown.has(subject) || step === undefined || !leftTrace(step)) continue;
    traces.set(subject, [...(traces.get(subject) ?? []), `${kind} ${step.reference ?? step.state}`]);
  }
  return [...traces].map(([subject, left]) => {
    const detail = `Centra no longer has ${subject}, for which there is: ${left.join(', ')}`;
    const id = `${subject}-review` as StepId;
    return {
      laneId: subject,
      title: subject,
      steps: reviewUnlessAccepted(context, id, subject, 'vanished', { code: 'vanishedAfterWork', detail }),
    };
  });
}

/** Whether a step did something in another system, or may have. */
function leftTrace({ state, problem, reference }: StepProgress): boolean {
  const isUnclear = problem?.code === 'captureUnclear' || reference !== undefined;
  return state === 'done' || state === 'pending' || (state === 'needsAttention' && isUnclear);
}

/** A person accepts one content by skipping its review; another change asks again. */
function reviewUnlessAccepted(
  context: Context,
  id: StepId,
  title: string,
  digest: string,
  problem: Problem,
): PlannedStep[] {
  const accepted = context.progress.steps[id];
  if (isSettled(accepted) && accepted?.digest === digest) return [];
  return [reviewStep(id, title, digest, problem)];
}

function reviewStep(id: StepId, title: string, digest: string, problem: Problem): PlannedStep {
  return {
    id,
    kind: 'review',
    title,
    shipmentId: 0,
    state: 'needsAttention',
    after: [],
    amountMinor: 0,
    digest,
    problem,
  };
}

/** When the order may close: Centra has nothing open, and the time for returns after the last parcel has passed. */
function completionOf({ seen, rules }: Context): string | undefined {
  const isCancelled = seen.status === 'CANCELLED' || seen.status === 'DELETED';
  const isFinished = seen.status === 'SHIPPED' || seen.status === 'ARCHIVED' || isCancelled;
  const hasOpenReturn = seen.shipments.some((s) => s.returns.some((r) => !r.isCompleted));
  if (!isFinished || hasOpenReturn || (!isCancelled && seen.unshippedQuantity > 0)) return undefined;
  const lastShippedAt = latest(present(...seen.shipments.map((s) => s.shippedAt)));
  return lastShippedAt === undefined ? seen.updatedAt : plusDays(lastShippedAt, rules.complete.returnsWindowDays);
}

/** A cancelled order sends nothing more; what was sent or begun before stays to be accounted for. */
function isToBeSent({ seen, progress }: Context, parcel: ShipmentObservation): boolean {
  const isCancelled = seen.status === 'CANCELLED' || seen.status === 'DELETED';
  const isBegun = Object.keys(progress.steps).some((id) => id.startsWith(`S-${parcel.shipmentId}-`));
  return !isCancelled || parcel.isShipped || parcel.isCaptured || isBegun;
}

function isSinceGoLive({ policy }: Context, createdAt: string): boolean {
  return localDate(createdAt, policy.timeZone) >= policy.goLive;
}

function settled(step: PlannedStep, settledAs: StepProgress): PlannedStep {
  const { waitsFor: _, ...rest } = step;
  return { ...rest, state: 'settled', settledAs };
}

function waiting(step: PlannedStep, waitsFor: string): PlannedStep {
  return step.state === 'due' ? { ...step, state: 'waiting', waitsFor } : step;
}

function attention(step: PlannedStep, problem: Problem): PlannedStep {
  return { ...step, state: 'needsAttention', problem };
}

function present(...values: readonly (string | undefined)[]): string[] {
  return values.filter((value) => value !== undefined);
}
