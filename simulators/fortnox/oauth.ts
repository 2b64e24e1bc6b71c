import { randomBytes, timingSafeEqual } from 'node:crypto';
import { jsonAnswer, type Answer } from './answers.ts';
import { oauthRefused, unauthorized } from './errors.ts';

export interface OauthSettings {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly tenantId: string;
  readonly tokenTtlSeconds: number;
}

export interface Oauth {
  /** `POST /oauth-v1/token`. Throws the refusals of the token endpoint. */
  readonly grant: (request: {
    readonly authorization: string | undefined;
    readonly tenantId: string | undefined;
    readonly form: URLSearchParams;
  }) => Answer;
  /** Throws 401 for an access token that is unknown or has expired. Several can be valid at once. */
  readonly check: (authorization: string | undefined) => void;
  /** Makes a token expire now. */
  readonly expire: (authorization: string | undefined) => void;
}

const SCOPES = 'invoice customer article payment settings companyinformation currency bookkeeping warehouse';

/** The service account's way in: a client, its secret and the tenant that consented, without a refresh token. */
export function createOauth(settings: OauthSettings): Oauth {
  const expiryByToken = new Map<string, number>();
  const expected = `${settings.clientId}:${settings.clientSecret}`;
  const live = (authorization: string | undefined): boolean =>
    (expiryByToken.get(bearerOf(authorization)) ?? 0) > Date.now();

  return {
    grant: ({ authorization, tenantId, form }) => {
      if (!isSame(basicOf(authorization), expected)) {
        throw oauthRefused(401, 'invalid_client', 'The client credentials are invalid');
      }
      if (form.get('grant_type') !== 'client_credentials') {
        throw oauthRefused(400, 'unsupported_grant_type', 'The grant type is not supported');
      }
      if (tenantId !== settings.tenantId) throw oauthRefused(400, 'invalid_grant', 'Invalid tenant');
      const token = randomBytes(24).toString('base64url');
      expiryByToken.set(token, Date.now() + settings.tokenTtlSeconds * 1000);
      return jsonAnswer({
        access_token: token,
        scope: SCOPES,
        expires_in: settings.tokenTtlSeconds,
        token_type: 'bearer',
      });
    },
    check: (authorization) => {
      if (!live(authorization)) throw unauthorized();
    },
    expire: (authorization) => {
      expiryByToken.delete(bearerOf(authorization));
    },
  };
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
