import { sum } from './amounts.ts';
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
import { orderTotals, shipmentsOf, touchOrder } from './orders.ts';
import { recordPayment, recordSplit } from './payment-history.ts';
import { notAllowed } from './refusal.ts';
import { shipmentTotals, touchShipment } from './shipment-facts.ts';
import type { Order, PaymentEntry, PaymentSplit, Shipment, World } from './state.ts';

/**
 * Takes the money of a whole order before there are shipments.
 *
 * @throws Refusal when there is nothing to take, or shipments to take it for; nothing was changed.
 */
export function captureOrder(world: World, order: Order, providerRefusal: string | null): CaptureAnswer {
  const refusals: readonly (readonly [boolean, string])[] = [
    [order.capture !== null, 'was already captured'],
    [order.paymentMethod === null, 'has no payment that could be captured'],
    [order.status === 'CANCELLED', 'is cancelled'],
    [order.isWaitingForPayment, 'is waiting for its payment'],
    [order.shipmentIds.length > 0, 'has shipments, which are captured one by one'],
  ];
  const needless = refusals.find(([applies]) => applies)?.[1];
  if (needless !== undefined) throw notAllowed(`Order ${order.number} ${needless}.`, ['order']);
  const split = splitOf(world, order, orderTotals(order).grossMinor);
  const refusal = providerRefusal ?? overAuthorised(world, order, split);
  if (refusal !== null) return { entries: [refusedCapture(world, order, split)], refusal };
  if (order.paymentManner === 'async' && split.providerMinor > 0) {
    order.capture = { state: 'requested', split };
    const request = { entryType: 'CAPTURE_REQUEST', status: 'PENDING', valueMinor: split.providerMinor } as const;
    const entries = [recordPayment(world, order, request)];
    touchOrder(world, order);
    return { entries, refusal: null };
  }
  return { entries: takeOrderMoney(world, order, split), refusal: null };
}

function takeOrderMoney(world: World, order: Order, split: PaymentSplit): PaymentEntry[] {
  order.capture = { state: 'captured', split };
  const entries = recordSplit(world, order, 'CAPTURE', split);
  noteMoney(world, order, null, split);
  touchOrder(world, order);
  return entries;
}

/** The asynchronous provider's answer about a whole order. @throws Refusal when it was not asked. */
export function settleOrderCapture(world: World, order: Order, outcome: 'success' | 'failed'): void {
  if (order.capture?.state !== 'requested') {
    throw notAllowed(`Order ${order.number} has no capture request to settle.`, ['order']);
  }
  const { split } = order.capture;
  const waiting = shipmentsOf(world.state, order).filter((shipment) => shipment.captureRequested !== null);
  if (outcome === 'success') {
    takeOrderMoney(world, order, split);
    for (const shipment of waiting) {
      showCaptured(world, shipment, shipment.captureRequested ?? split);
      shipment.captureRequested = null;
      touchShipment(world, shipment);
    }
    return;
  }
  order.capture = null;
  recordPayment(world, order, { entryType: 'CAPTURE_FAILED', status: 'FAILED', valueMinor: split.providerMinor });
  for (const shipment of waiting) takeBack(world, shipment);
  touchOrder(world, order);
}

/** Gives a shipment its share of what was taken for the whole order: as much of it as is left. */
export function assignShare(world: World, order: Order, shipment: Shipment): void {
  if (order.capture === null) return;
  const siblings = shipmentsOf(world.state, order).filter((sibling) => sibling !== shipment);
  const assigned = siblings.flatMap((sibling) => sibling.captured ?? sibling.captureRequested ?? []);
  const left = (part: keyof PaymentSplit) =>
    (order.capture?.split[part] ?? 0) - sum(assigned.map((share) => share[part]));
  const totalMinor = shipmentTotals(world.state, shipment).grossMinor;
  const giftCardMinor = Math.min(left('giftCardMinor'), totalMinor);
  const split = { giftCardMinor, providerMinor: Math.min(left('providerMinor'), totalMinor - giftCardMinor) };
  if (order.capture.state === 'requested') showRequested(world, shipment, split);
  else showCaptured(world, shipment, split);
  touchShipment(world, shipment);
}
