/** Every name that Shipledger has in Temporal is built here and nowhere else. */

/** The queue of all workflows and of the activities that call nobody outside. */
export const TASK_QUEUE = 'shipledger';

/** `acme/order/1001`: one workflow per order, for ever. */
export function orderWorkflowId(connectionId: string, orderNumber: number): string {
  return `${connectionId}/order/${orderNumber}`;
}

/** The same webhook body always has the same id, so that a repeated delivery starts nothing. */
export function intakeWorkflowId(connectionId: string, bodyHash: string): string {
  return `${connectionId}/intake/${bodyHash}`;
}

/** Calls to one system of one connection wait on one queue, so that Temporal can pace them: `acme/centra`. */
export function systemTaskQueue(connectionId: string, system: string): string {
  return `${connectionId}/${system}`;
}
