import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Express } from 'express';
import { answerErrors, refuseUnknownPath } from './answer-errors.ts';
import { createAuthentication } from './authentication.ts';
import type { ApiDeps } from './dependencies.ts';
import { healthRoutes } from './health.ts';
import { logRequests } from './logging.ts';
import { orderActionRoutes } from './order-actions.ts';
import { orderRoutes } from './orders.ts';
import { giveRequestId } from './request-id.ts';
import { setSecurityHeaders } from './security-headers.ts';
import { webhookRoutes } from './webhooks.ts';

/** After this, whoever is still being answered is cut off: an orchestrator kills a process that does not end. */
const STOP_TIMEOUT_MS = 10_000;
const CLOSE_IDLE_EVERY_MS = 50;

export interface RunningApi {
  readonly url: string;
  /** Takes no new requests, finishes those that run, within 10 s. */
  readonly stop: () => Promise<void>;
}

/** The HTTP API: webhooks in, orders out, and what people tell orders to do. */
export function createApi(deps: ApiDeps): Express {
  const requireRole = createAuthentication(deps.config.api.tokens);
  return express()
    .disable('x-powered-by')
    .disable('etag')
    .use(giveRequestId, logRequests(deps.logger), setSecurityHeaders)
    .use(healthRoutes(deps))
    .use(webhookRoutes(deps))
    .use(orderRoutes(deps, requireRole))
    .use(orderActionRoutes(deps, requireRole))
    .use(refuseUnknownPath)
    .use(answerErrors(deps.logger));
}

/**
 * Serves the API.
 *
 * @param at Where to listen; port 0 takes any that is free.
 * @throws Error when it cannot listen there.
 */
export async function startApi(
  deps: ApiDeps,
  at: { host: string; port: number } = deps.config.api,
): Promise<RunningApi> {
  const server = createServer(createApi(deps));
  server.listen(at.port, at.host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const host = at.host.includes(':') ? `[${at.host}]` : at.host;

  return {
    url: `http://${host}:${port}`,
    async stop() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      // A connection that was busy when we closed is kept alive after its answer; nothing more comes over it.
      const idle = setInterval(() => server.closeIdleConnections(), CLOSE_IDLE_EVERY_MS);
      const limit = setTimeout(() => server.closeAllConnections(), STOP_TIMEOUT_MS);
      await closed;
      clearInterval(idle);
      clearTimeout(limit);
    },
  };
}
