import type { FaultKind, FaultRule } from './faults.ts';
import { orderStatusView } from './order-status.ts';
import { orderTotals, shipmentsOf } from './orders.ts';
import { returnTotals } from './returns.ts';
import { orderLineOf, returnsOf, shipmentTotals } from './shipment-facts.ts';
import type { Order, Return, Shipment, World } from './state.ts';
import type { WebhookTrouble } from './webhook-trouble.ts';
import type { WebhookDelivery } from './webhooks.ts';

/** Everything the simulator holds, for people and tests. Amounts are integer minor units; instants are ISO 8601 in UTC. */
export type CentraSnapshot = ReturnType<typeof snapshotOf>;

export interface Traffic {
  /** All GraphQL requests that were read. */
  readonly requestCount: number;
  /** GraphQL requests per root field. */
  readonly requests: Readonly<Record<string, number>>;
  readonly rateLimitHits: number;
  readonly webhookDeliveries: readonly WebhookDelivery[];
  /** Events that were lost, doubled or late by chance. */
  readonly webhookTrouble: Readonly<Record<keyof WebhookTrouble, number>>;
  readonly faults: {
    /** How many requests met a fault, by kind. */
    readonly met: Readonly<Partial<Record<FaultKind, number>>>;
    readonly active: readonly FaultRule[];
    /** Executions that were answered with 504 and are still to come. */
    readonly lateCommits: number;
  };
}

export function snapshotOf(world: World, traffic: Traffic) {
  const countOf = (outcome: WebhookDelivery['outcome']) =>
    traffic.webhookDeliveries.filter((delivery) => delivery.outcome === outcome).length;
  return {
    orders: [...world.state.orders.values()].map((order) => orderSnapshot(world, order)),
    returns: [...world.state.returns.values()].map((returned) => returnSnapshot(world, returned)),
    captures: world.state.captures.map((capture) => ({ ...capture, at: capture.at.toISOString() })),
    warehouses: [...world.state.warehouses.values()],
    requestCount: traffic.requestCount,
    requests: traffic.requests,
    rateLimitHits: traffic.rateLimitHits,
    faults: traffic.faults,
    behaviour: world.behaviour,
    webhooks: {
      ...traffic.webhookTrouble,
      delivered: countOf('delivered'),
      givenUp: countOf('givenUp'),
      deliveries: traffic.webhookDeliveries,
    },
  };
}

function orderSnapshot(world: World, order: Order) {
  return {
    id: order.id,
    number: order.number,
    type: order.type,
    status: orderStatusView(world, order),
    currency: order.currency.code,
    country: order.countryCode,
    isOnHold: order.isOnHold,
    isLocked: order.isLocked,
    isWaitingForPayment: order.isWaitingForPayment,
    createdAt: order.createdAt.toISOString(),
    updatedAt: order.updatedAt.toISOString(),
    totalMinor: orderTotals(order).grossMinor,
    authorisedMinor: order.authorisedMinor,
    authorisedGiftCardMinor: order.authorisedGiftCardMinor,
    capture: order.capture,
    lines: order.lines.map((line) => ({
      id: line.id,
      kind: line.kind,
      sku: line.sku,
      productName: line.productName,
      originalQuantity: line.originalQuantity,
      cancelledQuantity: line.cancelledQuantity,
      taxPercent: line.taxPercent,
      originalValueMinor: line.originalValueMinor,
    })),
    paymentHistory: order.paymentHistory.map((entry) => ({ ...entry, createdAt: entry.createdAt.toISOString() })),
    shipments: shipmentsOf(world.state, order).map((shipment) => shipmentSnapshot(world, order, shipment)),
  };
}

function shipmentSnapshot(world: World, order: Order, shipment: Shipment) {
  const totals = shipmentTotals(world.state, shipment);
  return {
    id: shipment.id,
    number: shipment.number,
    createdAt: shipment.createdAt.toISOString(),
    updatedAt: shipment.updatedAt.toISOString(),
    isGoodToGo: shipment.isGoodToGo,
    isShipped: shipment.isShipped,
    shippedAt: shipment.shippedAt?.toISOString() ?? null,
    isPaid: shipment.isPaid,
    isCaptured: shipment.isCaptured,
    /** What the payment provider gave; what a gift card gave is apart. */
    capturedMinor: shipment.captured?.providerMinor ?? null,
    capturedGiftCardMinor: shipment.captured?.giftCardMinor ?? null,
    captureRequestedMinor: shipment.captureRequested?.providerMinor ?? null,
    totalMinor: totals.grossMinor,
    taxMinor: totals.taxMinor,
    shippingMinor: shipment.shippingMinor,
    handlingMinor: shipment.handlingMinor,
    discountMinor: shipment.discountMinor,
    lines: shipment.lines.map((line) => ({
      id: line.id,
      orderLineId: line.orderLineId,
      sku: orderLineOf(order, line.orderLineId).sku,
      quantity: line.quantity,
      valueMinor: line.valueMinor,
      /** The first that units are taken from. */
      warehouse: line.allocations[0]?.warehouse.name ?? null,
      allocations: line.allocations.map(({ warehouse, quantity }) => ({ warehouse: warehouse.name, quantity })),
    })),
    returnIds: returnsOf(world.state, shipment).map((returned) => returned.id),
  };
}

function returnSnapshot(world: World, returned: Return) {
  const totals = returnTotals(world.state, returned);
  return {
    id: returned.id,
    orderNumber: returned.orderNumber,
    shipmentId: returned.shipmentId,
    status: returned.status,
    refund: returned.refund,
    returnWarehouse: returned.returnWarehouse?.name ?? null,
    isReturnedToStock: returned.isReturnedToStock,
    createdAt: returned.createdAt.toISOString(),
    totalMinor: totals.grossMinor,
    taxMinor: totals.taxMinor,
    lines: returned.lines,
  };
}
