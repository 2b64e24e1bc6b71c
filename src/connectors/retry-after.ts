/** Seconds up to a year are a delay; epoch seconds and milliseconds have been larger than this since 1970 and 2001. */
const LONGEST_DELAY_SECONDS = 366 * 24 * 3600;
const SMALLEST_EPOCH_MS = 100_000_000_000;

/**
 * How long to wait, in milliseconds from `now`, by a `Retry-After` header; undefined when it says nothing readable.
 *
 * HTTP has delay-seconds and a date there. Centra documents a "timestamp" without its form, so epoch seconds, epoch
 * milliseconds and ISO 8601 are understood too. A moment that has passed means no wait.
 */
export function retryAfterMs(header: string | readonly string[] | undefined, now: Date): number | undefined {
  const text = (typeof header === 'string' ? header : header?.[0])?.trim();
  if (!text) return undefined;
  const wait = /^\d+(\.\d+)?$/.test(text) ? waitOfNumber(Number(text), now) : Date.parse(text) - now.getTime();
  return Number.isFinite(wait) ? Math.max(0, Math.ceil(wait)) : undefined;
}

function waitOfNumber(value: number, now: Date): number {
  if (value <= LONGEST_DELAY_SECONDS) return value * 1000;
  const momentMs = value < SMALLEST_EPOCH_MS ? value * 1000 : value;
  return momentMs - now.getTime();
}
