import type { OrderObservation } from '../../domain/observation.ts';
import type { OrderLook } from './centra.ts';
import { observeOrder, type OrderSeen } from './documents/observe-order.ts';
import { OBSERVED_RETURN, type ReturnSeen } from './documents/observe-returns.ts';
import { observationOf } from './observe.ts';
import { readReturnsOfOrder, type Reader } from './read-returns.ts';

/**
 * Looks at an order with as few requests as can be: one where its id is known, or where it can have no returns yet; a
 * second one for its returns otherwise.
 */
export async function lookAtOrder(
  reader: Reader,
  orderNumber: number,
  knownReturnIds: readonly number[],
  { orderId, withStock = false }: OrderLook = {},
): Promise<OrderObservation | undefined> {
  const alone = () => reader.ask(observeOrder(orderNumber, { withStock }));
  const answer =
    orderId === undefined
      ? await alone()
      : await reader.ifKnown(
          'Query.returns(where: {orderId})',
          () => reader.ask(observeOrder(orderNumber, { withStock, returnsOf: orderId })),
          alone,
        );
  const [order] = answer.orders;
  if (!order) return undefined;
  return observationOf(order, await returnsOf(reader, order, knownReturnIds, firstPage(answer, orderId)));
}

/** The returns that came with the order; with another order's id they would be another order's. */
function firstPage(
  { orders: [order], returns }: { orders: OrderSeen[]; returns?: ReturnSeen[] | undefined },
  orderId: string | undefined,
): ReturnSeen[] | undefined {
  return order?.id === orderId ? returns : undefined;
}

async function returnsOf(
  reader: Reader,
  order: OrderSeen,
  knownIds: readonly number[],
  first: ReturnSeen[] | undefined,
): Promise<ReturnSeen[]> {
  const mayHaveReturns = knownIds.length > 0 || order.shipments.some((shipment) => shipment.isShipped);
  if (!first && !mayHaveReturns) return [];
  return readReturnsOfOrder(reader, OBSERVED_RETURN, order.id, knownIds, first);
}
