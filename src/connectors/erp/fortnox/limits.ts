import type { Limit } from '../../budget-levels.ts';

/**
 * Fortnox takes 25 requests in any 5 seconds, per client and company. Two may leave together and 22 more follow evenly in
 * the next 5 seconds: one is left for networks that squeeze calls together.
 */
export const FORTNOX_LIMITS: readonly Limit[] = [
  { name: 'requests/5s', counts: 'requests', quota: 22, windowMs: 5_000, burst: 2 },
];

/** Its 429 says nothing of a wait; who goes on stays limited until the average is back, which is after the window. */
export const FORTNOX_PAUSE_MS = 5_000;
