/** Arithmetic of the driver's own: the books are held against it, so it shares none with Shipledger or the simulators. */

/** Rounds half away from zero, as Centra and Fortnox round amounts. */
export function roundHalfUp(value: number): number {
  return Math.sign(value) * Math.floor(Math.abs(value) + 0.5 + 1e-9);
}

/** The VAT that a price contains, or that is added to it, not rounded. */
export function exactVat(valueMinor: number, vatPercent: number, isIncluded: boolean): number {
  return (valueMinor * vatPercent) / (isIncluded ? 100 + vatPercent : 100);
}

/**
 * The value of some units of a line of which others are taken already. Centra rounds running totals, so that all parts
 * come to the whole.
 */
export function shareOf(
  whole: { readonly quantity: number; readonly valueMinor: number },
  taken: { readonly quantity: number; readonly valueMinor: number },
  quantity: number,
): number {
  return roundHalfUp((whole.valueMinor * (taken.quantity + quantity)) / whole.quantity) - taken.valueMinor;
}

export const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);

/** Minor units of the decimals that APIs speak; all currencies here have two. */
export const minorOf = (decimal: number): number => Math.round(decimal * 100);
export const decimalOf = (minor: number): number => minor / 100;
