import type { NextFunction, Request, Response } from 'express';
import type { Logger } from 'pino';
import { HttpProblem, sendProblem } from './problem-documents.ts';
import { requestIdOf } from './request-id.ts';

/** Where a request ends that no route wanted. */
export function refuseUnknownPath({ path }: Request): never {
  throw new HttpProblem('unknown-path', `There is nothing at ${path}.`);
}

/**
 * The one place where errors become answers. What nobody foresaw is answered with no more than an id, under which the
 * log has the error: stack traces and foreign words stay inside.
 */
export function answerErrors(logger: Logger) {
  // Express knows an error handler by its four parameters.
  return (error: unknown, _request: Request, response: Response, next: NextFunction): void => {
    const requestId = requestIdOf(response);
    const problem = problemFrom(error, requestId);
    if (problem.status >= 500) logger.error({ requestId, err: error }, problem.message);
    if (response.headersSent) return next(error);
    sendProblem(response, problem, requestId);
  };
}

function problemFrom(error: unknown, requestId: string): HttpProblem {
  if (error instanceof HttpProblem) return error;
  const { status, type } = error instanceof Error ? (error as Error & HttpErrorFields) : {};
  if (status === 413) return new HttpProblem('too-large', 'Send a smaller body.');
  if (status === 415) {
    return new HttpProblem(
      'unsupported-encoding',
      'Send the body in UTF-8 and uncompressed, without Content-Encoding.',
    );
  }
  if (type === 'entity.parse.failed') return new HttpProblem('unreadable-body', 'The body must be a JSON object.');
  if (status !== undefined && status >= 400 && status < 500) {
    return new HttpProblem('invalid-request', 'The path or the body is damaged; send the request again.');
  }
  return new HttpProblem('internal-fault', `Report it with the id ${requestId}, under which the log has the cause.`);
}

/** What Express and its body parsers put on the errors that a request caused. */
interface HttpErrorFields {
  readonly status?: number;
  readonly type?: string;
}
