import type { Dispatcher } from 'undici';
import { Agent } from 'undici';
import type { SlidingWindow } from '../../pacing.ts';
import { createSlidingWindow } from '../../pacing.ts';
import type { Erp } from '../erp.ts';
import { createClient } from './client.ts';
import type { KeyField } from './document.ts';
import { createInvoices } from './invoices.ts';
import type { FortnoxMapping } from './mapping.ts';
import { createPayments } from './payments.ts';
import { createStock } from './stock.ts';
import { createTokenSource } from './token.ts';

export interface FortnoxSettings {
  /** Without `/3`: `https://api.fortnox.se`. */
  readonly apiUrl: string;
  readonly authUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly tenantId: string;
  /** The longest that one request may take, and again the longest that it waits for its turn under the rate limit. */
  readonly timeoutMs: number;
  readonly keyField: KeyField;
  /** Names the stock documents; at most 14 characters. Never change it. */
  readonly connectionKey: string;
  readonly mapping: FortnoxMapping;
  readonly dispatcher?: Dispatcher;
  /** Share one among all that calls the same company with the same client. */
  readonly window?: SlidingWindow;
}

/** Fortnox allows 25 requests in any 5 seconds per client and company; one is left for the clocks. */
const RATE_LIMIT = { limit: 24, windowMs: 5_000 };

/**
 * Fortnox behind the `Erp` port.
 *
 * @throws RangeError when the connection key cannot name stock documents.
 */
export function createFortnox(settings: FortnoxSettings): Erp {
  const dispatcher = settings.dispatcher ?? new Agent({ keepAliveTimeout: 30_000 });
  const window = settings.window ?? createSlidingWindow(RATE_LIMIT);
  const tokens = createTokenSource({ ...settings, dispatcher });
  const client = createClient({ ...settings, dispatcher, window, tokens });
  return {
    ...createInvoices(client, settings),
    ...createPayments(client, settings.mapping),
    ...createStock(client, settings.connectionKey, settings.mapping),
  };
}
