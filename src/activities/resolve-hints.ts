import { RefusedError } from '../connectors/call-errors.ts';
import { connectionOf, type ActivityDeps } from './dependencies.ts';

/** What a webhook says: that something happened to an object, and no more. */
export interface HintEvent {
  readonly type: string;
  readonly action: string;
  readonly id: number;
}

/** Which orders a batch of webhook events is about. */
export interface ResolvedHints {
  readonly orders: readonly OrderHint[];
  /** Shipments and returns that Centra does not (or not yet) know. */
  readonly unresolved: readonly { readonly type: 'shipment' | 'return'; readonly id: number }[];
}

export interface OrderHint {
  readonly orderNumber: number;
  /** What made us look, such as `shipment 1902 good_to_go`; for the timeline only. */
  readonly because: readonly string[];
  readonly returnIds: readonly number[];
}

/** Finds the orders of shipments and returns in as few requests as possible. Other events concern no order. */
export function createResolveHints(deps: ActivityDeps) {
  return async function resolveHints(connectionId: string, events: readonly HintEvent[]): Promise<ResolvedHints> {
    const { centra } = connectionOf(deps, connectionId);
    const idsOf = (type: string): number[] => [...new Set(events.filter((e) => e.type === type).map((e) => e.id))];
    const orderOf = {
      order: new Map(idsOf('order').map((number) => [number, number] as const)),
      shipment: await unlessRefused(centra.ordersOfShipments(idsOf('shipment'))),
      return: await unlessRefused(centra.ordersOfReturns(idsOf('return'))),
    };
    const hints = new Map<number, { because: string[]; returnIds: number[] }>();
    const unresolved: { type: 'shipment' | 'return'; id: number }[] = [];
    for (const { type, id, action } of events) {
      if (!isAboutOrders(type)) continue;
      const orderNumber = orderOf[type].get(id);
      if (orderNumber === undefined) {
        if (type !== 'order' && !unresolved.some((u) => u.type === type && u.id === id)) unresolved.push({ type, id });
        continue;
      }
      const hint = hints.get(orderNumber) ?? { because: [], returnIds: [] };
      hint.because.push(`${type} ${id} ${action}`);
      if (type === 'return' && !hint.returnIds.includes(id)) hint.returnIds.push(id);
      hints.set(orderNumber, hint);
    }
    return { orders: [...hints].map(([orderNumber, hint]) => ({ orderNumber, ...hint })), unresolved };
  };
}

/** What Centra refuses to tell stays unresolved and visible; the other events of the body must not suffer from it. */
async function unlessRefused(orders: Promise<ReadonlyMap<number, number>>): Promise<ReadonlyMap<number, number>> {
  try {
    return await orders;
  } catch (error) {
    if (error instanceof RefusedError) return new Map();
    throw error;
  }
}

function isAboutOrders(type: string): type is 'order' | 'shipment' | 'return' {
  return type === 'order' || type === 'shipment' || type === 'return';
}
