import type { FortnoxState } from '../../../simulators/fortnox/control.ts';
import { sum } from '../amounts.ts';
import type { StockRow, Truth } from '../truth.ts';
import { count, countExtra, emptyTally, groupBy, type Tally } from './tally.ts';

type Movement = FortnoxState['stockMovements'][number];

/** What moved in the warehouse, against what was sent and came back. */
export function auditMovements(
  id: string,
  truth: Truth,
  { stockMovements }: FortnoxState,
  tallies = { out: emptyTally('stock out'), in: emptyTally('stock in') },
): Readonly<Record<'out' | 'in', Tally>> {
  const moved = groupBy(
    stockMovements.filter(({ cause }) => cause !== 'stocktaking'),
    ({ cause }) => cause,
  );
  for (const expected of truth.movements) {
    const { cause, orderNumber, direction } = expected;
    const found = moved.get(cause) ?? [];
    moved.delete(cause);
    const times = timesOf(found, expected.rows);
    count(tallies[direction], id, {
      name: cause,
      orderNumber,
      found: times ?? 1,
      differences: times === undefined ? [`${shown(found.map(asRow))} moved, not ${shown(expected.rows)}`] : [],
    });
  }
  for (const [cause, extras] of moved) countExtra(tallies[extras.some(isOut) ? 'out' : 'in'], id, cause);
  return tallies;
}

/** How often all of the rows were moved; undefined where something else was. */
function timesOf(found: readonly Movement[], rows: readonly StockRow[]): number | undefined {
  const is = byPlace(found.map(asRow));
  const shouldBe = byPlace(rows);
  const places = [...new Set([...is.keys(), ...shouldBe.keys()])];
  const times = places.map((place) => (is.get(place) ?? 0) / (shouldBe.get(place) ?? 0));
  const [first = 0] = times;
  return times.every((each) => each === first) && Number.isInteger(first) && first >= 0 ? first : undefined;
}

function byPlace(rows: readonly StockRow[]): Map<string, number> {
  const grouped = groupBy(rows, ({ sku, stockPoint }) => `${sku} at ${stockPoint}`);
  return new Map([...grouped].map(([place, own]) => [place, sum(own.map(({ quantity }) => quantity))]));
}

const asRow = ({ itemId, stockPointCode, quantity }: Movement): StockRow => ({
  sku: itemId,
  stockPoint: stockPointCode,
  quantity,
});
const isOut = ({ quantity }: Movement): boolean => quantity < 0;
const shown = (rows: readonly StockRow[]): string =>
  rows.map(({ sku, stockPoint, quantity }) => `${quantity} ${sku} at ${stockPoint}`).join(', ') || 'nothing';
