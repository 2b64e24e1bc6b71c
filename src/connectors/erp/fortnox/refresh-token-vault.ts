import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { parseJson } from './answers.ts';

/** What a renewal gave: the next refresh token, and an access token until `expiresAt` (ISO 8601, the store's clock). */
export interface Tokens {
  readonly refreshToken: string;
  readonly accessToken: string;
  readonly expiresAt: string;
}

/** Keeps tokens so that the store alone, or a copy of it, lets nobody in: it takes the client's secret as well. */
export interface Vault {
  /** Names the consent that began with the configured refresh token. A new consent is another one. */
  readonly consent: string;
  readonly seal: (tokens: Tokens) => string;
  /** Undefined when it was sealed under another client secret, or is no seal of this consent. */
  readonly open: (sealed: string) => Tokens | undefined;
}

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;

const tokens = z.object({ refreshToken: z.string(), accessToken: z.string(), expiresAt: z.iso.datetime() });

export function createVault(client: {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly refreshToken: string;
}): Vault {
  const { clientId, clientSecret, refreshToken } = client;
  const consent = createHash('sha256').update(`${clientId}\n${refreshToken}`).digest('hex').slice(0, 32);
  const key = Buffer.from(hkdfSync('sha256', clientSecret, clientId, 'shipledger fortnox log-in', KEY_BYTES));
  return {
    consent,
    seal: (plain) => {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(CIPHER, key, iv).setAAD(Buffer.from(consent));
      const hidden = Buffer.concat([cipher.update(JSON.stringify(plain)), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), hidden]).toString('base64');
    },
    open: (sealed) => {
      try {
        const bytes = Buffer.from(sealed, 'base64');
        const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
          .setAAD(Buffer.from(consent))
          .setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
        const plain = Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
        return tokens.safeParse(parseJson(plain.toString('utf8'))).data;
      } catch {
        return undefined;
      }
    },
  };
}
