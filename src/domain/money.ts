/**
 * Money is a whole number of minor units (öre, cents) with its currency. Decimals exist only at the edges: what a JSON
 * number says is converted once, here, and never computed with.
 */
export interface Money {
  readonly amountMinor: number;
  /** ISO 4217, upper case. */
  readonly currency: string;
}

/** Decimals of the currencies that do not have two (ISO 4217). */
const DECIMALS: Readonly<Record<string, number>> = {
  ...Object.fromEntries(
    'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF'.split(' ').map((c) => [c, 0]),
  ),
  ...Object.fromEntries('BHD IQD JOD KWD LYD OMR TND'.split(' ').map((c) => [c, 3])),
};

/** How many decimals an amount in this currency has. */
export function decimalsOf(currency: string): number {
  return DECIMALS[currency] ?? 2;
}

/**
 * The minor units of a decimal number as JSON gave it, rounded half away from zero.
 *
 * Works on the number's shortest decimal text, so that 1.005 is 1.01 as a person reads it and not 1.00 as binary has it.
 *
 * @throws RangeError when the number is not finite or too large to be exact.
 */
export function minorFromDecimal(value: number | string, currency: string): number {
  const text = typeof value === 'number' ? plainText(value) : value.trim();
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (!match) throw new RangeError(`not an amount of money: ${text}`);
  const decimals = decimalsOf(currency);
  const fraction = (match[3] ?? '').padEnd(decimals + 1, '0');
  const whole = BigInt(match[2] + fraction.slice(0, decimals));
  const roundsUp = fraction.charAt(decimals) >= '5';
  const minor = Number(roundsUp ? whole + 1n : whole);
  if (!Number.isSafeInteger(minor)) throw new RangeError(`amount too large: ${text}`);
  return minor === 0 ? 0 : match[1] === '-' ? -minor : minor;
}

/** The decimal number that JSON carries for an amount; exact for every amount `minorFromDecimal` accepts. */
export function decimalFromMinor(amountMinor: number, currency: string): number {
  return Number(decimalText(amountMinor, currency));
}

/** An amount as plain text with the currency's decimals and a point, such as `-1249.50`. */
export function decimalText(amountMinor: number, currency: string): string {
  const decimals = decimalsOf(currency);
  const digits = String(Math.abs(amountMinor)).padStart(decimals + 1, '0');
  const sign = amountMinor < 0 ? '-' : '';
  return decimals === 0 ? sign + digits : `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** An amount for people: `1 249.50 SEK`. */
export function formatMoney(amountMinor: number, currency: string): string {
  const [whole = '', fraction] = decimalText(amountMinor, currency).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ' ');
  return `${grouped}${fraction === undefined ? '' : `.${fraction}`} ${currency}`;
}

/** Sums amounts that share a currency. */
export function sumMinor(amounts: readonly number[]): number {
  return amounts.reduce((sum, amount) => sum + amount, 0);
}

/** A JSON number without an exponent: `1e-7` has no place in money, but must not become nonsense either. */
function plainText(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`not an amount of money: ${value}`);
  const text = String(value);
  return text.includes('e') ? value.toFixed(20) : text;
}
