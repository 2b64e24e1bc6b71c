import type { Lane, PlannedStep } from './lane.ts';
import type { ReturnObservation, ShipmentObservation } from './observation.ts';
import type { PlanContext } from './plan-context.ts';
import type { Problem } from './problems.ts';
import { isSettled, type StepProgress } from './progress.ts';
import { order, orderReturn, shipment, stepId, type StepId } from './steps.ts';

/** Reviews: what a person has to look at because Centra no longer shows what was captured or booked. */

/** A shipment that is no longer what was invoiced. */
export function changeReview(context: PlanContext, parcel: ShipmentObservation): PlannedStep[] {
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
export function returnReview(
  context: PlanContext,
  parcel: ShipmentObservation,
  back: ReturnObservation,
): PlannedStep[] {
  const credit = context.progress.steps[stepId(orderReturn(back.returnId), 'credit')];
  if (credit?.state !== 'done') return [];
  const id = stepId(orderReturn(back.returnId), 'review');
  const credited = `credit invoice ${credit.reference ?? ''}`;
  const moved = movedStock(context, `R-${back.returnId}`).map((movement) => ` and ${movement}`);
  if (!back.isCompleted) {
    const detail = `Return ${back.returnId} is open again, but there is ${credited}${moved.join('')}`;
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
export function vanishedLanes(context: PlanContext): Lane[] {
  const { seen, progress } = context;
  const shown = new Set(
    seen.shipments.flatMap((s) => [`S-${s.shipmentId}`, ...s.returns.map((r) => `R-${r.returnId}`)]),
  );
  const traces = new Map<string, string[]>();
  for (const [id, step] of Object.entries(progress.steps)) {
    const [, subject = '', kind = ''] = /^([SR]-\d+)-(capture|invoice|credit)$/.exec(id) ?? [];
    if (subject === '' || shown.has(subject) || step === undefined || !leftTrace(kind, step)) continue;
    traces.set(subject, [...(traces.get(subject) ?? []), leftOf(kind, step)]);
  }
  return [...traces].map(([subject, left]) => {
    const all = [...left, ...movedStock(context, subject)];
    const detail = `Centra no longer has ${subject}, for which there is: ${all.join(', ')}`;
    const id = `${subject}-review` as StepId;
    return {
      laneId: subject,
      title: subject,
      steps: reviewUnlessAccepted(context, id, subject, 'vanished', { code: 'vanishedAfterWork', detail }),
    };
  });
}

/** What there is of a step, as a person reads it. */
function leftOf(kind: string, { state, reference }: StepProgress): string {
  if (reference !== undefined) return `${kind} ${reference}`;
  if (state !== 'needsAttention') return `${kind} ${state}`;
  return kind === 'capture' ? 'a capture that is unclear' : `perhaps the draft of its ${kind}`;
}

/** The stock document that stands beside the others: whoever reverses them has to reverse it too. */
function movedStock({ progress }: PlanContext, subject: string): string[] {
  const stock = progress.steps[`${subject}-stock` as StepId];
  return stock?.state === 'done' && stock.reference !== undefined ? [`stock document ${stock.reference}`] : [];
}

/** Whether a step did something in another system, or may have: a document that was not finished can be there as a draft. */
function leftTrace(kind: string, { state, problem, reference }: StepProgress): boolean {
  const isUnclear = kind !== 'capture' || problem?.code === 'captureUnclear' || reference !== undefined;
  return state === 'done' || state === 'pending' || (state === 'needsAttention' && isUnclear);
}

/** An order that cannot be worked on as a whole. */
export function orderReview(orderNumber: number, problem: Problem): Lane {
  const title = `Order ${orderNumber}`;
  const id = stepId(order(orderNumber), 'review');
  return { laneId: `O-${orderNumber}`, title, steps: [reviewStep(id, title, problem.code, problem)] };
}

/** A person accepts one content by skipping its review; another change asks again. */
function reviewUnlessAccepted(
  context: PlanContext,
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
