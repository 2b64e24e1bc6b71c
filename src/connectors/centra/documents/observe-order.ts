import { z } from 'zod';
import type { Operation } from './operation.ts';
import { Amount, Money, MONEY } from './parts.ts';

const OBSERVE_ORDER = /* GraphQL */ `
  query ObserveOrder($orderNumber: Int!) {
    orders(where: { number: [$orderNumber] }, limit: 1) {
      __typename
      id
      number
      status
      isOnHold
      isWaitingForPayment
      updatedAt
      grandTotal ${MONEY}
      paymentMethod { uri }
      lines { __typename id quantity }
      shipments {
        id
        number
        createdAt
        updatedAt
        isGoodToGo
        isOnHold
        isShipped
        shippedAt
        isPaid
        paidAt
        isCaptured
        capturedAt
        ... on DirectToConsumerShipment { capturedValue { value } }
        grandTotal { value }
        lines { id quantity lineValue { value } orderLine { __typename id } }
      }
    }
  }
`;

const ShipmentSeen = z.object({
  id: z.int(),
  number: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
  isGoodToGo: z.boolean(),
  isOnHold: z.boolean(),
  isShipped: z.boolean(),
  shippedAt: z.string().nullish(),
  isPaid: z.boolean(),
  paidAt: z.string().nullish(),
  isCaptured: z.boolean(),
  capturedAt: z.string().nullish(),
  capturedValue: Amount.nullish(),
  grandTotal: Amount,
  lines: z.array(
    z.object({
      id: z.int(),
      quantity: z.int(),
      lineValue: Amount,
      orderLine: z.object({ __typename: z.string(), id: z.int() }),
    }),
  ),
});
export type ShipmentSeen = z.infer<typeof ShipmentSeen>;

const OrderSeen = z.object({
  __typename: z.string(),
  id: z.string(),
  number: z.int(),
  status: z.string(),
  isOnHold: z.boolean(),
  isWaitingForPayment: z.boolean(),
  updatedAt: z.string(),
  grandTotal: Money,
  paymentMethod: z.object({ uri: z.string().nullish() }).nullish(),
  lines: z.array(z.object({ __typename: z.string(), id: z.int(), quantity: z.int() })),
  shipments: z.array(ShipmentSeen),
});
export type OrderSeen = z.infer<typeof OrderSeen>;

/** An order with its shipments; the lists inside have no limit in Centra ("all elements are always returned"). */
export function observeOrder(orderNumber: number): Operation<{ orders: OrderSeen[] }> {
  return {
    name: 'ObserveOrder',
    text: OBSERVE_ORDER,
    variables: { orderNumber },
    isWrite: false,
    answer: z.object({ orders: z.array(OrderSeen) }),
  };
}
