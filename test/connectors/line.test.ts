import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBudget } from '../../src/connectors/budget.ts';
import { FORTNOX_LIMITS } from '../../src/connectors/erp/fortnox/limits.ts';
import type { SharedStore } from '../../src/domain/shared-store.ts';
import { createMemoryStore } from '../support/memory-store.ts';
import { liveThroughOutage, type Call, type Plan } from './after-outage.ts';

const HOUR_MS = 3_600_000;
/** Fortnox's pace: 22 requests in 5 seconds. */
const MS_PER_CALL = 5_000 / 22;
/** The longest from one probe to the next, with its jitter, its way and its answer. */
const PROBE_EVERY_MS = 125_000;

const PLAN: Plan = {
  limits: FORTNOX_LIMITS,
  callsOf: [],
  apartMs: 5_000,
  awayMs: HOUR_MS,
  callMs: 200,
  processes: 2,
  untilMs: Infinity,
};

const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

/** Orders in the order in which something of them was done for the first, or the last time. */
function sequence(calls: readonly Call[], which: 'first' | 'last'): number[] {
  const done = calls.filter(({ isAnswered }) => isAnswered).map(({ order }) => order);
  const seen = new Set(which === 'first' ? done : done.toReversed());
  return which === 'first' ? [...seen] : [...seen].toReversed();
}

/** How far each is from its place by age. One may be out of line: it found out that the system was back. */
function displacements(orders: readonly number[]): number[] {
  const away = orders.map((order, place) => Math.abs(order - place));
  return away.toSorted((a, b) => b - a).slice(1);
}

describe('a system that is away', () => {
  it('is asked by one call at a time, ever more rarely, however many wait, and then drained oldest first at its pace', async () => {
    const plans = fc.record({
      callsOf: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 3, maxLength: 60 }),
      apartMs: fc.integer({ min: 0, max: 20_000 }),
      awayMs: fc.integer({ min: 20 * 60_000, max: 3 * HOUR_MS }),
      callMs: fc.integer({ min: 20, max: 2_000 }),
      processes: fc.integer({ min: 1, max: 4 }),
    });
    await fc.assert(
      fc.asyncProperty(plans, async (plan) => {
        const { calls } = await liveThroughOutage({ ...PLAN, ...plan });
        const missed = calls.filter(({ isAnswered }) => !isAnswered);
        const answered = calls.filter(({ isAnswered }) => isAnswered);
        const wanted = plan.callsOf.reduce((sum, count) => sum + count, 0);
        expect(answered).toHaveLength(wanted);

        // Some are under way before it is known. Then: 15, 30, 60, 120, 120, ... seconds.
        expect(missed.length).toBeLessThanOrEqual(20 + 4 + plan.awayMs / 115_000);
        const probes = missed.slice(20);
        for (const [at, probe] of probes.slice(1).entries()) {
          expect(probe.atMs - (probes[at]?.atMs ?? 0)).toBeGreaterThan(10_000);
        }

        const back = answered[0]?.atMs ?? 0;
        expect(back - plan.awayMs).toBeLessThan(PROBE_EVERY_MS + plan.callMs);
        const drainMs = (answered.at(-1)?.atMs ?? 0) - back;
        // Each order's calls follow one another, so few long orders cannot use the whole pace.
        const longest = Math.max(...plan.callsOf);
        const paceMs = Math.max(wanted * MS_PER_CALL, longest * (plan.callMs + MS_PER_CALL));
        expect(drainMs).toBeLessThan(1.3 * paceMs + 10_000);
      }),
      { numRuns: 40 },
    );
  }, 60_000);

  it('is drained oldest first, order by order, though three hundred wait and each needs six calls', async () => {
    const { calls } = await liveThroughOutage({ ...PLAN, callsOf: times(300, 6), awayMs: 2 * HOUR_MS });
    expect(Math.max(...displacements(sequence(calls, 'first')))).toBeLessThanOrEqual(10);
    expect(Math.max(...displacements(sequence(calls, 'last')))).toBeLessThanOrEqual(10);
    const answered = calls.filter(({ isAnswered }) => isAnswered);
    const drainMs = (answered.at(-1)?.atMs ?? 0) - (answered[0]?.atMs ?? 0);
    const pace = (300 * 6 * MS_PER_CALL) / drainMs;
    console.log(`300 orders with six calls each drained at ${Math.round(pace * 100)} % of the limit's pace`);
    expect(pace).toBeGreaterThan(1 / 1.3);
  });

  it('lets nobody overtake who comes while the line drains', async () => {
    // A hundred wait when it comes back; another hundred come while these are served.
    const { calls } = await liveThroughOutage({ ...PLAN, callsOf: times(200, 3), apartMs: 600, awayMs: 60_000 });
    expect(Math.max(...displacements(sequence(calls, 'first')))).toBeLessThanOrEqual(10);
  });

  it('is not held up by orders that were given up while they waited', async () => {
    const givenUp = new Set(Array.from({ length: 100 }, (_, order) => order));
    const { calls } = await liveThroughOutage({ ...PLAN, callsOf: times(200, 2), givenUp });
    const answered = calls.filter(({ isAnswered }) => isAnswered);
    expect(answered).toHaveLength(200);
    const drainMs = (answered.at(-1)?.atMs ?? 0) - (answered[0]?.atMs ?? 0);
    expect(drainMs).toBeLessThan(1.3 * 200 * MS_PER_CALL + 10_000);
  });

  it('is not taken for away because one order makes it fail, again and again', async () => {
    const { calls } = await liveThroughOutage({
      ...PLAN,
      awayMs: 0,
      callsOf: times(40, 2),
      apartMs: 30_000,
      poisoned: new Set([0]),
      untilMs: HOUR_MS,
    });
    const delays = delaysOf(calls, 30_000);
    expect(delays).toHaveLength(39);
    expect(Math.max(...delays)).toBeLessThan(1_000);
  });

  it('is found to be back by a good order, though the oldest ones make it fail', async () => {
    const { calls } = await liveThroughOutage({
      ...PLAN,
      awayMs: 0,
      callsOf: times(60, 2),
      apartMs: 20_000,
      poisoned: new Set([0, 1, 2, 3, 4, 5]),
      untilMs: HOUR_MS,
    });
    const delays = delaysOf(calls, 20_000);
    expect(delays).toHaveLength(54);
    // With nobody else there, six that fail look like an outage. What comes in then waits for a probe, and is the one. When
    // the six try again and fail again, that is no news.
    expect(Math.max(...delays)).toBeLessThan(PROBE_EVERY_MS + 30_000);
    expect(delays.filter((delayMs) => delayMs > 5_000).length).toBeLessThan(15);
  });
});

/** How long each order waited for its first answer. */
function delaysOf(calls: readonly Call[], apartMs: number): number[] {
  const answered = calls.filter(({ isAnswered }) => isAnswered);
  return sequence(calls, 'first').map(
    (order) => (answered.find((call) => call.order === order)?.atMs ?? Infinity) - order * apartMs,
  );
}

describe('the line of a system', () => {
  it('costs nothing while the system answers and nobody waits', async () => {
    const memory = createMemoryStore();
    const noLine = new Proxy({} as never, {
      get: () => {
        throw new Error('the line was asked');
      },
    });
    let changes = 0;
    const store: SharedStore = {
      update: (key, change) =>
        memory.update(key, (value, now) => {
          changes += 1;
          return change(value, now, noLine);
        }),
    };
    const budget = createBudget(store, { key: 'acme', limits: FORTNOX_LIMITS, work: () => 'acme/order/1' });
    for (let call = 0; call < 4; call += 1) {
      await budget.approach(20_000);
      await budget.answered(await budget.spend({ requests: 1 }, 20_000));
    }
    expect(changes).toBe(4);
  });

  it('is told to who comes too late under the limits, and left once it is empty', async () => {
    let nowMs = 0;
    const store = createMemoryStore(() => new Date(nowMs));
    const settings = { key: 'acme', limits: FORTNOX_LIMITS };
    const names = { work: '' };
    const budget = createBudget(store, { ...settings, work: () => names.work });
    const spend = (work: string) => {
      names.work = work;
      return budget.spend({ requests: 1 }, 0);
    };
    await spend('a');
    await spend('b');
    await expect(spend('c')).rejects.toThrow('place 1 in the line');
    await expect(spend('d')).rejects.toThrow('place 2 in the line');
    nowMs = 250;
    await expect(spend('e')).rejects.toThrow('place 3 in the line');
    await spend('c');
    nowMs = 10_000;
    await spend('d');
    await spend('e');
    await spend('f').catch(() => undefined);
    nowMs = 20_000;
    await spend('f');
    expect(await store.update('acme', (value) => ({ value: value ?? null, result: value }))).not.toHaveProperty(
      'drain',
    );
  });

  it('waits for no work that has no name', async () => {
    const budget = createBudget(createMemoryStore(), { key: 'acme', limits: FORTNOX_LIMITS });
    await budget.spend({ requests: 2 }, 0);
    await expect(budget.spend({ requests: 1 }, 0)).rejects.toThrow('used up for now');
  });
});
