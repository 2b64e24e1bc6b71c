/**
 * When another system is taken for away, and who may then find out whether it is back. Pure: all processes compute the same
 * from the same state.
 */

/** What is known of a system that did not answer lately, as JSON keeps it. */
export type Outage = {
  /** Works that got no answer since the last answer to anybody, each once. */
  readonly missed: readonly string[];
  /** Works that got no answer the last time they asked, each once, the latest last. */
  readonly suspects: readonly string[];
  readonly lastMissMs: number;
  /** Once it is taken for away: nobody calls before this moment, and then one does. */
  readonly probeAtMs?: number;
  readonly failedProbes: number;
  /** Who is finding out whether it is back, since when, and until when that is believed. */
  readonly probing?: { readonly work: string; readonly fromMs: number; readonly untilMs: number };
};

export interface OutageTimes {
  /** From the moment that a system is taken for away to the first probe. */
  readonly firstMs: number;
  /** Probes that fail double the time to the next one up to this. */
  readonly longestMs: number;
}

/**
 * Fortnox and Centra are restarted in seconds and mended in hours. At two minutes a day of outage is 720 calls, and work
 * begins within two minutes of its end, and the jitter.
 */
export const OUTAGE_TIMES: OutageTimes = { firstMs: 15_000, longestMs: 120_000 };

/**
 * A system is away when so many pieces of work in a row got no answer. Each counts once: one order whose request makes the
 * other system fail, again and again, must not close it for the others.
 */
const MISSES_THAT_MEAN_AWAY = 3;

/** Who got no answer the last time probes only when nobody else came in this time: for the same reason. */
const SECOND_CHOICE_AFTER_MS = 5_000;
const SUSPECTS_REMEMBERED = 50;
const SUSPECTED_FOR_MS = 3_600_000;

/** They come a moment after the others. */
const SUSPECTS_AFTER_MS = 1_000;

/** While somebody probes, the others look again so soon, and ever later the longer it takes. */
const LOOK_AGAIN_MS = 1_000;

/** So that those who wait for the same system from other places do not probe in step with us. */
const JITTER = 0.2;

export type Gate = 'open' | 'probe' | { readonly waitMs: number };

/** Whether a piece of work may call now. */
export function gateFor(outage: Outage | undefined, work: string, nowMs: number, { longestMs }: OutageTimes): Gate {
  if (outage?.probeAtMs === undefined) return 'open';
  const { probing, probeAtMs, suspects } = outage;
  if (probing?.work === work) return 'probe';
  if (probing && nowMs < probing.untilMs) return { waitMs: Math.max(LOOK_AGAIN_MS, nowMs - probing.fromMs) };
  const isSuspect = suspects.includes(work);
  const isTooEarly = nowMs < probeAtMs;
  const afterMs = isSuspect ? (isTooEarly ? SUSPECTS_AFTER_MS : SECOND_CHOICE_AFTER_MS) : 0;
  const waitMs = probeAtMs + afterMs - nowMs;
  // A clock that was set back must not keep a system closed.
  const isPlausible = waitMs <= longestMs * (1 + JITTER) + SECOND_CHOICE_AFTER_MS;
  return waitMs > 0 && isPlausible ? { waitMs } : 'probe';
}

/** Somebody sets out to probe; when nothing is heard of it any more, the next one may. */
export function withProbe(outage: Outage, work: string, fromMs: number, longestMs: number): Outage {
  return { ...outage, probing: { work, fromMs, untilMs: fromMs + longestMs } };
}

/**
 * A call got no answer.
 *
 * @param chance from 0 to 1, for the jitter
 */
export function withMiss(
  before: Outage | undefined,
  { work, isProbe }: { readonly work: string; readonly isProbe: boolean },
  nowMs: number,
  { times, chance }: { readonly times: OutageTimes; readonly chance: number },
): Outage {
  // Who got no answer before others did says nothing new: it may be what makes the system fail.
  const isNews = before?.suspects.includes(work) !== true;
  const missed = [...new Set([...(before?.missed ?? []), ...(isNews ? [work] : [])])].slice(0, MISSES_THAT_MEAN_AWAY);
  const suspects = [...(before?.suspects ?? []).filter((other) => other !== work), work].slice(-SUSPECTS_REMEMBERED);
  const outage: Outage = { failedProbes: 0, ...before, missed, suspects, lastMissMs: nowMs };
  const isKnown = outage.probeAtMs !== undefined;
  if (isKnown ? !isProbe : missed.length < MISSES_THAT_MEAN_AWAY) return outage;
  const { probing: _, ...rest } = outage;
  const failedProbes = isKnown ? outage.failedProbes + 1 : 0;
  const waitMs = Math.min(times.firstMs * 2 ** failedProbes, times.longestMs);
  return { ...rest, failedProbes, probeAtMs: nowMs + Math.round(waitMs * (1 + JITTER * (2 * chance - 1))) };
}

/** These works were answered, the latest of them after it had asked at this moment. */
export function withAnswers(
  before: Outage | undefined,
  { works, askedAtMs }: { readonly works: ReadonlySet<string>; readonly askedAtMs: number },
): Outage | undefined {
  if (before === undefined) return undefined;
  const outage = { ...before, suspects: before.suspects.filter((work) => !works.has(work)) };
  return before.lastMissMs < askedAtMs ? closed(outage, askedAtMs) : outage;
}

/** It is back, whatever was missed before. Who got no answer itself is still no good probe. */
export function closed({ suspects, lastMissMs }: Outage, nowMs: number): Outage | undefined {
  if (suspects.length === 0 || nowMs - lastMissMs > SUSPECTED_FOR_MS) return undefined;
  return { suspects, missed: [], lastMissMs, failedProbes: 0 };
}
