import { z } from 'zod';
import type { Dispatcher } from 'undici';
import { NotDoneError } from '../../call-errors.ts';
import { sendJson } from '../../http.ts';
import { parseJson } from './answers.ts';
import { refusalIn } from './problem-mapping.ts';

export interface TokenSettings {
  readonly authUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly tenantId: string;
  readonly timeoutMs: number;
  readonly dispatcher: Dispatcher;
}

/** Access tokens of one service account. Failures are `NotDoneError`: nothing was asked of the books yet. */
export interface TokenSource {
  current(): Promise<string>;
  /** Another token than the one that was rejected; renewed once, however many calls were rejected with it. */
  insteadOf(rejected: string): Promise<string>;
}

interface Token {
  readonly value: string;
  readonly renewAtMs: number;
}

/** Renewed this long before it expires, so that no call is under way with a token that runs out. */
const MARGIN_MS = 60_000;

/**
 * Fortnox service account: `client_credentials` with the tenant's number, so there is no refresh token that parallel
 * workers could use up for each other.
 */
export function createTokenSource(settings: TokenSettings): TokenSource {
  let held: Token | undefined;
  let renewal: Promise<Token> | undefined;

  const renew = async (): Promise<string> => {
    renewal ??= requestToken(settings).finally(() => (renewal = undefined));
    held = await renewal;
    return held.value;
  };

  return {
    current: async () => (held && performance.now() < held.renewAtMs ? held.value : renew()),
    insteadOf: async (rejected) => (held && held.value !== rejected ? held.value : renew()),
  };
}

const tokenAnswer = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number().positive() });

async function requestToken(settings: TokenSettings): Promise<Token> {
  const askedAtMs = performance.now();
  const { status, text } = await sendJson({
    dispatcher: settings.dispatcher,
    method: 'POST',
    url: settings.authUrl,
    headers: {
      authorization: `Basic ${Buffer.from(`${settings.clientId}:${settings.clientSecret}`).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
      tenantid: settings.tenantId,
    },
    body: 'grant_type=client_credentials',
    timeoutMs: settings.timeoutMs,
    // A token that gets lost on its way hurts nobody.
    isWrite: false,
  });
  const answer = tokenAnswer.safeParse(status === 200 ? parseJson(text) : undefined);
  if (!answer.success) throw logInFailed(settings, status, text);
  return { value: answer.data.access_token, renewAtMs: askedAtMs + answer.data.expires_in * 1000 - MARGIN_MS };
}

function logInFailed({ clientId, tenantId }: TokenSettings, status: number, text: string): NotDoneError {
  const { code, words } = refusalIn(status, text);
  return new NotDoneError(
    `Fortnox gave no access token to client ${clientId} for tenant ${tenantId}: ${code ?? `HTTP ${status}`}, "${words}". ` +
      'Check clientId, clientSecret and tenantId, and that the company still consents to the integration.',
  );
}
