import type { Dispatcher } from 'undici';
import { sendJson, type HttpAnswer } from '../../http.ts';

/** Fortnox's token endpoint, and the client that asks it. */
export interface TokenEndpoint {
  readonly authUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly timeoutMs: number;
  readonly dispatcher: Dispatcher;
}

interface TokenRequest {
  readonly form: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether being asked uses something up there, so that a lost answer matters. */
  readonly isWrite: boolean;
}

/** Asks for a token. Every answer but 429 and 5xx is for the caller to judge, as `sendJson` gives it. */
export function requestToken(endpoint: TokenEndpoint, { form, headers, isWrite }: TokenRequest): Promise<HttpAnswer> {
  const { authUrl, clientId, clientSecret, timeoutMs, dispatcher } = endpoint;
  return sendJson({
    dispatcher,
    method: 'POST',
    url: authUrl,
    headers: {
      authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
      ...headers,
    },
    body: new URLSearchParams(form).toString(),
    timeoutMs,
    isWrite,
  });
}
