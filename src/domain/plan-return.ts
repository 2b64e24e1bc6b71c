import { formatMoney } from './money.ts';
import type { PlannedStep } from './lane.ts';
import type { ReturnObservation, ShipmentObservation } from './observation.ts';
import type { PlanContext } from './plan-context.ts';
import { returnReview } from './plan-reviews.ts';
import { attention, returnStepOf } from './plan-steps.ts';
import { isSettled } from './progress.ts';
import { orderReturn, shipment, stepId, type StepId } from './steps.ts';

/** A shipment in reverse: credit, then stock. */
export function returnSteps(
  context: PlanContext,
  parcel: ShipmentObservation,
  back: ReturnObservation,
  isOurs: boolean,
): PlannedStep[] {
  const { progress } = context;
  const credit = stepId(orderReturn(back.returnId), 'credit');
  const invoice = progress.steps[stepId(shipment(parcel.shipmentId), 'invoice')];
  const base = returnStepOf(context, parcel, back);
  // An invoice that a person named is as good as ours, and so is one from before go-live.
  const isInvoiceKnown = isOurs ? invoice?.state !== 'skipped' : invoice?.state === 'done';
  const creditStep = base('credit', isOurs || isInvoiceKnown ? [stepId(shipment(parcel.shipmentId), 'invoice')] : []);
  const isCredited = isSettled(progress.steps[credit]);
  const credited = creditedBefore(context, parcel, back);

  const examined = (): PlannedStep => {
    if (creditStep.state !== 'due' || isCredited) return creditStep;
    if (!isInvoiceKnown) {
      return attention(creditStep, {
        code: 'notOurInvoice',
        detail: `Return ${back.returnId} of shipment ${parcel.shipmentNumber} has no invoice of ours`,
      });
    }
    if (back.totalMinor < 0) {
      const owed = formatMoney(-back.totalMinor, context.seen.currency);
      const detail = `Return ${back.returnId} gives nothing back: the customer owes ${owed}`;
      return attention(creditStep, { code: 'returnCostsExceedGoods', detail });
    }
    const invoicedMinor = invoice?.amountMinor ?? parcel.totalMinor;
    if (credited + back.totalMinor > invoicedMinor) {
      const money = (minor: number): string => formatMoney(minor, context.seen.currency);
      const detail = `Return ${back.returnId} gives back ${money(back.totalMinor)}; ${money(credited)} of ${money(invoicedMinor)} is credited already`;
      return attention(creditStep, { code: 'creditsExceedInvoice', detail });
    }
    return creditStep;
  };
  const movesStock = context.rules.stock.mode !== 'off' && back.isReturnedToStock;
  return [
    ...(back.totalMinor === 0 ? [] : [examined()]),
    ...(movesStock ? [base('stock', back.totalMinor > 0 ? [credit] : [])] : []),
    ...returnReview(context, parcel, back),
  ];
}

/**
 * The invoice from before go-live of a shipment whose returns are ours: it waits for a person to name it. Where its credits
 * are settled without it, as by hand, nobody has to.
 */
export function foreignInvoice(
  context: PlanContext,
  parcel: ShipmentObservation,
  returns: readonly PlannedStep[],
): PlannedStep[] {
  const id = stepId(shipment(parcel.shipmentId), 'invoice');
  const { steps } = context.progress;
  const isNeeded = returns.some((step) => step.kind === 'credit' && !isSettled(steps[step.id]));
  if (!isNeeded && steps[id]?.state !== 'done') return [];
  return [
    {
      id,
      kind: 'invoice',
      title: parcel.shipmentNumber,
      shipmentId: parcel.shipmentId,
      state: 'waiting',
      waitsFor: 'the number of its invoice from before go-live, by markDone, to credit returns',
      after: [],
      amountMinor: parcel.totalMinor,
      digest: parcel.contentDigest,
    },
  ];
}

/** What the other returns of a shipment take of its invoice: what they took, and what those before this one will. */
function creditedBefore(context: PlanContext, parcel: ShipmentObservation, back: ReturnObservation): number {
  const { progress } = context;
  const shown = parcel.returns
    .filter((other) => other.returnId !== back.returnId)
    .map((other) => {
      const credit = progress.steps[stepId(orderReturn(other.returnId), 'credit')];
      if (credit?.state === 'done') return credit.amountMinor ?? 0;
      const isBefore = other.returnId < back.returnId && other.isCompleted && credit?.state !== 'skipped';
      return isBefore ? other.totalMinor : 0;
    });
  return [...shown, ...creditedOfVanished(context)].reduce((sum, amount) => sum + amount, 0);
}

/**
 * Credits whose returns were deleted. Nothing tells any more which shipment they were of, so they count for each, until a
 * person has seen to them.
 */
function creditedOfVanished({ seen, progress }: PlanContext): number[] {
  const shown = new Set(seen.shipments.flatMap(({ returns }) => returns.map(({ returnId }) => `R-${returnId}-credit`)));
  return Object.entries(progress.steps)
    .filter(([id, step]) => /^R-\d+-credit$/.test(id) && step?.state === 'done' && !shown.has(id))
    .filter(([id]) => !isSettled(progress.steps[id.replace('credit', 'review') as StepId]))
    .map(([, step]) => step?.amountMinor ?? 0);
}
