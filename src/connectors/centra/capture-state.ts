import { minorFromDecimal } from '../../domain/money.ts';
import { capturedMoney, successesOf, type Payments } from './captured-money.ts';
import type { Capture } from './centra.ts';
import type { ShipmentPayment } from './documents/shipment-payment.ts';
import { isAwaitingAnswer } from './open-requests.ts';

/**
 * The state of a shipment's capture. Payment entries name no shipment, so the shipment's own flags come first; only a
 * request that is still open speaks against them, since no source says whether `isCaptured` is true meanwhile.
 */
export function captureOf(shipment: ShipmentPayment, payments: Payments): Capture {
  const { currency } = payments;
  const nothing = { capturedMinor: 0, giftCardMinor: 0, currency };
  if (isAwaitingAnswer(shipment, payments)) return { state: 'pending', ...nothing };
  if (!shipment.isCaptured && !shipment.isPaid) return { state: 'none', ...nothing };
  return { state: 'captured', ...capturedMoney(shipment, payments), currency };
}

/**
 * The capture of a shipment whose money was taken for the whole order, where Centra says so but does not show it on the
 * shipment. The order's entries decide: what they took and the other captured shipments do not need must cover this one.
 */
export function captureOfWholeOrder(shipment: ShipmentPayment, payments: Payments): Capture | undefined {
  const { currency, shipments } = payments;
  const totalMinor = minorFromDecimal(shipment.grandTotal.value, currency);
  const giftCardMinor = successesOf(payments, 'CAPTURE_GIFT_CARD');
  const takenMinor = successesOf(payments, 'CAPTURE') + giftCardMinor;
  const forOthersMinor = shipments
    .filter((other) => other.id !== shipment.id && other.isCaptured)
    .reduce((sum, other) => sum + capturedMoney(other, payments).capturedMinor, 0);
  if (takenMinor - forOthersMinor < totalMinor) return undefined;
  const captured = { state: 'captured', capturedMinor: totalMinor, currency } as const;
  if (giftCardMinor === 0 || takenMinor === totalMinor) return { ...captured, giftCardMinor };
  return { ...captured, giftCardMinor: 0, isSplitUnclear: true };
}
