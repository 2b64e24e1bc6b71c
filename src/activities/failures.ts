import { activityInfo } from '@temporalio/activity';
import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import type { ActivityExecuteInput, ActivityInboundCallsInterceptor, Next } from '@temporalio/worker';
import { MaybeDoneError, NotDoneError, NotItsTurnError, RefusedError } from '../connectors/call-errors.ts';
import { PROBLEM_FAILURE, STALE_FAILURE } from '../domain/failure-types.ts';
import type { Problem } from '../domain/problems.ts';
import { SecondOutcomeError } from '../records/effects.ts';
import { InDoubtError } from './once.ts';
import { StaleError } from './stale-error.ts';

/**
 * Turns what a connector throws into what Temporal understands, in one place: a refusal ends the activity and becomes a
 * problem for a person; everything else is tried again, when the other system said or the next look is due.
 */
export const translateFailures = (logger: Log): ActivityInboundCallsInterceptor => ({
  async execute(input: ActivityExecuteInput, next: Next<ActivityInboundCallsInterceptor, 'execute'>): Promise<unknown> {
    try {
      return await next(input);
    } catch (error) {
      tell(logger, error);
      throw asFailure(error);
    }
  },
});

/** Where an operator reads that another system is away. */
export interface Log {
  readonly warn: (fields: object, message: string) => void;
}

/** How often an outage that goes on is told: at the second try, and at each twentieth. */
const TELL_AT_TRY = 2;
const TELL_EVERY_TRIES = 20;

/**
 * Says that something keeps failing; a single failure is everyday business, a refusal stands in the order's record, and of a
 * thousand orders that wait for a system that is away, those tell that find it so.
 */
function tell(logger: Log, error: unknown): void {
  if ([RefusedError, StaleError, NotItsTurnError].some((kind) => error instanceof kind)) return;
  const { attempt, activityType, workflowExecution, taskQueue } = activityInfo();
  if (attempt !== TELL_AT_TRY && attempt % TELL_EVERY_TRIES !== 0) return;
  const { workflowId } = workflowExecution ?? {};
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  logger.warn({ activityType, workflowId, taskQueue, attempt, reason }, 'not done yet; it is tried again');
}

/** The Temporal failure for an error; other errors pass through and are retried by the activity's policy. */
export function asFailure(error: unknown): unknown {
  if (error instanceof RefusedError) return problemFailure(error, error.problem);
  if (error instanceof SecondOutcomeError)
    return problemFailure(error, { code: 'twoDocuments', detail: error.message });
  if (isDefect(error))
    return problemFailure(error, { code: 'internalFault', detail: `${error.name}: ${error.message}` });
  if (error instanceof StaleError) {
    return ApplicationFailure.create({ type: STALE_FAILURE, message: error.message, nonRetryable: true, cause: error });
  }
  if (error instanceof NotDoneError) return retryable(error, error.retryAfterMs);
  if (error instanceof InDoubtError) return retryable(error, error.lookAgainInMs);
  if (error instanceof MaybeDoneError) return retryable(error, undefined);
  return error;
}

/** Ends the activity: a person has to see to it. */
function problemFailure(error: Error, problem: Problem): ApplicationFailure {
  const { message } = error;
  return ApplicationFailure.create({
    type: PROBLEM_FAILURE,
    message,
    details: [problem],
    nonRetryable: true,
    cause: error,
  });
}

/** Errors that only a mistake in our code makes: the same call would make them again. */
function isDefect(error: unknown): error is Error {
  return [TypeError, RangeError, ReferenceError, SyntaxError].some((kind) => error instanceof kind);
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
