import type { Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Agent } from 'undici';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { MaybeDoneError, NotDoneError } from '../../../src/connectors/call-errors.ts';
import { createClient } from '../../../src/connectors/erp/fortnox/client.ts';
import { createSlidingWindow } from '../../../src/connectors/pacing.ts';

const servers: Server[] = [];

afterEach(async () => {
  await Promise.all(
    servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve).closeAllConnections())),
  );
});

/** A client whose first token is `old`; `fresh` stands instead of it. */
async function clientAgainst(
  answer: (response: ServerResponse, token: string | undefined) => void,
  callsPerSecond = 100,
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
    window: createSlidingWindow({ limit: callsPerSecond, windowMs: 1_000 }),
    tokens: { current: async () => 'old', insteadOf: async () => 'fresh' },
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
    const { client, seen } = await clientAgainst((response) => response.end('{"Invoice":{"DocumentNumber":"1"}}'), 1);
    await client.call(read);
    await expect(client.call(write)).rejects.toThrow(/no call to Fortnox could be made within 300 ms/);
    expect(seen).toEqual(['GET /3/invoices/1']);
  });
});
