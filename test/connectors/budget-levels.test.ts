import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  corrected,
  fullLevels,
  refilled,
  turnFor,
  type Levels,
  type Limit,
} from '../../src/connectors/budget-levels.ts';
import { FORTNOX_LIMITS } from '../../src/connectors/erp/fortnox/limits.ts';

const PER_SECOND: Limit = { name: 'requests/1s', counts: 'requests', quota: 10, windowMs: 1_000, burst: 3 };
const limits = [PER_SECOND];
const one = { requests: 1 };

/** Spends, and gives the moments at which the calls leave. */
function departures(pausesMs: readonly number[], used: readonly Limit[], cost = one): number[] {
  let levels: Levels = fullLevels(0);
  let nowMs = 0;
  return pausesMs.map((pauseMs) => {
    nowMs += pauseMs;
    const turn = turnFor(refilled(levels, used, nowMs), used, cost);
    levels = turn.levels;
    return nowMs + turn.waitMs;
  });
}

describe('a budget', () => {
  it('never lets more calls into any window than burst and quota allow, whatever the pauses between them', () => {
    const pauses = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 3_000 })), { maxLength: 200 });
    const anyLimit = fc.record({ quota: fc.integer({ min: 1, max: 50 }), burst: fc.integer({ min: 1, max: 50 }) });
    fc.assert(
      fc.property(pauses, anyLimit, (pausesMs, { quota, burst }) => {
        const at = departures(pausesMs, [{ ...PER_SECOND, quota, burst }]);
        for (const start of at) {
          expect(at.filter((then) => then >= start && then < start + 1_000).length).toBeLessThanOrEqual(quota + burst);
        }
      }),
    );
  });

  it('keeps Fortnox’s 25 requests in any 5 seconds however the calls come, and uses at least 85 % of 300 a minute', () => {
    const at = departures(
      Array.from({ length: 1_000 }, () => 0),
      FORTNOX_LIMITS,
    );
    for (const start of at) {
      expect(at.filter((then) => then >= start && then < start + 5_000).length).toBeLessThanOrEqual(25);
    }
    expect(at.filter((then) => then < 60_000).length).toBeGreaterThanOrEqual(0.85 * 300);
  });

  it('keeps to its pace after a pause, however many have come to wait for its end', () => {
    const rested = refilled(fullLevels(0), FORTNOX_LIMITS, 0);
    let levels: Levels = { ...rested, pausedUntilMs: 5_000 };
    const at = Array.from({ length: 100 }, (_, index) => {
      const nowMs = index * 100;
      const turn = turnFor(refilled(levels, FORTNOX_LIMITS, nowMs), FORTNOX_LIMITS, one);
      levels = turn.levels;
      return nowMs + turn.waitMs;
    });
    expect(Math.min(...at)).toBe(5_000);
    for (const start of at) {
      expect(at.filter((then) => then >= start && then < start + 5_000).length).toBeLessThanOrEqual(25);
    }
  });

  it('lets a rested caller go at once', () => {
    expect(departures([0, 0, 0, 5_000, 0, 0], limits)).toEqual([0, 0, 0, 5_000, 5_000, 5_000]);
  });

  it('gives turns in the order they were asked for, spaced evenly', () => {
    expect(departures([0, 0, 0, 0, 0, 0], limits)).toEqual([0, 0, 0, 100, 200, 300]);
  });

  it('is held by whichever limit is the tightest', () => {
    const mutations: Limit = { name: 'mutations/1s', counts: 'mutations', quota: 2, windowMs: 1_000, burst: 1 };
    const levels = refilled(fullLevels(0), [PER_SECOND, mutations], 0);
    const first = turnFor(levels, [PER_SECOND, mutations], { requests: 1, mutations: 1 });
    expect(first.waitMs).toBe(0);
    expect(turnFor(first.levels, [PER_SECOND, mutations], { requests: 1, mutations: 1 }).waitMs).toBe(500);
    expect(turnFor(first.levels, [PER_SECOND, mutations], { requests: 1 }).waitMs).toBe(0);
  });

  it('lets a call that costs more than a burst go when the bucket is full, instead of never', () => {
    const { waitMs, levels } = turnFor(refilled(fullLevels(0), limits, 0), limits, { requests: 8 });
    expect(waitMs).toBe(0);
    expect(turnFor(levels, limits, one).waitMs).toBe(600);
  });

  it('goes on at its pace when the clock is set back, and keeps its pauses', () => {
    const { levels } = turnFor(refilled(fullLevels(9_000_000), limits, 9_000_000), limits, { requests: 3 });
    const back = refilled(levels, limits, 1_000_000);
    expect(turnFor(back, limits, one).waitMs).toBe(100);
    expect(turnFor(refilled(back, limits, 1_000_100), limits, one).waitMs).toBe(0);
    const paused = refilled({ ...levels, pausedUntilMs: 9_000_500 }, limits, 1_000_000);
    // Until the pause ends, and then until the bucket, which was empty, has one.
    expect(turnFor(refilled(paused, limits, 1_000_300), limits, one).waitMs).toBe(200 + 100);
  });

  describe('learns from what the other system says', () => {
    const full = refilled(fullLevels(0), limits, 0);
    const reading = { name: 'requests/1s', quota: 10, remaining: 10 };

    it('that others have used it up', () => {
      const left = corrected(full, limits, [{ ...reading, remaining: 1 }], 0.8).left['requests/1s'];
      expect(left).toBeCloseTo(-1); // 20 % of 10 are the others': what remains is theirs.
    });

    it('that the plan is larger: it refills faster and allows a larger burst', () => {
      const larger = corrected(full, limits, [{ name: 'requests/1s', quota: 100, remaining: 100 }], 1);
      const rested = refilled(larger, limits, 10_000);
      expect(rested.left['requests/1s']).toBe(30);
      const spent = turnFor(rested, limits, { requests: 30 }).levels;
      expect(turnFor(spent, limits, one).waitMs).toBe(10);
    });

    it('but never takes back turns that it has given away', () => {
      const { levels } = turnFor(full, limits, { requests: 9 });
      expect(corrected(levels, limits, [reading], 1).left['requests/1s']).toBe(-6);
    });

    it('and ignores limits that it does not know', () => {
      expect(corrected(full, limits, [{ name: 'tea/1s', quota: 1, remaining: 0 }], 1)).toEqual(full);
    });
  });
});
