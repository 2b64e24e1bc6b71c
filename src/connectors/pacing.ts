import { setTimeout as delay } from 'node:timers/promises';

export interface SlidingWindow {
  /**
   * Resolves when one more call may be made; callers are served in the order they came.
   *
   * @throws when the signal aborts first; the call has then not been counted.
   */
  take(signal?: AbortSignal): Promise<void>;
}

export interface SlidingWindowOptions {
  /** Calls allowed in any stretch of `windowMs`. Choose a little less than the other system allows: clocks and networks
   * squeeze calls together. */
  readonly limit: number;
  readonly windowMs: number;
  /** A clock in milliseconds that never goes back. */
  readonly now?: () => number;
  readonly sleep?: (ms: number, signal?: AbortSignal) => Promise<unknown>;
}

/**
 * Spaces calls so that at most `limit` of them fall into any stretch of `windowMs`. An idle window lets half of the limit
 * through at once; from there on calls are spaced evenly, so that a busy worker hums instead of stopping and starting.
 * One per process and system.
 */
export function createSlidingWindow(options: SlidingWindowOptions): SlidingWindow {
  const {
    limit,
    windowMs,
    now = () => performance.now(),
    sleep = (ms, signal) => delay(ms, undefined, { signal }),
  } = options;
  const made: number[] = [];
  let queue: Promise<void> = Promise.resolve();

  /** Counts the moment the call is really let go, not the one foreseen: after a stall of the process they differ. */
  const letOneThrough = async (signal?: AbortSignal): Promise<void> => {
    signal?.throwIfAborted();
    let waitMs: number;
    while ((waitMs = earliest(made, limit, windowMs) - now()) > 0) await sleep(Math.ceil(waitMs), signal);
    made.push(now());
    if (made.length > limit) made.shift();
  };

  return {
    take(signal) {
      const turn = queue.then(() => letOneThrough(signal));
      queue = turn.catch(() => undefined);
      return turn;
    },
  };
}

/** The earliest moment for the next call, given those made, oldest first. */
function earliest(made: readonly number[], limit: number, windowMs: number): number {
  const last = made.at(-1) ?? -Infinity;
  const whenRoom = (made.at(-limit) ?? -Infinity) + windowMs;
  const whenIdleAgain = (made.at(-Math.ceil(limit / 2)) ?? -Infinity) + windowMs;
  return Math.max(whenRoom, Math.min(last + windowMs / limit, whenIdleAgain));
}
