import type { Client } from '@temporalio/client';
import { Worker, type NativeConnection } from '@temporalio/worker';
import type { ActivityDeps, Connection } from '../activities/dependencies.ts';
import { translateFailures, type Log } from '../activities/failures.ts';
import { heartbeats } from '../activities/heartbeat.ts';
import { onlyWhenReady } from '../activities/ready.ts';
import { createCentraActivities, createErpActivities, createOwnActivities } from '../activities/index.ts';
import { systemTaskQueue, TASK_QUEUE } from '../workflows/ids.ts';
import { CENTRA_QUEUE, ERP_QUEUE, EVERY_WORKER, systemQueue, WORKFLOW_QUEUE } from './tuning.ts';
import { wakeOrder } from './wake-order.ts';
import { workflowCode } from './workflow-code.ts';

export interface Workers {
  /** Settles when all workers have ended: after `stop()`, a stop signal to the process, or a fault. */
  readonly ended: Promise<void>;
  /** Takes no new tasks, lets running activities finish, and ends. */
  readonly stop: () => void;
}

export interface WorkerDeps extends ActivityDeps {
  readonly temporal: Client;
  readonly namespace: string;
  readonly logger: Log;
}

/**
 * Starts a worker for the workflows and, for each connection, one for each system it calls: a queue of its own for each,
 * so that the server can pace it and a slow system delays nobody else.
 */
export async function runWorkers(connection: NativeConnection, deps: WorkerDeps): Promise<Workers> {
  const { temporal, namespace, connections, logger } = deps;
  const translated = () => ({ inbound: translateFailures(logger) });
  const beating = () => ({ inbound: heartbeats });
  const inLineFor = (system: { readonly ready: () => Promise<void> }) => ({
    activity: [beating, translated, () => ({ inbound: onlyWhenReady(() => system.ready()) })],
  });
  const common = {
    connection,
    namespace,
    interceptors: { activity: [beating, translated] },
    ...EVERY_WORKER,
  };
  const centraActivities = createCentraActivities(deps);
  const erpActivities = createErpActivities(deps);
  const systems = [...connections.values()].flatMap(({ id, erpKind, centra, erp }: Connection) => [
    {
      taskQueue: systemTaskQueue(id, 'centra'),
      activities: centraActivities,
      interceptors: inLineFor(centra),
      ...systemQueue(CENTRA_QUEUE),
    },
    {
      taskQueue: systemTaskQueue(id, erpKind),
      activities: erpActivities,
      interceptors: inLineFor(erp),
      ...systemQueue(ERP_QUEUE),
    },
  ]);
  const own = {
    taskQueue: TASK_QUEUE,
    activities: createOwnActivities({ ...deps, wakeOrder: wakeOrder(temporal) }),
    ...(await workflowCode()),
    ...WORKFLOW_QUEUE,
  };
  const workers: Worker[] = [];
  for (const options of [own, ...systems]) workers.push(await Worker.create({ ...common, ...options }));
  const stop = (): void => {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  // One that dies takes the others along: a process that does half of its work would look healthy.
  const ended = Promise.all(workers.map((worker) => worker.run().finally(stop))).then(() => undefined);
  return { ended, stop };
}
