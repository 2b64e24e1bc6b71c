import { describe, expect, it } from 'vitest';
import { retryAfterMs } from '../../src/connectors/retry-after.ts';

const NOW = new Date('2026-03-10T12:00:00.000Z');
const inTenSeconds = new Date(NOW.getTime() + 10_000);

describe('Retry-After', () => {
  it.each([
    ['delta-seconds', '10'],
    ['fractions of seconds', '9.9999'],
    ['epoch seconds', String(inTenSeconds.getTime() / 1000)],
    ['epoch milliseconds', String(inTenSeconds.getTime())],
    ['an HTTP date', inTenSeconds.toUTCString()],
    ['ISO 8601 with Z', inTenSeconds.toISOString()],
    ['ISO 8601 with an offset', '2026-03-10T13:00:10+01:00'],
  ])('is understood as %s', (_, header) => {
    expect(retryAfterMs(header, NOW)).toBe(10_000);
  });

  it('asks for no wait when the moment has passed', () => {
    expect(retryAfterMs('2026-03-10T11:59:00Z', NOW)).toBe(0);
    expect(retryAfterMs(String(NOW.getTime() / 1000 - 5), NOW)).toBe(0);
    expect(retryAfterMs('0', NOW)).toBe(0);
  });

  it('says nothing when it is absent or unreadable, so that the caller’s own back-off applies', () => {
    for (const header of [undefined, '', 'soon', 'NaN', '-5e400', [] as string[]]) {
      expect(retryAfterMs(header, NOW)).toBeUndefined();
    }
  });

  it('takes the first of several', () => {
    expect(retryAfterMs(['3', '9'], NOW)).toBe(3000);
  });
});
