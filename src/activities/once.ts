import { MaybeDoneError, NotDoneError, RefusedError } from '../connectors/call-errors.ts';
import type { Problem } from '../domain/problems.ts';
import type { JsonValue } from '../domain/json-value.ts';
import type { Effects } from '../records/effects.ts';

/** An effect on another system that must happen once. */
export interface Effect {
  readonly key: string;
  readonly connectionKey: string;
  readonly kind: string;
  readonly orderNumber: number;
}

export interface Work<T extends JsonValue> {
  /** Looks in the other system for what an earlier try may have done. */
  readonly find: () => Promise<T | undefined>;
  /** The same where the records may have lost earlier tries; by default as `find`. */
  readonly findLost?: () => Promise<T | undefined>;
  /** Does it: one write. */
  readonly perform: () => Promise<T>;
  /** Where repeating is not safe even after looking, the problem that a person gets instead. */
  readonly whenUnclear?: Problem;
  /** A person has seen to all tries before this moment: they may be repeated. */
  readonly mayRepeatTriesBefore?: Date;
  /** Before this moment it was not tried: it was not due yet. */
  readonly dueAt?: Date;
}

export interface OnceDeps {
  readonly effects: Effects;
  /** After an unclear try: when to look, counted from that try. After the last look it is tried again. */
  readonly lookAgainAfterMs: readonly number[];
  /**
   * The records may have lost what was tried before this moment: what they know nothing of is looked up first. It is looked
   * up once, since the last of those tries has had its time to land.
   */
  readonly recoveringSince?: Date | undefined;
}

/** It is not known whether an earlier try took effect; it is too early to try again. */
export class InDoubtError extends Error {
  override readonly name = 'InDoubtError';
  readonly lookAgainInMs: number;

  constructor(key: string, lookAgainInMs: number) {
    super(`${key}: an earlier try may still take effect; looking again in ${Math.ceil(lookAgainInMs / 1000)} s`);
    this.lookAgainInMs = lookAgainInMs;
  }
}

/**
 * Makes an effect happen once, whatever breaks in between. The intent is written before the try and the outcome after
 * it. An intent without outcome means that an earlier try may have landed: then the other system is looked at first,
 * again after a while, and only then is it tried anew. With `recoveringSince` even a missing intent may mean that.
 *
 * @throws InDoubtError when it is too early to try again; the caller comes back later.
 * @throws RefusedError when the other system refused, or with `whenUnclear` when repeating is not safe.
 */
export async function once<T extends JsonValue>(deps: OnceDeps, effect: Effect, work: Work<T>): Promise<T> {
  const { effects } = deps;
  const begun = await effects.begin(effect);
  if (begun.state === 'done') return begun.outcome as T;
  if (begun.state === 'inDoubt') {
    const found = await work.find();
    if (found !== undefined) return keep(found);
    const lookAgainInMs = untilNextLookMs(begun.elapsedMs, deps);
    if (lookAgainInMs !== undefined) throw new InDoubtError(effect.key, lookAgainInMs);
    const isSeenTo = work.mayRepeatTriesBefore !== undefined && begun.lastTriedAt < work.mayRepeatTriesBefore;
    if (work.whenUnclear && !isSeenTo) throw new RefusedError(work.whenUnclear);
    if (!(await effects.beginAgain(effect.key, begun.tries))) throw new InDoubtError(effect.key, 1_000);
  }
  if (begun.state === 'first' && deps.recoveringSince !== undefined) {
    const found = await lookForLost(deps.recoveringSince);
    if (found !== undefined) return keep(found);
  }
  try {
    return await keep(await work.perform());
  } catch (error) {
    // Only a first try proves that nothing is under way: an earlier unclear one may still land.
    if (begun.state === 'first' && isCertainlyNotDone(error)) await effects.withdraw(effect.key);
    if (error instanceof MaybeDoneError) throw new InDoubtError(effect.key, deps.lookAgainAfterMs[0] ?? 0);
    throw error;
  }

  /** Nothing is under way yet: whatever this ends with, the next try is a first one again. */
  async function lookForLost(since: Date): Promise<T | undefined> {
    try {
      const found = await (work.findLost ?? work.find)();
      const mayBeLost = work.mayRepeatTriesBefore === undefined && (work.dueAt === undefined || work.dueAt < since);
      if (found === undefined && work.whenUnclear && mayBeLost) throw new RefusedError(work.whenUnclear);
      return found;
    } catch (error) {
      await effects.withdraw(effect.key);
      throw error;
    }
  }

  async function keep(outcome: T): Promise<T> {
    await effects.finish(effect.key, outcome);
    return outcome;
  }
}

function isCertainlyNotDone(error: unknown): boolean {
  return error instanceof NotDoneError || error instanceof RefusedError;
}

/** How long until the next look that is still to come, or undefined when the last one is past. */
function untilNextLookMs(elapsedMs: number, { lookAgainAfterMs }: OnceDeps): number | undefined {
  const next = lookAgainAfterMs.find((afterMs) => afterMs > elapsedMs);
  return next === undefined ? undefined : next - elapsedMs;
}
