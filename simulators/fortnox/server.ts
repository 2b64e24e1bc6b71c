import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Express, type Request, type Response } from 'express';
import { Refusal, type Answer } from './answers.ts';
import { controlRouter } from './control-routes.ts';
import { gatewayTimeout, notFound, refused, systemException, tooManyRequests, unauthorized } from './errors.ts';
import { createFaults, type Fault, type Faults } from './faults.ts';
import { INVOICE_ROUTES } from './invoice-routes.ts';
import { createOauth, type Oauth } from './oauth.ts';
import { PAYMENT_ROUTES } from './payments.ts';
import { createRateLimit } from './rate-limit.ts';
import { REGISTER_ROUTES } from './register-routes.ts';
import type { ApiRequest, Route } from './routes.ts';
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
  /** Default 'on': 25 requests in any 5 seconds. */
  readonly rateLimit?: 'on' | 'off';
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
  readonly faults: Faults;
  readonly counts: RequestCounts;
}

export interface RequestCounts {
  /** By method and pattern: `PUT /3/invoices/:documentNumber/bookkeep`. */
  readonly byRoute: Map<string, number>;
  tooManyRequests: number;
}

const ROUTES: readonly Route[] = [...INVOICE_ROUTES, ...PAYMENT_ROUTES, ...REGISTER_ROUTES, ...WAREHOUSE_ROUTES];

/** Starts a Fortnox with one company in it. */
export async function startFortnoxSimulator(options: FortnoxSimulatorOptions = {}): Promise<FortnoxSimulator> {
  const tenant = createTenant(options);
  const simulation: Simulation = {
    tenant,
    faults: createFaults(),
    counts: { byRoute: new Map(), tooManyRequests: 0 },
  };
  const later = createTimers();
  const oauth = createOauth({
    clientId: options.clientId ?? 'client',
    clientSecret: options.clientSecret ?? 'secret',
    tenantId: tenant.id,
    tokenTtlSeconds: options.tokenTtlSeconds ?? 3600,
  });
  const mayPass = options.rateLimit === 'off' ? () => true : createRateLimit();

  const server = createServer(createApp(simulation, { oauth, mayPass, later }));
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
  readonly oauth: Oauth;
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
      gate.oauth.grant({
        authorization: request.headers.authorization,
        tenantId: request.get('TenantId'),
        form: new URLSearchParams(bodyOf(request)),
      }),
  });
  for (const route of ROUTES) {
    serve(app, simulation, gate, {
      method: route.method,
      path: route.path,
      enter: (request) => enter(simulation, gate, request),
      handle: (request) => route.handle(simulation.tenant, apiRequest(request)),
    });
  }
  app.use((request: Request, response: Response) => {
    send(
      response,
      answerOf(() => {
        gate.oauth.check(request.headers.authorization);
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

function serve(
  app: Express,
  { faults, counts }: Simulation,
  gate: Gate,
  { method, path, enter, handle }: Served,
): void {
  const name = `${method} ${path}`;
  app[method === 'GET' ? 'get' : method === 'POST' ? 'post' : 'put'](path, (request, response) => {
    counts.byRoute.set(name, (counts.byRoute.get(name) ?? 0) + 1);
    const commit = (): Answer => answerOf(() => handle(request));
    const stopped = enter && refusalOf(() => enter(request));
    if (stopped) return send(response, stopped);
    const fault = faults.take({ method, url: request.originalUrl });
    if (!fault) return send(response, commit());
    meetFault(fault, { request, response, commit, gate });
  });
}

/** Who is it, is it too much, can it be read at all. What comes first in Fortnox is not documented. */
function enter({ counts }: Simulation, { oauth, mayPass }: Gate, request: Request): void {
  oauth.check(request.headers.authorization);
  if (!mayPass()) {
    counts.tooManyRequests++;
    throw new Refusal('too many requests', tooManyRequests());
  }
  if (!request.accepts('json')) throw refused(1000030, 'Invalid response type');
  if (bodyOf(request) !== '' && !request.is('json')) throw refused(1000031, 'Invalid content type');
}

interface Call {
  readonly request: Request;
  readonly response: Response;
  readonly commit: () => Answer;
  readonly gate: Gate;
}

function meetFault(fault: Fault, { request, response, commit, gate }: Call): void {
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
      gate.later.run(commit, delayMs);
      send(response, gatewayTimeout());
    },
    slow: () => gate.later.run(() => send(response, commit()), delayMs),
    expiredToken: () => {
      gate.oauth.expire(request.headers.authorization);
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
