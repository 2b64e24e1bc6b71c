import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type ErrorRequestHandler } from 'express';
import { createAccess } from './access.ts';
import { DEFAULT_BEHAVIOUR, type Behaviour } from './behaviour.ts';
import { controlRoutes } from './control-routes.ts';
import { createFaults } from './faults.ts';
import { graphqlHandler } from './graphql-endpoint.ts';
import { createLateCommits } from './late-commits.ts';
import { BASE_CURRENCY_CODE } from './money.ts';
import { ALL_PERMISSIONS } from './permissions.ts';
import { createRateLimit, GROWTH_QUOTAS, type Quotas } from './rate-limit.ts';
import { centraSchema, type UnconfirmedNames } from './schema.ts';
import { snapshotOf } from './snapshot.ts';
import { emptyState, type World } from './state.ts';
import { createTroubleMaker } from './webhook-trouble.ts';
import { createWebhooks, type WebhookTarget } from './webhooks.ts';

/** Any part of `Behaviour` may be chosen at the start; control can change it later. */
export interface CentraSimulatorOptions extends Partial<Behaviour> {
  readonly host?: string;
  /** 0, the default, takes a free one. */
  readonly port?: number;
  readonly token: string;
  /** By default it does not expire. */
  readonly tokenExpiresAt?: Date;
  /** What the token may do; everything by default. */
  readonly permissions?: readonly string[];
  /** `absent` removes the names that no source confirms. */
  readonly unconfirmedNames?: UnconfirmedNames;
  readonly rateLimits?: Quotas | 'off';
  /** Of orders that name none. */
  readonly currency?: string;
  readonly timeZone?: string;
  /** The time that goes into what is held. Rate limits and signatures keep to real time. */
  readonly now?: () => Date;
  /** Of the dice that faults and webhook trouble are thrown with. */
  readonly faultSeed?: number;
  readonly webhook?: WebhookTarget;
  readonly webhookDelayMs?: number;
  readonly webhookRetries?: number;
  readonly webhookRetryDelayMs?: number;
  readonly webhookTimeoutMs?: number;
}

export interface CentraSimulator {
  readonly url: string;
  readonly graphqlUrl: string;
  readonly controlUrl: string;
  /** Cuts connections and ends deliveries, so that nothing keeps the process alive. */
  readonly stop: () => Promise<void>;
}

/** Starts a Centra that holds everything in memory. */
export async function startCentraSimulator(options: CentraSimulatorOptions): Promise<CentraSimulator> {
  const { host = '127.0.0.1', port = 0, timeZone = 'Europe/Stockholm', now = () => new Date() } = options;
  const { faultSeed = 1 } = options;
  const webhookTrouble = createTroubleMaker(faultSeed);
  const webhooks = createWebhooks({
    delayMs: options.webhookDelayMs ?? 50,
    retries: options.webhookRetries ?? 0,
    retryDelayMs: options.webhookRetryDelayMs ?? 1_000,
    timeoutMs: options.webhookTimeoutMs ?? 5_000,
    timeZone,
    now,
    trouble: webhookTrouble,
  });
  webhooks.setTarget(options.webhook ?? null);
  const world: World = {
    state: emptyState(),
    now,
    timeZone,
    behaviour: behaviourFrom(options),
    announce: (event) => webhooks.queue(event),
  };
  const access = createAccess({
    token: options.token,
    expiresAt: options.tokenExpiresAt ?? null,
    permissions: options.permissions ?? ALL_PERMISSIONS,
  });
  const faults = createFaults(faultSeed);
  const lateCommits = createLateCommits();
  const rateLimit = createRateLimit(options.rateLimits ?? GROWTH_QUOTAS);
  const requests: Record<string, number> = {};
  let requestCount = 0;

  const app = express();
  app.disable('x-powered-by');
  app.post(
    '/graphql',
    express.json({ limit: '5mb' }),
    graphqlHandler({
      schema: centraSchema(options.unconfirmedNames ?? 'present', world),
      world,
      access,
      faults,
      rateLimit,
      commitLater: lateCommits.add,
      onRequest: (rootFields) => {
        requestCount += 1;
        for (const field of rootFields) requests[field] = (requests[field] ?? 0) + 1;
      },
    }),
  );
  app.use(
    '/_control',
    controlRoutes({
      world,
      defaultCurrency: options.currency ?? BASE_CURRENCY_CODE,
      access,
      faults,
      webhooks,
      webhookTrouble,
      snapshot: () =>
        snapshotOf(world, {
          requestCount,
          requests,
          rateLimitHits: rateLimit.hits(),
          webhookDeliveries: webhooks.deliveries(),
          webhookTrouble: webhookTrouble.met(),
          faults: { met: faults.met(), active: faults.active(), lateCommits: lateCommits.waiting() },
        }),
    }),
  );
  app.use(explainUnreadable);

  const server = createServer(app).listen(port, host);
  await once(server, 'listening');
  const url = `http://${host}:${(server.address() as AddressInfo).port}`;
  return {
    url,
    graphqlUrl: `${url}/graphql`,
    controlUrl: `${url}/_control`,
    stop: async () => {
      webhooks.stop();
      lateCommits.stop();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function behaviourFrom(options: CentraSimulatorOptions): Behaviour {
  const names = Object.keys(DEFAULT_BEHAVIOUR) as (keyof Behaviour)[];
  const chosen = names.filter((name) => options[name] !== undefined).map((name) => [name, options[name]]);
  return { ...DEFAULT_BEHAVIOUR, ...Object.fromEntries(chosen) };
}

/** JSON that cannot be read, or too much of it; anything else is a bug of the simulator. */
const explainUnreadable: ErrorRequestHandler = (error: unknown, _request, response, _next) => {
  const status = error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : 500;
  const message = error instanceof Error ? error.message : String(error);
  response.status(status).json({ errors: [{ message }] });
};
