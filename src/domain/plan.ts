import { latest, plusDays } from './local-date.ts';
import type { Lane } from './lane.ts';
import type { OrderObservation, ShipmentObservation } from './observation.ts';
import { isSinceGoLive, type PlanContext } from './plan-context.ts';
import { foreignInvoice, returnSteps } from './plan-return.ts';
import { orderReview, vanishedLanes } from './plan-reviews.ts';
import { isToBeSent, shipmentSteps } from './plan-shipment.ts';
import type { ConnectionPolicy } from './policy.ts';
import type { Problem } from './problems.ts';
import { isSettled, type Progress, type StepProgress } from './progress.ts';

/** What is to be done for an order, lane by lane. Everything in it is an id, an amount, a state or a sentence. */
export interface Plan {
  readonly lanes: readonly Lane[];
  /** When the order may be closed, once all steps are settled; absent while Centra has something open. */
  readonly completesAt?: string;
  readonly isComplete: boolean;
  /** When to look again even if nobody signals. */
  readonly lookAgainAt?: string;
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
  const context: PlanContext = { seen, progress, policy, rules: policy.byOrderType[seen.type], now };
  const lanes = [...seen.shipments.map((s) => shipmentLane(context, s)), ...vanishedLanes(context)].filter(
    (lane) => lane.steps.length > 0,
  );
  const completesAt = completionOf(context);
  const steps = lanes.flatMap((lane) => lane.steps);
  const allSettled = steps.every((step) => step.state === 'settled' || isSettled(progress.steps[step.id]));
  const isProviderAsked =
    steps.some((step) => isAskedOfProvider(progress.steps[step.id])) ||
    seen.shipments.some(({ isCaptured, capture }) => isCaptured && capture === 'pending');
  const lookAgainAt = isProviderAsked ? plusDays(now, PENDING_CAPTURE_LOOK_HOURS / 24) : undefined;
  return {
    lanes,
    isComplete: allSettled && completesAt !== undefined && Date.parse(completesAt) <= Date.parse(now),
    ...(completesAt === undefined ? {} : { completesAt }),
    ...(lookAgainAt === undefined ? {} : { lookAgainAt }),
  };
}

/** A person who was told that there is no answer still wants it to be seen when it comes. */
function isAskedOfProvider(stands: StepProgress | undefined): boolean {
  return stands?.state === 'pending' || stands?.problem?.code === 'captureUnanswered';
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

function shipmentLane(context: PlanContext, parcel: ShipmentObservation): Lane {
  const isOurs = isSinceGoLive(context, parcel.createdAt);
  const returns = parcel.returns
    .filter((r) => isSinceGoLive(context, r.createdAt))
    .flatMap((r) => returnSteps(context, parcel, r, isOurs));
  const own = isToBeSent(context, parcel) ? shipmentSteps(context, parcel) : [];
  const steps = isOurs ? own : foreignInvoice(context, parcel, returns);
  return { laneId: `S-${parcel.shipmentId}`, title: parcel.shipmentNumber, steps: [...steps, ...returns] };
}

/** When the order may close: Centra has nothing open, and the time for returns after the last parcel has passed. */
function completionOf({ seen, rules }: PlanContext): string | undefined {
  const isCancelled = seen.status === 'CANCELLED' || seen.status === 'DELETED';
  const isFinished = seen.status === 'SHIPPED' || seen.status === 'ARCHIVED' || isCancelled;
  const hasOpenReturn = seen.shipments.some((s) => s.returns.some((r) => !r.isCompleted));
  if (!isFinished || hasOpenReturn || (!isCancelled && seen.unshippedQuantity > 0)) return undefined;
  const lastShippedAt = latest(seen.shipments.map((s) => s.shippedAt));
  return lastShippedAt === undefined ? seen.updatedAt : plusDays(lastShippedAt, rules.complete.returnsWindowDays);
}
