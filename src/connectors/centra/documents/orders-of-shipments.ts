import { z } from 'zod';
import { PAGE_SIZE, type Operation } from './operation.ts';

const ORDERS_OF_SHIPMENTS = /* GraphQL */ `
  query OrdersOfShipments($ids: [Int!]) {
    shipments(where: { id: $ids }, limit: ${PAGE_SIZE}) {
      id
      order { number }
    }
  }
`;

const ShipmentWithOrder = z.object({ id: z.int(), order: z.object({ number: z.int() }) });

/** No more than a page of ids at once. */
export function ordersOfShipments(
  ids: readonly number[],
): Operation<{ shipments: z.infer<typeof ShipmentWithOrder>[] }> {
  return {
    name: 'OrdersOfShipments',
    text: ORDERS_OF_SHIPMENTS,
    variables: { ids },
    isWrite: false,
    answer: z.object({ shipments: z.array(ShipmentWithOrder) }),
  };
}
