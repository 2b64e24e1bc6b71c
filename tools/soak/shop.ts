import { createCentraControl, type CentraControl, type CentraSnapshot } from '../../simulators/centra/control.ts';
import { startCentraSimulator } from '../../simulators/centra/server.ts';
import { createFortnoxControl, type FortnoxControl } from '../../simulators/fortnox/control.ts';
import { startFortnoxSimulator } from '../../simulators/fortnox/server.ts';
import { COMPANY, POLICY, SKUS, STOCK_POINTS, UNITS_IN_STOCK } from './company.ts';
import { createDice } from './dice.ts';
import { emptyLedger, type Ledger } from './truth.ts';

/** One Centra with its Fortnox, and what must come to stand in their books. */
export interface Shop {
  /** Of the connection; its key is the same. */
  readonly id: string;
  readonly centra: CentraControl;
  readonly fortnox: FortnoxControl;
  readonly truth: Ledger;
  /** When the driver last did something to an order, by its number. */
  readonly touchedAt: Map<number, number>;
  /** Returns that were opened again after their credit, which a person is to accept. */
  readonly reversedReturns: Set<number>;
  /** The connection's part of Shipledger's config. */
  readonly config: object;
  readonly webhookSecret: string;
  /** Centra as it was at most a moment ago: many look at once. */
  readonly glance: () => Promise<CentraSnapshot>;
  readonly stop: () => Promise<void>;
}

const CENTRA_TOKEN = 'soak-centra-token';
const WEBHOOK_SECRET = 'soak-webhook-secret';
const FORTNOX_LOGIN = { clientId: 'soak', clientSecret: 'soak-fortnox-secret' };

/** Centra's default plan, but for its limits of an hour: they would make the soak a matter of many. */
const QUOTAS = {
  REQUEST_COUNT: { TEN_SECONDS: 60, ONE_HOUR: 21_600 },
  MUTATION_COUNT: { TEN_SECONDS: 20, ONE_HOUR: 7_200 },
  QUERY_COMPLEXITY: { TEN_SECONDS: 250_000, ONE_HOUR: 90_000_000 },
} as const;

const GLANCE_AGE_MS = 500;

export async function openShop(id: string, seed: number, timeoutMs: number): Promise<Shop> {
  // Fortnox counts requests by client and company: each shop has a company of its own.
  const login = { ...FORTNOX_LOGIN, tenantId: String(100_000 + seed) };
  const dice = createDice(seed, `${id}/behaviour`);
  const centra = await startCentraSimulator({
    token: CENTRA_TOKEN,
    rateLimits: QUOTAS,
    faultSeed: seed,
    webhookRetries: 3,
    // What no source tells is played either way.
    isCapturedWhilePending: dice.hits(0.5),
    captureOfCapturedOrder: dice.oneOf(['assigns', 'alreadyCaptured'] as const),
    capturedValueIncludesGiftCards: dice.hits(0.5),
    cancelledStatus: dice.oneOf(['CANCELLED', 'DELETED'] as const),
    retryAfter: dice.oneOf(['epochSeconds', 'deltaSeconds', 'none'] as const),
  });
  const fortnox = await startFortnoxSimulator({ ...login, ...COMPANY, faultSeed: seed });
  const centraControl = createCentraControl(centra.controlUrl);
  const fortnoxControl = createFortnoxControl(fortnox.controlUrl);
  for (const sku of SKUS) {
    for (const code of Object.values(STOCK_POINTS)) await fortnoxControl.setStock(sku, code, UNITS_IN_STOCK);
  }
  return {
    id,
    centra: centraControl,
    fortnox: fortnoxControl,
    truth: emptyLedger(),
    touchedAt: new Map(),
    reversedReturns: new Set(),
    webhookSecret: WEBHOOK_SECRET,
    glance: sharedForMs(GLANCE_AGE_MS, () => centraControl.state()),
    config: {
      id,
      key: id,
      mode: 'live',
      goLive: '2020-01-01',
      timeZone: 'Europe/Stockholm',
      centra: { url: centra.graphqlUrl, token: CENTRA_TOKEN, webhookSecrets: [WEBHOOK_SECRET], timeoutMs },
      erp: {
        kind: 'fortnox',
        apiUrl: fortnox.url,
        authUrl: `${fortnox.url}/oauth-v1/token`,
        ...login,
        timeoutMs,
      },
      policy: POLICY,
    },
    stop: async () => {
      await Promise.all([centra.stop(), fortnox.stop()]);
    },
  };
}

/** Notes that the driver has changed something of an order. */
export function touch(shop: Shop, orderNumber: number): void {
  shop.touchedAt.set(orderNumber, Date.now());
}

/** The answer of one question for all who ask within so many milliseconds. */
function sharedForMs<T>(ageMs: number, ask: () => Promise<T>): () => Promise<T> {
  let askedAt = -Infinity;
  let answer: Promise<T> | undefined;
  return () => {
    if (answer === undefined || Date.now() - askedAt > ageMs) {
      askedAt = Date.now();
      answer = ask();
    }
    return answer;
  };
}
