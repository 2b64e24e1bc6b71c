import type { Payments } from './captured-money.ts';
import type { PaymentEntry } from './documents/parts.ts';
import type { ShipmentPayment } from './documents/shipment-payment.ts';

/**
 * Whether a request to capture this shipment is still without the provider's answer. Centra's entries name no shipment:
 * an open request is taken to be this one's, unless it was made after this shipment was captured, or is for exactly what
 * another shipment comes to and this one does not.
 */
export function isAwaitingAnswer(
  shipment: ShipmentPayment,
  { shipments, entries }: Omit<Payments, 'currency'>,
): boolean {
  if (isCovered(shipment, { shipments, entries })) return false;
  const hasGiftCards = entries.some(({ entryType }) => entryType === 'CAPTURE_GIFT_CARD');
  const isFor = ({ value }: PaymentEntry, { grandTotal }: ShipmentPayment): boolean => value.value === grandTotal.value;
  const mayBeOf = (request: PaymentEntry, { isCaptured, capturedAt }: ShipmentPayment): boolean =>
    !isCaptured || !capturedAt || Date.parse(request.createdAt) <= Date.parse(capturedAt);
  return openRequests(entries).some((request) => {
    const isOfOther = shipments.some(
      (other) => other.id !== shipment.id && mayBeOf(request, other) && isFor(request, other),
    );
    // A gift card pays a part that is not in the request, so amounts say nothing then.
    return mayBeOf(request, shipment) && (hasGiftCards || isFor(request, shipment) || !isOfOther);
  });
}

/**
 * As many captures of exactly this total succeeded as captured shipments have it. A request that is open besides was made
 * twice, or for a shipment that is no more: it holds nobody back.
 */
function isCovered(shipment: ShipmentPayment, { shipments, entries }: Omit<Payments, 'currency'>): boolean {
  const { value } = shipment.grandTotal;
  const alike = shipments.filter((other) => other.isCaptured && other.grandTotal.value === value);
  const taken = entries.filter(
    ({ entryType, status, value: of }) => entryType === 'CAPTURE' && status === 'SUCCESS' && of.value === value,
  );
  return shipment.isCaptured && taken.length >= alike.length;
}

/**
 * The requests that the provider has not answered. An answer is another entry, for the amount of its request; it is not
 * documented whether the request itself stays `PENDING` then.
 */
function openRequests(entries: readonly PaymentEntry[]): PaymentEntry[] {
  const open: PaymentEntry[] = [];
  for (const entry of entries.toSorted((a, b) => a.id - b.id)) {
    const sameAmount = open.findIndex(({ value }) => value.value === entry.value.value);
    if (entry.status === 'PENDING') {
      // `CAPTURE_PENDING` is another word on a request that was made.
      if (entry.entryType === 'CAPTURE_REQUEST' || sameAmount < 0) open.push(entry);
    } else if (sameAmount >= 0 && ANSWERS.has(entry.entryType)) {
      open.splice(sameAmount, 1);
    } else {
      const answered = open.findIndex((request) => mayAnswer(entry, request, open.length === 1));
      if (answered >= 0) open.splice(answered, 1);
    }
  }
  return open;
}

const ANSWERS: ReadonlySet<string> = new Set(['CAPTURE', 'CAPTURE_FAILED']);

/**
 * Of another amount, a part was taken; a refusal that names another one is that of the only request there is. A capture
 * that fails at once answers none: it was never requested.
 */
function mayAnswer({ entryType, status, value }: PaymentEntry, request: PaymentEntry, isOnly: boolean): boolean {
  if (entryType === 'CAPTURE_FAILED') return isOnly;
  return entryType === 'CAPTURE' && status === 'SUCCESS' && (isOnly || value.value < request.value.value);
}
