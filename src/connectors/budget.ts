import { setTimeout as delay } from 'node:timers/promises';
import type { JsonValue } from '../domain/json-value.ts';
import { corrected, fullLevels, refilled, type Cost, type Limit, type Reading } from './budget-levels.ts';
import { NotDoneError, NotItsTurnError } from './call-errors.ts';
import { closed, gateFor, OUTAGE_TIMES, withAnswers, withMiss, type OutageTimes } from './outage.ts';
import type { Line, SharedStore } from '../domain/shared-store.ts';
import { turnInLine, type State, type Verdict } from './turn-in-line.ts';

/**
 * What may be asked of another system, and in which order, for all worker processes together: its limits are per company
 * or environment, not per process (docs/adr/0011), and so are its outages (docs/adr/0015).
 */
export interface Budget {
  /**
   * Says that work is about to begin which needs the system, so that nothing else is read in vain. Costs nothing while the
   * system answers and nobody waits.
   *
   * @param maxWaitMs what its calls may wait for their turns
   * @throws NotItsTurnError with the wait; the work has a place in the line then.
   */
  readonly approach: (maxWaitMs: number) => Promise<void>;
  /**
   * Waits until a call of this cost may be made.
   *
   * @param maxWaitMs the longest that it waits. A call that leaves after its activity has timed out could meet the next
   *   try of the same effect.
   * @throws NotItsTurnError with the wait when the turn would come later, the system is away or others were there first;
   *   nothing is spent then. NotDoneError when the records database did not tell.
   */
  readonly spend: (cost: Cost, maxWaitMs: number) => Promise<Permit>;
  /** The call was answered, be it by a refusal. */
  readonly answered: (permit: Permit) => Promise<void>;
  /**
   * The call got no answer, or nobody was let in.
   *
   * @returns when to come back, in milliseconds, where the system is now taken for away.
   */
  readonly missed: (permit: Permit) => Promise<number | undefined>;
  /** Takes over what the other system says is left. */
  readonly correct: (readings: readonly Reading[]) => Promise<void>;
  /** The other system refused a call because of its limits: nobody calls for so long. */
  readonly pause: (ms: number) => Promise<void>;
}

export interface Permit {
  /** Whether it is time to ask the other system what is left; only one caller among all processes is told so. */
  readonly isCheckDue: boolean;
  /** Whether this call finds out for all whether the system is back. */
  readonly isProbe: boolean;
  /** By the clock of the store. */
  readonly grantedAtMs: number;
}

export interface BudgetSettings {
  /** Names what is limited: `fortnox/<client>/<company>`. */
  readonly key: string;
  readonly limits: readonly Limit[];
  /** Of the real limits, as `correct` learns of them. */
  readonly share?: number;
  /** How often the other system is to be asked what is left; never by default. */
  readonly checkEveryMs?: number;
  readonly outageTimes?: OutageTimes | undefined;
  /** The name of the work in hand, the same at each try. Work without a name has no place in the line. */
  readonly work?: (() => string | undefined) | undefined;
  readonly sleep?: (ms: number) => Promise<unknown>;
  readonly now?: () => number;
  readonly random?: () => number;
}

/**
 * A turn that is used this much later than foreseen, as after a stall of the process, is given up for a new one: several
 * stalled calls would otherwise leave at once.
 */
const MAX_LATE_MS = 150;

/** What nearly every call costs, in the words of all limits. */
const A_CALL: Cost = { requests: 1 };

export function createBudget(store: SharedStore, settings: BudgetSettings): Budget {
  const { key, limits, share = 1, checkEveryMs = Infinity, work = () => undefined } = settings;
  const { sleep = delay, now = () => performance.now(), random = Math.random, outageTimes = OUTAGE_TIMES } = settings;

  const rules = { limits, outageTimes };
  /** Who was answered in this process and when the last of them had asked; told to the others with the next turn. */
  const answered = new Set<string>();
  let answeredAtMs = 0;
  /** What this process knew last: away, or that others wait. */
  let isAway = false;
  let isLine = false;

  const change = async <T>(
    act: (state: State, line: Line) => { state: State; result: T } | Promise<{ state: State; result: T }>,
  ): Promise<T> => {
    try {
      return await store.update(key, async (value, at, line) => {
        const kept = stateIn(value, at);
        const outage = withAnswers(kept.outage, { works: answered, askedAtMs: answeredAtMs });
        const levels = refilled(kept, limits, at.getTime());
        const { state, result } = await act({ ...kept, ...levels, outage }, line);
        isAway = state.outage?.probeAtMs !== undefined;
        isLine = state.drain !== undefined;
        answered.clear();
        return { value: asJson(state), result };
      });
    } catch (cause) {
      throw new NotDoneError(`the budget ${key} could not be read in the records database; nothing was sent`, {
        cause,
      });
    }
  };

  const ask = (cost: Cost, maxWaitMs: number, isToCall: boolean) => {
    const asking = { work: work(), cost, maxWaitMs, isToCall };
    return change(async (before, line) => {
      const { state, verdict } = await turnInLine(before, line, asking, rules);
      const isCheckDue = verdict.go && isToCall && state.atMs - state.checkedAtMs >= checkEveryMs;
      return {
        state: isCheckDue ? { ...state, checkedAtMs: state.atMs } : state,
        result: { ...verdict, isCheckDue },
      };
    });
  };

  const notItsTurn = ({ waitMs, why }: Extract<Verdict, { go: false }>): NotItsTurnError =>
    new NotItsTurnError(`${key}: ${why}; next try in ${Math.ceil(waitMs / 1000)} s`, { retryAfterMs: waitMs });

  const spend: Budget['spend'] = async (cost, maxWaitMs) => {
    const askedAtMs = now();
    const verdict = await ask(cost, maxWaitMs, true);
    const spentMs = now() - askedAtMs;
    if (spentMs > maxWaitMs + MAX_LATE_MS) {
      throw new NotDoneError(
        `${key}: the records database took ${Math.ceil(spentMs / 1000)} s to tell whose turn it is`,
      );
    }
    if (!verdict.go) throw notItsTurn(verdict);
    const { waitMs, go: _, ...permit } = verdict;
    if (waitMs === 0) return permit;
    const dueAtMs = now() + waitMs;
    await sleep(waitMs);
    const isStillGood = now() - dueAtMs <= MAX_LATE_MS && !isAway;
    if (permit.isProbe || isStillGood) return permit;
    const again = await spend(cost, Math.max(0, maxWaitMs - (now() - askedAtMs)));
    return { ...again, isCheckDue: permit.isCheckDue || again.isCheckDue };
  };

  return {
    async approach(maxWaitMs) {
      if (!isAway && !isLine) return;
      const verdict = await ask(A_CALL, maxWaitMs, false);
      if (!verdict.go) throw notItsTurn(verdict);
    },
    spend,
    async answered({ isProbe, grantedAtMs }) {
      answeredAtMs = Math.max(answeredAtMs, grantedAtMs);
      answered.add(work() ?? '');
      if (!isProbe) return;
      await change((state) => {
        const outage = state.outage && closed(state.outage, state.atMs);
        return { state: { ...state, outage }, result: undefined };
      });
    },
    missed({ isProbe }) {
      const name = work();
      const miss = { work: name ?? '', isProbe };
      return change(async (before, line) => {
        const outage = withMiss(before.outage, miss, before.atMs, { times: outageTimes, chance: random() });
        const state: State = { ...before, outage };
        // It holds up nobody, since it comes back when it sees fit; and then it is as old as it is now.
        if (name !== undefined) await line.serve(name);
        const gate = gateFor(outage, miss.work, state.atMs, outageTimes);
        return { state, result: typeof gate === 'object' ? gate.waitMs : undefined };
      });
    },
    correct: (readings) =>
      change((state) => ({ state: { ...state, ...corrected(state, limits, readings, share) }, result: undefined })),
    pause: (ms) =>
      change((state) => ({
        state: { ...state, pausedUntilMs: Math.max(state.pausedUntilMs, state.atMs + ms), checkedAtMs: 0 },
        result: undefined,
      })),
  };
}

/** What another version of Shipledger may have kept otherwise begins anew: the limits are short, and 429 corrects. */
function stateIn(value: unknown, now: Date): State {
  const isState = typeof value === 'object' && value !== null && 'left' in value && 'quotas' in value;
  return isState ? (value as State) : fullLevels(now.getTime());
}

/** JSON knows no `undefined`. */
function asJson({ outage, drain, ...levels }: State): JsonValue {
  return { ...levels, ...(outage && { outage }), ...(drain && { drain }) } as JsonValue;
}
