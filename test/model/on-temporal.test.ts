import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, inject, it } from 'vitest';
import type { OrderView } from '../../src/domain/order-view.ts';
import { status } from '../../src/workflows/messages.ts';
import { orderWorkflowId } from '../../src/workflows/ids.ts';
import { POLICY } from '../domain/fixtures.ts';
import { openWorld, type World } from '../support/world.ts';
import { commandAtOnce, ifRefused } from './commands.ts';
import { MAPPING, setUpCompany } from './company.ts';
import { audit, newModel, type Command } from './happening.ts';
import { ORDER_KINDS, placeOrder, stockUp, type OrderKind } from './order-kinds.ts';
import type { Stage } from './stage.ts';

const HAPPENINGS = 40;
const PAUSE_MS = 150;
/** Nothing new for so long, with no activity under way, is rest. */
const REST_MS = 4_000;

/** The same lives on the real server, and many at once: what happens does not wait for what happened before. */
describe('orders that live at the same time', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld({ temporalCli: inject('temporalCli'), policy: { mapping: MAPPING } });
    await setUpCompany(world.fortnox);
    await stockUp(world);
  });
  afterAll(() => world.stop());

  it('have right books in the end, and whatever is not done is explained', async () => {
    const life = fc.asyncProperty(
      fc.array(commandAtOnce, { minLength: HAPPENINGS, maxLength: HAPPENINGS }),
      async (happenings) => {
        const stage = stageIn(world);
        const model = newModel(await stage.books());
        for (const kind of Object.keys(ORDER_KINDS) as OrderKind[]) await stage.wake(await placeOrder(stage, kind));
        for (const happening of happenings) await begin(happening);
        await Promise.all([world.centra.clearFaults(), world.fortnox.clearFaults()]);
        const numbers = (await stage.books()).centra.orders.map(({ number }) => number);
        for (const number of numbers) await stage.wake(number);
        model.uninformed.clear();
        await rest(world, numbers);
        await audit(model, stage);

        async function begin(happening: Command): Promise<void> {
          const now = await stage.books();
          const views = new Map<number, OrderView>();
          for (const { number } of now.centra.orders) {
            const view = await stage.view(number);
            if (view) views.set(number, view);
          }
          for (const { id, shipmentId } of now.centra.returns) model.shipmentOfReturn.set(`R-${id}`, shipmentId);
          // The audit at the end compares with how it began.
          await happening.begin({ ...model, books: now, views }, stage).catch(ifRefused);
          await sleep(PAUSE_MS);
        }
      },
    );
    await fc.assert(life, { numRuns: 1, seed: 20_261_125, endOnFailure: true });
  }, 180_000);
});

/** On the real server days do not pass, histories are as long as they are, and no outcome is lost by order. */
function stageIn(world: World): Stage {
  const handleOf = (orderNumber: number) => world.temporal.workflow.getHandle(orderWorkflowId('acme', orderNumber));
  return {
    centra: world.centra,
    fortnox: world.fortnox,
    policy: POLICY,
    wake: async (orderNumber) => void (await world.wake(orderNumber)),
    tell: async (orderNumber, signal, payload) => {
      await (await world.wake(orderNumber)).signal(signal, payload);
    },
    settle: () => sleep(5 * PAUSE_MS),
    passDays: () => Promise.resolve(),
    view: (orderNumber) =>
      handleOf(orderNumber)
        .query(status)
        .catch(() => undefined),
    recorded: async (orderNumber) =>
      (await world.records.orders.find('acme', orderNumber))?.view as OrderView | undefined,
    terminate: (orderNumber) =>
      void handleOf(orderNumber)
        .terminate('as the model wants it')
        .catch(() => undefined),
    continueAsNew: () => undefined,
    loseNextOutcome: () => undefined,
    giveNextTwice: () => undefined,
    books: async () => ({ centra: await world.centra.state(), fortnox: await world.fortnox.state() }),
    stop: () => Promise.resolve(),
  };
}

/** Waits until no activity runs or waits, and nothing changes any more. */
async function rest(world: World, orderNumbers: readonly number[]): Promise<void> {
  let last: unknown;
  let sinceMs = Date.now();
  for (;;) {
    const seen: unknown[] = [];
    for (const orderNumber of orderNumbers) {
      const handle = world.temporal.workflow.getHandle(orderWorkflowId('acme', orderNumber));
      const { raw } = await handle.describe();
      if ((raw.pendingActivities?.length ?? 0) > 0) sinceMs = Date.now();
      seen.push(await handle.query(status));
    }
    if (!isDeepStrictEqual(seen, last)) sinceMs = Date.now();
    if (Date.now() - sinceMs > REST_MS) return;
    last = seen;
    await sleep(200);
  }
}
