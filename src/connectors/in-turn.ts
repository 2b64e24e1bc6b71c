import type { Budget } from './budget.ts';
import type { Cost } from './budget-levels.ts';
import { NotDoneError, RateLimitedError } from './call-errors.ts';

export interface Turns {
  readonly budget: Budget;
  /** The longest that a call waits for its turn. */
  readonly maxWaitMs: number;
  /** How long everybody waits after a 429 that says nothing about it. */
  readonly pauseMs: number;
  readonly cancellation?: Cancellation | undefined;
}

/** Whether the work in hand has been given up: what has not left by then must not leave any more. */
export type Cancellation = () => AbortSignal | undefined;

/**
 * A pause holds everybody back, also after a restart; so one that came of a clock that is wrong, or of a time without its
 * zone, must not last. The call after it tells whether it was over.
 */
const MIN_PAUSE_MS = 1_000;
const MAX_PAUSE_MS = 5 * 60_000;

/** So that the calls that were refused together do not come back together. */
const MAX_JITTER_MS = 1_000;

/**
 * Makes a call when it is its turn. When the other system refuses it nevertheless because of its limits, all processes
 * pause.
 *
 * @throws NotDoneError when the turn would come too late, the work was given up, or on 429, with the wait; and what `call`
 *   throws.
 */
export async function inTurn<T>(
  { budget, maxWaitMs, pauseMs, cancellation }: Turns,
  cost: Cost,
  call: (signal: AbortSignal | undefined) => Promise<T>,
): Promise<{ readonly answer: T; readonly isCheckDue: boolean }> {
  const { isCheckDue } = await budget.spend(cost, maxWaitMs);
  const signal = cancellation?.();
  if (signal?.aborted) throw new NotDoneError('given up before its turn came; nothing was sent');
  try {
    return { answer: await call(signal), isCheckDue };
  } catch (error) {
    if (!(error instanceof RateLimitedError)) throw error;
    const waitMs = Math.min(Math.max(error.retryAfterMs ?? pauseMs, MIN_PAUSE_MS), MAX_PAUSE_MS);
    await budget.pause(waitMs);
    throw new NotDoneError(error.message, {
      retryAfterMs: waitMs + Math.round(Math.random() * MAX_JITTER_MS),
      cause: error,
    });
  }
}
