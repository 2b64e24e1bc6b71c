import { z } from 'zod';
import { ShipmentPayment } from './capture-shipment.ts';
import type { Operation } from './operation.ts';
import { MONEY, PAYMENT_ENTRY, PaymentEntry } from './parts.ts';

const READ_CAPTURE = /* GraphQL */ `
  query ReadCapture($shipmentId: Int!) {
    shipments(where: { id: [$shipmentId] }, limit: 1) {
      isCaptured
      isPaid
      capturedAt
      ... on DirectToConsumerShipment { capturedValue { value } }
      grandTotal ${MONEY}
      order {
        paymentHistory(where: { entryType: [CAPTURE, CAPTURE_REQUEST, CAPTURE_PENDING, CAPTURE_FAILED] }) ${PAYMENT_ENTRY}
      }
    }
  }
`;

const CaptureSeen = ShipmentPayment.extend({ order: z.object({ paymentHistory: z.array(PaymentEntry) }) });

export function readCapture(shipmentId: number): Operation<{ shipments: z.infer<typeof CaptureSeen>[] }> {
  return {
    name: 'ReadCapture',
    text: READ_CAPTURE,
    variables: { shipmentId },
    isWrite: false,
    answer: z.object({ shipments: z.array(CaptureSeen) }),
  };
}
