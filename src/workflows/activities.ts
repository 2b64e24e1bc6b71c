import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { CentraActivities, ErpActivities, OwnActivities } from '../activities/index.ts';
import { systemTaskQueue, TASK_QUEUE } from './ids.ts';

/**
 * How activities are tried again: one block for each reason. Time-outs are longer than the connectors' own, so that a
 * connector always has the last word on what became of a call.
 */

/** A worker that was killed is missed after so long: the worker says every 5 s that it still works on it. */
const MISSED_AFTER = '20 s';

/** Looking changes nothing: try quickly and for ever, so that an order wakes up soon after an outage. */
const LOOK = {
  startToCloseTimeout: '90 s',
  heartbeatTimeout: MISSED_AFTER,
  retry: { initialInterval: '1 s', maximumInterval: '2 min' },
} as const;

/**
 * An effect is tried for ever too, but slower: behind each try may stand a look-up, and all orders come back together
 * when an outage ends. What can not be mended by waiting arrives as a problem and is not tried again at all.
 */
const EFFECT = {
  startToCloseTimeout: '4 min',
  heartbeatTimeout: MISSED_AFTER,
  retry: { initialInterval: '5 s', maximumInterval: '5 min' },
} as const;

export const centraLook = (connectionId: string) =>
  proxyActivities<CentraActivities>({ ...LOOK, taskQueue: systemTaskQueue(connectionId, 'centra') });

export const centraEffect = (connectionId: string) =>
  proxyActivities<CentraActivities>({ ...EFFECT, taskQueue: systemTaskQueue(connectionId, 'centra') });

export const erpEffect = (connectionId: string, erpKind: string) =>
  proxyActivities<ErpActivities>({ ...EFFECT, taskQueue: systemTaskQueue(connectionId, erpKind) });

/** Our own database and Temporal itself. */
export const own = proxyActivities<OwnActivities>({ ...LOOK, taskQueue: TASK_QUEUE });

/**
 * Writing the record of an order is a millisecond in our own database, and nobody needs to see it pending: done inside
 * the workflow task it costs one history event instead of six.
 */
export const ownLocal = proxyLocalActivities<OwnActivities>({
  startToCloseTimeout: '10 s',
  localRetryThreshold: '20 s',
  retry: { initialInterval: '500 ms', maximumInterval: '1 min' },
});
