import { ordersOfShipments } from './documents/orders-of-shipments.ts';
import { RETURN_WITH_ORDER } from './documents/orders-of-returns.ts';
import { batches, readReturns, type Reader } from './read-returns.ts';

/** Order numbers by shipment id. */
export async function resolveShipments(
  { ask }: Reader,
  shipmentIds: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  const found = new Map<number, number>();
  for (const ids of batches(shipmentIds)) {
    const { shipments } = await ask(ordersOfShipments(ids));
    for (const { id, order } of shipments) found.set(id, order.number);
  }
  return found;
}

/** Order numbers by return id. */
export async function resolveReturns(
  reader: Reader,
  returnIds: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  const found = await readReturns(reader, RETURN_WITH_ORDER, returnIds);
  return new Map(found.map(({ id, order }) => [id, order.number]));
}
