import type { WorkerOptions } from '@temporalio/worker';
import { BEAT_EVERY_MS } from '../activities/heartbeat.ts';

/**
 * Every number that sizes a worker, with its reason. A worker waits for other systems nearly all of its time: what limits it
 * is their pace, a handful of calls a second, so the numbers are small and the same for a shop of any size. More orders are
 * more processes, not larger ones.
 */

/** Time for activities to finish after a stop signal: longer than one call to another system (`timeoutMs`, 20 s). */
const SHUTDOWN_GRACE = '25 s';

/**
 * After which the process ends even with a call under way; the intent of that call is in the records. Orchestrators must
 * wait longer before they kill (docker-compose.yml: 60 s).
 */
const SHUTDOWN_FORCE = '40 s';

/** What all workers have in common. */
export const EVERY_WORKER = {
  shutdownGraceTime: SHUTDOWN_GRACE,
  shutdownForceTime: SHUTDOWN_FORCE,
  // Else the beats of an activity reach the server too rarely to tell a killed worker from a busy one.
  maxHeartbeatThrottleInterval: BEAT_EVERY_MS,
} as const satisfies Partial<WorkerOptions>;

/**
 * A queue has four partitions on the server, and a poll waits at one of them: one for each, and one that is on its way. A
 * poll is a request that stays open, so that more of them would cost the server something at each of the many queues.
 */
const POLLERS = { type: 'simple-maximum', maximum: 5 } as const;

/** The queue of the workflows and of the activities that stay inside Shipledger. */
export const WORKFLOW_QUEUE = {
  /**
   * An order sleeps for weeks; keeping it in memory saves a replay when it wakes. Said explicitly, because the default grows
   * with the heap until the process dies of it. Workflows live in a thread with a heap of its own, about a megabyte each at
   * worst: half of a gigabyte, which a container of one and a half has to spare (docs/architecture.md).
   */
  maxCachedWorkflows: 500,
  /** One context for all of them: several threads would share nothing and gain nothing, since they compute for milliseconds. */
  reuseV8Context: true,
  workflowThreadPoolSize: 1,
  /** They take turns on that thread; what is beyond it is on its way to or from the server, or writes the order's record. */
  maxConcurrentWorkflowTaskExecutions: 40,
  /** Half of what can be executed at most, most of them for orders that this process has in memory. */
  workflowTaskPollerBehavior: { type: 'simple-maximum', maximum: 10 },
  nonStickyToStickyPollRatio: 0.3,
  /**
   * How long an order waits for the process that has it in memory before another one replays it. A healthy process takes it
   * in milliseconds, so this is what an order loses when its process was killed.
   */
  stickyQueueScheduleToStartTimeout: '5 s',
  /** Signals to orders and hints from webhooks: a moment each. */
  maxConcurrentActivityTaskExecutions: 20,
  activityTaskPollerBehavior: POLLERS,
  /** They write the record of an order; the database serves ten at once (src/records/database.ts), and ten wait at hand. */
  maxConcurrentLocalActivityExecutions: 20,
} as const satisfies Partial<WorkerOptions>;

/**
 * How many activities a second leave the queue of a system, for all worker processes together, since the Temporal server
 * applies it. The pace of the calls is kept by the budget that all processes share (docs/adr/0011), not by this: several of
 * them start for each call that Fortnox or Centra takes, because while a system is away or others are first, an activity is
 * told within milliseconds when to come back. A rate near the limits would let those who are sent away use up the rate of
 * those whose turn it is. It is there so that thousands who wait never keep the database busy.
 */
const ACTIVITIES_PER_SECOND = 20;

interface SystemQueue {
  /** How many activities of one queue a process has in hand at once. */
  readonly slots: number;
}

/**
 * The queue of one system of one connection; it has slots of its own, so that a system that answers slowly uses up only
 * these.
 */
export function systemQueue({ slots }: SystemQueue) {
  return {
    maxConcurrentActivityTaskExecutions: slots,
    activityTaskPollerBehavior: POLLERS,
    maxTaskQueueActivitiesPerSecond: ACTIVITIES_PER_SECOND,
  } as const satisfies Partial<WorkerOptions>;
}

/**
 * Centra's default plan gives us 5 requests a second. A look waits two seconds for the end of a burst before it reads, so ten
 * are there for each second of reading; a slow second of Centra doubles that, and captures must find room beside them.
 */
export const CENTRA_QUEUE: SystemQueue = { slots: 40 };

/**
 * Fortnox takes 4.4 requests a second. With 20 in hand the pace is kept though each takes four seconds; more would only wait
 * here instead of in Temporal, where they cost nothing.
 */
export const ERP_QUEUE: SystemQueue = { slots: 20 };
