import type { Budget, Permit } from './budget.ts';
import type { Cost } from './budget-levels.ts';
import { MaybeDoneError, NotDoneError, RateLimitedError, RefusedError } from './call-errors.ts';

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

/** The name of the work in hand, the same at each try: it keeps its place in the line under it. */
export type WorkName = () => string | undefined;

/**
 * A pause holds everybody back, also after a restart; so one that came of a clock that is wrong, or of a time without its
 * zone, must not last. The call after it tells whether it was over.
 */
const MIN_PAUSE_MS = 1_000;
const MAX_PAUSE_MS = 5 * 60_000;

/** So that the calls that were refused together do not come back together. */
const MAX_JITTER_MS = 1_000;

/**
 * Makes a call when it is its turn, and tells all processes when it shows that the other system is away, or back. When the
 * other system refuses it because of its limits, all processes pause.
 *
 * @param provesItIsThere Not for a log-in: somebody else may answer it.
 * @throws NotDoneError when the turn would come too late, the work was given up, or on 429, with the wait; and what `call`
 *   throws.
 */
export async function inTurn<T>(
  turns: Turns,
  cost: Cost,
  call: (signal: AbortSignal | undefined) => Promise<T>,
  provesItIsThere = true,
): Promise<{ readonly answer: T; readonly isCheckDue: boolean }> {
  const { budget, maxWaitMs, pauseMs, cancellation } = turns;
  const permit = await budget.spend(cost, maxWaitMs);
  const signal = cancellation?.();
  if (signal?.aborted) throw new NotDoneError('given up before its turn came; nothing was sent');
  try {
    const answer = await call(signal);
    if (provesItIsThere) await noteAnswer(budget, permit);
    return { answer, isCheckDue: permit.isCheckDue };
  } catch (error) {
    if (isAway(error)) throw await withMiss(budget, permit, error);
    if (provesItIsThere && isAnswer(error)) await noteAnswer(budget, permit);
    if (!(error instanceof RateLimitedError)) throw error;
    const waitMs = Math.min(Math.max(error.retryAfterMs ?? pauseMs, MIN_PAUSE_MS), MAX_PAUSE_MS);
    await budget.pause(waitMs);
    throw new NotDoneError(error.message, {
      retryAfterMs: waitMs + Math.round(Math.random() * MAX_JITTER_MS),
      cause: error,
    });
  }
}

function isAway(error: unknown): error is NotDoneError | MaybeDoneError {
  return (error instanceof NotDoneError || error instanceof MaybeDoneError) && error.isAway;
}

function isAnswer(error: unknown): boolean {
  return error instanceof RefusedError || error instanceof MaybeDoneError || error instanceof RateLimitedError;
}

/** What became of the call is known; that it could not be told to the others must not hide it. */
async function noteAnswer(budget: Budget, permit: Permit): Promise<void> {
  await budget.answered(permit).catch(() => undefined);
}

/** The error, with the time to come back where nothing happened there. What may have happened is looked for in time. */
async function withMiss(budget: Budget, permit: Permit, error: NotDoneError | MaybeDoneError): Promise<Error> {
  const waitMs = await budget.missed(permit).catch(() => undefined);
  if (waitMs === undefined || !(error instanceof NotDoneError)) return error;
  const { message, retryAfterMs = waitMs } = error;
  return new NotDoneError(message, { retryAfterMs, isAway: true, cause: error });
}
