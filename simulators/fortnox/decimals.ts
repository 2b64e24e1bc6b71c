/**
 * Fortnox keeps prices, quantities, discounts and percentages at two decimals. The simulator counts them all in
 * hundredths, as integers; decimals exist only in the JSON that comes in and goes out.
 */

/**
 * Reads a decimal as hundredths, half away from zero: 1.125 is 113. Rounds the decimal that was written, not the binary
 * fraction behind it, so 1.005 is 101.
 *
 * Fortnox: silently two decimals, half up (recorded for positive numbers; the mirror for negative ones is assumed).
 * @returns undefined when it is no decimal or too large to be exact.
 */
export function hundredthsFrom(value: unknown): number | undefined {
  const written = typeof value === 'number' && Math.abs(value) < 1e-6 ? '0' : String(value).trim();
  const parts = /^(-?)(\d{1,12})(?:\.(\d+))?$/.exec(written);
  if (!parts || (typeof value !== 'number' && typeof value !== 'string')) return undefined;
  const [, sign, whole, fraction = ''] = parts;
  const thousandths = Number(`${whole}${fraction.padEnd(3, '0').slice(0, 3)}`);
  const hundredths = Math.floor((thousandths + 5) / 10);
  return sign && hundredths ? -hundredths : hundredths;
}

/** The JSON number for hundredths: 113 is 1.13. */
export function decimalOf(hundredths: number): number {
  return hundredths / 100;
}

/** The text that Fortnox gives for a quantity: 1000 is "10.00". */
export function decimalTextOf(hundredths: number): string {
  return decimalOf(hundredths).toFixed(2);
}

/** The product of the factors over the product of the divisors, rounded half away from zero. Exact at any size. */
export function roundedQuotient(factors: readonly number[], divisors: readonly number[]): number {
  const product = (numbers: readonly number[]): bigint => numbers.reduce((all, n) => all * BigInt(n), 1n);
  const numerator = product(factors);
  const denominator = product(divisors);
  const magnitude = ((numerator < 0n ? -numerator : numerator) * 2n + denominator) / (2n * denominator);
  return Number(numerator < 0n ? -magnitude : magnitude);
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, n) => total + n, 0);
}
