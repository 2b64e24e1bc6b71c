import type { WorkerOptions } from '@temporalio/worker';

/** Every number that sizes a worker, with its reason. */

/**
 * An order sleeps for weeks; keeping it in memory saves a replay when it wakes. Said explicitly, because the default
 * grows with the heap until the process dies of it.
 */
const MAX_CACHED_WORKFLOWS = 500;

/** Time for activities to finish after a stop signal: longer than one call to another system (`timeoutMs`, 20 s). */
const SHUTDOWN_GRACE = '25 s';

/** After which the process ends even with a call under way; the intent of that call is in the records. */
const SHUTDOWN_FORCE = '40 s';

const SHUTDOWN = { shutdownGraceTime: SHUTDOWN_GRACE, shutdownForceTime: SHUTDOWN_FORCE } as const;

/** The queue of the workflows and of the activities that stay inside Shipledger. */
export const WORKFLOW_QUEUE: Partial<WorkerOptions> = {
  ...SHUTDOWN,
  maxCachedWorkflows: MAX_CACHED_WORKFLOWS,
  maxConcurrentActivityTaskExecutions: 20,
};

/**
 * The queue of one system of one connection. The rate holds for all worker processes together, since the Temporal server
 * applies it. It stays below the system's own limit because a queue may burst; what still bursts waits in the
 * connector for its turn under the budget.
 */
export function systemQueue(activitiesPerSecond: number): Partial<WorkerOptions> {
  return {
    ...SHUTDOWN,
    maxConcurrentActivityTaskExecutions: 20,
    maxTaskQueueActivitiesPerSecond: activitiesPerSecond,
  };
}

/** Our share of Centra's default plan is 51 requests in 10 s; nearly every activity makes one, some two. */
export const CENTRA_ACTIVITIES_PER_SECOND = 4;

/** Fortnox: 25 requests in 5 s; nearly every activity makes one. */
export const FORTNOX_ACTIVITIES_PER_SECOND = 4.5;
