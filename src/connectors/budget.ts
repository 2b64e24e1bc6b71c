import { setTimeout as delay } from 'node:timers/promises';
import {
  corrected,
  fullLevels,
  refilled,
  turnFor,
  type Cost,
  type Levels,
  type Limit,
  type Reading,
} from './budget-levels.ts';
import { NotDoneError } from './call-errors.ts';
import type { SharedStore } from './shared-store.ts';

/**
 * What may be asked of another system, counted for all worker processes together: its limits are per company or
 * environment, not per process (docs/adr/0011).
 */
export interface Budget {
  /**
   * Waits until a call of this cost may be made.
   *
   * @param maxWaitMs the longest that it waits. A call that leaves after its activity has timed out could meet the next
   *   try of the same effect.
   * @returns whether it is time to ask the other system what is left; only one caller among all processes is told so.
   * @throws NotDoneError with the wait when the turn would come later; nothing is spent then.
   */
  readonly spend: (cost: Cost, maxWaitMs: number) => Promise<{ readonly isCheckDue: boolean }>;
  /** Takes over what the other system says is left. */
  readonly correct: (readings: readonly Reading[]) => Promise<void>;
  /** The other system refused a call because of its limits: nobody calls for so long. */
  readonly pause: (ms: number) => Promise<void>;
}

export interface BudgetSettings {
  /** Names what is limited: `fortnox/<client>/<company>`. */
  readonly key: string;
  readonly limits: readonly Limit[];
  /** Of the real limits, as `correct` learns of them. */
  readonly share?: number;
  /** How often the other system is to be asked what is left; never by default. */
  readonly checkEveryMs?: number;
  readonly sleep?: (ms: number) => Promise<unknown>;
  readonly now?: () => number;
}

/**
 * A turn that is used this much later than foreseen, as after a stall of the process, is given up for a new one: several
 * stalled calls would otherwise leave at once.
 */
const MAX_LATE_MS = 150;

export function createBudget(store: SharedStore, settings: BudgetSettings): Budget {
  const { key, limits, share = 1, checkEveryMs = Infinity, sleep = delay, now = () => performance.now() } = settings;

  const change = async <T>(act: (levels: Levels) => { levels: Levels; result: T }): Promise<T> => {
    try {
      return await store.update(key, (value, at) => {
        const { levels, result } = act(refilled(levelsIn(value, at), limits, at.getTime()));
        return { value: levels, result };
      });
    } catch (cause) {
      throw new NotDoneError(`the budget ${key} could not be read in the records database; nothing was sent`, {
        cause,
      });
    }
  };

  const reserve = (cost: Cost, maxWaitMs: number) =>
    change((levels) => {
      const turn = turnFor(levels, limits, cost);
      if (turn.waitMs > maxWaitMs) return { levels, result: { ...turn, isTooLate: true, isCheckDue: false } };
      const isCheckDue = levels.atMs - levels.checkedAtMs >= checkEveryMs;
      const spent = isCheckDue ? { ...turn.levels, checkedAtMs: levels.atMs } : turn.levels;
      return { levels: spent, result: { waitMs: turn.waitMs, isTooLate: false, isCheckDue } };
    });

  const spend: Budget['spend'] = async (cost, maxWaitMs) => {
    const askedAtMs = now();
    const { waitMs, isTooLate, isCheckDue } = await reserve(cost, maxWaitMs);
    const spentMs = now() - askedAtMs;
    if (spentMs > maxWaitMs + MAX_LATE_MS) {
      throw new NotDoneError(
        `${key}: the records database took ${Math.ceil(spentMs / 1000)} s to tell whose turn it is`,
      );
    }
    if (isTooLate) {
      throw new NotDoneError(
        `${key}: under its rate limits the next call may be made in ${Math.ceil(waitMs / 1000)} s`,
        {
          retryAfterMs: waitMs,
        },
      );
    }
    if (waitMs === 0) return { isCheckDue };
    const dueAtMs = now() + waitMs;
    await sleep(waitMs);
    if (now() - dueAtMs <= MAX_LATE_MS) return { isCheckDue };
    const again = await spend(cost, Math.max(0, maxWaitMs - (now() - askedAtMs)));
    return { isCheckDue: isCheckDue || again.isCheckDue };
  };

  return {
    spend,
    correct: (readings) =>
      change((levels) => ({ levels: corrected(levels, limits, readings, share), result: undefined })),
    pause: (ms) =>
      change((levels) => ({
        levels: { ...levels, pausedUntilMs: Math.max(levels.pausedUntilMs, levels.atMs + ms), checkedAtMs: 0 },
        result: undefined,
      })),
  };
}

/** What another version of Shipledger may have kept otherwise begins anew: the limits are short, and 429 corrects. */
function levelsIn(value: unknown, now: Date): Levels {
  const isLevels = typeof value === 'object' && value !== null && 'left' in value && 'quotas' in value;
  return isLevels ? (value as Levels) : fullLevels(now.getTime());
}
