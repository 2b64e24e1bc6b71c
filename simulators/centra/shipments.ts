import { divideHalfUp } from './money.ts';
import { shareOfLine, sum } from './amounts.ts';
import { currentQuantity, currentValueMinor } from './order-lines.ts';
import { followShipments, orderNumbered, refuseDoubled, shipmentsOf, shippedShare, wholeBundles } from './orders.ts';
import { assignShare } from './order-captures.ts';
import { notAllowed } from './refusal.ts';
import { orderLineOf, shipmentLineOf, touchShipment } from './shipment-facts.ts';
import {
  nextId,
  warehouseNamed,
  type Address,
  type Allocation,
  type Order,
  type Shipment,
  type ShipmentLine,
  type World,
} from './state.ts';

export interface LineToShip {
  readonly lineId: number;
  readonly quantity: number;
  /** Where the units are taken from; by default all from one warehouse. */
  readonly allocations?: readonly WantedAllocation[] | undefined;
}

export interface WantedAllocation {
  readonly warehouse: string;
  readonly quantity: number;
}

export interface CreateShipment {
  /** undefined: all that is not on a shipment yet. */
  readonly lines: readonly LineToShip[] | undefined;
  readonly isGoodToGo: boolean;
  readonly createdAt: Date | undefined;
  readonly additionalMessage: string | null;
  /** undefined: the warehouse that each order line is allocated from. */
  readonly warehouse: string | undefined;
  /** null: where the order's parcels go to. */
  readonly deliveryAddress: Address | null;
  readonly shippingMinor: CostPolicy;
  readonly handlingMinor: CostPolicy;
  readonly discountMinor: CostPolicy;
}

/** An amount, or all of the order's that earlier shipments have left. */
export type CostPolicy = number | 'allRemaining';

type Cost = 'shippingMinor' | 'handlingMinor' | 'discountMinor';

/**
 * A shipment of some of an order's units. Unless told otherwise it takes all that is left of the order's freight and fee,
 * so the first one carries them (Centra: cost policy "all remaining"; the default is not documented). A discount never
 * exceeds what it is taken off.
 *
 * @throws Refusal when the order may not ship or has not that much left; nothing was changed.
 */
export function createShipment(world: World, order: Order, input: CreateShipment): Shipment {
  const { state } = world;
  refuseUnlessShippable(order);
  const shippingMinor = costOf(world, order, 'shippingMinor', input);
  const handlingMinor = costOf(world, order, 'handlingMinor', input);
  const lines = linesToShip(world, order, input);
  const linesMinor = sum(pricedOf(order, lines).map((line) => line.valueMinor));
  const discountMinor = discountOf(world, order, linesMinor, linesMinor + shippingMinor + handlingMinor, input);
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
    captured: null,
    captureRequested: null,
    lines,
    deliveryAddress: input.deliveryAddress,
    shippingMinor,
    handlingMinor,
    discountMinor,
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
  if (world.behaviour.captureOfCapturedOrder === 'alreadyCaptured') assignShare(world, order, shipment);
  if (input.isGoodToGo) setGoodToGo(world, shipment, true);
  followShipments(world, order);
  return shipment;
}

const INPUT_FIELD: Readonly<Record<Cost, string>> = {
  shippingMinor: 'shippingCost',
  handlingMinor: 'handlingCost',
  discountMinor: 'discountValue',
};

function remainingOf(world: World, order: Order, cost: Cost): number {
  return Math.max(0, order[cost] - sum(shipmentsOf(world.state, order).map((sibling) => sibling[cost])));
}

/** Centra: not more than is left, but a wholesale shipment may carry up to the order's whole cost; not so a discount. */
function costOf(world: World, order: Order, cost: Cost, input: CreateShipment): number {
  const remainingMinor = remainingOf(world, order, cost);
  const wanted = input[cost];
  if (wanted === 'allRemaining') return remainingMinor;
  const mostMinor = order.type === 'wholesale' && cost !== 'discountMinor' ? order[cost] : remainingMinor;
  if (wanted < 0 || wanted > mostMinor) {
    throw notAllowed(`Order ${order.number} has not that much cost left for the shipment.`, [
      'input',
      INPUT_FIELD[cost],
    ]);
  }
  return wanted;
}

/** @param mostMinor What the shipment comes to without a discount. */
function discountOf(world: World, order: Order, linesMinor: number, mostMinor: number, input: CreateShipment): number {
  if (input.discountMinor !== 'allRemaining' || world.behaviour.discountSplit === 'allRemaining') {
    return Math.min(costOf(world, order, 'discountMinor', input), mostMinor);
  }
  const orderMinor = sum(order.lines.filter((line) => line.isPriced).map(currentValueMinor));
  const siblings = shipmentsOf(world.state, order);
  const earlierMinor = sum(siblings.flatMap(({ lines }) => pricedOf(order, lines)).map((line) => line.valueMinor));
  if (orderMinor === 0) return Math.min(remainingOf(world, order, 'discountMinor'), mostMinor);
  // The difference of two running totals, so that all shipments together carry exactly the discount.
  const uptoThisMinor = divideHalfUp(order.discountMinor * (earlierMinor + linesMinor), orderMinor);
  return Math.min(uptoThisMinor - sum(siblings.map((sibling) => sibling.discountMinor)), mostMinor);
}

const pricedOf = (order: Order, lines: readonly ShipmentLine[]): ShipmentLine[] =>
  lines.filter((line) => orderLineOf(order, line.orderLineId).isPriced);

function refuseUnlessShippable(order: Order): void {
  if (order.status === 'SHIPPED')
    throw notAllowed(`Order ${order.number} is already fully shipped.`, ['input', 'order']);
  if (order.status !== 'CONFIRMED' && order.status !== 'PROCESSING') {
    throw notAllowed(`Order ${order.number} is "${order.status}" and cannot be shipped. Confirm it first.`, [
      'input',
      'order',
    ]);
  }
  if (order.isWaitingForPayment) {
    throw notAllowed(`Order ${order.number} is waiting for its payment.`, ['input', 'order']);
  }
  if (order.isOnHold) throw notAllowed(`Order ${order.number} is on hold. Release it first.`, ['input', 'order']);
}

function linesToShip(world: World, order: Order, input: CreateShipment): ShipmentLine[] {
  const path = ['input', 'lines'];
  const unitsLeft = (lineId: number) =>
    currentQuantity(orderLineOf(order, lineId)) - shippedShare(world.state, order, lineId).quantity;
  const wanted =
    input.lines ??
    order.lines.map((line) => ({ lineId: line.id, quantity: unitsLeft(line.id) })).filter((line) => line.quantity > 0);
  refuseDoubled(
    wanted.map((line) => line.lineId),
    path,
  );
  if (wanted.length === 0) throw notAllowed(`Order ${order.number} is already fully shipped.`, path);
  const asked = new Map(wanted.map(({ lineId, quantity }) => [lineId, quantity]));
  const all = [...wholeBundles(order, asked, path)];
  for (const [lineId, quantity] of all) {
    const remaining = unitsLeft(lineId);
    if (quantity < 1 || quantity > remaining) {
      throw notAllowed(
        `Line ${lineId} of order ${order.number} has ${remaining} units left to ship, not ${quantity}.`,
        path,
      );
    }
  }
  const wantedAllocations = new Map(input.lines?.map((line) => [line.lineId, line.allocations]));
  return all.map(([lineId, quantity]) => {
    const orderLine = orderLineOf(order, lineId);
    const { name } = input.warehouse === undefined ? orderLine.warehouse : warehouseNamed(world.state, input.warehouse);
    return {
      id: nextId(world.state, 'shipmentLine'),
      orderLineId: lineId,
      quantity,
      valueMinor: shareOfLine(wholeLine(orderLine), shippedShare(world.state, order, lineId), quantity),
      allocations: allocated(world, wantedAllocations.get(lineId) ?? [{ warehouse: name, quantity }], quantity),
    };
  });
}

/** @throws Refusal when the parts do not come to the line's units. */
function allocated(world: World, wanted: readonly WantedAllocation[], quantity: number): Allocation[] {
  if (sum(wanted.map((part) => part.quantity)) !== quantity) {
    throw notAllowed(`Allocations must come to the line's ${quantity} units.`, ['input', 'lines', 'allocations']);
  }
  return wanted.map((part) => ({
    id: nextId(world.state, 'allocation'),
    warehouse: warehouseNamed(world.state, part.warehouse),
    quantity: part.quantity,
  }));
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
  if (shipment.isShipped || shipment.isPaid || shipment.captureRequested !== null) {
    throw notAllowed(`Shipment ${shipment.number} is paid or shipped and cannot be deleted.`, ['id']);
  }
  const order = orderNumbered(world.state, shipment.orderNumber);
  world.state.shipments.delete(shipment.id);
  order.shipmentIds.splice(order.shipmentIds.indexOf(shipment.id), 1);
  world.announce({ type: 'shipment', action: 'delete', id: shipment.id });
  followShipments(world, order);
}

export interface ShipmentLineChange {
  readonly quantity: number;
  /** undefined: the units' share of the order line. */
  readonly valueMinor?: number | undefined;
}

/** A person edits a shipment in the admin, after it may have been invoiced. @throws Refusal once it was sent. */
export function changeShipmentLine(world: World, shipment: Shipment, lineId: number, change: ShipmentLineChange): void {
  const { quantity } = change;
  const order = orderNumbered(world.state, shipment.orderNumber);
  const line = shipmentLineOf(shipment, lineId);
  const orderLine = orderLineOf(order, line.orderLineId);
  refuseOnceShipped(shipment, ['shipmentId']);
  if (orderLine.kind === 'bundle' || orderLine.kind === 'bundleItem') {
    throw notAllowed(`Line ${lineId} is part of a bundle, which goes as a whole.`, ['lineId']);
  }
  const onShipments = shippedShare(world.state, order, orderLine.id);
  const others = {
    quantity: onShipments.quantity - line.quantity,
    valueMinor: onShipments.valueMinor - line.valueMinor,
  };
  const mostUnits = currentQuantity(orderLine) - others.quantity;
  if (quantity > mostUnits) {
    throw notAllowed(`Line ${lineId} can have ${mostUnits} units at most, not ${quantity}.`, ['quantity']);
  }
  line.quantity = quantity;
  line.allocations = resized(line.allocations, quantity);
  line.valueMinor = change.valueMinor ?? shareOfLine(wholeLine(orderLine), others, quantity);
  touchShipment(world, shipment);
  followShipments(world, order);
}

/** Units too many leave the last warehouses; units more come from the first. */
function resized(allocations: readonly Allocation[], quantity: number): Allocation[] {
  let left = quantity - sum(allocations.map((part) => part.quantity));
  if (left > 0) return allocations.map((part, at) => (at === 0 ? { ...part, quantity: part.quantity + left } : part));
  return allocations
    .toReversed()
    .map((part) => {
      const fewer = Math.min(part.quantity, -left);
      left += fewer;
      return { ...part, quantity: part.quantity - fewer };
    })
    .toReversed()
    .filter((part) => part.quantity > 0);
}
