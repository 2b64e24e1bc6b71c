import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parseWebhookBody } from '../../../src/connectors/centra/webhook-body.ts';
import { verifyWebhookSignature } from '../../../src/connectors/centra/webhook-signature.ts';

/** The example in Centra's documentation. */
const DOCUMENTED = {
  header: 't=12345678,v1=0b9cd84f5d583e5e1aadfb9f160aa8080b51d5b85ff85808d6b75bdac356c549',
  rawBody: Buffer.from('payload=%7B%22x%22%3A%22test%22%7D'),
  secrets: ['test123'],
  toleranceSeconds: 3600,
  now: new Date(12_345_678 * 1000),
};

describe('the signature of a webhook', () => {
  it('is valid as Centra documents it', () => {
    expect(verifyWebhookSignature(DOCUMENTED)).toBe('valid');
  });

  it('is valid under any of the secrets, so that a secret can be replaced', () => {
    expect(verifyWebhookSignature({ ...DOCUMENTED, secrets: ['new', 'test123'] })).toBe('valid');
    expect(verifyWebhookSignature({ ...DOCUMENTED, secrets: ['new'] })).toBe('mismatch');
    expect(verifyWebhookSignature({ ...DOCUMENTED, secrets: [] })).toBe('mismatch');
  });

  it('covers every byte of the body and the time', () => {
    const reencoded = Buffer.from('payload={%22x%22:%22test%22}');
    expect(verifyWebhookSignature({ ...DOCUMENTED, rawBody: reencoded })).toBe('mismatch');
    const header = DOCUMENTED.header.replace('12345678', '12345679');
    expect(verifyWebhookSignature({ ...DOCUMENTED, header })).toBe('mismatch');
  });

  it('covers bytes that are no text', () => {
    const rawBody = Buffer.from([0xff, 0xfe, 0x00]);
    const v1 = createHmac('sha256', 's').update('1.').update(rawBody).digest('hex');
    const check = { header: `t=1,v1=${v1}`, rawBody, secrets: ['s'], toleranceSeconds: 9, now: new Date(1000) };
    expect(verifyWebhookSignature(check)).toBe('valid');
    expect(verifyWebhookSignature({ ...check, rawBody: Buffer.from([0xff, 0xfd, 0x00]) })).toBe('mismatch');
  });

  it('is stale outside of the tolerance, on both sides', () => {
    for (const offsetSeconds of [-3601, 3601]) {
      const now = new Date((12_345_678 + offsetSeconds) * 1000);
      expect(verifyWebhookSignature({ ...DOCUMENTED, now })).toBe('stale');
    }
    expect(verifyWebhookSignature({ ...DOCUMENTED, now: new Date((12_345_678 + 3600) * 1000) })).toBe('valid');
  });

  it.each([
    undefined,
    '',
    't=12345678',
    'v1=abc',
    't=,v1=',
    `t=now,v1=${'0'.repeat(64)}`,
    `t=1,v1=${'0'.repeat(63)}`,
    `t=1,v1=${'g'.repeat(64)}`,
  ])('is malformed as %s', (header) => {
    expect(verifyWebhookSignature({ ...DOCUMENTED, header })).toBe('malformed');
  });

  it('may have its parts in any order and with spaces', () => {
    const [t, v1] = DOCUMENTED.header.split(',');
    expect(verifyWebhookSignature({ ...DOCUMENTED, header: `${v1}, ${t}` })).toBe('valid');
  });
});

describe('the body of a webhook', () => {
  const event = { type: 'shipment', action: 'good_to_go', date: '2021-01-29 14:40:58.628239', id: 1902 };
  const bodyOf = (payload: unknown): string => `payload=${encodeURIComponent(JSON.stringify(payload))}`;
  const parse = (body: string) => parseWebhookBody(Buffer.from(body));

  it('is read whether spaces are %20 or +', () => {
    const body = bodyOf({ events: [event] });
    expect(parse(body)).toEqual({ events: [event] });
    expect(body).toContain('%20');
    expect(parse(body.replaceAll('%20', '+'))).toEqual({ events: [event] });
  });

  it('may have ids as text and no date', () => {
    const events = [{ type: 'order', action: 'update', id: '2735' }];
    expect(parse(bodyOf({ events }))).toEqual({ events: [{ type: 'order', action: 'update', id: 2735 }] });
  });

  it('keeps events of types that nobody documents, marked as such', () => {
    const events = [{ ...event, type: 'wishlist' }, event];
    expect(parse(bodyOf({ events }))?.events.map((found) => found.isUnknownType)).toEqual([true, undefined]);
  });

  it('may hold hundreds of events, in their order', () => {
    const events = Array.from({ length: 500 }, (_, id) => ({ ...event, id }));
    expect(parse(bodyOf({ events }))?.events.map(({ id }) => id)).toEqual(events.map(({ id }) => id));
  });

  it.each([
    ['nothing', ''],
    ['another field', 'data=%7B%7D'],
    ['no JSON', 'payload=%7B'],
    ['broken encoding', 'payload=%E0%A4%A'],
    ['the Storefront version', bodyOf({ products: ['1'] })],
    ['an event without id', bodyOf({ events: [{ type: 'order', action: 'update' }] })],
    ['an id that is no whole number', bodyOf({ events: [{ ...event, id: 1.5 }] })],
    ['a negative id', bodyOf({ events: [{ ...event, id: -1 }] })],
    ['a huge id', bodyOf({ events: [{ ...event, id: '9'.repeat(30) }] })],
    ['bare JSON', JSON.stringify({ events: [event] })],
  ])('is refused when it is %s', (_, body) => {
    expect(parse(body)).toBeUndefined();
  });
});
