import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OrderObservation, ReturnObservation, ShipmentObservation } from '../../src/domain/observation.ts';
import type { PlannedStep } from '../../src/domain/lane.ts';
import { plan } from '../../src/domain/plan.ts';
import { isSettled, NO_PROGRESS, type Progress } from '../../src/domain/progress.ts';
import { nextStep } from '../../src/workflows/next-step.ts';
import { aReturn, aShipment, anOrder, captured, completed, policyWith, released } from '../domain/fixtures.ts';

/**
 * Webhooks are doubled, lost and shuffled, so what the workflow happens to see on the way is any selection of the
 * order's states in any order, with the present state last. The books at the end must not depend on it.
 */
const policy = policyWith({ complete: { returnsWindowDays: 0 } });
const AFTER_ALL = '2026-05-01T00:00:00Z';

interface ParcelStory {
  readonly shipmentId: number;
  readonly stages: readonly ShipmentObservation[];
}

const parcelStory = (shipmentId: number): fc.Arbitrary<ParcelStory> =>
  fc
    .record({ isCapturedElsewhere: fc.boolean(), returns: fc.nat({ max: 2 }), isRestocked: fc.boolean() })
    .map(({ isCapturedElsewhere, returns, isRestocked }) => {
      const backs = (isCompleted: boolean): ReturnObservation[] =>
        Array.from({ length: returns }, (_, i) =>
          aReturn({ returnId: shipmentId * 10 + i, shipmentId, isCompleted, isReturnedToStock: isRestocked }),
        );
      const base = { shipmentId };
      return {
        shipmentId,
        stages: [
          aShipment(base),
          released(base),
          ...(isCapturedElsewhere ? [captured(base)] : []),
          completed(base),
          completed({ ...base, returns: backs(false) }),
          completed({ ...base, returns: backs(true) }),
        ],
      };
    });

const orderStory = fc
  .integer({ min: 1, max: 3 })
  .chain((count) => fc.tuple(...Array.from({ length: count }, (_, i) => parcelStory(1902 + i))));

/** Any sequence of moments: for each, how far each parcel has come, as far as we see. */
const moments = (parcels: readonly ParcelStory[]): fc.Arbitrary<OrderObservation[]> =>
  fc.array(
    fc.tuple(...parcels.map(({ stages }) => fc.option(fc.constantFrom(...stages), { nil: undefined }))).map((seen) =>
      anOrder(
        seen.filter((s) => s !== undefined),
        { unshippedQuantity: 1 },
      ),
    ),
    { maxLength: 8 },
  );

const lastMoment = (parcels: readonly ParcelStory[]): OrderObservation =>
  anOrder(
    parcels.flatMap(({ stages }) => stages.slice(-1)),
    { status: 'SHIPPED' },
  );

/** Lives through a sequence of observations as the workflow does; returns what was carried out and where it ended. */
function live(seen: readonly OrderObservation[]): { carriedOut: PlannedStep[]; progress: Progress } {
  const carriedOut: PlannedStep[] = [];
  let progress: Progress = NO_PROGRESS;
  const note = (step: PlannedStep, more: object = {}): void => {
    const settled = {
      state: 'done' as const,
      at: AFTER_ALL,
      digest: step.digest,
      amountMinor: step.amountMinor,
      ...more,
    };
    progress = { ...progress, steps: { ...progress.steps, [step.id]: settled } };
  };
  for (const observation of seen) {
    const { lanes } = plan(observation, progress, policy, AFTER_ALL);
    for (const lane of lanes) {
      for (const step of lane.steps)
        if (step.settledAs && !isSettled(progress.steps[step.id])) note(step, step.settledAs);
      for (let step = nextStep(lane, progress, []); step; step = nextStep(lane, progress, [])) {
        for (const before of step.after) expect(isSettled(progress.steps[before])).toBe(true);
        carriedOut.push(step);
        note(step);
      }
    }
  }
  return { carriedOut, progress };
}

describe('whatever the order of events', () => {
  const stories = orderStory.chain((parcels) =>
    fc.record({ parcels: fc.constant(parcels), one: moments(parcels), other: moments(parcels) }),
  );

  it('the same present state ends in the same books', () => {
    fc.assert(
      fc.property(stories, ({ parcels, one, other }) => {
        const end = lastMoment(parcels);
        const ids = ({ progress }: { progress: Progress }): string[] => Object.keys(progress.steps).toSorted();
        expect(ids(live([...one, end]))).toEqual(ids(live([...other, end])));
      }),
    );
  });

  it('no step is carried out twice, and none before its trigger', () => {
    fc.assert(
      fc.property(stories, ({ parcels, one }) => {
        const { carriedOut } = live([...one, lastMoment(parcels)]);
        expect(new Set(carriedOut.map((step) => step.id)).size).toBe(carriedOut.length);
        expect(carriedOut.every((step) => step.state === 'due' && step.triggeredAt !== undefined)).toBe(true);
      }),
    );
  });

  it('an order that is complete has nothing due, and every parcel and return is accounted for', () => {
    fc.assert(
      fc.property(stories, ({ parcels, one }) => {
        const end = lastMoment(parcels);
        const { progress } = live([...one, end]);
        const last = plan(end, progress, policy, AFTER_ALL);
        expect(last.isComplete).toBe(true);
        expect(last.lanes.every((lane) => nextStep(lane, progress, []) === undefined)).toBe(true);
        const expected = end.shipments.flatMap((parcel) => [
          ...['capture', 'invoice', 'payment', 'stock'].map((kind) => `S-${parcel.shipmentId}-${kind}`),
          ...parcel.returns.flatMap((back) => [
            `R-${back.returnId}-credit`,
            ...(back.isReturnedToStock ? [`R-${back.returnId}-stock`] : []),
          ]),
        ]);
        expect(Object.keys(progress.steps).toSorted()).toEqual(expected.toSorted());
      }),
    );
  });
});
