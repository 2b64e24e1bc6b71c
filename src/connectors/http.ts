import { DecoratorHandler, request, type Dispatcher } from 'undici';
import { MaybeDoneError, NotDoneError, RateLimitedError } from './call-errors.ts';
import { retryAfterMs } from './retry-after.ts';

export interface HttpCall {
  /** Keeps connections alive between calls; one per process and system. */
  readonly dispatcher: Dispatcher;
  readonly method: Dispatcher.HttpMethod;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** A string is sent as it is (a form, say), anything else as JSON. */
  readonly body?: unknown;
  /** From the call to the last byte of the answer, connecting included. */
  readonly timeoutMs: number;
  /** Whether the call may change something on the other side, so that not knowing its outcome matters. */
  readonly isWrite: boolean;
  readonly signal?: AbortSignal | undefined;
}

export interface HttpAnswer {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/**
 * Makes one HTTP request and says honestly what is known when it goes wrong. Every status but 429 and 5xx is an answer
 * for the caller to judge.
 *
 * @throws NotDoneError when nothing reached the other side or a read failed; RateLimitedError on 429, with the wait that it
 *   asks for.
 * @throws MaybeDoneError when a write was sent and its outcome is unknown: time-out, broken connection, 5xx.
 */
export async function sendJson(call: HttpCall): Promise<HttpAnswer> {
  const answer = await send(call);
  if (answer.status === 429) {
    const waitMs = retryAfterMs(answer.headers['retry-after'], new Date());
    const message = `${targetOf(call)} answered 429: too many calls`;
    throw new RateLimitedError(message, waitMs === undefined ? {} : { retryAfterMs: waitMs });
  }
  if (answer.status >= 500) throw failed(call, true, `answered ${answer.status}`);
  return answer;
}

async function send(call: HttpCall): Promise<HttpAnswer> {
  const { method, url, body, timeoutMs } = call;
  const isJson = body !== undefined && typeof body !== 'string';
  let wasSent = false;
  try {
    const answer = await request(url, {
      dispatcher: call.dispatcher.compose(noticingStart(() => (wasSent = true))),
      method,
      headers: isJson ? { 'content-type': 'application/json', ...call.headers } : call.headers,
      ...(body === undefined ? {} : { body: isJson ? JSON.stringify(body) : (body as string) }),
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
      signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(call.signal ? [call.signal] : [])]),
    });
    return { status: answer.statusCode, headers: answer.headers, text: await answer.body.text() };
  } catch (error) {
    throw failed(call, wasSent, reasonOf(error, call), error);
  }
}

/**
 * undici starts a request only on an established connection, after DNS, TCP and TLS. What fails before that reached
 * nobody; error codes alone cannot tell, since a reset looks the same before and after.
 */
function noticingStart(notice: () => void): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) => {
    const onRequestStart: typeof handler.onRequestStart = (controller, context) => {
      notice();
      handler.onRequestStart?.(controller, context);
    };
    return dispatch(options, Object.assign(new DecoratorHandler(handler), { onRequestStart }));
  };
}

function failed(call: HttpCall, wasSent: boolean, reason: string, cause?: unknown): Error {
  const message = `${targetOf(call)} ${reason}`;
  const options = { cause, isAway: call.signal?.aborted !== true };
  if (!wasSent) return new NotDoneError(`${message}; nothing was sent`, options);
  return call.isWrite
    ? new MaybeDoneError(`${message}; it may have taken effect`, options)
    : new NotDoneError(message, options);
}

function reasonOf(error: unknown, { signal, timeoutMs }: HttpCall): string {
  if (signal?.aborted) return 'was cancelled';
  if (!(error instanceof Error)) return `failed: ${String(error)}`;
  if (error.name === 'TimeoutError') return `did not answer within ${timeoutMs} ms`;
  const code = 'code' in error ? `${String(error.code)} ` : '';
  return `failed: ${code}${error.message}`;
}

/** Method, host and path; a query string may hold what belongs in no log. */
function targetOf({ method, url }: HttpCall): string {
  const { host, pathname } = new URL(url);
  return `${method} ${host}${pathname}`;
}
