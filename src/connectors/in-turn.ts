import type { Budget } from './budget.ts';
import type { Cost } from './budget-levels.ts';
import { NotDoneError, RateLimitedError } from './call-errors.ts';

export interface Turns {
  readonly budget: Budget;
  /** The longest that a call waits for its turn. */
  readonly maxWaitMs: number;
  /** How long everybody waits after a 429 that says nothing about it. */
  readonly pauseMs: number;
}

/** So that the calls that were refused together do not come back together. */
const MAX_JITTER_MS = 1_000;

/**
 * Makes a call when it is its turn. When the other system refuses it nevertheless because of its limits, all processes
 * pause.
 *
 * @throws NotDoneError when the turn would come too late, or on 429, with the wait; and what `call` throws.
 */
export async function inTurn<T>(
  { budget, maxWaitMs, pauseMs }: Turns,
  cost: Cost,
  call: () => Promise<T>,
): Promise<{ readonly answer: T; readonly isCheckDue: boolean }> {
  const { isCheckDue } = await budget.spend(cost, maxWaitMs);
  try {
    return { answer: await call(), isCheckDue };
  } catch (error) {
    if (!(error instanceof RateLimitedError)) throw error;
    const waitMs = error.retryAfterMs ?? pauseMs;
    await budget.pause(waitMs);
    throw new NotDoneError(error.message, {
      retryAfterMs: waitMs + Math.round(Math.random() * MAX_JITTER_MS),
      cause: error,
    });
  }
}
