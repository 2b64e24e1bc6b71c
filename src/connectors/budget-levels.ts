/**
 * The arithmetic of a budget: token buckets that refill evenly. Pure, so that every process computes the same from the
 * same state.
 */

/** One limit of another system, or the share of it that is ours. */
export interface Limit {
  /** Unique within its budget: `requests/10s`. */
  readonly name: string;
  /** Which part of a call's cost it counts: `requests`. */
  readonly counts: string;
  /** So much comes back in every `windowMs`. */
  readonly quota: number;
  readonly windowMs: number;
  /** So much may be spent at once after a rest. In any window no more than `burst + quota` is spent. */
  readonly burst: number;
}

export type Cost = Readonly<Record<string, number>>;

/** What all processes know of a budget at one moment, as JSON keeps it. */
export type Levels = {
  readonly atMs: number;
  /** What is left of each limit; below zero where turns in the future are given away already. */
  readonly left: Readonly<Record<string, number>>;
  /** Nobody calls before this moment: the other system said so. */
  readonly pausedUntilMs: number;
  /** When the other system was last asked what is left. */
  readonly checkedAtMs: number;
  /** How the limits themselves were found to be, where they differ from what we took them for. */
  readonly quotas: Readonly<Record<string, number>>;
};

export function fullLevels(atMs: number): Levels {
  return { atMs, left: {}, pausedUntilMs: 0, checkedAtMs: atMs, quotas: {} };
}

/**
 * Levels as they are after some time has passed. A clock that was set back takes its moments along and refills nothing. Nor
 * does a pause: else all who waited for its end would leave together, and be refused together.
 */
export function refilled(before: Levels, limits: readonly Limit[], nowMs: number): Levels {
  const levels = nowMs < before.atMs ? shifted(before, nowMs - before.atMs) : before;
  const elapsedMs = Math.max(0, nowMs - Math.max(levels.atMs, levels.pausedUntilMs));
  const left = limits.map((limit) => {
    const spent = levels.left[limit.name] ?? burstOf(limit, levels);
    return [limit.name, Math.min(burstOf(limit, levels), spent + elapsedMs * refillPerMs(limit, levels))] as const;
  });
  return { ...levels, atMs: nowMs, left: Object.fromEntries(left) };
}

function shifted(levels: Levels, byMs: number): Levels {
  const { atMs, pausedUntilMs, checkedAtMs } = levels;
  return { ...levels, atMs: atMs + byMs, pausedUntilMs: pausedUntilMs + byMs, checkedAtMs: checkedAtMs + byMs };
}

export interface Turn {
  readonly levels: Levels;
  readonly waitMs: number;
}

/** Spends the cost, and how long to wait until it may be used. What costs more than a burst waits for a full bucket. */
export function turnFor(levels: Levels, limits: readonly Limit[], cost: Cost): Turn {
  const left = Object.fromEntries(
    limits.map((limit) => [limit.name, (levels.left[limit.name] ?? 0) - (cost[limit.counts] ?? 0)]),
  );
  return { levels: { ...levels, left }, waitMs: waitAfter(levels, limits, cost, 0) };
}

/** How long a call of this cost would wait if so many others of the same cost went before it. */
export function waitAfter(levels: Levels, limits: readonly Limit[], cost: Cost, others: number): number {
  const waits = limits.map((limit) => {
    const asked = cost[limit.counts] ?? 0;
    const missing = Math.min(asked, burstOf(limit, levels)) + others * asked - (levels.left[limit.name] ?? 0);
    return asked === 0 ? 0 : missing / refillPerMs(limit, levels);
  });
  const pauseMs = Math.max(0, levels.pausedUntilMs - levels.atMs);
  return Math.ceil(pauseMs + Math.max(0, ...waits));
}

/** What the other system says of one limit. */
export interface Reading {
  readonly name: string;
  readonly quota: number;
  readonly remaining: number;
}

/**
 * Levels brought in line with what the other system says: others may have spent from the same limit, and the merchant's
 * plan may be another. Turns that are given away but not used yet are not in its count, so it lowers them at most.
 *
 * @param share of the limit that is ours; the rest is left to others.
 */
export function corrected(
  levels: Levels,
  limits: readonly Limit[],
  readings: readonly Reading[],
  share: number,
): Levels {
  const left: Record<string, number> = { ...levels.left };
  const quotas: Record<string, number> = { ...levels.quotas };
  for (const { name, quota, remaining } of readings) {
    if (!limits.some((limit) => limit.name === name) || quota <= 0) continue;
    quotas[name] = quota * share;
    const ours = remaining - quota * (1 - share);
    const before = left[name] ?? 0;
    left[name] = before < 0 ? Math.min(before, ours) : ours;
  }
  return { ...levels, left, quotas };
}

function refillPerMs(limit: Limit, levels: Levels): number {
  return (levels.quotas[limit.name] ?? limit.quota) / limit.windowMs;
}

/** A limit that was found to be larger allows a larger burst as well. */
function burstOf(limit: Limit, levels: Levels): number {
  return limit.burst * ((levels.quotas[limit.name] ?? limit.quota) / limit.quota);
}
