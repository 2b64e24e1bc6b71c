import { orderNumbered, orderTotals, shipmentsOf, touchOrder } from './orders.ts';
import { sum } from './amounts.ts';
import { notAllowed } from './refusal.ts';
import { nextId, type Order, type PaymentEntry, type PaymentSplit, type Shipment, type World } from './state.ts';
import { shipmentTotals, touchShipment } from './shipment-facts.ts';

/** Writes down what the payment provider, or a person, did. */
export function recordPayment(
  world: World,
  order: Order,
  entry: Pick<PaymentEntry, 'entryType' | 'status' | 'valueMinor'> & {
    readonly returnId?: number;
    readonly createdAt?: Date;
  },
): PaymentEntry {
  const id = nextId(world.state, 'paymentEntry');
  const externalReference = order.paymentMethod === null ? null : `psp-${id}`;
  const recorded = { id, createdAt: world.now(), externalReference, returnId: null, ...entry };
  order.paymentHistory.push(recorded);
  return recorded;
}

/**
 * An entry for what the provider does and one for what a gift card does. The provider's comes first, and also for an
 * amount of zero, unless a gift card pays it all.
 */
export function recordSplit(
  world: World,
  order: Order,
  entryType: 'AUTH' | 'CAPTURE' | 'CANCEL' | 'REFUND',
  split: PaymentSplit,
  more: { readonly returnId?: number; readonly createdAt?: Date } = {},
): PaymentEntry[] {
  const ofGiftCard = { entryType: `${entryType}_GIFT_CARD`, valueMinor: split.giftCardMinor };
  const parts = [{ entryType, valueMinor: split.providerMinor }, ofGiftCard].filter(
    ({ valueMinor }, index) => valueMinor !== 0 || (index === 0 && split.giftCardMinor === 0),
  );
  return parts.map((part) => recordPayment(world, order, { ...part, ...more, status: 'SUCCESS' }));
}

export const totalOf = (split: PaymentSplit): number => split.providerMinor + split.giftCardMinor;

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

/** A capture's entries of the payment history and, where the provider refused, its reason. */
export interface CaptureAnswer {
  readonly entries: readonly PaymentEntry[];
  readonly refusal: string | null;
}

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

/** A gift card is used up before the provider is asked. No source tells which comes first. */
function splitOf(world: World, order: Order, valueMinor: number): PaymentSplit {
  const leftMinor = order.authorisedGiftCardMinor - sum(claims(world, order).map((claim) => claim.giftCardMinor));
  const giftCardMinor = Math.min(Math.max(0, leftMinor), valueMinor);
  return { giftCardMinor, providerMinor: valueMinor - giftCardMinor };
}

/** Money taken, and requests under way, which the provider has promised. */
function claims(world: World, order: Order): PaymentSplit[] {
  const ofOrder = order.capture === null ? [] : [order.capture.split];
  // What is assigned to shipments is part of what was taken for the order.
  const ofShipments =
    order.capture === null
      ? shipmentsOf(world.state, order).flatMap((shipment) => shipment.captured ?? shipment.captureRequested ?? [])
      : [];
  return [...ofOrder, ...ofShipments];
}

/** Centra: no more can be captured than was authorised. */
function overAuthorised(world: World, order: Order, split: PaymentSplit): string | null {
  const claimedMinor = sum(claims(world, order).map((claim) => claim.providerMinor));
  return claimedMinor + split.providerMinor > order.authorisedMinor
    ? 'The amount to capture exceeds what is left of the authorised amount.'
    : null;
}

function refusedCapture(world: World, order: Order, split: PaymentSplit): PaymentEntry {
  const entry = recordPayment(world, order, {
    entryType: 'CAPTURE',
    status: 'FAILED',
    valueMinor: split.providerMinor,
  });
  touchOrder(world, order);
  return entry;
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

function showRequested(world: World, shipment: Shipment, split: PaymentSplit): void {
  shipment.captureRequested = split;
  if (world.behaviour.isCapturedWhilePending) showCaptured(world, shipment, split);
}

function showCaptured(world: World, shipment: Shipment, split: PaymentSplit): void {
  const at = world.now();
  Object.assign(shipment, { isCaptured: true, capturedAt: at, captured: split, isPaid: true, paidAt: at });
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

function noteMoney({ state, now }: World, order: Order, shipmentId: number | null, split: PaymentSplit): void {
  if (split.providerMinor === 0) return;
  state.captures.push({ shipmentId, orderNumber: order.number, amountMinor: split.providerMinor, at: now() });
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

/** The provider said no after all: what was shown meanwhile is not so. */
function takeBack(world: World, shipment: Shipment): void {
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
