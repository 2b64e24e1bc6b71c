import { shareOfLine, sum } from './amounts.ts';
import {
  currentQuantity,
  currentValueMinor,
  followShipments,
  orderNumbered,
  refuseDoubled,
  shipmentsOf,
  shippedShare,
} from './orders.ts';
import { notAllowed } from './refusal.ts';
import { orderLineOf, returnsOf, shipmentLineOf, touchShipment } from './shipment-facts.ts';
import { nextId, warehouseNamed, type Order, type Shipment, type ShipmentLine, type World } from './state.ts';

export interface CreateShipment {
  /** undefined: all that is not on a shipment yet. */
  readonly lines: readonly { readonly lineId: number; readonly quantity: number }[] | undefined;
  readonly isGoodToGo: boolean;
  readonly createdAt: Date | undefined;
  readonly additionalMessage: string | null;
  /** undefined: the warehouse that each order line is allocated from. */
  readonly warehouse: string | undefined;
}

/**
 * A shipment of some of an order's units. It takes all that is left of the order's freight, fee and discount, so the
 * first one carries them (Centra: cost policy "all remaining"; a discount never exceeds what it is taken off).
 *
 * @throws Refusal when the order may not ship or has not that much left; nothing was changed.
 */
export function createShipment(world: World, order: Order, input: CreateShipment): Shipment {
  const { state } = world;
  refuseUnlessShippable(order);
  const lines = linesToShip(world, order, input);
  const siblings = shipmentsOf(state, order);
  const remaining = (cost: 'shippingMinor' | 'handlingMinor' | 'discountMinor') =>
    order[cost] - sum(siblings.map((sibling) => sibling[cost]));
  const linesMinor = sum(lines.map((line) => line.valueMinor));
  const shippingMinor = remaining('shippingMinor');
  const handlingMinor = remaining('handlingMinor');
  const shipment: Shipment = {
    id: nextId(state, 'shipment'),
    number: `${order.number}-${order.nextShipmentOrdinal}`,
    orderNumber: order.number,
    createdAt: input.createdAt ?? world.now(),
    updatedAt: world.now(),
    isGoodToGo: false,
    isShipped: false,
    shippedAt: null,
    isPaid: false,
    paidAt: null,
    isCaptured: false,
    capturedAt: null,
    capturedMinor: null,
    captureRequestedMinor: null,
    lines,
    shippingMinor,
    handlingMinor,
    discountMinor: Math.min(remaining('discountMinor'), linesMinor + shippingMinor + handlingMinor),
    carrierName: null,
    serviceName: null,
    trackingNumber: null,
    returnTrackingNumber: null,
    numberOfPackages: 0,
    internalShippingMinor: 0,
    additionalMessage: input.additionalMessage,
    externalId: null,
    returnIds: [],
  };
  order.nextShipmentOrdinal += 1;
  order.shipmentIds.push(shipment.id);
  state.shipments.set(shipment.id, shipment);
  touchShipment(world, shipment, 'create');
  if (input.isGoodToGo) setGoodToGo(world, shipment, true);
  followShipments(world, order);
  return shipment;
}

function refuseUnlessShippable(order: Order): void {
  if (order.status === 'SHIPPED')
    throw notAllowed(`Order ${order.number} is already fully shipped.`, ['input', 'order']);
  if (order.status !== 'CONFIRMED' && order.status !== 'PROCESSING') {
    throw notAllowed(`Order ${order.number} is "${order.status}" and cannot be shipped. Confirm it first.`, [
      'input',
      'order',
    ]);
  }
  if (order.isOnHold) throw notAllowed(`Order ${order.number} is on hold. Release it first.`, ['input', 'order']);
}

function linesToShip(world: World, order: Order, input: CreateShipment): ShipmentLine[] {
  const path = ['input', 'lines'];
  const remainingOf = (lineId: number) =>
    currentQuantity(orderLineOf(order, lineId)) - shippedShare(world.state, order, lineId).quantity;
  const wanted =
    input.lines ??
    order.lines
      .map((line) => ({ lineId: line.id, quantity: remainingOf(line.id) }))
      .filter((line) => line.quantity > 0);
  refuseDoubled(
    wanted.map((line) => line.lineId),
    path,
  );
  if (wanted.length === 0) throw notAllowed(`Order ${order.number} is already fully shipped.`, path);
  for (const { lineId, quantity } of wanted) {
    const remaining = remainingOf(lineId);
    if (quantity < 1 || quantity > remaining) {
      throw notAllowed(
        `Line ${lineId} of order ${order.number} has ${remaining} units left to ship, not ${quantity}.`,
        path,
      );
    }
  }
  return wanted.map(({ lineId, quantity }) => {
    const orderLine = orderLineOf(order, lineId);
    return {
      id: nextId(world.state, 'shipmentLine'),
      allocationId: nextId(world.state, 'allocation'),
      orderLineId: lineId,
      quantity,
      valueMinor: shareOfLine(wholeLine(orderLine), shippedShare(world.state, order, lineId), quantity),
      warehouse: input.warehouse === undefined ? orderLine.warehouse : warehouseNamed(world.state, input.warehouse),
    };
  });
}

const wholeLine = (line: Order['lines'][number]) => ({
  quantity: currentQuantity(line),
  valueMinor: currentValueMinor(line),
});

/** @throws Refusal once it was sent. */
export function refuseOnceShipped(shipment: Shipment, path: readonly string[]): void {
  if (shipment.isShipped)
    throw notAllowed(`Shipment ${shipment.number} is already shipped and cannot be changed.`, path);
}

/** Tells the warehouse to send it, or takes that back. @throws Refusal once it was sent. */
export function setGoodToGo(world: World, shipment: Shipment, isGoodToGo: boolean): void {
  if (shipment.isGoodToGo === isGoodToGo) return;
  refuseOnceShipped(shipment, ['input', 'isGoodToGo']);
  shipment.isGoodToGo = isGoodToGo;
  touchShipment(world, shipment, isGoodToGo ? 'good_to_go' : 'update');
}

export interface ShipmentInfo {
  readonly carrier?: string | null | undefined;
  readonly service?: string | null | undefined;
  readonly packagesNumber?: number | null | undefined;
  readonly trackingNumber?: string | null | undefined;
  readonly returnTrackingNumber?: string | null | undefined;
  readonly internalShippingMinor?: number | null | undefined;
}

export function setShipmentInfo(shipment: Shipment, info: ShipmentInfo): void {
  shipment.carrierName = info.carrier ?? shipment.carrierName;
  shipment.serviceName = info.service ?? shipment.serviceName;
  shipment.numberOfPackages = info.packagesNumber ?? shipment.numberOfPackages;
  shipment.trackingNumber = info.trackingNumber ?? shipment.trackingNumber;
  shipment.returnTrackingNumber = info.returnTrackingNumber ?? shipment.returnTrackingNumber;
  shipment.internalShippingMinor = info.internalShippingMinor ?? shipment.internalShippingMinor;
}

/**
 * Ships a shipment and so completes it. A shipment of zero value still has to be marked as paid.
 *
 * @throws Refusal unless it is good to go and paid (Centra: completed = good to go + paid + shipped).
 */
export function completeShipment(world: World, shipment: Shipment, shippedAt: Date): void {
  const order = orderNumbered(world.state, shipment.orderNumber);
  const refusals: readonly (readonly [boolean, string])[] = [
    [shipment.isShipped, 'is already shipped'],
    [!shipment.isGoodToGo, 'is not good to go'],
    [!shipment.isPaid, 'is not paid'],
    [order.isOnHold, 'belongs to an order on hold'],
    [shippedAt.getTime() > world.now().getTime(), 'cannot be shipped in the future'],
  ];
  const refusal = refusals.find(([applies]) => applies)?.[1];
  if (refusal !== undefined) throw notAllowed(`Shipment ${shipment.number} ${refusal}.`, ['id']);
  shipment.isShipped = true;
  shipment.shippedAt = shippedAt;
  touchShipment(world, shipment, 'complete');
  followShipments(world, order);
}

/** @throws Refusal once it is paid or shipped. */
export function deleteShipment(world: World, shipment: Shipment): void {
  if (shipment.isShipped || shipment.isPaid || shipment.captureRequestedMinor !== null) {
    throw notAllowed(`Shipment ${shipment.number} is paid or shipped and cannot be deleted.`, ['id']);
  }
  const order = orderNumbered(world.state, shipment.orderNumber);
  world.state.shipments.delete(shipment.id);
  order.shipmentIds.splice(order.shipmentIds.indexOf(shipment.id), 1);
  world.announce({ type: 'shipment', action: 'delete', id: shipment.id });
  followShipments(world, order);
}

/** A person edits a shipment in the admin, after it may have been invoiced. @throws Refusal once units were returned. */
export function changeShipmentLine(world: World, shipment: Shipment, lineId: number, quantity: number): void {
  const order = orderNumbered(world.state, shipment.orderNumber);
  const line = shipmentLineOf(shipment, lineId);
  const orderLine = orderLineOf(order, line.orderLineId);
  const onShipments = shippedShare(world.state, order, orderLine.id);
  const others = {
    quantity: onShipments.quantity - line.quantity,
    valueMinor: onShipments.valueMinor - line.valueMinor,
  };
  const mostUnits = currentQuantity(orderLine) - others.quantity;
  if (quantity > mostUnits) {
    throw notAllowed(`Line ${lineId} can have ${mostUnits} units at most, not ${quantity}.`, ['quantity']);
  }
  if (returnsOf(world.state, shipment).length > 0) {
    throw notAllowed(`Shipment ${shipment.number} has returns and cannot be changed.`, ['shipmentId']);
  }
  line.quantity = quantity;
  line.valueMinor = shareOfLine(wholeLine(orderLine), others, quantity);
  touchShipment(world, shipment);
  followShipments(world, order);
}
