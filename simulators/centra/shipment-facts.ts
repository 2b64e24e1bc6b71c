import { orderNumbered, priceBasis } from './orders.ts';
import { sum, totalsOf, type Totals } from './amounts.ts';
import { pricedLines } from './order-lines.ts';
import { notFound } from './refusal.ts';
import type { CentraState, Order, OrderLine, Return, Shipment, ShipmentLine, World } from './state.ts';

/** @throws Refusal when Centra has no such shipment. */
export function shipmentWithId(state: CentraState, id: number): Shipment {
  const shipment = state.shipments.get(id);
  if (shipment === undefined) throw notFound(`Shipment with id ${id} was not found.`, ['id']);
  return shipment;
}

export function orderLineOf(order: Order, orderLineId: number): OrderLine {
  const line = order.lines.find((candidate) => candidate.id === orderLineId);
  if (line === undefined) throw notFound(`Order ${order.number} has no line ${orderLineId}.`, ['lines', 'orderLine']);
  return line;
}

export function shipmentLineOf(shipment: Shipment, lineId: number): ShipmentLine {
  const line = shipment.lines.find((candidate) => candidate.id === lineId);
  if (line === undefined) {
    throw notFound(`Shipment ${shipment.number} has no line ${lineId}.`, ['lines', 'shipmentLine']);
  }
  return line;
}

export function shipmentTotals(state: CentraState, shipment: Shipment): Totals {
  const order = orderNumbered(state, shipment.orderNumber);
  const lines = shipment.lines.map((line) => ({ ...line, orderLine: orderLineOf(order, line.orderLineId) }));
  return totalsOf(pricedLines(lines), { ...shipment, returnCostMinor: 0 }, priceBasis(order));
}

export const returnsOf = (state: CentraState, shipment: Shipment): Return[] =>
  shipment.returnIds.flatMap((id) => state.returns.get(id) ?? []);

/** What of a shipment's line was returned, by all returns that exist. */
export function returnedShare(state: CentraState, shipment: Shipment, shipmentLineId: number) {
  const lines = returnsOf(state, shipment)
    .flatMap((candidate) => candidate.lines)
    .filter((line) => line.shipmentLineId === shipmentLineId);
  return { quantity: sum(lines.map((line) => line.quantity)), valueMinor: sum(lines.map((line) => line.valueMinor)) };
}

/** Marks a change and announces it. */
export function touchShipment(world: World, shipment: Shipment, action = 'update'): void {
  shipment.updatedAt = world.now();
  world.announce({ type: 'shipment', action, id: shipment.id });
}
