import type { Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Agent } from 'undici';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { MaybeDoneError, NotDoneError } from '../../../src/connectors/call-errors.ts';
import { createClient } from '../../../src/connectors/erp/fortnox/client.ts';
import { createBudget } from '../../../src/connectors/budget.ts';
import type { Limit } from '../../../src/connectors/budget-levels.ts';
import { createMemoryStore } from '../../support/memory-store.ts';

const servers: Server[] = [];

afterEach(async () => {
  await Promise.all(
    servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve).closeAllConnections())),
  );
});

/** A client whose first token is `old`; `fresh` stands instead of it. */
async function clientAgainst(
  answer: (response: ServerResponse, token: string | undefined) => void,
  limits: readonly Limit[] = [],
) {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`);
    answer(response, request.headers.authorization);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = createClient({
    apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    timeoutMs: 300,
    dispatcher: new Agent(),
    turns: { budget: createBudget(createMemoryStore(), { key: 'fortnox', limits }), maxWaitMs: 300, pauseMs: 1_000 },
    tokens: { held: () => 'old', current: async () => 'old', insteadOf: async () => 'fresh' },
  });
  return { client, seen };
}

const read = {
  method: 'GET',
  path: '/3/invoices/1',
  isWrite: false,
  answer: z.object({ Invoice: z.object({ DocumentNumber: z.string() }) }),
  otherwise: 'erpRefused',
} as const;
const write = { ...read, method: 'POST', path: '/3/invoices', body: { Invoice: {} }, isWrite: true } as const;

describe('calls to Fortnox', () => {
  it('repeat a write once with a fresh token after a 401, which says that it was not looked at', async () => {
    const { client, seen } = await clientAgainst((response, token) => {
      const isFresh = token === 'Bearer fresh';
      response
        .writeHead(isFresh ? 201 : 401)
        .end(isFresh ? '{"Invoice":{"DocumentNumber":"7"}}' : '{"message":"unauthorized"}');
    });
    expect(await client.call(write)).toEqual({ Invoice: { DocumentNumber: '7' } });
    expect(seen).toEqual(['POST /3/invoices', 'POST /3/invoices']);
  });

  it('do the same where Fortnox says in a code of its own that we are not logged in', async () => {
    const { client, seen } = await clientAgainst((response, token) => {
      const isFresh = token === 'Bearer fresh';
      const refusal = '{"ErrorInformation":{"error":1,"message":"Ogiltig inloggning","code":2000310}}';
      response.writeHead(isFresh ? 201 : 400).end(isFresh ? '{"Invoice":{"DocumentNumber":"7"}}' : refusal);
    });
    expect(await client.call(write)).toEqual({ Invoice: { DocumentNumber: '7' } });
    expect(seen).toHaveLength(2);
  });

  it('tell a scope that the fresh token lacks, instead of asking for ever more tokens', async () => {
    const { client, seen } = await clientAgainst((response) =>
      response
        .writeHead(403)
        .end('{"ErrorInformation":{"Error":1,"Message":"Har inte behörighet för scope","Code":2000663}}'),
    );
    await expect(client.call(write)).rejects.toMatchObject({ problem: { code: 'erpScopeMissing' } });
    expect(seen).toHaveLength(1);
  });

  it('give up after the second 401, and nothing was done', async () => {
    const { client, seen } = await clientAgainst((response) =>
      response.writeHead(401).end('{"message":"unauthorized"}'),
    );
    await expect(client.call(write)).rejects.toBeInstanceOf(NotDoneError);
    expect(seen).toHaveLength(2);
  });

  it('leave open what became of a write whose answer cannot be understood', async () => {
    const { client } = await clientAgainst((response) => response.end('<html>maintenance</html>'));
    await expect(client.call(write)).rejects.toBeInstanceOf(MaybeDoneError);
  });

  it('tell a developer which field of a read cannot be understood', async () => {
    const { client } = await clientAgainst((response) => response.end('{"Invoice":{}}'));
    await expect(client.call(read)).rejects.toMatchObject({
      problem: { code: 'erpRefused', detail: expect.stringContaining('Invoice.DocumentNumber') },
    });
  });

  it('find nothing where Fortnox answers 404, and fail on any other refusal', async () => {
    let status = 404;
    const { client } = await clientAgainst((response) =>
      response
        .writeHead(status)
        .end('{"ErrorInformation":{"Error":1,"Message":"Kan inte hitta fakturan.","Code":2000434}}'),
    );
    expect(await client.find(read)).toBeUndefined();
    await expect(client.call(read)).rejects.toMatchObject({ problem: { code: 'erpRefused' } });
    status = 400;
    await expect(client.find(read)).rejects.toMatchObject({ problem: { code: 'erpRefused' } });
  });

  it('are not made at all when their turn under the rate limit comes too late', async () => {
    const onePerSecond = { name: 'requests/1s', counts: 'requests', quota: 1, windowMs: 1_000, burst: 1 };
    const { client, seen } = await clientAgainst(
      (response) => response.end('{"Invoice":{"DocumentNumber":"1"}}'),
      [onePerSecond],
    );
    await client.call(read);
    await expect(client.call(write)).rejects.toMatchObject({
      name: 'NotDoneError',
      retryAfterMs: expect.closeTo(1_000, -3),
    });
    expect(seen).toEqual(['GET /3/invoices/1']);
  });

  it('pause for all after a 429, which in Fortnox says nothing of how long', async () => {
    let isLimited = true;
    const { client, seen } = await clientAgainst((response) =>
      isLimited ? response.writeHead(429).end() : response.end('{"Invoice":{"DocumentNumber":"1"}}'),
    );
    await expect(client.call(write)).rejects.toMatchObject({
      name: 'NotDoneError',
      retryAfterMs: expect.toSatisfy((ms: number) => ms >= 1_000 && ms <= 2_000),
    });
    isLimited = false;
    await expect(client.call(read)).rejects.toThrow(/in 1 s/);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await client.call(read);
    expect(seen).toEqual(['POST /3/invoices', 'GET /3/invoices/1']);
  });
});
