import { AsyncLocalStorage } from 'node:async_hooks';
import { createBudget, type Budget } from '../../src/connectors/budget.ts';
import type { Limit } from '../../src/connectors/budget-levels.ts';
import { NotDoneError } from '../../src/connectors/call-errors.ts';
import { inTurn } from '../../src/connectors/in-turn.ts';
import { createMemoryStore } from '../support/memory-store.ts';
import { createVirtualTime } from '../support/virtual-time.ts';

export interface Plan {
  readonly limits: readonly Limit[];
  /** How many calls each order makes, the oldest first. */
  readonly callsOf: readonly number[];
  /** From one order to the next. */
  readonly apartMs: number;
  readonly awayMs: number;
  readonly callMs: number;
  readonly processes: number;
  /** Orders whose calls never get an answer, whatever the system does. */
  readonly poisoned?: ReadonlySet<number>;
  /** Nobody tries any more after this. */
  readonly untilMs: number;
  /** Orders that are given up while they wait: nobody tells the line. */
  readonly givenUp?: ReadonlySet<number>;
}

export interface Call {
  readonly order: number;
  readonly atMs: number;
  readonly isAnswered: boolean;
}

const FIRST_BACKOFF_MS = 5_000;
const LONGEST_BACKOFF_MS = 300_000;
/** From a timer of Temporal's to the worker. */
const DISPATCH_MS = 50;

/** Orders that find a system away, in virtual time; each is tried again as Temporal would. Times are from the start. */
export async function liveThroughOutage(
  plan: Plan,
): Promise<{ readonly calls: readonly Call[]; readonly tries: number }> {
  const time = createVirtualTime();
  const startMs = time.now();
  const store = createMemoryStore(() => new Date(time.now()));
  const inHand = new AsyncLocalStorage<string>();
  const calls: Call[] = [];
  let tries = 0;
  const budgets = Array.from({ length: plan.processes }, () =>
    createBudget(store, {
      key: 'system',
      limits: plan.limits,
      work: () => inHand.getStore(),
      sleep: time.sleep,
      now: time.now,
      random: () => 0.5,
    }),
  );

  const call = async (order: number): Promise<void> => {
    const atMs = time.now() - startMs;
    const isAnswered = atMs >= plan.awayMs && !plan.poisoned?.has(order);
    calls.push({ order, atMs, isAnswered });
    await time.sleep(plan.callMs);
    if (!isAnswered) throw new NotDoneError('no answer', { isAway: true });
  };

  const live = async (order: number): Promise<void> => {
    const budget = budgets[order % budgets.length] as Budget;
    const turns = { budget, maxWaitMs: 20_000, pauseMs: 5_000 };
    await time.sleep(order * plan.apartMs);
    let backoffMs = FIRST_BACKOFF_MS;
    const untilMs = plan.givenUp?.has(order) ? plan.awayMs : plan.untilMs;
    let left = plan.callsOf[order] ?? 0;
    while (left > 0 && time.now() - startMs < untilMs) {
      tries += 1;
      try {
        await inTurn(turns, { requests: 1 }, () => call(order));
        left -= 1;
        backoffMs = FIRST_BACKOFF_MS;
      } catch (error) {
        await time.sleep(((error as NotDoneError).retryAfterMs ?? backoffMs) + DISPATCH_MS);
        backoffMs = Math.min(2 * backoffMs, LONGEST_BACKOFF_MS);
      }
    }
  };

  const lives = plan.callsOf.map((_, order) => inHand.run(`acme/order/${order}`, () => live(order)));
  await time.during(Promise.all(lives));
  return { calls, tries };
}
