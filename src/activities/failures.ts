import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import type { ActivityExecuteInput, ActivityInboundCallsInterceptor, Next } from '@temporalio/worker';
import { MaybeDoneError, NotDoneError, RefusedError } from '../connectors/call-errors.ts';
import { InDoubtError } from './once.ts';

/** The type of the failure by which an activity hands a problem to the workflow; its only detail is the `Problem`. */
export const PROBLEM_FAILURE = 'Problem';

/**
 * Turns what a connector throws into what Temporal understands, in one place: a refusal ends the activity and becomes a
 * problem for a person; everything else is tried again, when the other system said or the next look is due.
 */
export const translateFailures: ActivityInboundCallsInterceptor = {
  async execute(input: ActivityExecuteInput, next: Next<ActivityInboundCallsInterceptor, 'execute'>): Promise<unknown> {
    try {
      return await next(input);
    } catch (error) {
      throw asFailure(error);
    }
  },
};

/** The Temporal failure for an error; other errors pass through and are retried by the activity's policy. */
export function asFailure(error: unknown): unknown {
  if (error instanceof RefusedError) {
    return ApplicationFailure.create({
      type: PROBLEM_FAILURE,
      message: error.message,
      details: [error.problem],
      nonRetryable: true,
      cause: error,
    });
  }
  if (error instanceof NotDoneError) return retryable(error, error.retryAfterMs);
  if (error instanceof InDoubtError) return retryable(error, error.lookAgainInMs);
  if (error instanceof MaybeDoneError) return retryable(error, undefined);
  return error;
}

/** Outages and limits are everyday business: they are retried and are no reason to wake anybody. */
function retryable(error: Error, nextRetryDelayMs: number | undefined): ApplicationFailure {
  return ApplicationFailure.create({
    type: error.name,
    message: error.message,
    cause: error,
    category: ApplicationFailureCategory.BENIGN,
    ...(nextRetryDelayMs === undefined ? {} : { nextRetryDelay: nextRetryDelayMs }),
  });
}
