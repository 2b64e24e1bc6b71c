import { randomBytes, timingSafeEqual } from 'node:crypto';
import { jsonAnswer, type Answer } from './answers.ts';
import { oauthRefused, unauthorized } from './errors.ts';
import type { Access } from './scopes.ts';

export interface OauthSettings {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly tenantId: string;
  readonly tokenTtlSeconds: number;
  readonly refreshTokenTtlDays: number;
  /** The calendar that refresh tokens grow old by. Access tokens live an hour of real time. */
  readonly now: () => Date;
  readonly access: Access;
}

interface TokenRequest {
  readonly authorization: string | undefined;
  readonly tenantId: string | undefined;
  readonly form: URLSearchParams;
}

export interface Oauth {
  /** `POST /oauth-v1/token`. Throws the refusals of the token endpoint. */
  readonly grant: (request: TokenRequest) => Answer;
  /** Throws 401 for an access token that is unknown or has expired. Several can be valid at once. */
  readonly check: (authorization: string | undefined) => void;
  /** Makes an access token expire now. */
  readonly expire: (authorization: string | undefined) => void;
  /** What an administrator of the company gives in the browser. The client's first refresh token. */
  readonly consent: () => string;
  /** Takes the consent back: no grant works until there is one again, and no token that is out. */
  readonly withdrawConsent: () => void;
}

const DAY_MS = 86_400_000;

/**
 * Two ways in: the service account's `client_credentials`, with the tenant and without a refresh token; and the
 * `refresh_token`, which can be used once and is answered with the next one. A new company has consented.
 */
export function createOauth(settings: OauthSettings): Oauth {
  const expected = `${settings.clientId}:${settings.clientSecret}`;
  const expiryByAccessToken = new Map<string, number>();
  const expiryByRefreshToken = new Map<string, number>();
  let hasConsent = true;

  const newRefreshToken = (): string => {
    const token = newToken();
    expiryByRefreshToken.set(token, settings.now().getTime() + settings.refreshTokenTtlDays * DAY_MS);
    return token;
  };
  const tokens = (refresh: { readonly refresh_token?: string }): Answer => {
    const token = newToken();
    expiryByAccessToken.set(token, Date.now() + settings.tokenTtlSeconds * 1000);
    return jsonAnswer({
      access_token: token,
      ...refresh,
      scope: settings.access.scopes.join(' '),
      expires_in: settings.tokenTtlSeconds,
      token_type: 'bearer',
    });
  };

  const grants: Readonly<Record<string, (request: TokenRequest) => Answer>> = {
    client_credentials: ({ tenantId }) => {
      if (tenantId !== settings.tenantId || !hasConsent) throw oauthRefused(400, 'invalid_grant', 'Invalid tenant');
      return tokens({});
    },
    refresh_token: ({ form }) => {
      const used = form.get('refresh_token') ?? '';
      const expiry = expiryByRefreshToken.get(used) ?? 0;
      expiryByRefreshToken.delete(used);
      if (expiry <= settings.now().getTime()) throw oauthRefused(400, 'invalid_grant', 'Invalid refresh token');
      return tokens({ refresh_token: newRefreshToken() });
    },
  };

  return {
    grant: (request) => {
      if (!isSame(basicOf(request.authorization), expected)) {
        throw oauthRefused(401, 'invalid_client', 'The client credentials are invalid');
      }
      const type = request.form.get('grant_type') ?? '';
      const grant = Object.hasOwn(grants, type) ? grants[type] : undefined;
      if (!grant) throw oauthRefused(400, 'unsupported_grant_type', 'The grant type is not supported');
      return grant(request);
    },
    check: (authorization) => {
      if ((expiryByAccessToken.get(bearerOf(authorization)) ?? 0) <= Date.now()) throw unauthorized();
    },
    expire: (authorization) => {
      expiryByAccessToken.delete(bearerOf(authorization));
    },
    consent: () => {
      hasConsent = true;
      return newRefreshToken();
    },
    withdrawConsent: () => {
      hasConsent = false;
      expiryByAccessToken.clear();
      expiryByRefreshToken.clear();
    },
  };
}

function newToken(): string {
  return randomBytes(24).toString('base64url');
}

function bearerOf(authorization = ''): string {
  return /^Bearer (\S+)$/i.exec(authorization)?.[1] ?? '';
}

function basicOf(authorization = ''): string {
  return Buffer.from(/^Basic (\S+)$/i.exec(authorization)?.[1] ?? '', 'base64').toString('utf8');
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
