import type { Behaviour } from './behaviour.ts';
import type { Order, OrderStatus, World } from './state.ts';

/** An order's status by the name that this Centra has for it. */
export function orderStatusView({ behaviour }: World, { status }: Order): OrderStatus | Behaviour['cancelledStatus'] {
  return status === 'CANCELLED' ? behaviour.cancelledStatus : status;
}
