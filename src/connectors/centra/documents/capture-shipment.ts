import { z } from 'zod';
import type { Operation } from './operation.ts';
import { Money, MONEY, PAYMENT_ENTRY, PaymentEntry, USER_ERRORS, UserErrors } from './parts.ts';
import { SHIPMENT_PAYMENT, ShipmentPayment } from './shipment-payment.ts';

const CAPTURE_SHIPMENT = /* GraphQL */ `
  mutation CaptureShipment($shipmentId: Int!) {
    captureShipment(id: $shipmentId) {
      ${USER_ERRORS}
      paymentHistoryEntries ${PAYMENT_ENTRY}
      shipment { ${SHIPMENT_PAYMENT} total: grandTotal ${MONEY} }
    }
  }
`;

const CaptureAnswer = UserErrors.extend({
  paymentHistoryEntries: z.array(PaymentEntry),
  shipment: ShipmentPayment.extend({ total: Money }).nullish(),
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
