import type { Problem } from '../domain/problems.ts';

/**
 * How a call to another system can end other than well. The three differ in the one thing that matters for the books:
 * whether the effect may have happened.
 */
export class NotDoneError extends Error {
  override readonly name = 'NotDoneError';
  /** When the other system said to come back, in milliseconds from now. */
  readonly retryAfterMs: number | undefined;
  /** The other system as a whole seems to be away: it cannot be reached, fails, or lets nobody in. */
  readonly isAway: boolean;

  /** Nothing happened there, and it will work later: not connected, limited, or log-in failed. */
  constructor(message: string, options: { retryAfterMs?: number; isAway?: boolean; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.retryAfterMs = options.retryAfterMs;
    this.isAway = options.isAway ?? false;
  }
}

/** It is not this work's turn yet: the other system is away, or others were there first. Nothing was tried. */
export class NotItsTurnError extends NotDoneError {}

/** The other system takes no more calls for a while; without `retryAfterMs` it did not say for how long. */
export class RateLimitedError extends NotDoneError {}

export class MaybeDoneError extends Error {
  override readonly name = 'MaybeDoneError';
  /** The other system as a whole seems to be away. */
  readonly isAway: boolean;

  /** The request left and no answer tells what became of it: time-out, reset, 5xx. */
  constructor(message: string, options: { isAway?: boolean; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.isAway = options.isAway ?? false;
  }
}

export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly problem: Problem;

  /** Nothing happened there, and it will not work before a person has mended something. */
  constructor(problem: Problem, options: { cause?: unknown } = {}) {
    super(`${problem.code}: ${problem.detail}`, { cause: options.cause });
    this.problem = problem;
  }
}
