import { z } from 'zod';
import type { Operation } from './operation.ts';
import { Money, MONEY, PaymentEntry } from './parts.ts';
import { CAPTURE_HISTORY, SHIPMENT_PAYMENT, ShipmentPayment } from './shipment-payment.ts';

const READ_CAPTURE = /* GraphQL */ `
  query ReadCapture($shipmentId: Int!) {
    shipments(where: { id: [$shipmentId] }, limit: 1) {
      order {
        grandTotal ${MONEY}
        shipments { ${SHIPMENT_PAYMENT} }
        ${CAPTURE_HISTORY}
      }
    }
  }
`;

const OrderPayments = z.object({
  grandTotal: Money,
  shipments: z.array(ShipmentPayment),
  paymentHistory: z.array(PaymentEntry),
});
export type OrderPayments = z.infer<typeof OrderPayments>;

/** The payments of a whole order: what belongs to one shipment only shows beside the others. */
export function readCapture(shipmentId: number): Operation<{ shipments: { order: OrderPayments }[] }> {
  return {
    name: 'ReadCapture',
    text: READ_CAPTURE,
    variables: { shipmentId },
    isWrite: false,
    answer: z.object({ shipments: z.array(z.object({ order: OrderPayments })) }),
  };
}
