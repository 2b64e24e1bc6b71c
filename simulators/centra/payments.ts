import { orderNumbered, touchOrder } from './orders.ts';
import { sum } from './amounts.ts';
import { notAllowed } from './refusal.ts';
import { nextId, type Order, type PaymentEntry, type Shipment, type World } from './state.ts';
import { shipmentTotals, touchShipment } from './shipment-facts.ts';

/** Writes down what the payment provider, or a person, did. */
export function recordPayment(
  world: World,
  order: Order,
  entry: Pick<PaymentEntry, 'entryType' | 'status' | 'valueMinor'> & { readonly returnId?: number },
): PaymentEntry {
  const id = nextId(world.state, 'paymentEntry');
  const externalReference = order.paymentMethod === null ? null : `psp-${id}`;
  const recorded = { id, createdAt: world.now(), externalReference, returnId: null, ...entry };
  order.paymentHistory.push(recorded);
  return recorded;
}

/** A capture's entry of the payment history and, where the provider refused, its reason. */
export interface CaptureAnswer {
  readonly entry: PaymentEntry;
  readonly refusal: string | null;
}

/**
 * Asks the payment provider for the shipment's money.
 *
 * A refusal by the provider leaves a failed entry in the payment history and changes nothing else.
 *
 * @param providerRefusal The provider's words, where a fault makes it refuse.
 * @throws Refusal when there is nothing to ask the provider for; nothing was changed.
 */
export function captureShipment(world: World, shipment: Shipment, providerRefusal: string | null): CaptureAnswer {
  const order = orderNumbered(world.state, shipment.orderNumber);
  refuseNeedlessCapture(order, shipment);
  const valueMinor = shipmentTotals(world.state, shipment).grossMinor;
  const refusal = providerRefusal ?? overAuthorised(world, order, valueMinor);
  if (refusal !== null) {
    const entry = recordPayment(world, order, { entryType: 'CAPTURE', status: 'FAILED', valueMinor });
    touchOrder(world, order);
    return { entry, refusal };
  }
  const capture = order.paymentManner === 'async' ? requestCapture : takeMoney;
  return { entry: capture(world, order, shipment, valueMinor), refusal: null };
}

function refuseNeedlessCapture(order: Order, shipment: Shipment): void {
  const refusals: readonly (readonly [boolean, string])[] = [
    [shipment.isCaptured, 'was already captured'],
    [shipment.captureRequestedMinor !== null, 'has a capture request that the payment provider has not answered yet'],
    [shipment.isPaid, 'is already marked as paid'],
    [order.paymentMethod === null, 'belongs to an order without a payment that could be captured'],
  ];
  const refusal = refusals.find(([applies]) => applies)?.[1];
  if (refusal !== undefined) throw notAllowed(`Shipment ${shipment.number} ${refusal}.`, ['id']);
}

/** Centra: no more can be captured than was authorised. Requests under way count, as the provider has promised them. */
function overAuthorised(world: World, order: Order, valueMinor: number): string | null {
  const claimedMinor = sum(
    order.shipmentIds
      .flatMap((id) => world.state.shipments.get(id) ?? [])
      .map((shipment) => (shipment.isCaptured ? (shipment.capturedMinor ?? 0) : (shipment.captureRequestedMinor ?? 0))),
  );
  return claimedMinor + valueMinor > order.authorisedMinor
    ? 'The amount to capture exceeds what is left of the authorised amount.'
    : null;
}

function requestCapture(world: World, order: Order, shipment: Shipment, valueMinor: number): PaymentEntry {
  const entry = recordPayment(world, order, { entryType: 'CAPTURE_REQUEST', status: 'PENDING', valueMinor });
  shipment.captureRequestedMinor = valueMinor;
  touchShipment(world, shipment);
  touchOrder(world, order);
  return entry;
}

function takeMoney(world: World, order: Order, shipment: Shipment, valueMinor: number): PaymentEntry {
  const at = world.now();
  const entry = recordPayment(world, order, { entryType: 'CAPTURE', status: 'SUCCESS', valueMinor });
  if (valueMinor > 0) world.state.captures.push({ shipmentId: shipment.id, amountMinor: valueMinor, at });
  Object.assign(shipment, {
    isCaptured: true,
    capturedAt: at,
    capturedMinor: valueMinor,
    captureRequestedMinor: null,
    isPaid: true,
    paidAt: at,
  });
  touchShipment(world, shipment);
  touchOrder(world, order);
  return entry;
}

/** The asynchronous payment provider's answer, days later. @throws Refusal when no capture was requested. */
export function settleCapture(world: World, shipment: Shipment, outcome: 'success' | 'failed'): void {
  const order = orderNumbered(world.state, shipment.orderNumber);
  const valueMinor = shipment.captureRequestedMinor;
  if (valueMinor === null) {
    throw notAllowed(`Shipment ${shipment.number} has no capture request to settle. Capture it first.`, ['id']);
  }
  if (outcome === 'success') {
    takeMoney(world, order, shipment, valueMinor);
    return;
  }
  recordPayment(world, order, { entryType: 'CAPTURE_FAILED', status: 'FAILED', valueMinor });
  shipment.captureRequestedMinor = null;
  touchShipment(world, shipment);
  touchOrder(world, order);
}

/** @throws Refusal when the payment provider holds the say over the shipment's money. */
export function refusePaymentByHand(shipment: Shipment): void {
  if (shipment.isCaptured || shipment.captureRequestedMinor !== null) {
    throw notAllowed(`Shipment ${shipment.number} was already captured; its payment cannot be changed by hand.`, [
      'input',
      'isPaid',
    ]);
  }
}

/**
 * Paid outside Centra, or not after all: no provider is asked.
 *
 * @param paidMinor null: the shipment's full amount.
 * @throws Refusal when the payment provider holds the say.
 */
export function markPaid(world: World, shipment: Shipment, isPaid: boolean, paidMinor: number | null = null): void {
  refusePaymentByHand(shipment);
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
