import { describe, expect, it } from 'vitest';
import type { PlannedStep } from '../../src/domain/lane.ts';
import { NO_PROGRESS, type StepProgress } from '../../src/domain/progress.ts';
import { shipment, stepId } from '../../src/domain/steps.ts';
import { adopt, carriedFrom, openState, setPaused } from '../../src/workflows/order-state.ts';

const ORDER = { connectionId: 'acme', orderNumber: 1001 };

it('a new run of an order knows that it is paused, and what was said and is not carried out yet', () => {
  const state = openState({ ...ORDER, carried: { progress: NO_PROGRESS } });
  setPaused(state, { at: '2026-03-10T12:00:00Z', by: 'anna', reason: 'wrong prices' });
  state.marks.push({ step: 'S-1902-invoice', reference: '4711', by: 'anna', reason: 'by hand' });
  const next = openState({ ...ORDER, carried: structuredClone(carriedFrom(state)) });
  expect(next.progress?.paused).toEqual({ at: '2026-03-10T12:00:00Z', by: 'anna', reason: 'wrong prices' });
  expect(next.marks).toEqual(state.marks);
});

it('what an older version carries over, without pauses and marks, is accepted', () => {
  const next = openState({ ...ORDER, carried: { progress: NO_PROGRESS, resends: [], commands: [] } });
  expect(next.progress?.paused).toBeUndefined();
  expect(next.marks).toEqual([]);
});

describe('what Centra shows of a capture later', () => {
  const id = stepId(shipment(1902), 'capture');
  const at = '2026-03-10T12:00:00Z';
  const captured: StepProgress = { state: 'done', at, amountMinor: 124_900 };

  /** How the capture stands after a look at which Centra shows this. */
  const after = (stands: StepProgress, shown: StepProgress): StepProgress | undefined => {
    const step: PlannedStep = {
      id,
      kind: 'capture',
      title: '1001-1',
      shipmentId: 1902,
      state: 'settled',
      after: [],
      amountMinor: 124_900,
      digest: 'as-ordered',
      settledAs: shown,
    };
    const progress = { ...NO_PROGRESS, steps: { [id]: stands } };
    const state = openState({ ...ORDER, carried: { progress } });
    const lanes = [{ laneId: 'S-1902', title: '1001-1', steps: [step] }];
    adopt(state, { plan: { lanes, isComplete: false }, progress, erpKind: 'fortnox', fingerprint: 'seen' });
    return state.progress?.steps[id];
  };

  it('releases the invoice that a skipped capture holds', () => {
    const held: StepProgress = { state: 'skipped', at, by: 'anna', reason: 'paid in the shop', releases: false };
    expect(after(held, captured)).toEqual(captured);
  });

  it('does not undo the skip of one that holds nothing', () => {
    const skipped: StepProgress = { state: 'skipped', at, by: 'anna', reason: 'paid in the shop', releases: true };
    expect(after(skipped, captured)).toEqual(skipped);
  });

  it('tells what a gift card paid of it, where that was unclear', () => {
    const split: StepProgress = { ...captured, giftCardMinor: 50_000 };
    expect(after({ ...captured, isSplitUnclear: true }, split)).toEqual(split);
    expect(after(split, { ...captured, isSplitUnclear: true })).toEqual(split);
  });
});
