import { asyncLocalStorage } from '@temporalio/activity';

/**
 * Aborts when the activity that we are in has been given up: it timed out, was cancelled, or the worker stops. Undefined
 * outside of activities, as for the check of the set-up at the start.
 */
export function activityCancellation(): AbortSignal | undefined {
  return asyncLocalStorage.getStore()?.cancellationSignal;
}

/**
 * The name of the work that the activity we are in is part of: its workflow's id. All that one order asks of another
 * system has one place in the line, so that what waited longest is finished first instead of being half done for long.
 */
export function workInHand(): string | undefined {
  return asyncLocalStorage.getStore()?.info.workflowExecution?.workflowId;
}
