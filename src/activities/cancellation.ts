import { asyncLocalStorage } from '@temporalio/activity';

/**
 * Aborts when the activity that we are in has been given up: it timed out, was cancelled, or the worker stops. Undefined
 * outside of activities, as for the check of the set-up at the start.
 */
export function activityCancellation(): AbortSignal | undefined {
  return asyncLocalStorage.getStore()?.cancellationSignal;
}
