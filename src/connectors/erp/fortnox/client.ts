import type { Dispatcher } from 'undici';
import type { z } from 'zod';
import type { ProblemCode } from '../../../domain/problems.ts';
import { MaybeDoneError, NotDoneError, RefusedError } from '../../call-errors.ts';
import { sendJson } from '../../http.ts';
import { inTurn, type Turns } from '../../in-turn.ts';
import { parseJson } from './answers.ts';
import { errorFor, FortnoxRefusedError, isLogInRefused, refusalIn } from './problem-mapping.ts';
import type { TokenSource } from './token.ts';

export interface ClientSettings {
  readonly apiUrl: string;
  readonly timeoutMs: number;
  readonly dispatcher: Dispatcher;
  readonly turns: Turns;
  readonly tokens: TokenSource;
}

export interface Call<Answer> {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
  /** Whether it changes something there; in Fortnox even a GET can. */
  readonly isWrite: boolean;
  readonly answer: z.ZodType<Answer>;
  /** What a refusal is, that nothing more exact is known about. */
  readonly otherwise: ProblemCode;
}

export interface FortnoxClient {
  /**
   * One request to Fortnox, and one more where the access token had run out.
   *
   * @throws NotDoneError, MaybeDoneError (writes only) or RefusedError, which tell whether it happened there.
   */
  call<Answer>(call: Call<Answer>): Promise<Answer>;
  /** The same; undefined where Fortnox does not have what is asked for (404). */
  find<Answer>(call: Call<Answer>): Promise<Answer | undefined>;
}

interface Response {
  readonly status: number;
  readonly text: string;
}

export function createClient(settings: ClientSettings): FortnoxClient {
  const { tokens, turns } = settings;

  /** Log-ins count towards no limit, but not towards the outage either: another machine of Fortnox answers them. */
  const logIn = async (tokenOf: () => Promise<string>): Promise<string> =>
    (await inTurn(turns, {}, tokenOf, false)).answer;

  const send = async (
    call: Call<unknown>,
    token: string,
    onRejection: (answer: Response) => Error,
  ): Promise<Response> => {
    const { answer } = await inTurn(turns, { requests: 1 }, async (signal) => {
      const response = await sendJson({
        dispatcher: settings.dispatcher,
        method: call.method,
        url: urlOf(settings.apiUrl, call),
        headers: { authorization: `Bearer ${token}`, accept: 'application/json' },
        body: call.body,
        timeoutMs: settings.timeoutMs,
        isWrite: call.isWrite,
        signal,
      });
      if (!isLetIn(response)) throw onRejection(response);
      return response;
    });
    return answer;
  };

  /** Who was not let in was not listened to, so the request may be repeated even where it writes. */
  const sendLoggedIn = async (call: Call<unknown>): Promise<Response> => {
    const token = tokens.held() ?? (await logIn(() => tokens.current()));
    try {
      return await send(call, token, () => new TokenRejectedError('Fortnox rejected an access token'));
    } catch (error) {
      if (!(error instanceof TokenRejectedError)) throw error;
      return send(call, await logIn(() => tokens.insteadOf(token)), (answer) => notLetIn(answer, call));
    }
  };

  const call = async <Answer>(what: Call<Answer>): Promise<Answer> => answerIn(await sendLoggedIn(what), what);

  return {
    call,
    find: async (what) => {
      try {
        return await call(what);
      } catch (error) {
        if (error instanceof FortnoxRefusedError && error.refusal.status === 404) return undefined;
        throw error;
      }
    },
  };
}

/** Says nothing about Fortnox: tokens end. */
class TokenRejectedError extends NotDoneError {}

function notLetIn({ status, text }: Response, call: Call<unknown>): Error {
  if (status !== 401) return errorFor(refusalIn(status, text), call);
  return new NotDoneError('Fortnox rejected a fresh access token: check the integration’s consent', { isAway: true });
}

function isLetIn({ status, text }: Response): boolean {
  return status < 400 || !isLogInRefused(refusalIn(status, text));
}

function answerIn<Answer>({ status, text }: Response, call: Call<Answer>): Answer {
  if (status < 200 || status > 299) throw errorFor(refusalIn(status, text), call);
  const answer = call.answer.safeParse(parseJson(text));
  if (answer.success) return answer.data;
  const issue = answer.error.issues[0];
  const detail = `${call.method} ${call.path}: answer not understood at ${issue?.path.join('.') || 'its top'}: ${issue?.message}`;
  // The write went through, only its outcome is unknown: the look-up under its key will tell.
  if (call.isWrite) throw new MaybeDoneError(detail);
  throw new RefusedError({ code: 'erpRefused', detail });
}

function urlOf(apiUrl: string, { path, query = {} }: Call<unknown>): string {
  const search = new URLSearchParams(query).toString();
  return `${apiUrl.replace(/\/+$/, '')}${path}${search === '' ? '' : `?${search}`}`;
}
