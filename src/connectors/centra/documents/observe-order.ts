import { z } from 'zod';
import { OBSERVED_RETURN, type ReturnSeen } from './observe-returns.ts';
import type { Operation } from './operation.ts';
import { Allocation, ALLOCATIONS, Amount, Money, MONEY, PaymentEntry } from './parts.ts';
import { returnsOfOrderField } from './returns.ts';
import { CAPTURE_HISTORY, SHIPMENT_PAYMENT, ShipmentPayment } from './shipment-payment.ts';

interface Extent {
  /** Asks for the first page of this order's returns too. Unconfirmed: see `returns.ts`. */
  readonly returnsOf?: string | undefined;
  /** Asks for what a stock document needs. */
  readonly withStock: boolean;
}

/** Centra charges a query by what it could return, so parts that are not needed are not in it. */
const observeOrderText = ({ returnsOf, withStock }: Extent): string => /* GraphQL */ `
  query ObserveOrder($orderNumber: Int!${returnsOf === undefined ? '' : ', $orderId: [String!], $page: Int'}) {
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
      ${CAPTURE_HISTORY}
      shipments {
        ${SHIPMENT_PAYMENT}
        number
        createdAt
        updatedAt
        isGoodToGo
        isOnHold
        isShipped
        shippedAt
        paidAt
        currencyBaseRate
        lines {
          id
          quantity
          lineValue { value }
          orderLine { __typename id ${withStock ? 'productSize { SKU }' : ''} }
          ${withStock ? `allocations${ALLOCATIONS}` : ''}
        }
      }
    }
    ${returnsOf === undefined ? '' : returnsOfOrderField(OBSERVED_RETURN)}
  }
`;

const ShipmentSeen = ShipmentPayment.extend({
  number: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
  isGoodToGo: z.boolean(),
  isOnHold: z.boolean(),
  isShipped: z.boolean(),
  shippedAt: z.string().nullish(),
  paidAt: z.string().nullish(),
  currencyBaseRate: z.number(),
  lines: z.array(
    z.object({
      id: z.int(),
      quantity: z.int(),
      lineValue: Amount,
      orderLine: z.object({
        __typename: z.string(),
        id: z.int(),
        productSize: z.object({ SKU: z.string().nullish() }).nullish(),
      }),
      allocations: z.array(Allocation).optional(),
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
  paymentHistory: z.array(PaymentEntry),
  shipments: z.array(ShipmentSeen),
});
export type OrderSeen = z.infer<typeof OrderSeen>;

const OrderAnswer = z.object({ orders: z.array(OrderSeen), returns: z.array(OBSERVED_RETURN.answer).optional() });

/** An order with its shipments; the lists inside have no limit in Centra ("all elements are always returned"). */
export function observeOrder(
  orderNumber: number,
  extent: Extent,
): Operation<{ orders: OrderSeen[]; returns?: ReturnSeen[] | undefined }> {
  const { returnsOf } = extent;
  return {
    name: 'ObserveOrder',
    text: observeOrderText(extent),
    variables: { orderNumber, ...(returnsOf === undefined ? {} : { orderId: [returnsOf], page: 1 }) },
    isWrite: false,
    answer: OrderAnswer,
  };
}
