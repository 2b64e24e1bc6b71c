import type { ActivityDeps } from './dependencies.ts';
import type { OrderHint, ResolvedHints } from './resolve-hints.ts';

export interface SignalDeps {
  /** Signals an order's workflow to look again, starting it if there is none. */
  readonly wakeOrder: (connectionId: string, hint: OrderHint) => Promise<void>;
}

/**
 * Wakes the workflow of each order and keeps what no order was found for. One signal an order, however many events
 * named it: a signal only says "look again". Doing it twice does no harm.
 */
export function createSignalOrders({ wakeOrder, records, now }: ActivityDeps & SignalDeps) {
  return async function signalOrders(connectionId: string, { orders, unresolved }: ResolvedHints): Promise<void> {
    for (const hint of orders) await wakeOrder(connectionId, hint);
    for (const { type, id } of unresolved) {
      await records.unresolved.add({ connectionId, objectType: type, objectId: id, seenAt: now() });
    }
  };
}
