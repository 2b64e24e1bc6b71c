/**
 * Spearman's rank correlation of a permutation with the order that it should have: 1 for the same, about 0 for any.
 *
 * @param places where each stands, by where it should stand: 0, 1, 2, ... is the same order.
 */
export function rankCorrelation(places: readonly number[]): number {
  const count = places.length;
  const squares = places.reduce((sum, place, at) => sum + (place - at) ** 2, 0);
  return 1 - (6 * squares) / (count * (count ** 2 - 1));
}
