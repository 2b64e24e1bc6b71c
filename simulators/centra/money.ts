import { notAllowed } from './refusal.ts';

export interface Currency {
  readonly id: number;
  readonly code: string;
  /** Digits of the sub-unit. Centra: sub-units "are not always 1/100". */
  readonly decimals: number;
  /** What one unit is worth in the base currency (Centra: `conversionRate`, `currencyBaseRate`). */
  readonly baseRate: number;
}

export const BASE_CURRENCY_CODE = 'SEK';

export const CURRENCIES: readonly Currency[] = [
  { id: 1, code: 'EUR', decimals: 2, baseRate: 10.43 },
  { id: 2, code: 'USD', decimals: 2, baseRate: 9.62 },
  { id: 3, code: BASE_CURRENCY_CODE, decimals: 2, baseRate: 1 },
  { id: 4, code: 'NOK', decimals: 2, baseRate: 0.94 },
  { id: 5, code: 'DKK', decimals: 2, baseRate: 1.4 },
  { id: 6, code: 'GBP', decimals: 2, baseRate: 12.31 },
  { id: 7, code: 'JPY', decimals: 0, baseRate: 0.063 },
  { id: 8, code: 'KWD', decimals: 3, baseRate: 31.4 },
];

/** @throws Refusal for a currency that this Centra is not set up with. */
export function currencyOf(code: string): Currency {
  const currency = CURRENCIES.find((candidate) => candidate.code === code);
  if (currency === undefined) {
    throw notAllowed(
      `Currency ${code} is unknown here. Use one of ${CURRENCIES.map((known) => known.code).join(', ')}.`,
      ['currency'],
    );
  }
  return currency;
}

/** Minor units of a decimal. The only way in for floats; more digits than the sub-unit has are rounded half up. */
export function minorOf(value: number, currency: Currency): number {
  // The detour through text keeps 1.005 from becoming 1.00: 1.005 * 100 is 100.49999.
  const shifted = Number(`${Math.abs(value).toFixed(8)}e${currency.decimals}`);
  return Math.sign(value) * Math.round(shifted) || 0;
}

/** The decimal of minor units. The only way out to floats. */
export function decimalOf(minor: number, currency: Currency): number {
  return Number(`${minor}e-${currency.decimals}`);
}

/** As Centra formats amounts: `1 500.00 SEK`. */
export function formatMoney(minor: number, currency: Currency): string {
  const [whole = '0', fraction] = Math.abs(decimalOf(minor, currency)).toFixed(currency.decimals).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ' ');
  return `${minor < 0 ? '-' : ''}${grouped}${fraction === undefined ? '' : `.${fraction}`} ${currency.code}`;
}

/** Integer division, half up; negative amounts mirror positive ones. */
export function divideHalfUp(numerator: number, denominator: number): number {
  const magnitude = Math.floor((2 * Math.abs(numerator) + denominator) / (2 * denominator));
  return numerator < 0 ? 0 - magnitude : magnitude;
}
