import { z } from 'zod';
import { MaybeDoneError, NotDoneError } from '../../call-errors.ts';
import type { Changed, SharedStore } from '../../../domain/shared-store.ts';
import { parseJson } from './answers.ts';
import { refusalIn } from './problem-mapping.ts';
import { createVault, type Tokens } from './refresh-token-vault.ts';
import { requestToken, type TokenEndpoint } from './token-request.ts';
import { MARGIN_MS, type AccessToken, type LogIn } from './token.ts';

export interface RefreshTokenSettings extends TokenEndpoint {
  /** The one that consent gave. It is used once; those that follow it are in the store. */
  readonly refreshToken: string;
}

/** What the store keeps of a consent. Times are ISO 8601, by the store's clock. */
type Kept = z.infer<typeof kept>;
const kept = z.object({
  /** The tokens of the last renewal; null before the first. */
  sealed: z.string().nullable(),
  /** A renewal that began then was heard of no more: its answer, and the next refresh token in it, may be lost. */
  begunAt: z.string().nullable(),
  /** Fortnox refused the refresh token then. */
  refusedAt: z.string().nullable(),
});
const NOTHING_YET: Kept = { sealed: null, begunAt: null, refusedAt: null };

/** How a renewal ended. Failures are values, so that what was learned of them is kept. */
type Renewal = LoggedIn | { readonly failure: NotDoneError };
interface LoggedIn {
  readonly accessToken: AccessToken;
}
/** What a look into the store found: a token, a reason not to ask, or that it is time to ask. */
type Look = Renewal | { readonly interruptedAt: string | null };

const tokenAnswer = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).optional(),
  expires_in: z.coerce.number().positive(),
});

/** A refused refresh token will hardly be taken again: nobody asks before this time is over. */
const REFUSAL_STANDS_MS = 300_000;

/**
 * Logs in by a refresh token, which Fortnox takes once and replaces by the next. Whoever renews holds the consent's value
 * in the store, so that processes never use it up for each other: who comes second finds the new access token there.
 *
 * A renewal is noted before it is asked for. If its answer is lost, the next renewal tries the token that is known: it
 * works if Fortnox never saw the first one, and else only a new consent helps, which the failure then says.
 */
export function refreshTokenLogIn(settings: RefreshTokenSettings, store: SharedStore): LogIn {
  const vault = createVault(settings);
  const key = `log-in/fortnox/${vault.consent}`;
  /** Tokens that Fortnox gave but the store did not take, with the refresh token that they replace. */
  let unsaved: { readonly replaces: string; readonly tokens: Tokens } | undefined;

  const tokensIn = ({ sealed }: Kept): Tokens | undefined => {
    if (sealed === null) return undefined;
    const tokens = vault.open(sealed);
    if (tokens) return tokens;
    throw new NotDoneError(
      `the log-in to Fortnox that is kept for client ${settings.clientId} cannot be opened: was clientSecret changed? ` +
        `Put the former one back, or ${GIVE_CONSENT}`,
    );
  };

  /** The refresh token to use next. */
  const nextOf = (tokens: Tokens | undefined): string => tokens?.refreshToken ?? settings.refreshToken;

  /** What is kept, and in the first place what this process could not save the last time. */
  const recall = (value: unknown): { readonly state: Kept; readonly tokens: Tokens | undefined } => {
    const state = kept.parse(value ?? NOTHING_YET);
    const tokens = tokensIn(state);
    if (unsaved?.replaces !== nextOf(tokens)) return { state, tokens };
    return { state: { ...NOTHING_YET, sealed: vault.seal(unsaved.tokens) }, tokens: unsaved.tokens };
  };

  const look = (value: unknown, now: Date, rejected: string | undefined): Changed<Look> => {
    const { state, tokens } = recall(value);
    if (tokens && isFresh(tokens, now, rejected)) return { value: state, result: loggedIn(tokens, now) };
    if (isRefused(state, now)) return { value: state, result: { failure: consentGone(settings, state.begunAt) } };
    return { value: { ...state, begunAt: now.toISOString() }, result: { interruptedAt: state.begunAt } };
  };

  const renew = async (
    value: unknown,
    now: Date,
    { rejected, interruptedAt }: { rejected: string | undefined; interruptedAt: string | null },
  ): Promise<Changed<Renewal>> => {
    const { state, tokens } = recall(value);
    // Somebody else was first.
    if (tokens && isFresh(tokens, now, rejected)) return { value: state, result: loggedIn(tokens, now) };
    if (isRefused(state, now)) return { value: state, result: { failure: consentGone(settings, interruptedAt) } };

    const replaces = nextOf(tokens);
    const answer = await ask(settings, replaces, now);
    if (answer.end === 'given') {
      unsaved = { replaces, tokens: answer.tokens };
      return { value: { ...NOTHING_YET, sealed: vault.seal(answer.tokens) }, result: loggedIn(answer.tokens, now) };
    }
    if (answer.end === 'unknown') return { value: state, result: answer };
    if (answer.end === 'notAsked') return { value: { ...state, begunAt: interruptedAt }, result: answer };
    return {
      value: { ...state, begunAt: interruptedAt, refusedAt: now.toISOString() },
      result: { failure: consentGone(settings, interruptedAt) },
    };
  };

  return async (rejected) => {
    const found = await inStore(() => store.update(key, (value, now) => look(value, now, rejected)));
    const renewal =
      'interruptedAt' in found
        ? await inStore(() => store.update(key, (value, now) => renew(value, now, { rejected, ...found })))
        : found;
    unsaved = undefined;
    if ('failure' in renewal) throw renewal.failure;
    return renewal.accessToken;
  };
}

function isFresh(tokens: Tokens, now: Date, rejected: string | undefined): boolean {
  return tokens.accessToken !== rejected && Date.parse(tokens.expiresAt) - now.getTime() > MARGIN_MS;
}

function isRefused({ refusedAt }: Kept, now: Date): boolean {
  return refusedAt !== null && now.getTime() - Date.parse(refusedAt) < REFUSAL_STANDS_MS;
}

/** The store's clock and this process's may differ: only the time that is left means the same on both. */
function loggedIn({ accessToken: value, expiresAt }: Tokens, now: Date): LoggedIn {
  const leftMs = Date.parse(expiresAt) - now.getTime();
  return { accessToken: { value, renewAtMs: performance.now() + leftMs - MARGIN_MS } };
}

type Answer =
  | { readonly end: 'given'; readonly tokens: Tokens }
  /** Fortnox knows the client, but not this refresh token (any more). */
  | { readonly end: 'refused' }
  /** The refresh token was not used. */
  | { readonly end: 'notAsked'; readonly failure: NotDoneError }
  /** It may have been used. */
  | { readonly end: 'unknown'; readonly failure: NotDoneError };

async function ask(settings: RefreshTokenSettings, refreshToken: string, now: Date): Promise<Answer> {
  const form = { grant_type: 'refresh_token', refresh_token: refreshToken };
  try {
    const { status, text } = await requestToken(settings, { form, isWrite: true });
    if (status === 200) return tokensFrom(text, refreshToken, now);
    const { code, words } = refusalIn(status, text);
    if (code === 'invalid_grant') return { end: 'refused' };
    const message =
      `Fortnox gave no access token to client ${settings.clientId}: ${code ?? `HTTP ${status}`}, "${words}". ` +
      'Check clientId and clientSecret.';
    return { end: 'notAsked', failure: new NotDoneError(message, { isAway: true }) };
  } catch (error) {
    if (error instanceof MaybeDoneError) {
      const failure = new NotDoneError(`${error.message} (renewing the log-in)`, { isAway: true, cause: error });
      return { end: 'unknown', failure };
    }
    if (error instanceof NotDoneError) return { end: 'notAsked', failure: error };
    throw error;
  }
}

function tokensFrom(text: string, refreshToken: string, now: Date): Answer {
  const { data } = tokenAnswer.safeParse(parseJson(text));
  if (!data) {
    return {
      end: 'unknown',
      failure: new NotDoneError('Fortnox renewed the log-in in words that were not understood'),
    };
  }
  const expiresAt = new Date(now.getTime() + data.expires_in * 1_000).toISOString();
  const next = data.refresh_token ?? refreshToken;
  return { end: 'given', tokens: { refreshToken: next, accessToken: data.access_token, expiresAt } };
}

const GIVE_CONSENT =
  'have a system administrator of the company give consent again, put the refresh token that it gives where ' +
  'erp.refreshToken takes it from, and restart. All work waits until then.';

function consentGone({ clientId }: RefreshTokenSettings, interruptedAt: string | null): NotDoneError {
  const why =
    interruptedAt === null
      ? 'it has been used by somebody else, has expired, or consent was withdrawn'
      : `the answer to a renewal of ${interruptedAt} never arrived, and with it the next token was lost`;
  return new NotDoneError(
    `Fortnox no longer takes the refresh token of client ${clientId}: ${why}. To go on, ${GIVE_CONSENT}`,
    { retryAfterMs: REFUSAL_STANDS_MS, isAway: true },
  );
}

/** What goes wrong with the store is no outcome of a call to Fortnox: nothing was asked of the books. */
async function inStore<T>(update: () => Promise<T>): Promise<T> {
  try {
    return await update();
  } catch (error) {
    if (error instanceof NotDoneError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new NotDoneError(`the log-in to Fortnox could not be read or kept: ${reason}`, { cause: error });
  }
}
