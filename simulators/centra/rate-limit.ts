/** Token buckets with constant refill, as Centra documents them: one set for all integrations of an environment. */

const INTERVALS = { TEN_SECONDS: 10_000, ONE_HOUR: 3_600_000 } as const;

export type LimitedBy = 'REQUEST_COUNT' | 'MUTATION_COUNT' | 'QUERY_COMPLEXITY';
export type Cost = Readonly<Record<LimitedBy, number>>;
type Interval = keyof typeof INTERVALS;
export type Quotas = Readonly<Record<LimitedBy, Readonly<Record<Interval, number>>>>;

/** Centra's default plan, "Growth". */
export const GROWTH_QUOTAS: Quotas = {
  REQUEST_COUNT: { TEN_SECONDS: 60, ONE_HOUR: 5_000 },
  MUTATION_COUNT: { TEN_SECONDS: 20, ONE_HOUR: 1_800 },
  QUERY_COMPLEXITY: { TEN_SECONDS: 250_000, ONE_HOUR: 30_000_000 },
};

interface Bucket {
  readonly type: LimitedBy;
  readonly interval: Interval;
  readonly quota: number;
  tokens: number;
}

export interface RateLimit {
  /** Takes the cost out of every bucket, or none: then the answer is when to come back, in epoch milliseconds. */
  take(cost: Cost): number | null;
  /** Refuses everything until then: whoever was told to wait and does not is limited again. */
  refuseUntil(atMs: number): void;
  /** As the `rateLimits` query shows the buckets. */
  usage(): { type: LimitedBy; intervalSeconds: Interval; quota: number; usedQuota: number; remainingQuota: number }[];
  hits(): number;
}

/**
 * @param quotas `off` counts nothing and refuses nothing.
 * @param clockMs Real time: a demo that plays in the past must not be limited by it.
 */
export function createRateLimit(quotas: Quotas | 'off', clockMs: () => number = Date.now): RateLimit {
  const buckets = quotas === 'off' ? [] : bucketsOf(quotas);
  let refilledAtMs = clockMs();
  let hits = 0;
  let refusedUntilMs = -Infinity;

  const refill = () => {
    const elapsedMs = clockMs() - refilledAtMs;
    refilledAtMs += elapsedMs;
    for (const bucket of buckets)
      bucket.tokens = Math.min(bucket.quota, bucket.tokens + elapsedMs * refillPerMs(bucket));
  };

  return {
    take: (cost) => {
      refill();
      const waitMs = Math.max(0, ...buckets.map((bucket) => (cost[bucket.type] - bucket.tokens) / refillPerMs(bucket)));
      const freeAtMs = Math.max(refusedUntilMs, refilledAtMs + Math.ceil(waitMs));
      if (freeAtMs > refilledAtMs) {
        hits += 1;
        return freeAtMs;
      }
      for (const bucket of buckets) bucket.tokens -= cost[bucket.type];
      return null;
    },
    refuseUntil: (atMs) => {
      if (quotas !== 'off') refusedUntilMs = Math.max(refusedUntilMs, atMs);
    },
    usage: () => {
      refill();
      return buckets.map(({ type, interval, quota, tokens }) => {
        const remainingQuota = Math.floor(tokens);
        return { type, intervalSeconds: interval, quota, usedQuota: quota - remainingQuota, remainingQuota };
      });
    },
    hits: () => hits,
  };
}

const refillPerMs = (bucket: Bucket): number => bucket.quota / INTERVALS[bucket.interval];

function bucketsOf(quotas: Quotas): Bucket[] {
  const types: readonly LimitedBy[] = ['REQUEST_COUNT', 'QUERY_COMPLEXITY', 'MUTATION_COUNT'];
  const intervals: readonly Interval[] = ['TEN_SECONDS', 'ONE_HOUR'];
  return types.flatMap((type) =>
    intervals.map((interval) => ({ type, interval, quota: quotas[type][interval], tokens: quotas[type][interval] })),
  );
}
