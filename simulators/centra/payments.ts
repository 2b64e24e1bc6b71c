import { sum } from './amounts.ts';
import { claims } from './capture-steps.ts';
import { orderNumbered, orderTotals, touchOrder } from './orders.ts';
import { recordPayment, recordSplit, totalOf } from './payment-history.ts';
import { notAllowed } from './refusal.ts';
import { shipmentTotals, touchShipment } from './shipment-facts.ts';
import type { Order, PaymentEntry, Shipment, World } from './state.ts';

/** A consumer's order is authorised in full, in part from a gift card where there is one. */
export function authorise(world: World, order: Order): void {
  if (order.paymentMethod === null || order.isWaitingForPayment) return;
  const giftCardMinor = order.giftCardMinor;
  const providerMinor = orderTotals(order).grossMinor - giftCardMinor;
  order.authorisedMinor = providerMinor;
  order.authorisedGiftCardMinor = giftCardMinor;
  recordSplit(world, order, 'AUTH', { providerMinor, giftCardMinor }, { createdAt: order.createdAt });
}

/** The customer has paid after all. @throws Refusal when it was not waited for. */
export function receivePayment(world: World, order: Order): void {
  if (!order.isWaitingForPayment) throw notAllowed(`Order ${order.number} is not waiting for payment.`, ['order']);
  order.isWaitingForPayment = false;
  authorise(world, order);
  touchOrder(world, order);
}

/**
 * Lets go of what was authorised and not captured.
 *
 * @throws Refusal unless the order is open and captured in part.
 */
export function releaseAuthorisation(world: World, order: Order): PaymentEntry {
  const isOpen = order.status === 'PENDING' || order.status === 'CONFIRMED' || order.status === 'PROCESSING';
  const claimedMinor = sum(claims(world, order).map((claim) => claim.providerMinor));
  const leftMinor = order.authorisedMinor - claimedMinor;
  if (!isOpen || claimedMinor === 0 || leftMinor <= 0) {
    throw notAllowed(`Order ${order.number} is not open and captured in part.`, ['order']);
  }
  order.authorisedMinor = claimedMinor;
  const entry = recordPayment(world, order, { entryType: 'CANCEL', status: 'SUCCESS', valueMinor: 0 - leftMinor });
  touchOrder(world, order);
  return entry;
}

/** Lets go of everything that was not captured, as a cancellation may ask for. */
export function cancelAuthorisation(world: World, order: Order): void {
  const claimed = claims(world, order);
  const left = {
    providerMinor: sum(claimed.map((claim) => claim.providerMinor)) - order.authorisedMinor,
    giftCardMinor: sum(claimed.map((claim) => claim.giftCardMinor)) - order.authorisedGiftCardMinor,
  };
  if (totalOf(left) === 0) return;
  order.authorisedMinor += left.providerMinor;
  order.authorisedGiftCardMinor += left.giftCardMinor;
  recordSplit(world, order, 'CANCEL', left);
}

/** @throws Refusal when the payment provider holds the say over the shipment's money. */
export function refusePaymentByHand(shipment: Shipment): void {
  if (shipment.isCaptured || shipment.captureRequested !== null) {
    throw notAllowed(`Shipment ${shipment.number} was already captured; its payment cannot be changed by hand.`, [
      'input',
      'isPaid',
    ]);
  }
}

/** @throws Refusal when more is said to be paid than there is to pay. */
export function refuseOverpaid(world: World, shipment: Shipment, paidMinor: number | null): void {
  if (paidMinor !== null && (paidMinor < 0 || paidMinor > shipmentTotals(world.state, shipment).grossMinor)) {
    throw notAllowed(`Shipment ${shipment.number} does not come to that much.`, ['input', 'paidValue']);
  }
}

/**
 * Paid outside Centra, or not after all: no provider is asked.
 *
 * @param paidMinor null: the shipment's full amount. A part of it marks the shipment as paid all the same.
 * @throws Refusal when the payment provider holds the say.
 */
export function markPaid(world: World, shipment: Shipment, isPaid: boolean, paidMinor: number | null = null): void {
  refusePaymentByHand(shipment);
  refuseOverpaid(world, shipment, paidMinor);
  if (shipment.isPaid === isPaid) return;
  const order = orderNumbered(world.state, shipment.orderNumber);
  recordPayment(world, order, {
    entryType: isPaid ? 'MARKED_AS_PAID' : 'MARKED_AS_UNPAID',
    status: 'SUCCESS',
    valueMinor: paidMinor ?? shipmentTotals(world.state, shipment).grossMinor,
  });
  shipment.isPaid = isPaid;
  shipment.paidAt = isPaid ? world.now() : null;
  touchShipment(world, shipment);
  touchOrder(world, order);
}
