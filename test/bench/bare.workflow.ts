import { condition, defineSignal, proxyActivities, proxyLocalActivities, setHandler } from '@temporalio/workflow';

/** As little as a workflow can be that does what an order does while it waits: a look, a record, a wait for a signal. */
const { assessOrder } = proxyActivities<{ assessOrder: (input: unknown) => Promise<unknown> }>({
  taskQueue: 'acme/centra',
  startToCloseTimeout: '1 min',
});
const { recordOrder } = proxyLocalActivities<{ recordOrder: (input: unknown) => Promise<void> }>({
  startToCloseTimeout: '10 s',
});

export async function bareWorkflow(input: unknown): Promise<void> {
  let isOver = false;
  setHandler(defineSignal('over'), () => {
    isOver = true;
  });
  await recordOrder(await assessOrder(input));
  await condition(() => isOver);
}
