import { describe, expect, it, vi } from 'vitest';
import { useFortnox } from './fortnox-world.ts';

const fortnox = useFortnox();
const { restart, ask, askToken, logIn, useToken } = fortnox;

describe('logging in', () => {
  it('gives an hour-long token and no refresh token, several valid at once', async () => {
    const { json } = await logIn();
    expect(json).toMatchObject({ expires_in: 3600, token_type: 'bearer' });
    expect(json).not.toHaveProperty('refresh_token');
    const other = json['access_token'] as string;
    expect((await ask('GET', '/3/currencies')).status).toBe(200);
    expect((await ask('GET', '/3/currencies', undefined, { Authorization: `Bearer ${other}` })).status).toBe(200);
  });

  it.each([
    [{ secret: 'wrong' }, 401, 'invalid_client', 'text/plain'],
    [{ tenantId: '7' }, 400, 'invalid_grant', 'text/html'],
    [{ grant: 'password' }, 400, 'unsupported_grant_type', 'text/html'],
  ])('refuses %o in JSON that calls itself otherwise', async (change, status, error, type) => {
    const { secret = 'secret', tenantId = '123456', grant = 'client_credentials' } = change as Record<string, string>;
    const answer = await askToken(
      { grant_type: grant },
      { Authorization: `Basic ${Buffer.from(`client:${secret}`).toString('base64')}`, TenantId: tenantId },
    );
    expect(answer).toMatchObject({ status, json: { error } });
    expect(answer.headers.get('content-type')).toContain(type);
  });

  it('does not know a token that has expired or never was', async () => {
    await restart({ tokenTtlSeconds: 1 });
    expect((await ask('GET', '/3/currencies')).status).toBe(200);
    await vi.waitFor(
      async () =>
        expect(await ask('GET', '/3/currencies')).toMatchObject({ status: 401, json: { message: 'unauthorized' } }),
      { timeout: 3000 },
    );
    useToken('made-up');
    expect((await ask('GET', '/3/currencies')).status).toBe(401);
  });
});
