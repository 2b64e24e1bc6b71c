import {
  noteMoney,
  overAuthorised,
  refusedCapture,
  showCaptured,
  showRequested,
  splitOf,
  takeBack,
  type CaptureAnswer,
} from './capture-steps.ts';
import { assignShare } from './order-captures.ts';
import { orderNumbered, touchOrder } from './orders.ts';
import { recordPayment, recordSplit } from './payment-history.ts';
import { notAllowed } from './refusal.ts';
import { shipmentTotals, touchShipment } from './shipment-facts.ts';
import type { Order, PaymentEntry, PaymentSplit, Shipment, World } from './state.ts';

/**
 * Asks the payment provider for the shipment's money. Where it was taken for the whole order before, the shipment gets its
 * share of that, and nobody is asked.
 *
 * A refusal by the provider leaves a failed entry in the payment history and changes nothing else.
 *
 * @param providerRefusal The provider's words, where a fault makes it refuse.
 * @param amountMinor Less than the whole, where another system takes a part only.
 * @throws Refusal when there is nothing to ask the provider for; nothing was changed.
 */
export function captureShipment(
  world: World,
  shipment: Shipment,
  providerRefusal: string | null,
  amountMinor?: number,
): CaptureAnswer {
  const order = orderNumbered(world.state, shipment.orderNumber);
  refuseNeedlessCapture(order, shipment);
  const totalMinor = shipmentTotals(world.state, shipment).grossMinor;
  if (order.capture !== null) {
    assignShare(world, order, shipment);
    return { entries: [], refusal: null };
  }
  if (amountMinor !== undefined && amountMinor > totalMinor) {
    throw notAllowed(`Shipment ${shipment.number} does not come to that much.`, ['amount']);
  }
  const split = splitOf(world, order, amountMinor ?? totalMinor);
  const refusal = providerRefusal ?? overAuthorised(world, order, split);
  if (refusal !== null) return { entries: [refusedCapture(world, order, split)], refusal };
  if (order.paymentManner === 'async' && split.providerMinor > 0) {
    return { entries: [requestCapture(world, order, shipment, split)], refusal: null };
  }
  return { entries: takeMoney(world, order, shipment, split), refusal: null };
}

function refuseNeedlessCapture(order: Order, shipment: Shipment): void {
  const refusals: readonly (readonly [boolean, string])[] = [
    [shipment.isCaptured, 'was already captured'],
    [shipment.captureRequested !== null, 'has a capture request that the payment provider has not answered yet'],
    [shipment.isPaid, 'is already marked as paid'],
    [order.paymentMethod === null, 'belongs to an order without a payment that could be captured'],
  ];
  const refusal = refusals.find(([applies]) => applies)?.[1];
  if (refusal !== undefined) throw notAllowed(`Shipment ${shipment.number} ${refusal}.`, ['id']);
}

function requestCapture(world: World, order: Order, shipment: Shipment, split: PaymentSplit): PaymentEntry {
  const entry = recordPayment(world, order, {
    entryType: 'CAPTURE_REQUEST',
    status: 'PENDING',
    valueMinor: split.providerMinor,
  });
  showRequested(world, shipment, split);
  touchShipment(world, shipment);
  touchOrder(world, order);
  return entry;
}

function takeMoney(world: World, order: Order, shipment: Shipment, split: PaymentSplit): PaymentEntry[] {
  const entries = recordSplit(world, order, 'CAPTURE', split);
  noteMoney(world, order, shipment.id, split);
  shipment.captureRequested = null;
  showCaptured(world, shipment, split);
  touchShipment(world, shipment);
  touchOrder(world, order);
  return entries;
}

/** The asynchronous payment provider's answer, days later. @throws Refusal when no capture was requested. */
export function settleCapture(world: World, shipment: Shipment, outcome: 'success' | 'failed'): void {
  const order = orderNumbered(world.state, shipment.orderNumber);
  const split = shipment.captureRequested;
  if (split === null) {
    throw notAllowed(`Shipment ${shipment.number} has no capture request to settle. Capture it first.`, ['id']);
  }
  if (order.capture !== null) {
    throw notAllowed(`Shipment ${shipment.number} is part of the order's capture. Settle that.`, ['id']);
  }
  if (outcome === 'success') {
    takeMoney(world, order, shipment, split);
    return;
  }
  recordPayment(world, order, { entryType: 'CAPTURE_FAILED', status: 'FAILED', valueMinor: split.providerMinor });
  takeBack(world, shipment);
  touchOrder(world, order);
}
