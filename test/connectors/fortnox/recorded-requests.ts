import { Agent, type Dispatcher } from 'undici';
import type { SentRequest } from '../../support/openapi.ts';
import { publishedApi } from './published-api.ts';

/** Everything that tests in this process sent to a Fortnox, but for tokens. */
export interface RecordedRequests {
  readonly dispatcher: Dispatcher;
  readonly sent: readonly SentRequest[];
}

/**
 * A dispatcher that keeps what is sent, and fails the call when it is not one that the vendor's description allows: so
 * every test of the connector is a contract test too.
 */
export function recordRequests(): RecordedRequests {
  const sent: SentRequest[] = [];
  const dispatcher = new Agent({ keepAliveTimeout: 1_000 }).compose((dispatch) => (options, handler) => {
    const { method, path, body } = options;
    if (!path.startsWith('/oauth-v1/')) {
      const request = { method, path, body: typeof body === 'string' ? body : undefined };
      sent.push(request);
      const violations = publishedApi()?.violationsOf(request) ?? [];
      if (violations.length > 0) throw new Error(`not allowed by Fortnox’s own description: ${violations.join('; ')}`);
    }
    return dispatch(options, handler);
  });
  return { dispatcher, sent };
}
