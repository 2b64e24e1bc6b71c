import { minorFromDecimal, sumMinor } from '../../domain/money.ts';
import type { PaymentEntry } from './documents/parts.ts';
import type { ShipmentPayment } from './documents/shipment-payment.ts';
import { isAwaitingAnswer } from './open-requests.ts';

/** The payments of one order. */
export interface Payments {
  readonly currency: string;
  readonly shipments: readonly ShipmentPayment[];
  readonly entries: readonly PaymentEntry[];
}

/** What was taken for a shipment. */
export interface CapturedMoney {
  /** Gift cards included. */
  readonly capturedMinor: number;
  /** Of it, by gift card. */
  readonly giftCardMinor: number;
  /** Gift cards paid some of the order, and nothing tells how much of this shipment: the part above says nothing. */
  readonly isSplitUnclear?: true;
}

/**
 * What was taken for a captured shipment. Where gift cards paid, no source says whether `capturedValue` counts them, and
 * no entry names its shipment: so a part is only told where all entries add up exactly to what the captured shipments
 * come to.
 */
export function capturedMoney(shipment: ShipmentPayment, payments: Payments): CapturedMoney {
  const { currency, shipments } = payments;
  const totalOf = ({ grandTotal }: ShipmentPayment): number => minorFromDecimal(grandTotal.value, currency);
  const shownOf = (of: ShipmentPayment): number =>
    minorFromDecimal((of.capturedValue ?? of.grandTotal).value, currency);
  const giftCardMinor = successesOf(payments, 'CAPTURE_GIFT_CARD');
  if (giftCardMinor === 0 || !shipment.isCaptured) return { capturedMinor: shownOf(shipment), giftCardMinor: 0 };

  const captured = shipments.filter((other) => other.isCaptured && !isAwaitingAnswer(other, payments));
  const takenMinor = successesOf(payments, 'CAPTURE') + giftCardMinor;
  const isWhole = takenMinor === sumMinor(captured.map(totalOf));
  const capturedMinor = isWhole ? totalOf(shipment) : shownOf(shipment);
  if (isWhole && captured.length === 1) return { capturedMinor, giftCardMinor };
  const notShown = captured.map((other) => totalOf(other) - shownOf(other));
  const isNotCounted = notShown.every((minor) => minor >= 0) && sumMinor(notShown) === giftCardMinor;
  if (isWhole && isNotCounted) return { capturedMinor, giftCardMinor: capturedMinor - shownOf(shipment) };
  return { capturedMinor, giftCardMinor: 0, isSplitUnclear: true };
}

/**
 * What the answer to a capture says was taken: its own entries, so that the part of a gift card is exact. Undefined where
 * they do not explain the shipment, as for money that was taken for the whole order before.
 */
export function moneyOfAnswer(
  shipment: ShipmentPayment,
  { currency, entries }: Omit<Payments, 'shipments'>,
): CapturedMoney | undefined {
  const totalMinor = minorFromDecimal(shipment.grandTotal.value, currency);
  const shownMinor = minorFromDecimal((shipment.capturedValue ?? shipment.grandTotal).value, currency);
  const providerMinor = successesOf({ currency, entries }, 'CAPTURE');
  const giftCardMinor = successesOf({ currency, entries }, 'CAPTURE_GIFT_CARD');
  if (giftCardMinor > 0) {
    return providerMinor + giftCardMinor === totalMinor ? { capturedMinor: totalMinor, giftCardMinor } : undefined;
  }
  return providerMinor > 0 || shownMinor === 0 ? { capturedMinor: shownMinor, giftCardMinor: 0 } : undefined;
}

/** What entries of a type took, of those that succeeded. */
export function successesOf({ currency, entries }: Omit<Payments, 'shipments'>, entryType: string): number {
  return sumMinor(
    entries
      .filter((entry) => entry.entryType === entryType && entry.status === 'SUCCESS')
      .map((entry) => minorFromDecimal(entry.value.value, currency)),
  );
}
