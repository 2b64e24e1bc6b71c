import { confirmOrder, placeOrder, shippedShare, type PlaceOrder } from './orders.ts';
import { currentQuantity } from './order-lines.ts';
import { captureShipment, settleCapture } from './captures.ts';
import { authorise, markPaid } from './payments.ts';
import { completeShipment, createShipment } from './shipments.ts';
import type { Order, World } from './state.ts';

/** A customer orders and pays. */
export function checkOut(world: World, input: PlaceOrder): Order {
  const order = placeOrder(world, input);
  authorise(world, order);
  if (order.status === 'CONFIRMED') sendGiftCertificates(world, order);
  return order;
}

/** A person, or a system, accepts an order. @throws Refusal unless it is pending. */
export function acceptOrder(world: World, order: Order): void {
  confirmOrder(world, order);
  sendGiftCertificates(world, order);
}

/** Centra: gift certificates get a completed shipment of their own, as nothing is packed. It carries no freight. */
function sendGiftCertificates(world: World, order: Order): void {
  const lines = order.lines
    .filter((line) => line.kind === 'giftCertificate')
    .map((line) => ({
      lineId: line.id,
      quantity: currentQuantity(line) - shippedShare(world.state, order, line.id).quantity,
    }))
    .filter(({ quantity }) => quantity > 0);
  if (lines.length === 0 || order.isWaitingForPayment || order.isOnHold) return;
  const shipment = createShipment(world, order, {
    lines,
    isGoodToGo: true,
    createdAt: undefined,
    additionalMessage: null,
    warehouse: undefined,
    deliveryAddress: null,
    shippingMinor: 0,
    handlingMinor: 0,
    discountMinor: 0,
  });
  if (order.paymentMethod === null) markPaid(world, shipment, true);
  else captureShipment(world, shipment, null);
  // An asynchronous provider's answer is not waited for here: the certificate is sent at once.
  if (shipment.captureRequested !== null) settleCapture(world, shipment, 'success');
  completeShipment(world, shipment, world.now());
}
