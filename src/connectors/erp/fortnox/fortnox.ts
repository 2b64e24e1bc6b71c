import type { Dispatcher } from 'undici';
import { Agent } from 'undici';
import { createBudget } from '../../budget.ts';
import type { Limit } from '../../budget-levels.ts';
import type { Cancellation, WorkName } from '../../in-turn.ts';
import type { OutageTimes } from '../../outage.ts';
import type { SharedStore } from '../../../domain/shared-store.ts';
import type { Erp } from '../erp.ts';
import { createClient } from './client.ts';
import { clientCredentials } from './client-credentials.ts';
import type { KeyField } from './document.ts';
import { createInvoices } from './invoices.ts';
import { FORTNOX_LIMITS, FORTNOX_PAUSE_MS } from './limits.ts';
import type { FortnoxMapping } from './mapping.ts';
import { createPayments } from './payments.ts';
import { refreshTokenLogIn } from './refresh-token.ts';
import { createSetUpCheck, type ExpectedSetUp } from './set-up-check.ts';
import { createStock } from './stock.ts';
import { createTokenSource, type LogIn } from './token.ts';
import type { TokenEndpoint } from './token-request.ts';

export interface FortnoxSettings extends Partial<Pick<ExpectedSetUp, 'stockModes' | 'sendsByEmail'>> {
  /** Without `/3`: `https://api.fortnox.se`. */
  readonly apiUrl: string;
  readonly authUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** The company's number in Fortnox. */
  readonly tenantId: string;
  /** Default `clientCredentials`, the service account. */
  readonly auth?: 'clientCredentials' | 'refreshToken';
  /** Needed by `auth: refreshToken`: what the company's latest consent gave. */
  readonly refreshToken?: string | undefined;
  /** The longest that one request may take, and again the longest that it waits for its turn under the rate limit. */
  readonly timeoutMs: number;
  readonly keyField: KeyField;
  /** Names the stock documents; at most 14 characters. Never change it. */
  readonly connectionKey: string;
  readonly mapping: FortnoxMapping;
  readonly dispatcher?: Dispatcher;
  /** Where what is left of Fortnox's limit is counted and a log-in is kept, for all processes together. */
  readonly store: SharedStore;
  /** Fortnox's own by default. */
  readonly limits?: readonly Limit[];
  /** Whether the work that a call is part of has been given up. */
  readonly cancellation?: Cancellation;
  readonly work?: WorkName;
  readonly outageTimes?: OutageTimes | undefined;
}

/**
 * Fortnox behind the `Erp` port.
 *
 * @throws RangeError when the connection key cannot name stock documents, or there is no refresh token to log in with.
 */
export function createFortnox(settings: FortnoxSettings): Erp {
  const dispatcher = settings.dispatcher ?? new Agent({ keepAliveTimeout: 30_000 });
  const budget = createBudget(settings.store, {
    key: `budget/fortnox/${settings.clientId}/${settings.tenantId}`,
    limits: settings.limits ?? FORTNOX_LIMITS,
    work: settings.work,
    outageTimes: settings.outageTimes,
  });
  const { timeoutMs: maxWaitMs, cancellation } = settings;
  const turns = { budget, maxWaitMs, pauseMs: FORTNOX_PAUSE_MS, cancellation };
  const tokens = createTokenSource(logInOf(settings, { ...settings, dispatcher }));
  const client = createClient({ ...settings, dispatcher, turns, tokens });
  return {
    ready: () => budget.approach(maxWaitMs),
    ...createInvoices(client, settings),
    ...createPayments(client, settings.mapping),
    ...createStock(client, settings.connectionKey, settings.mapping),
    ...createSetUpCheck(client, { stockModes: ['off'], sendsByEmail: false, ...settings }),
  };
}

function logInOf({ auth, tenantId, refreshToken, store }: FortnoxSettings, endpoint: TokenEndpoint): LogIn {
  if (auth !== 'refreshToken') return clientCredentials({ ...endpoint, tenantId });
  if (refreshToken === undefined) throw new RangeError('auth: refreshToken needs a refreshToken');
  return refreshTokenLogIn({ ...endpoint, refreshToken }, store);
}
