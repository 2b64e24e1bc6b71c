import type { Limit } from '../budget-levels.ts';

/**
 * Centra counts requests, mutations and complexity, all integrations of an environment together; these are the limits of
 * its default plan. Another plan is noticed by what Centra itself says is left.
 */
const GROWTH_PLAN = {
  requests: { TEN_SECONDS: 60, ONE_HOUR: 5_000 },
  mutations: { TEN_SECONDS: 20, ONE_HOUR: 1_800 },
  complexity: { TEN_SECONDS: 250_000, ONE_HOUR: 30_000_000 },
} as const;

export const INTERVAL_MS = { TEN_SECONDS: 10_000, ONE_HOUR: 3_600_000 } as const;
export type Interval = keyof typeof INTERVAL_MS;

/** The rest is left to whatever else uses the environment. */
export const OUR_SHARE = 0.85;

export const limitName = (counts: string, interval: string): string => `${counts}/${interval}`;

export const CENTRA_LIMITS: readonly Limit[] = Object.entries(GROWTH_PLAN).flatMap(([counts, quotas]) =>
  Object.entries(quotas).map(([interval, quota]) => ({
    name: limitName(counts, interval),
    counts,
    quota: quota * OUR_SHARE,
    windowMs: INTERVAL_MS[interval as Interval],
    burst: quota * OUR_SHARE,
  })),
);

/** How often Centra is asked what is left: others spend from the same limits. */
export const CHECK_EVERY_MS = 60_000;

/** After a 429 whose `Retry-After` cannot be read. */
export const CENTRA_PAUSE_MS = 10_000;
