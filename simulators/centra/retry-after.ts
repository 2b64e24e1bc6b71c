export const RETRY_AFTER_FORMS = ['epochSeconds', 'deltaSeconds', 'httpDate', 'iso8601', 'none'] as const;
export type RetryAfterForm = (typeof RETRY_AFTER_FORMS)[number];

/**
 * The `Retry-After` header of an answer that is limited.
 *
 * @param retryAtMs When to come back, in epoch milliseconds. All forms but ISO 8601 have whole seconds: rounded up.
 */
export function retryAfterHeader(form: RetryAfterForm, retryAtMs: number, nowMs: number): Record<string, string> {
  const epochSeconds = Math.ceil(retryAtMs / 1_000);
  switch (form) {
    case 'epochSeconds':
      return { 'retry-after': String(epochSeconds) };
    case 'deltaSeconds':
      return { 'retry-after': String(Math.max(0, Math.ceil((retryAtMs - nowMs) / 1_000))) };
    case 'httpDate':
      return { 'retry-after': new Date(epochSeconds * 1_000).toUTCString() };
    case 'iso8601':
      return { 'retry-after': new Date(retryAtMs).toISOString() };
    case 'none':
      return {};
  }
}
