import type { NextFunction, Request, Response } from 'express';
import { pino, type DestinationStream, type LevelWithSilent, type Logger } from 'pino';
import { requestIdOf } from './request-id.ts';

/** What never gets into a log, wherever it stands in what is logged: secrets, and what tells who a customer is. */
const REDACTED = [
  'authorization',
  'cookie',
  'set-cookie',
  'x-centra-signature',
  'token',
  'accessToken',
  'access_token',
  'apiKey',
  'clientSecret',
  'client_secret',
  'webhookSecrets',
  'password',
  'payload',
  'rawBody',
  'customer',
  'billingAddress',
  'shippingAddress',
  'email',
  'phoneNumber',
  'firstName',
  'lastName',
] as const;

/** At the top, and up to three objects deep, which is as deep as we log. */
const DEPTHS = ['', '*', '*.*', '*.*.*'] as const;

export interface LoggerOptions {
  readonly level: LevelWithSilent;
  /** Standard output by default. */
  readonly destination?: DestinationStream;
}

/** The log of the whole program: JSON lines, without secrets and without personal data. */
export function createLogger({ level, destination }: LoggerOptions): Logger {
  const paths = DEPTHS.flatMap((depth) => REDACTED.map((name) => `${depth}["${name}"]`));
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, redact: { paths, censor: '***' } };
  return destination ? pino(options, destination) : pino(options);
}

/** Writes a line for each request when it is answered. Never the query or a body: they may name people. */
export function logRequests(logger: Logger) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const { method, path } = request;
    const startedAt = performance.now();
    response.once('close', () => {
      const { statusCode, writableFinished } = response;
      const line = {
        requestId: requestIdOf(response),
        method,
        path: path.slice(0, 200),
        ...subjectOf(path),
        status: statusCode,
        ms: Math.round(performance.now() - startedAt),
      };
      const level = isProbe(path) && statusCode < 500 ? 'debug' : 'info';
      logger[level](line, writableFinished ? 'request' : 'request given up by the caller');
    });
    next();
  };
}

/** The connection and the order that a path is about, to search a log by. */
function subjectOf(path: string): { connection?: string; orderNumber?: number } {
  const [, connection, number] = /^\/(?:orders|webhooks\/centra)\/([a-z0-9-]+)(?:\/(\d+))?/.exec(path) ?? [];
  return {
    ...(connection === undefined ? {} : { connection }),
    ...(number === undefined ? {} : { orderNumber: Number(number) }),
  };
}

/** Asked every few seconds by machines. */
function isProbe(path: string): boolean {
  return path === '/healthz' || path === '/readyz';
}
