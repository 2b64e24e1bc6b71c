import type { Client } from '@temporalio/client';
import { HttpProblem } from './problem-documents.ts';
import { TooSlowError, withinTime } from './within-time.ts';

/** Centra waits 5 s for the answer to a webhook, and counts no answer as a failure. */
const TEMPORAL_DEADLINE_MS = 4_000;

/** Long enough for a restart to have come somewhere, short enough that a person still waits. */
const RETRY_AFTER = { headers: { 'Retry-After': '10' } } as const;

/**
 * Calls Temporal, and gives up in time to say so.
 *
 * @throws HttpProblem 503 when Temporal cannot be reached or is too slow.
 */
export async function askTemporal<T>(temporal: Client, call: () => Promise<T>): Promise<T> {
  try {
    // The deadline ends a call, but not the SDK's pauses between tries of it.
    return await withinTime(TEMPORAL_DEADLINE_MS, temporal.withDeadline(Date.now() + TEMPORAL_DEADLINE_MS, call));
  } catch (cause) {
    if (!causesOf(cause).some(isTemporalAway)) throw cause;
    throw new HttpProblem('temporal-away', 'It is not known whether this was accepted; send it again later.', {
      ...RETRY_AFTER,
      cause,
    });
  }
}

/**
 * Calls the records database.
 *
 * @throws HttpProblem 503 when it cannot be reached.
 */
export async function askRecords<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    if (!causesOf(cause).some(isDatabaseAway)) throw cause;
    throw new HttpProblem('database-away', 'Nothing was read; ask again later.', { ...RETRY_AFTER, cause });
  }
}

/** gRPC: CANCELLED, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, UNAVAILABLE. */
const GRPC_AWAY: readonly unknown[] = [1, 4, 8, 14];

function isTemporalAway(error: ErrorWithCode): boolean {
  return error instanceof TooSlowError || GRPC_AWAY.includes(error.code);
}

/** Node’s network errors, and PostgreSQL’s classes "connection exception", "too many connections" and "shutting down". */
const DATABASE_AWAY =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|08...|53300|57P0.)$/;

/** What the driver says without a code, when a connection breaks or none can be had. */
const DRIVER_AWAY = /connection terminated|timeout exceeded when trying to connect|not queryable/i;

function isDatabaseAway({ code, message }: ErrorWithCode): boolean {
  return (typeof code === 'string' && DATABASE_AWAY.test(code)) || DRIVER_AWAY.test(message);
}

type ErrorWithCode = Error & { readonly code?: unknown };

/** An error, its cause, the cause of that, and so on; and the errors that one of them gathers. */
function causesOf(error: unknown): ErrorWithCode[] {
  if (!(error instanceof Error)) return [];
  const gathered = error instanceof AggregateError ? error.errors : [];
  return [error, ...[error.cause, ...gathered].flatMap(causesOf)];
}
