import { describe, expect, it, vi } from 'vitest';
import { accessTokenIn, NOW, refusal, useFortnox, type Answer } from './fortnox-world.ts';

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

describe('refresh tokens', () => {
  const refresh = (refreshToken: string): Promise<Answer> =>
    askToken({ grant_type: 'refresh_token', refresh_token: refreshToken });
  const nextIn = ({ json }: Answer): string => json['refresh_token'] as string;

  it('begin with a consent and give an access token and the next refresh token, each once', async () => {
    const first = await fortnox.control.consent();
    const answer = await refresh(first);
    expect(answer).toMatchObject({ status: 200, json: { expires_in: 3600, token_type: 'bearer' } });
    expect(answer.json['scope']).toContain('invoice');
    useToken(accessTokenIn(answer));
    expect((await ask('GET', '/3/currencies')).status).toBe(200);
    const second = nextIn(answer);
    expect((await refresh(second)).status).toBe(200);
    for (const usedOrMadeUp of [first, second, 'made-up', '']) {
      const refused = await refresh(usedOrMadeUp);
      expect(refused).toMatchObject({
        status: 400,
        json: { error: 'invalid_grant', error_description: 'Invalid refresh token' },
      });
      expect(refused.headers.get('content-type')).toContain('text/html');
    }
  });

  it('are gone after 31 days without use', async () => {
    const clock = { now: NOW };
    const days = (count: number): Date => new Date(clock.now.getTime() + count * 86_400_000);
    await restart({ now: () => clock.now });
    const [first, left] = [await fortnox.control.consent(), await fortnox.control.consent()];
    clock.now = days(30);
    const renewed = await refresh(first);
    expect(renewed.status).toBe(200);
    clock.now = days(2);
    expect(await refresh(left)).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
    expect((await refresh(nextIn(renewed))).status).toBe(200);
  });

  it('end with the consent, as everything else does', async () => {
    const refreshToken = await fortnox.control.consent();
    await fortnox.control.withdrawConsent();
    expect((await refresh(refreshToken)).status).toBe(400);
    expect(await logIn()).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
    expect((await ask('GET', '/3/currencies')).status).toBe(401);
    await fortnox.control.consent();
    expect((await logIn()).status).toBe(200);
  });
});

describe('what a client may do', () => {
  it.each([
    ['invoice', '/3/invoices'],
    ['payment', '/3/invoicepayments'],
    ['customer', '/3/customers/1'],
    ['article', '/3/articles'],
    ['settings', '/3/settings/company'],
    ['settings', '/3/modesofpayments'],
    ['companyinformation', '/3/companyinformation'],
    ['bookkeeping', '/3/accounts/3001'],
    ['bookkeeping', '/3/financialyears'],
    ['currency', '/3/currencies'],
    ['warehouse', '/api/warehouse/tenants-v4'],
    ['warehousecustomdocument', '/api/warehouse/documentdeliveries/custom/outbound-v1/A/1'],
  ] as const)('needs the scope %s for %s', async (scope, path) => {
    await restart({ warehouse: { activated: true } });
    const asked = (await logIn()).json['scope'] as string;
    expect(asked.split(' ')).toContain(scope);
    const others = asked.split(' ').filter((granted) => granted !== scope) as (typeof scope)[];
    expect((await ask('GET', path)).status).not.toBe(403);
    await fortnox.control.setScopes(others);
    expect(await refusal(ask('GET', path), 403)).toMatchObject({ code: 2000663 });
    expect((await logIn()).json['scope']).toBe(others.join(' '));
    await fortnox.control.setScopes([scope]);
    expect((await ask('GET', path)).status).not.toBe(403);
  });

  it('can have fewer scopes from the start', async () => {
    await restart({ scopes: ['invoice'] });
    expect((await ask('GET', '/3/invoices')).status).toBe(200);
    expect(await refusal(ask('GET', '/3/customers'), 403)).toMatchObject({ code: 2000663 });
  });

  it('needs a licence of the company for each scope, and one for the API', async () => {
    await fortnox.control.setLicences({ scopes: ['invoice'] });
    expect((await ask('GET', '/3/invoices')).status).toBe(200);
    expect(await refusal(ask('GET', '/3/articles'), 403)).toMatchObject({ code: 2001101 });
    await fortnox.control.setLicences({ api: false });
    expect(await refusal(ask('GET', '/3/invoices'), 403)).toMatchObject({ code: 2001103 });
    await fortnox.control.setLicences({ scopes: ['invoice', 'article'], api: true });
    expect((await ask('GET', '/3/articles')).status).toBe(200);
  });
});
