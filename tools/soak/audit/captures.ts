import type { CentraSnapshot } from '../../../simulators/centra/control.ts';
import type { Truth } from '../truth.ts';
import { count, countExtra, difference, emptyTally, groupBy, type Tally } from './tally.ts';

/** What the payment provider took, against what it was to take. */
export function auditCaptures(
  id: string,
  truth: Truth,
  { captures }: CentraSnapshot,
  tally = emptyTally('captures'),
): Tally {
  const nameOf = (of: { readonly orderNumber: number; readonly shipmentId: number | null }): string =>
    of.shipmentId === null ? `order ${of.orderNumber}` : `shipment ${of.shipmentId}`;
  const taken = groupBy(captures, nameOf);
  for (const expected of truth.captures) {
    const name = nameOf(expected);
    const found = taken.get(name) ?? [];
    taken.delete(name);
    const differences = found.flatMap(({ amountMinor }) => difference('amount', amountMinor, expected.amountMinor));
    count(tally, id, { name, orderNumber: expected.orderNumber, found: found.length, differences });
  }
  for (const [name, extras] of taken) for (const _ of extras) countExtra(tally, id, name);
  return tally;
}
