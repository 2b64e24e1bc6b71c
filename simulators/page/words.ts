/** How numbers, days and small lists look on the page. */

const AMOUNT = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** `1,249.50 SEK`, of a decimal amount. */
export const amount = (value: number, currency: string): string => `${AMOUNT.format(value)} ${currency}`;

/** `1,249.50 SEK`, of an amount in the currency's minor unit. */
export const minorAmount = (minor: number, currency: string): string =>
  amount(minor / 10 ** digitsOf(currency), currency);

function digitsOf(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
}

const INSTANT = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Stockholm',
  dateStyle: 'short',
  timeStyle: 'short',
});

/** `2026-01-31 13:05` in Stockholm, of an ISO 8601 instant. */
export const instant = (iso: string): string => INSTANT.format(new Date(iso));

const COUNTRY = new Intl.DisplayNames('en', { type: 'region' });

/** `Sweden`, of an ISO 3166 code. */
export const country = (code: string): string => COUNTRY.of(code) ?? code;

/** `CAPTURE_REQUEST` becomes `capture request`. */
export const words = (code: string): string => code.toLowerCase().replaceAll('_', ' ');

/** `commitThenDrop` becomes `commit then drop`. */
export const kindWords = (kind: string): string => kind.replace(/([A-Z]|\d+)/g, ' $1').toLowerCase();

export const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;
