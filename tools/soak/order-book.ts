import { createDice } from './dice.ts';
import { MANNERS, planOrder, type Manner, type PlannedOrder } from './planned-order.ts';
import { planCertificate } from './planned-certificate.ts';

const CANCELLED_AT_ONCE = 0.03;
/** Of them and of orders that give little choice there is one parcel. */
const MOST_PARCELS = 8;

/** All orders of a soak, which together have exactly so many shipments. The same seed gives the same. */
export function planOrders(count: number, shipments: number, seed: number): PlannedOrder[] {
  const dice = createDice(seed, 'order book');
  const sent = Math.min(shipments, count - Math.floor(count * CANCELLED_AT_ONCE));
  const manners = Array.from({ length: sent }, (): Manner => dice.weighted(MANNERS));
  const parcels = shareOut(manners, shipments, () => dice.whole(0, sent - 1));
  const orders = manners.map((manner, at) => planOne(seed, at, manner, parcels[at] ?? 1));
  for (let at = sent; at < count; at += 1) {
    orders.splice(dice.whole(0, orders.length), 0, planOne(seed, at, 'cancelledAtOnce', 0));
  }
  return orders;
}

function planOne(seed: number, at: number, manner: Manner, parcels: number): PlannedOrder {
  const dice = createDice(seed, `order ${at}`);
  return manner === 'giftCertificate' ? planCertificate(dice) : planOrder(dice, manner, parcels);
}

/** One parcel each, and the rest by chance. */
function shareOut(manners: readonly Manner[], shipments: number, anyOne: () => number): number[] {
  const parcels = manners.map(() => 1);
  const isFull = (at: number): boolean => manners[at] === 'giftCertificate' || (parcels[at] ?? 0) >= MOST_PARCELS;
  const room = manners.reduce((sum, _, at) => sum + (isFull(at) ? 0 : MOST_PARCELS - 1), 0);
  if (shipments - manners.length > room)
    throw new RangeError(`${shipments} shipments are too many for ${manners.length} orders`);
  for (let left = shipments - manners.length; left > 0;) {
    const at = anyOne();
    if (isFull(at)) continue;
    parcels[at] = (parcels[at] ?? 0) + 1;
    left -= 1;
  }
  return parcels;
}
