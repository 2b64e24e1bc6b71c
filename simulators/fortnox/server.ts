import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Express, type Request, type Response } from 'express';
import { Refusal, type Answer } from './answers.ts';
import { controlRouter } from './control-routes.ts';
import { gatewayTimeout, notFound, refused, systemException, tooManyRequests, unauthorized } from './errors.ts';
import { ARTICLE_ROUTES } from './articles.ts';
import { CUSTOMER_ROUTES } from './customers.ts';
import { createFaults, type Fault, type Faults } from './faults.ts';
import { INVOICE_ROUTES } from './invoice-routes.ts';
import { createOauth, type Oauth } from './oauth.ts';
import { PAYMENT_ROUTES } from './payments.ts';
import { createRateLimit } from './rate-limit.ts';
import type { ApiRequest, Route } from './routes.ts';
import { checkAccess, scopeOf, SCOPES, type Access, type Scope } from './scopes.ts';
import { SETTINGS_ROUTES } from './settings-routes.ts';
import { createTenant, type Tenant, type TenantSettings } from './tenant.ts';
import { WAREHOUSE_ROUTES } from './warehouse-routes.ts';

export interface FortnoxSimulatorOptions extends TenantSettings {
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Default 0: any that is free. */
  readonly port?: number;
  /** Default 'client'. */
  readonly clientId?: string;
  /** Default 'secret'. */
  readonly clientSecret?: string;
  /** Default 3600, as Fortnox. */
  readonly tokenTtlSeconds?: number;
  /** Default 31, as Fortnox; by the simulator's own calendar. */
  readonly refreshTokenTtlDays?: number;
  /** What the client was consented to. Default: everything that the simulator has. */
  readonly scopes?: readonly Scope[];
  /** Default 'on': 25 requests in any 5 seconds. */
  readonly rateLimit?: 'on' | 'off';
  /** Default 1. Faults with a probability are drawn from it. */
  readonly faultSeed?: number;
}

export interface FortnoxSimulator {
  /** The base of the API, of the token endpoint, and so of everything a client needs. */
  readonly url: string;
  /** For `createFortnoxControl`. */
  readonly controlUrl: string;
  /** Ends every connection and everything that was still to happen. */
  readonly stop: () => Promise<void>;
}

/** What one running simulator is made of. */
export interface Simulation {
  readonly tenant: Tenant;
  readonly oauth: Oauth;
  readonly access: Access;
  readonly faults: Faults;
  readonly counts: RequestCounts;
}

export interface RequestCounts {
  /** By method and pattern: `PUT /3/invoices/:documentNumber/bookkeep`. */
  readonly byRoute: Map<string, number>;
  tooManyRequests: number;
}

const ROUTES: readonly Route[] = [
  ...INVOICE_ROUTES,
  ...PAYMENT_ROUTES,
  ...CUSTOMER_ROUTES,
  ...ARTICLE_ROUTES,
  ...SETTINGS_ROUTES,
  ...WAREHOUSE_ROUTES,
];

/** Starts a Fortnox with one company in it. */
export async function startFortnoxSimulator(options: FortnoxSimulatorOptions = {}): Promise<FortnoxSimulator> {
  const tenant = createTenant(options);
  const access: Access = { scopes: options.scopes ?? SCOPES, licences: SCOPES, hasApiLicence: true };
  const simulation: Simulation = {
    tenant,
    access,
    oauth: createOauth({
      clientId: options.clientId ?? 'client',
      clientSecret: options.clientSecret ?? 'secret',
      tenantId: tenant.id,
      tokenTtlSeconds: options.tokenTtlSeconds ?? 3600,
      refreshTokenTtlDays: options.refreshTokenTtlDays ?? 31,
      now: tenant.now,
      access,
    }),
    faults: createFaults(options.faultSeed ?? 1),
    counts: { byRoute: new Map(), tooManyRequests: 0 },
  };
  const later = createTimers();
  const mayPass = options.rateLimit === 'off' ? () => true : createRateLimit();

  const server = createServer(createApp(simulation, { mayPass, later }));
  const { host = '127.0.0.1', port = 0 } = options;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const url = `http://${host}:${(server.address() as AddressInfo).port}`;
  tenant.baseUrl = url;
  return {
    url,
    controlUrl: `${url}/_control`,
    stop: async () => {
      later.cancel();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

interface Gate {
  readonly mayPass: () => boolean;
  readonly later: Timers;
}

function createApp(simulation: Simulation, gate: Gate): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use('/_control', controlRouter(simulation));
  app.use(express.text({ type: () => true, limit: '5mb' }));

  serve(app, simulation, gate, {
    method: 'POST',
    path: '/oauth-v1/token',
    handle: (request) =>
      simulation.oauth.grant({
        authorization: request.headers.authorization,
        tenantId: request.get('TenantId'),
        form: new URLSearchParams(bodyOf(request)),
      }),
  });
  for (const route of ROUTES) {
    const scope = scopeOf(route.path);
    serve(app, simulation, gate, {
      method: route.method,
      path: route.path,
      enter: (request) => enter(simulation, gate, { request, scope }),
      handle: (request) => route.handle(simulation.tenant, apiRequest(request)),
    });
  }
  app.use((request: Request, response: Response) => {
    send(
      response,
      answerOf(() => {
        simulation.oauth.check(request.headers.authorization);
        // Not documented: what Fortnox says to a path it does not have.
        throw notFound(2000729, `Okänd resurs (${request.method} ${request.path})`);
      }),
    );
  });
  return app;
}

interface Served {
  readonly method: Route['method'];
  readonly path: string;
  /** What is checked before the call can meet a fault. */
  readonly enter?: (request: Request) => void;
  readonly handle: (request: Request) => Answer;
}

const EXPRESS_METHODS = { GET: 'get', POST: 'post', PUT: 'put', DELETE: 'delete' } as const;

function serve(
  app: Express,
  { faults, counts, oauth }: Simulation,
  { later }: Gate,
  { method, path, enter, handle }: Served,
): void {
  const name = `${method} ${path}`;
  app[EXPRESS_METHODS[method]](path, (request, response) => {
    counts.byRoute.set(name, (counts.byRoute.get(name) ?? 0) + 1);
    const commit = (): Answer => answerOf(() => handle(request));
    const stopped = enter && refusalOf(() => enter(request));
    if (stopped) return send(response, stopped);
    const fault = faults.take({ method, url: request.originalUrl });
    if (!fault) return send(response, commit());
    meetFault(fault, { request, response, commit, oauth, later });
  });
}

/** Who is it, is it too much, may it, can it be read at all. What comes first in Fortnox is not documented. */
function enter(
  { counts, oauth, access }: Simulation,
  { mayPass }: Gate,
  { request, scope }: { readonly request: Request; readonly scope: Scope },
): void {
  oauth.check(request.headers.authorization);
  if (!mayPass()) {
    counts.tooManyRequests++;
    throw new Refusal('too many requests', tooManyRequests());
  }
  checkAccess(access, scope);
  if (!request.accepts('json')) throw refused(1000030, 'Invalid response type');
  if (bodyOf(request) !== '' && !request.is('json')) throw refused(1000031, 'Invalid content type');
}

interface Call {
  readonly request: Request;
  readonly response: Response;
  readonly commit: () => Answer;
  readonly oauth: Oauth;
  readonly later: Timers;
}

function meetFault(fault: Fault, { request, response, commit, oauth, later }: Call): void {
  const { delayMs = 0, code = 1000003, message = 'System exception' } = fault;
  const drop = (): void => void request.socket.destroy();
  const meet: Record<Fault['kind'], () => void> = {
    status500: () => send(response, systemException()),
    status429: () => send(response, tooManyRequests()),
    dropBefore: drop,
    commitThenDrop: () => {
      commit();
      drop();
    },
    commitThenStatus504: () => {
      commit();
      send(response, gatewayTimeout());
    },
    commitLate: () => {
      later.run(commit, delayMs);
      send(response, gatewayTimeout());
    },
    slow: () => later.run(() => send(response, commit()), delayMs),
    expiredToken: () => {
      oauth.expire(request.headers.authorization);
      send(response, unauthorized().answer);
    },
    refuse: () => send(response, refused(code, message).answer),
  };
  meet[fault.kind]();
}

function answerOf(handle: () => Answer): Answer {
  try {
    return handle();
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    throw error;
  }
}

function refusalOf(check: () => void): Answer | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    throw error;
  }
}

function apiRequest(request: Request): ApiRequest {
  return {
    params: request.params as Record<string, string>,
    query: new URL(request.originalUrl, 'http://simulator').searchParams,
    body: bodyOf(request),
  };
}

/** Express leaves the body undefined where there was none. */
function bodyOf(request: Request): string {
  return typeof request.body === 'string' ? request.body : '';
}

function send(response: Response, answer: Answer): void {
  if (response.destroyed) return;
  response.writeHead(answer.status, { 'Content-Type': answer.contentType, ...answer.headers });
  response.end(answer.body);
}

interface Timers {
  readonly run: (act: () => void, delayMs: number) => void;
  readonly cancel: () => void;
}

function createTimers(): Timers {
  const timers = new Set<NodeJS.Timeout>();
  return {
    run: (act, delayMs) => {
      const timer = setTimeout(() => {
        timers.delete(timer);
        act();
      }, delayMs);
      timers.add(timer);
    },
    cancel: () => {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}
