import type { WorkflowStartOptions } from '@temporalio/client';
import type { OrderInput } from './order-state.ts';
import { orderWorkflowId, TASK_QUEUE } from './ids.ts';
import { CONNECTION, ORDER_NUMBER, ORDER_STAGE } from './search-attributes.ts';

type OrderWorkflow = (input: OrderInput) => Promise<unknown>;

/**
 * How an order's workflow is started by whoever signals it first. A running one is signalled; one that has ended is
 * started anew, and reads from the records how far it had come: a late return finds everything it needs.
 */
export function orderStartOptions(connectionId: string, orderNumber: number) {
  return {
    workflowId: orderWorkflowId(connectionId, orderNumber),
    taskQueue: TASK_QUEUE,
    args: [{ connectionId, orderNumber }],
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    staticSummary: `Order ${orderNumber} (${connectionId})`,
    staticDetails:
      'Every shipment and return of the order, and what was done for it, stands under Current Details. What needs attention goes on after a `retry`, `skip` or `markDone` signal; `resendInvoices` sends or remakes invoices; `pause` and `resume` stop the order and let it go on.',
    typedSearchAttributes: [
      { key: CONNECTION, value: connectionId },
      { key: ORDER_NUMBER, value: orderNumber },
      { key: ORDER_STAGE, value: 'waiting' },
    ],
  } as const satisfies WorkflowStartOptions<OrderWorkflow>;
}
