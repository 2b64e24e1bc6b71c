import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createLogger } from '../../src/api/logging.ts';
import { startApi } from '../../src/api/server.ts';
import type { Records } from '../../src/records/records.ts';
import {
  awayRecords,
  awayTemporal,
  call,
  openTestRecords,
  orderRecord,
  sendWebhook,
  signatureOf,
  startTestApi,
  TOKENS,
  webhookBody,
  type TestApi,
} from './api-world.ts';

let records: Records;
let api: TestApi;

beforeAll(async () => {
  records = await openTestRecords();
  api = await startTestApi({ temporal: awayTemporal(), records });
}, 60_000);

afterAll(async () => {
  await api.stop();
  await records.close();
});

describe('who is calling', () => {
  test('must be known by a token', async () => {
    for (const authorization of [undefined, '', 'Bearer', 'Bearer guessed', `Basic ${TOKENS.admin}`, TOKENS.admin]) {
      const response = await fetch(`${api.url}/orders`, {
        headers: authorization === undefined ? {} : { authorization },
      });
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/);
      expect(await response.json()).toMatchObject({ type: '/problems/unauthenticated' });
    }
  });

  test.each(Object.values(TOKENS))('may read with any role: %s', async (token) => {
    expect((await call(api, 'GET', '/orders', { token })).status).toBe(200);
  });
});

describe('every refusal', () => {
  test.each([
    ['GET', '/nowhere', 404, 'unknown-path'],
    ['DELETE', '/orders', 405, 'method-not-allowed'],
    ['GET', '/webhooks/centra/acme', 405, 'method-not-allowed'],
    ['PUT', '/orders/acme/1/retry', 405, 'method-not-allowed'],
    ['POST', '/orders/acme/1/retry', 400, 'unreadable-body'],
    ['GET', '/orders/acme/%ff', 400, 'invalid-request'],
    ['GET', '/orders', 401, 'unauthenticated'],
  ])('is a problem document: %s %s', async (method, path, status, kind) => {
    const response = await call(api, method, path, {
      ...(kind !== 'unauthenticated' && { token: TOKENS.operator }),
      ...(method === 'POST' && { body: '{"reason": ' }),
    });
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    const document = (await response.json()) as Record<string, unknown>;
    expect(document).toMatchObject({ type: `/problems/${kind}`, status, title: expect.any(String) });
    expect(document['detail']).toMatch(/\.$/);
    expect(document['instance']).toBe(`urn:uuid:${response.headers.get('x-request-id')}`);
  });

  test('of a method says which there are', async () => {
    expect((await call(api, 'DELETE', '/orders')).headers.get('allow')).toBe('GET, HEAD');
    expect((await call(api, 'GET', '/webhooks/centra/acme')).headers.get('allow')).toBe('POST');
  });

  test('of a body that is too large says so', async () => {
    const response = await call(api, 'POST', '/orders/acme/1/skip', {
      token: TOKENS.operator,
      body: { reason: 'x'.repeat(20_000) },
    });
    expect(response.status).toBe(413);
  });
});

test('no answer may be kept, framed or guessed at, and none tells what we are built with', async () => {
  for (const path of ['/healthz', '/nowhere', '/orders']) {
    const { headers } = await call(api, 'GET', path);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('x-powered-by')).toBeNull();
  }
});

test('a fault of our own shows nothing but an id, under which the log has the cause', async () => {
  const find = () => Promise.reject(new Error('column "vat" does not exist'));
  const other = await startTestApi({
    temporal: awayTemporal(),
    records: { ...records, orders: { ...records.orders, find } },
  });
  const response = await call(other, 'GET', '/orders/acme/1', { token: TOKENS.viewer });
  await other.stop();
  expect(response.status).toBe(500);
  const text = await response.text();
  expect(text).not.toMatch(/vat|\.ts|at /);
  const requestId = String(response.headers.get('x-request-id'));
  expect(text).toContain(requestId);
  const logged = other
    .log()
    .split('\n')
    .filter((line) => line.includes(requestId));
  expect(logged.join('\n')).toContain('column \\"vat\\" does not exist');
});

test('while the database is away, whoever reads is told to come back', async () => {
  const other = await startTestApi({ temporal: awayTemporal(), records: awayRecords() });
  for (const path of ['/orders', '/orders/acme/1']) {
    const response = await call(other, 'GET', path, { token: TOKENS.viewer });
    expect(response.status).toBe(503);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await response.json()).toMatchObject({ type: '/problems/database-away' });
  }
  await other.stop();
});

describe('the log', () => {
  test('has a line for each request, to search by connection and order', async () => {
    const response = await call(api, 'GET', '/orders/acme/4711?customer=jane', { token: TOKENS.viewer });
    const requestId = String(response.headers.get('x-request-id'));
    await vi.waitFor(() => expect(api.log()).toContain(requestId));
    const line =
      api
        .log()
        .split('\n')
        .find((text) => text.includes(requestId)) ?? '';
    expect(JSON.parse(line)).toMatchObject({
      msg: 'request',
      method: 'GET',
      path: '/orders/acme/4711',
      connection: 'acme',
      orderNumber: 4711,
      status: 404,
      ms: expect.any(Number),
    });
  });

  test('never has tokens, signatures, bodies or queries', async () => {
    const body = webhookBody([{ type: 'x', action: 'jane@doe.example', id: 1 }]);
    const signature = signatureOf(body);
    await sendWebhook(api, body, { signature });
    await sendWebhook(api, `${body}&`, { signature });
    await call(api, 'GET', '/orders?cursor=jane', { token: TOKENS.admin });
    await call(api, 'POST', '/orders/acme/1/skip', { token: TOKENS.operator, body: { reason: 'jane' } });
    await vi.waitFor(() => expect(api.log()).toMatch(/\/skip/));
    for (const secret of ['jane', signature.slice(-64), ...Object.values(TOKENS)])
      expect(api.log()).not.toContain(secret);
  });

  test('shows stars for a secret that somebody logs by mistake, at any depth that we log', async () => {
    const lines: string[] = [];
    const logger = createLogger({ level: 'info', destination: { write: (line) => void lines.push(line) } });
    const secrets = { authorization: 'S1', 'x-centra-signature': 'S2', clientSecret: 'S3', payload: 'S4', email: 'S5' };
    logger.info(secrets);
    logger.info({ request: { headers: secrets } });
    logger.child({ connection: { erp: { login: secrets } } }).info('bound');
    expect(lines).toHaveLength(3);
    expect(lines.join('')).not.toMatch(/S\d/);
    expect(lines.join('')).toContain('"clientSecret":"***"');
  });
});

describe('stopping', () => {
  /** An API in which a request for order 1 waits until it is let go. */
  async function startWaiting() {
    let arrived = (): void => undefined;
    let letGo = (): void => undefined;
    const isHere = new Promise<void>((resolve) => (arrived = resolve));
    const isLetGo = new Promise<void>((resolve) => (letGo = resolve));
    const find = async () => {
      arrived();
      await isLetGo;
      return orderRecord(1);
    };
    const orders = { ...records.orders, find };
    const running = await startTestApi({ temporal: awayTemporal(), records: { ...records, orders } });
    const answer = call(running, 'GET', '/orders/acme/1', { token: TOKENS.viewer });
    await isHere;
    return { running, answer, letGo };
  }

  test('finishes what was asked, and takes nothing new', async () => {
    const { running, answer, letGo } = await startWaiting();
    const startedAt = performance.now();
    const stopped = running.stop();
    await expect(fetch(`${running.url}/healthz`)).rejects.toThrow('fetch failed');
    letGo();
    expect((await answer).status).toBe(200);
    await stopped;
    // Not the 5 s that a connection is otherwise kept for another request.
    expect(performance.now() - startedAt).toBeLessThan(3_000);
  });

  test('does not wait longer than 10 s', async () => {
    const { running, answer, letGo } = await startWaiting();
    const ending = answer.then(
      () => 'answered',
      () => 'cut off',
    );
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    const stopped = running.stop();
    await vi.advanceTimersByTimeAsync(9_999);
    expect(await Promise.race([stopped.then(() => 'stopped'), Promise.resolve('waiting')])).toBe('waiting');
    await vi.advanceTimersByTimeAsync(1);
    vi.useRealTimers();
    await stopped;
    expect(await ending).toBe('cut off');
    letGo();
  });

  test('twice is as good as once', async () => {
    const other = await startTestApi({ temporal: awayTemporal(), records });
    await Promise.all([other.stop(), other.stop()]);
    await other.stop();
    await expect(fetch(other.url)).rejects.toThrow('fetch failed');
  });
});

test('a place that is taken is said to be', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  const config = {
    api: { host: '127.0.0.1', port, tokens: [], webhook: { toleranceSeconds: 1, maxBytes: 1_024 } },
    connections: [],
  };
  const deps = { config, temporal: awayTemporal(), records, logger: createLogger({ level: 'silent' }) };
  await expect(startApi(deps)).rejects.toThrow('EADDRINUSE');
  taken.close();
});
