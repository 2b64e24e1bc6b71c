import { z } from 'zod';
import type { Operation } from './operation.ts';
import { Amount, Money, MONEY, PAYMENT_ENTRY, PaymentEntry, USER_ERRORS, UserErrors } from './parts.ts';

const CAPTURE_SHIPMENT = /* GraphQL */ `
  mutation CaptureShipment($shipmentId: Int!) {
    captureShipment(id: $shipmentId) {
      ${USER_ERRORS}
      paymentHistoryEntries ${PAYMENT_ENTRY}
      shipment {
        isCaptured
        isPaid
        capturedAt
        ... on DirectToConsumerShipment { capturedValue { value } }
        grandTotal ${MONEY}
      }
    }
  }
`;

/** A shipment's payment as Centra shows it. */
export const ShipmentPayment = z.object({
  isCaptured: z.boolean(),
  isPaid: z.boolean(),
  capturedAt: z.string().nullish(),
  capturedValue: Amount.nullish(),
  grandTotal: Money,
});
export type ShipmentPayment = z.infer<typeof ShipmentPayment>;

const CaptureAnswer = UserErrors.extend({
  paymentHistoryEntries: z.array(PaymentEntry),
  shipment: ShipmentPayment.nullish(),
});
export type CaptureAnswer = z.infer<typeof CaptureAnswer>;

export function captureShipment(shipmentId: number): Operation<{ captureShipment: CaptureAnswer }> {
  return {
    name: 'CaptureShipment',
    text: CAPTURE_SHIPMENT,
    variables: { shipmentId },
    isWrite: true,
    answer: z.object({ captureShipment: CaptureAnswer }),
  };
}
