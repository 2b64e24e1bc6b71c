import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import type { Assessment } from '../../src/activities/assess-order.ts';
import type { PlannedStep } from '../../src/domain/lane.ts';
import { NO_PROGRESS, type StepProgress } from '../../src/domain/progress.ts';
import { shipment, stepId, type StepId, type StepKind } from '../../src/domain/steps.ts';
import { bundleWorkflows } from '../../src/worker/workflow-code.ts';
import { systemTaskQueue, TASK_QUEUE } from '../../src/workflows/ids.ts';
import { orderStartOptions } from '../../src/workflows/start-options.ts';

/**
 * One measurement in a process of its own: how much memory so many idle workflows take that a worker keeps in its cache.
 * Prints bytes per workflow. Arguments: `order` or `bare`, how many, the server's address.
 */
const [kind = 'order', count = '300', address = ''] = process.argv.slice(2);
Runtime.install({ logger: new DefaultLogger('ERROR') });

const KINDS: readonly StepKind[] = ['capture', 'invoice', 'payment', 'stock'];

/** An order with one shipment of which everything is done, while its returns window is open: most orders are that for long. */
const WAITING: Assessment = {
  plan: { lanes: [{ laneId: 'S-1902', title: '1001-1', steps: KINDS.map(stepOf) }], isComplete: false },
  progress: { ...NO_PROGRESS, orderId: 'a'.repeat(32), steps: Object.fromEntries(KINDS.map(doneStep)) },
  order: { type: 'directToConsumer', status: 'CONFIRMED', currency: 'SEK', updatedAt: '2026-03-02T10:00:00+01:00' },
  erpKind: 'fortnox',
  fingerprint: '0123456789abcdef',
};

function stepOf(kind: StepKind): PlannedStep {
  const id = stepId(shipment(1902), kind);
  const digest = '0123456789abcdef';
  return { id, kind, title: '1001-1', shipmentId: 1902, state: 'due', after: [], amountMinor: 124_900, digest };
}

function doneStep(kind: StepKind): [StepId, StepProgress] {
  const at = '2026-03-02T10:00:00.000Z';
  return [
    stepId(shipment(1902), kind),
    { state: 'done', at, reference: '10001', amountMinor: 124_900, digest: '0123456789abcdef' },
  ];
}

const connection = await NativeConnection.connect({ address });
const client = new Client({ connection: await Connection.connect({ address }) });
const workflowBundle =
  kind === 'order'
    ? await bundleWorkflows()
    : await bundleWorkflowCode({
        workflowsPath: fileURLToPath(new URL('bare.workflow.ts', import.meta.url)),
        logger: new DefaultLogger('WARN'),
      });
const size = Number(count);
const own = await Worker.create({
  connection,
  taskQueue: TASK_QUEUE,
  workflowBundle,
  activities: { recordOrder: async () => undefined },
  maxCachedWorkflows: size * 2,
});
const centra = await Worker.create({
  connection,
  taskQueue: systemTaskQueue('acme', 'centra'),
  activities: { assessOrder: async () => WAITING },
});
const running = Promise.all([own.run(), centra.run()]);

const start = async (orderNumber: number): Promise<void> => {
  const options = orderStartOptions('acme', orderNumber);
  if (kind === 'order') await client.workflow.start('orderWorkflow', options);
  else await client.workflow.start('bareWorkflow', options);
};
/** Starts workflows and waits until all of them are idle. */
const startAll = async (from: number, to: number): Promise<void> => {
  for (let number = from; number < to; number += 20) {
    await Promise.all(Array.from({ length: Math.min(20, to - number) }, (_, at) => start(number + at)));
  }
  await sleep(4_000);
};

// The first ones make the code warm.
await startAll(1, 51);
globalThis.gc?.();
const before = process.memoryUsage().rss;
await startAll(1_001, 1_001 + size);
globalThis.gc?.();
console.log(Math.round((process.memoryUsage().rss - before) / size));
own.shutdown();
centra.shutdown();
await running;
process.exit(0);
