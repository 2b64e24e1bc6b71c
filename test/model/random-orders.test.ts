import fc from 'fast-check';
import { afterAll, beforeAll, describe, inject, it, vi } from 'vitest';
import type { Records } from '../../src/records/records.ts';
import { command } from './commands.ts';
import { audit, newModel, type Model } from './happening.ts';
import { orderKind, placeOrder, stockUp, type OrderKind } from './order-kinds.ts';
import { POLICIES } from './policies.ts';
import { openModelRecords, openStage, type Stage } from './stage.ts';
import type { ModelRuns } from './model-runs.ts';

// The executor itself runs, on a clock on which days pass at once; test/model/on-temporal.test.ts has the real server.
vi.mock('@temporalio/workflow', async (original) => ({
  ...(await original<object>()),
  ...(await import('./little-temporal.ts')).insideWorkflows,
}));

/** So many fit into a run of all tests; `npm run model -- --runs 500` lives more. */
// The same lives each time, so that a change fails by what it changes; `npm run model` lives new ones.
const IN_ALL_TESTS: ModelRuns = { numRuns: 60, seed: 20_261_125 };

describe('whatever happens to orders, in whatever order', () => {
  let records: Records;
  beforeAll(async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-03-02T09:00:00Z') });
    records = await openModelRecords();
  });
  afterAll(async () => {
    await records.close();
    vi.useRealTimers();
  });

  it(
    'the books are right after each of it, and what is not done is explained',
    async () => {
      const runs = inject('modelRuns') ?? IN_ALL_TESTS;
      const lives = fc.asyncProperty(
        fc.constantFrom(...Object.keys(POLICIES)),
        orderKind,
        fc.commands([command], { maxCommands: 90, size: 'max', ...(runs.replay && { replayPath: runs.replay }) }),
        async (policy, kind, commands) => {
          const stage = await openStage(records, POLICIES[policy] ?? {});
          try {
            await fc.asyncModelRun(async () => ({ model: await openModel(stage, kind), real: stage }), commands);
          } finally {
            await stage.stop();
          }
        },
      );
      await fc.assert(lives, runs);
    },
    24 * 3_600_000,
  );
});

async function openModel(stage: Stage, kind: OrderKind): Promise<Model> {
  await stockUp(stage);
  const model = newModel(await stage.books());
  await stage.wake(await placeOrder(stage, kind));
  await stage.settle();
  await audit(model, stage);
  return model;
}
