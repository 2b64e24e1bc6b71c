import { sum } from './amounts.ts';
import { shipmentsOf, touchOrder } from './orders.ts';
import { recordPayment } from './payment-history.ts';
import { touchShipment } from './shipment-facts.ts';
import type { Order, PaymentEntry, PaymentSplit, Shipment, World } from './state.ts';

/** What captures of shipments and of whole orders are made of. */

/** A capture's entries of the payment history and, where the provider refused, its reason. */
export interface CaptureAnswer {
  readonly entries: readonly PaymentEntry[];
  readonly refusal: string | null;
}

/** Money taken, and requests under way, which the provider has promised. */
export function claims(world: World, order: Order): PaymentSplit[] {
  const ofOrder = order.capture === null ? [] : [order.capture.split];
  // What is assigned to shipments is part of what was taken for the order.
  const ofShipments =
    order.capture === null
      ? shipmentsOf(world.state, order).flatMap((shipment) => shipment.captured ?? shipment.captureRequested ?? [])
      : [];
  return [...ofOrder, ...ofShipments];
}

/** A gift card is used up before the provider is asked. No source tells which comes first. */
export function splitOf(world: World, order: Order, valueMinor: number): PaymentSplit {
  const leftMinor = order.authorisedGiftCardMinor - sum(claims(world, order).map((claim) => claim.giftCardMinor));
  const giftCardMinor = Math.min(Math.max(0, leftMinor), valueMinor);
  return { giftCardMinor, providerMinor: valueMinor - giftCardMinor };
}

/** Centra: no more can be captured than was authorised. */
export function overAuthorised(world: World, order: Order, split: PaymentSplit): string | null {
  const claimedMinor = sum(claims(world, order).map((claim) => claim.providerMinor));
  return claimedMinor + split.providerMinor > order.authorisedMinor
    ? 'The amount to capture exceeds what is left of the authorised amount.'
    : null;
}

export function refusedCapture(world: World, order: Order, split: PaymentSplit): PaymentEntry {
  const entry = recordPayment(world, order, {
    entryType: 'CAPTURE',
    status: 'FAILED',
    valueMinor: split.providerMinor,
  });
  touchOrder(world, order);
  return entry;
}

export function showRequested(world: World, shipment: Shipment, split: PaymentSplit): void {
  shipment.captureRequested = split;
  if (world.behaviour.isCapturedWhilePending) showCaptured(world, shipment, split);
}

export function showCaptured(world: World, shipment: Shipment, split: PaymentSplit): void {
  const at = world.now();
  Object.assign(shipment, { isCaptured: true, capturedAt: at, captured: split, isPaid: true, paidAt: at });
}

export function noteMoney({ state, now }: World, order: Order, shipmentId: number | null, split: PaymentSplit): void {
  if (split.providerMinor === 0) return;
  state.captures.push({ shipmentId, orderNumber: order.number, amountMinor: split.providerMinor, at: now() });
}

/** The provider said no after all: what was shown meanwhile is not so. */
export function takeBack(world: World, shipment: Shipment): void {
  Object.assign(shipment, {
    captureRequested: null,
    isCaptured: false,
    capturedAt: null,
    captured: null,
    isPaid: false,
    paidAt: null,
  });
  touchShipment(world, shipment);
}
