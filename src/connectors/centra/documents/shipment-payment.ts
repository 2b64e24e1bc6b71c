import { z } from 'zod';
import { Amount, PAYMENT_ENTRY } from './parts.ts';

/** A shipment's payment as Centra shows it; consumers' shipments only say how much was captured. */
export const SHIPMENT_PAYMENT = `
  id
  isCaptured
  isPaid
  capturedAt
  ... on DirectToConsumerShipment { capturedValue { value } }
  grandTotal { value }`;
export const ShipmentPayment = z.object({
  id: z.int(),
  isCaptured: z.boolean(),
  isPaid: z.boolean(),
  capturedAt: z.string().nullish(),
  capturedValue: Amount.nullish(),
  grandTotal: Amount,
});
export type ShipmentPayment = z.infer<typeof ShipmentPayment>;

/** All that an order's payment history says of captures. Its entries name no shipment. */
export const CAPTURE_HISTORY = `paymentHistory(
  where: { entryType: [CAPTURE, CAPTURE_REQUEST, CAPTURE_PENDING, CAPTURE_FAILED, CAPTURE_GIFT_CARD] }
) ${PAYMENT_ENTRY}`;
