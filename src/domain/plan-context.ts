import type { OrderObservation } from './observation.ts';
import { localDate } from './local-date.ts';
import type { ConnectionPolicy, OrderPolicy } from './policy.ts';
import type { Progress } from './progress.ts';

/** All that a plan is made of. */
export interface PlanContext {
  readonly seen: OrderObservation;
  readonly progress: Progress;
  readonly policy: ConnectionPolicy;
  readonly rules: OrderPolicy;
  readonly now: string;
}

/** Shipments and returns are ours one by one: an order may straddle the day of going live. */
export function isSinceGoLive({ policy }: PlanContext, createdAt: string): boolean {
  return localDate(createdAt, policy.timeZone) >= policy.goLive;
}
