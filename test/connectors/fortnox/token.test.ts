import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Agent } from 'undici';
import { afterEach, describe, expect, it } from 'vitest';
import { NotDoneError } from '../../../src/connectors/call-errors.ts';
import { clientCredentials } from '../../../src/connectors/erp/fortnox/client-credentials.ts';
import { createTokenSource } from '../../../src/connectors/erp/fortnox/token.ts';

const dispatcher = new Agent();
const servers: Server[] = [];

async function sourceAgainst(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return createTokenSource(
    clientCredentials({
      authUrl: `http://127.0.0.1:${port}/oauth-v1/token`,
      clientId: 'client-7',
      clientSecret: 'top-secret',
      tenantId: '123456',
      timeoutMs: 2_000,
      dispatcher,
    }),
  );
}

/** Gives tokens `t1`, `t2`, ... */
async function sourceOfTokens(expiresInSeconds: number) {
  const asked: IncomingMessage[] = [];
  const tokens = await sourceAgainst((request, response) => {
    asked.push(request);
    response.end(JSON.stringify({ access_token: `t${asked.length}`, expires_in: expiresInSeconds }));
  });
  return { tokens, asked };
}

afterEach(async () => {
  await Promise.all(
    servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve).closeAllConnections())),
  );
});

describe('access tokens of the service account', () => {
  it('are asked for with the client’s credentials and the tenant, and kept', async () => {
    const { tokens, asked } = await sourceOfTokens(3600);
    expect([await tokens.current(), await tokens.current()]).toEqual(['t1', 't1']);
    expect(asked).toHaveLength(1);
    expect(asked[0]?.headers).toMatchObject({
      tenantid: '123456',
      authorization: `Basic ${Buffer.from('client-7:top-secret').toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    });
  });

  it('are renewed a minute before they expire', async () => {
    const { tokens } = await sourceOfTokens(59);
    expect([await tokens.current(), await tokens.current()]).toEqual(['t1', 't2']);
  });

  it('are asked for once by all calls that need the first one together', async () => {
    const { tokens, asked } = await sourceOfTokens(3600);
    expect(await Promise.all([1, 2, 3].map(() => tokens.current()))).toEqual(['t1', 't1', 't1']);
    expect(asked).toHaveLength(1);
  });

  it('are renewed once for all calls that were rejected together', async () => {
    const { tokens, asked } = await sourceOfTokens(3600);
    const rejected = await tokens.current();
    const others = await Promise.all([1, 2, 3].map(() => tokens.insteadOf(rejected)));
    expect(others).toEqual(['t2', 't2', 't2']);
    expect(await tokens.insteadOf(rejected)).toBe('t2');
    expect(asked).toHaveLength(2);
  });

  it('tell who was not let in and why, without the secret, and ask again the next time', async () => {
    let isConsented = false;
    const tokens = await sourceAgainst((_, response) => {
      if (isConsented) return void response.end(JSON.stringify({ access_token: 't', expires_in: 3600 }));
      response.writeHead(401, { 'content-type': 'text/plain' });
      response.end('{"error":"invalid_client","error_description":"The client credentials are invalid"}');
    });
    const failure = await tokens.current().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(NotDoneError);
    expect(String(failure)).toMatch(/client-7 for tenant 123456: invalid_client, "The client credentials are invalid"/);
    expect(String(failure)).not.toContain('top-secret');
    isConsented = true;
    expect(await tokens.current()).toBe('t');
  });
});
