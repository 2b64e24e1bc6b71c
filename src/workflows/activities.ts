import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { CentraActivities, ErpActivities, OwnActivities } from '../activities/index.ts';
import { systemTaskQueue, TASK_QUEUE } from './ids.ts';

/**
 * How activities are tried again: one block for each reason. Outages and limits are waited out however long they last, so no
 * block ends; what waiting does not mend arrives as a problem and is not tried again at all (`src/activities/failures.ts`).
 * The intervals below are for failures of single calls. Once a system is taken for away, or others are first, the line tells
 * each activity when to come back, five minutes later at most (`src/connectors/turn-in-line.ts`).
 *
 * The time for one attempt is longer than what its calls can take, each up to 20 s until its turn and 20 s until its answer,
 * so that a connector has the last word on what became of a call.
 */

/** A worker that was killed is missed after so long: the worker says every 5 s that it still works on it. */
const MISSED_AFTER = '20 s';

/** Looking changes nothing: try quickly, so that an order is up to date as soon as its call gets through. */
const LOOK = {
  startToCloseTimeout: '3 min',
  heartbeatTimeout: MISSED_AFTER,
  retry: { initialInterval: '1 s', maximumInterval: '2 min' },
} as const;

/** An effect is tried again slower: behind each try may stand a look-up, and a whole step is up to seven calls. */
const EFFECT = {
  startToCloseTimeout: '6 min',
  heartbeatTimeout: MISSED_AFTER,
  retry: { initialInterval: '5 s', maximumInterval: '5 min' },
} as const;

/**
 * A capture takes a customer's money, so nothing is gained by haste. Only what certainly did not happen comes back by this
 * interval: an unclear capture is looked for at its own times, and then is a problem for a person instead of a second try
 * (`src/activities/capture-payment.ts`).
 */
const CAPTURE = { ...EFFECT, retry: { initialInterval: '15 s', maximumInterval: '5 min' } } as const;

/** Our own database and Temporal itself: nobody limits us there, and both are back minutes after they went. */
const OWN = {
  startToCloseTimeout: '1 min',
  heartbeatTimeout: MISSED_AFTER,
  retry: { initialInterval: '1 s', maximumInterval: '1 min' },
} as const;

export const centraLook = (connectionId: string) =>
  proxyActivities<CentraActivities>({ ...LOOK, taskQueue: systemTaskQueue(connectionId, 'centra') });

export const centraEffect = (connectionId: string) =>
  proxyActivities<CentraActivities>({ ...EFFECT, taskQueue: systemTaskQueue(connectionId, 'centra') });

export const centraCapture = (connectionId: string) =>
  proxyActivities<CentraActivities>({ ...CAPTURE, taskQueue: systemTaskQueue(connectionId, 'centra') });

export const erpEffect = (connectionId: string, erpKind: string) =>
  proxyActivities<ErpActivities>({ ...EFFECT, taskQueue: systemTaskQueue(connectionId, erpKind) });

export const own = proxyActivities<OwnActivities>({ ...OWN, taskQueue: TASK_QUEUE });

/**
 * Writing the record of an order is a millisecond in our own database, and nobody needs to see it pending: done inside
 * the workflow task it costs one history event instead of six.
 */
export const ownLocal = proxyLocalActivities<OwnActivities>({
  startToCloseTimeout: '10 s',
  localRetryThreshold: '20 s',
  retry: { initialInterval: '500 ms', maximumInterval: '1 min' },
});
