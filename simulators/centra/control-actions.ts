import { type Request } from 'express';
import { acceptOrder, checkOut } from './checkout.ts';
import type { CreatedReturn, CreatedShipment, PlacedLine, PlacedOrder } from './control-contract.ts';
import {
  captureToMake,
  goodToGo,
  hold,
  lineChange,
  linesToCancel,
  lock,
  nothing,
  orderLine,
  orderToPlace,
  payment,
  returnToCreate,
  settlement,
  shipmentToCreate,
  shipping,
  shippingCost,
} from './control-readers.ts';
import { addressWith, customerWith } from './customers.ts';
import { minorOf } from './money.ts';
import {
  addOrderLine,
  archiveOrder,
  cancelLines,
  cancelOrder,
  holdOrder,
  lockOrder,
  orderNumbered,
  refuseWhileLocked,
  setShippingCost,
  type PlaceOrder,
} from './orders.ts';
import { captureShipment, settleCapture } from './captures.ts';
import type { CaptureAnswer } from './capture-steps.ts';
import { captureOrder, settleOrderCapture } from './order-captures.ts';
import { markPaid, receivePayment, releaseAuthorisation } from './payments.ts';
import { BODY, integer, type Reader } from './readers.ts';
import { notAllowed } from './refusal.ts';
import { completeReturn, createReturn, refundReturn, returnWithId, settleRefund, uncompleteReturn } from './returns.ts';
import { orderLineOf, returnedShare, shipmentWithId } from './shipment-facts.ts';
import { changeShipmentLine, completeShipment, createShipment, setGoodToGo, setShipmentInfo } from './shipments.ts';
import { warehouseNamed, type Order, type OrderLine, type Return, type Shipment, type World } from './state.ts';

/** Where customers order. */
export interface OrderingShop {
  readonly world: World;
  readonly defaultCurrency: string;
}

/** What a request of the control API does, and what it answers. */
export type Action = (request: Request) => unknown;
type Actions = Readonly<Record<string, Action>>;

export function orderActions(centra: OrderingShop): Actions {
  const { world } = centra;
  return {
    '/orders': (request) => placedOrder(checkOut(world, orderFrom(centra, read(orderToPlace, request.body)))),
    '/orders/:number/confirm': onOrder(world, nothing, acceptOrder),
    '/orders/:number/archive': onOrder(world, nothing, archiveOrder),
    '/orders/:number/cancel': onOrder(world, nothing, edit(cancelOrder)),
    '/orders/:number/cancel-lines': onOrder(
      world,
      linesToCancel,
      edit((_world, order, { lines }) => cancelLines(world, order, lines)),
    ),
    '/orders/:number/lines': onOrder(
      world,
      orderLine,
      edit((_world, order, line) => addOrderLine(world, order, line).map(placedLine)),
    ),
    '/orders/:number/shipping-cost': onOrder(
      world,
      shippingCost,
      edit((_world, order, body) => setShippingCost(world, order, minorOf(body.shippingCost, order.currency))),
    ),
    '/orders/:number/hold': onOrder(
      world,
      hold,
      edit((_world, order, { isOnHold }) => holdOrder(world, order, isOnHold)),
    ),
    '/orders/:number/lock': onOrder(world, lock, (_world, order, { isLocked }) => lockOrder(world, order, isLocked)),
    '/orders/:number/receive-payment': onOrder(world, nothing, receivePayment),
    '/orders/:number/capture': onOrder(world, nothing, (_world, order) =>
      refuseAsProvider(captureOrder(world, order, null)),
    ),
    '/orders/:number/settle-capture': onOrder(world, settlement, (_world, order, { outcome }) =>
      settleOrderCapture(world, order, outcome),
    ),
    '/orders/:number/release-authorization': onOrder(
      world,
      nothing,
      (_world, order) => void releaseAuthorisation(world, order),
    ),
    '/orders/:number/shipments': onOrder(world, shipmentToCreate, edit(shipmentFrom)),
  };
}

export function shipmentActions(world: World): Actions {
  return {
    '/shipments/:id/release': onShipment(world, goodToGo, (_world, shipment, { isGoodToGo }) =>
      setGoodToGo(world, shipment, isGoodToGo),
    ),
    '/shipments/:id/mark-paid': onShipment(world, payment, (_world, shipment, { paidValue }) =>
      markPaid(world, shipment, true, amountIn(world, shipment, paidValue) ?? null),
    ),
    '/shipments/:id/mark-unpaid': onShipment(world, nothing, (_world, shipment) => markPaid(world, shipment, false)),
    '/shipments/:id/ship': onShipment(world, shipping, (_world, shipment, { shippedAt, ...info }) => {
      completeShipment(world, shipment, shippedAt ?? world.now());
      setShipmentInfo(shipment, info);
    }),
    '/shipments/:id/capture': onShipment(world, captureToMake, (_world, shipment, { amount }) =>
      refuseAsProvider(captureShipment(world, shipment, null, amountIn(world, shipment, amount))),
    ),
    '/shipments/:id/settle-capture': onShipment(world, settlement, (_world, shipment, { outcome }) =>
      settleCapture(world, shipment, outcome),
    ),
    '/shipments/:id/lines/:lineId': onShipment(world, lineChange, (_world, shipment, change, request) =>
      changeShipmentLine(world, shipment, numberIn(request, 'lineId'), {
        quantity: change.quantity,
        valueMinor: amountIn(world, shipment, change.lineValue),
      }),
    ),
    '/shipments/:id/returns': onShipment(world, returnToCreate, returnFrom),
  };
}

export function returnActions(world: World): Actions {
  return {
    '/returns/:id/complete': onReturn(world, nothing, completeReturn),
    '/returns/:id/uncomplete': onReturn(world, nothing, uncompleteReturn),
    '/returns/:id/refund': onReturn(world, nothing, (_world, returned) => void refundReturn(world, returned)),
    '/returns/:id/settle-refund': onReturn(world, settlement, (_world, returned, { outcome }) =>
      settleRefund(world, returned, outcome),
    ),
  };
}

const onOrder =
  <B>(world: World, reader: Reader<B>, action: (world: World, order: Order, body: B) => unknown): Action =>
  (request) => {
    const order = orderNumbered(world.state, numberIn(request, 'number'));
    return action(world, order, read(reader, request.body));
  };

export const onShipment =
  <B>(
    world: World,
    reader: Reader<B>,
    action: (world: World, shipment: Shipment, body: B, request: Request) => unknown,
  ): Action =>
  (request) => {
    const shipment = shipmentWithId(world.state, numberIn(request, 'id'));
    return action(world, shipment, read(reader, request.body), request);
  };

export const onReturn =
  <B>(world: World, reader: Reader<B>, action: (world: World, returned: Return, body: B) => unknown): Action =>
  (request) =>
    action(world, returnWithId(world.state, numberIn(request, 'id')), read(reader, request.body));

/** What a person does in the admin, who cannot touch an order that an integration has locked. */
const edit =
  <B>(action: (world: World, order: Order, body: B) => unknown) =>
  (world: World, order: Order, body: B): unknown => {
    refuseWhileLocked(order);
    return action(world, order, body);
  };

export const read = <T>(reader: Reader<T>, body: unknown): T => reader(body === undefined ? {} : body, BODY);

const numberIn = (request: Request, name: string): number => integer(1)(Number(request.params[name]), name);

function orderFrom({ world, defaultCurrency }: OrderingShop, body: ReturnType<typeof orderToPlace>): PlaceOrder {
  const { confirm, waitingForPayment, currency, customer, deliveryAddress, ...order } = body;
  return {
    ...order,
    currency: currency ?? defaultCurrency,
    customer: customerWith(world.state, customer ?? {}),
    deliveryAddress: deliveryAddress === undefined ? null : addressWith(deliveryAddress),
    isConfirmed: confirm,
    isWaitingForPayment: waitingForPayment,
  };
}

/** A capture by Centra itself, or by somebody else's integration. */
function refuseAsProvider({ refusal }: CaptureAnswer): void {
  if (refusal !== null) throw notAllowed(refusal);
}

function amountIn(world: World, shipment: Shipment, decimal: number | undefined): number | undefined {
  const { currency } = orderNumbered(world.state, shipment.orderNumber);
  return decimal === undefined ? undefined : minorOf(decimal, currency);
}

const placedLine = ({ id, sku, originalQuantity }: OrderLine): PlacedLine => ({ id, sku, quantity: originalQuantity });

const placedOrder = (order: Order): PlacedOrder => ({
  id: order.id,
  number: order.number,
  lines: order.lines.map(placedLine),
});

function shipmentFrom(world: World, order: Order, body: ReturnType<typeof shipmentToCreate>): CreatedShipment {
  const { lines, isGoodToGo, createdAt, warehouse, deliveryAddress } = body;
  const cost = (decimal: number | undefined) =>
    decimal === undefined ? 'allRemaining' : minorOf(decimal, order.currency);
  const shipment = createShipment(world, order, {
    lines,
    isGoodToGo,
    createdAt,
    additionalMessage: null,
    warehouse,
    deliveryAddress: deliveryAddress === undefined ? null : addressWith(deliveryAddress),
    shippingMinor: cost(body.shippingCost),
    handlingMinor: cost(body.handlingCost),
    discountMinor: cost(body.discount),
  });
  return {
    id: shipment.id,
    number: shipment.number,
    lines: shipment.lines.map(({ id, orderLineId, quantity }) => ({
      id,
      orderLineId,
      sku: orderLineOf(order, orderLineId).sku,
      quantity,
    })),
  };
}

function returnFrom(world: World, shipment: Shipment, body: ReturnType<typeof returnToCreate>): CreatedReturn {
  const { currency } = orderNumbered(world.state, shipment.orderNumber);
  const cost = (decimal: number | 'fromShipment') =>
    decimal === 'fromShipment' ? decimal : minorOf(decimal, currency);
  const { restock } = body;
  const { id } = createReturn(world, shipment, {
    lines: body.lines ?? allUnitsLeft(world, shipment),
    restock: typeof restock === 'string' ? restock : warehouseNamed(world.state, restock.warehouse),
    shippingMinor: cost(body.shippingCost),
    handlingMinor: cost(body.handlingCost),
    discountMinor: cost(body.discount),
    returnCostMinor: minorOf(body.returnCost, currency),
    comment: body.comment ?? null,
    createdAt: body.createdAt,
    externalId: null,
  });
  return { id };
}

const allUnitsLeft = (world: World, shipment: Shipment) =>
  shipment.lines
    .map(({ id, quantity }) => ({
      shipmentLineId: id,
      quantity: quantity - returnedShare(world.state, shipment, id).quantity,
    }))
    .filter((line) => line.quantity > 0);
