import { createHmac, timingSafeEqual } from 'node:crypto';

export interface WebhookSignatureCheck {
  /** The `X-Centra-Signature` header: `t=<unix seconds>,v1=<hex>`. */
  readonly header: string | undefined;
  /** The body as it arrived: decoding and encoding it again may change it. */
  readonly rawBody: Buffer;
  /** Every secret that is valid now, so that one can be replaced without losing webhooks. */
  readonly secrets: readonly string[];
  /** How far `t` may be from `now`. Generous is fine: a replay only makes us look again. */
  readonly toleranceSeconds: number;
  readonly now: Date;
}

/** `malformed`: no signature that could be checked. `stale`: rightly signed, but long ago or ahead of our clock. */
export type WebhookSignatureVerdict = 'valid' | 'malformed' | 'stale' | 'mismatch';

/**
 * Whether a webhook comes from Centra: `v1` is the HMAC-SHA256 of `<t>.<raw body>` under one of the secrets. Takes the
 * same time for every wrong signature.
 */
export function verifyWebhookSignature(check: WebhookSignatureCheck): WebhookSignatureVerdict {
  const parts = new Map((check.header ?? '').split(',').map(splitAtEquals));
  const signedAt = parts.get('t') ?? '';
  const signature = parts.get('v1') ?? '';
  if (!/^\d{1,12}$/.test(signedAt) || !/^[0-9a-f]{64}$/i.test(signature)) return 'malformed';
  const given = Buffer.from(signature, 'hex');
  const matches = check.secrets.map((secret) => timingSafeEqual(given, sign(secret, signedAt, check.rawBody)));
  if (!matches.includes(true)) return 'mismatch';
  const ageSeconds = Math.abs(check.now.getTime() / 1000 - Number(signedAt));
  return ageSeconds <= check.toleranceSeconds ? 'valid' : 'stale';
}

function sign(secret: string, signedAt: string, rawBody: Buffer): Buffer {
  return createHmac('sha256', secret).update(`${signedAt}.`).update(rawBody).digest();
}

function splitAtEquals(part: string): [string, string] {
  const at = part.indexOf('=');
  return [part.slice(0, at).trim(), part.slice(at + 1).trim()];
}
