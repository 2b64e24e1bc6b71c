import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSlidingWindow } from '../../src/connectors/pacing.ts';

/** A clock that only moves when something sleeps, and may oversleep as real timers do. */
function createTestClock(oversleepMs = 0) {
  let nowMs = 0;
  return {
    now: () => nowMs,
    sleep: async (ms: number, signal?: AbortSignal) => {
      signal?.throwIfAborted();
      nowMs += ms + oversleepMs;
    },
    pass: (ms: number) => (nowMs += ms),
  };
}

describe('pacing of calls to another system', () => {
  it('never lets more calls into any window than the limit, whatever the pauses between them', async () => {
    const pauses = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 3_000 })), { maxLength: 120 });
    await fc.assert(
      fc.asyncProperty(pauses, fc.integer({ min: 1, max: 30 }), fc.nat(50), async (pausesMs, limit, oversleepMs) => {
        const clock = createTestClock(oversleepMs);
        const window = createSlidingWindow({ limit, windowMs: 5_000, ...clock });
        const callsAtMs: number[] = [];
        for (const pauseMs of pausesMs) {
          clock.pass(pauseMs);
          await window.take();
          callsAtMs.push(clock.now());
        }
        for (const startMs of callsAtMs) {
          const within = callsAtMs.filter((atMs) => atMs >= startMs && atMs < startMs + 5_000);
          expect(within.length).toBeLessThanOrEqual(limit);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('does not make an idle caller wait', async () => {
    const clock = createTestClock();
    const window = createSlidingWindow({ limit: 24, windowMs: 5_000, ...clock });
    for (let call = 0; call < 12; call++) await window.take();
    expect(clock.now()).toBe(0);
    clock.pass(5_000);
    for (let call = 0; call < 12; call++) await window.take();
    expect(clock.now()).toBe(5_000);
  });

  it('spaces calls evenly when busy, and uses the whole limit', async () => {
    const clock = createTestClock();
    const window = createSlidingWindow({ limit: 10, windowMs: 1_000, ...clock });
    const callsAtMs: number[] = [];
    for (let call = 0; call < 100; call++) {
      await window.take();
      callsAtMs.push(clock.now());
    }
    const gapsMs = callsAtMs.slice(1).map((atMs, index) => atMs - (callsAtMs[index] ?? 0));
    expect(Math.max(...gapsMs.slice(20))).toBe(100);
    expect(callsAtMs.at(-1)).toBeLessThanOrEqual(10_000);
  });

  it('serves callers in the order they came', async () => {
    const window = createSlidingWindow({ limit: 2, windowMs: 100, ...createTestClock() });
    const served: number[] = [];
    await Promise.all([1, 2, 3, 4, 5].map((caller) => window.take().then(() => served.push(caller))));
    expect(served).toEqual([1, 2, 3, 4, 5]);
  });

  it('lets a caller give up without using a turn or blocking those behind', async () => {
    const clock = createTestClock();
    const window = createSlidingWindow({ limit: 1, windowMs: 1_000, ...clock });
    await window.take();
    await expect(window.take(AbortSignal.abort(new Error('cancelled')))).rejects.toThrow('cancelled');
    await window.take();
    expect(clock.now()).toBe(1_000);
  });

  it('keeps real time by itself', async () => {
    const window = createSlidingWindow({ limit: 4, windowMs: 200 });
    const startMs = performance.now();
    for (let call = 0; call < 9; call++) await window.take();
    expect(performance.now() - startMs).toBeGreaterThanOrEqual(400);
    await expect(window.take(AbortSignal.timeout(1))).rejects.toMatchObject({ name: 'AbortError' });
  });
});
