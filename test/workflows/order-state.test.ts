import { expect, it } from 'vitest';
import { NO_PROGRESS } from '../../src/domain/progress.ts';
import { carriedFrom, openState, setPaused } from '../../src/workflows/order-state.ts';

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
