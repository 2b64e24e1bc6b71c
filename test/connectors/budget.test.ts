import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createBudget } from '../../src/connectors/budget.ts';
import type { Limit } from '../../src/connectors/budget-levels.ts';
import type { SharedStore } from '../../src/domain/shared-store.ts';
import { openRecords } from '../../src/records/records.ts';
import { createPostgresDatabase } from '../support/databases.ts';
import { createMemoryStore } from '../support/memory-store.ts';

const LIMIT: Limit = { name: 'requests/1s', counts: 'requests', quota: 10, windowMs: 1_000, burst: 1 };
const one = { requests: 1 };

describe('the budget of a system', () => {
  it('is one for all worker processes, which share it through the records database', async () => {
    const { location, remove } = await createPostgresDatabase();
    const processes = await Promise.all([1, 2, 3].map(() => openRecords(location)));
    const budgets = processes.map(({ sharedState }) => createBudget(sharedState, { key: 'acme', limits: [LIMIT] }));
    const startMs = performance.now();
    const leftAtMs: number[] = [];
    await Promise.all(
      budgets.flatMap((budget) =>
        Array.from({ length: 10 }, async () => {
          await budget.spend(one, 10_000);
          leftAtMs.push(performance.now() - startMs);
        }),
      ),
    );
    // 30 calls at 10 a second, the first of them at once.
    expect(Math.max(...leftAtMs)).toBeGreaterThan(2_800);
    for (const start of leftAtMs) {
      expect(leftAtMs.filter((at) => at >= start && at < start + 1_000).length).toBeLessThanOrEqual(12);
    }
    await Promise.all(processes.map((records) => records.close()));
    await remove();
  }, 20_000);

  it('spends nothing on a turn that would come too late, and says when to come back', async () => {
    const budget = createBudget(createMemoryStore(), { key: 'acme', limits: [LIMIT] });
    await budget.spend(one, 0);
    await expect(budget.spend({ requests: 5 }, 50)).rejects.toMatchObject({
      name: 'NotDoneError',
      retryAfterMs: expect.closeTo(100, -2),
    });
    await budget.spend(one, 150);
  });

  it('holds everybody back while the other system wants a pause', async () => {
    const store = createMemoryStore();
    const [one_, other] = [1, 2].map(() => createBudget(store, { key: 'acme', limits: [] }));
    await one_?.pause(300);
    const startMs = performance.now();
    await other?.spend(one, 1_000);
    expect(performance.now() - startMs).toBeGreaterThanOrEqual(290);
  });

  it('gives up a turn that a stalled process uses too late, so that the stalled calls do not leave together', async () => {
    let clockMs = 0;
    const store = createMemoryStore(() => new Date(clockMs));
    const stalls = [2_000];
    const budget = createBudget(store, {
      key: 'acme',
      limits: [LIMIT],
      now: () => clockMs,
      sleep: async (ms) => void (clockMs += ms + (stalls.shift() ?? 0)),
    });
    await budget.spend(one, 10_000);
    await budget.spend(one, 10_000); // Foreseen at 100 ms; the process stalls until 2,100 ms.
    await budget.spend(one, 10_000);
    expect(clockMs).toBe(2_200);
  });

  it('tells one caller at a time, among all processes, to ask what is left', async () => {
    let clockMs = 0;
    const store = createMemoryStore(() => new Date(clockMs));
    const budgets = [1, 2].map(() => createBudget(store, { key: 'acme', limits: [], checkEveryMs: 60_000 }));
    const ask = () => Promise.all(budgets.map((budget) => budget.spend(one, 0)));
    expect((await ask()).map(({ isCheckDue }) => isCheckDue)).toEqual([false, false]);
    clockMs = 60_000;
    expect((await ask()).map(({ isCheckDue }) => isCheckDue)).toEqual([true, false]);
    clockMs = 90_000;
    expect((await ask()).map(({ isCheckDue }) => isCheckDue)).toEqual([false, false]);
    await budgets[1]?.pause(0); // After a refusal it is worth asking at once.
    expect((await ask()).map(({ isCheckDue }) => isCheckDue)).toEqual([true, false]);
  });

  it('makes no call when the records database was so slow that the caller may have been given up', async () => {
    const memory = createMemoryStore();
    const slow: SharedStore = { update: (key, change) => delay(300).then(() => memory.update(key, change)) };
    const budget = createBudget(slow, { key: 'acme', limits: [LIMIT] });
    await expect(budget.spend(one, 50)).rejects.toMatchObject({ name: 'NotDoneError' });
    expect(await budget.spend(one, 1_000)).toMatchObject({ isCheckDue: false });
  });

  it('makes no call when the records database is away, and says that nothing was sent', async () => {
    const broken = { update: () => delay(1).then(() => Promise.reject(new Error('connection lost'))) };
    const budget = createBudget(broken, { key: 'acme', limits: [LIMIT] });
    await expect(budget.spend(one, 0)).rejects.toMatchObject({
      name: 'NotDoneError',
      message: expect.stringContaining('nothing was sent'),
    });
  });

  it('begins anew where an older version kept something else', async () => {
    const store = createMemoryStore();
    await store.update('acme', () => ({ value: 'something else', result: undefined }));
    expect(await createBudget(store, { key: 'acme', limits: [LIMIT] }).spend(one, 0)).toMatchObject({
      isCheckDue: false,
    });
  });
});
