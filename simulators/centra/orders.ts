import { createHash } from 'node:crypto';
import { currencyOf, minorOf } from './money.ts';
import { sum, totalsOf, type PriceBasis, type TaxTreatment, type Totals } from './amounts.ts';
import {
  currentQuantity,
  currentValueMinor,
  orderLinesFrom,
  pricedLines,
  withBundleItems,
  type PlaceOrderLine,
} from './order-lines.ts';
import { notAllowed, notFound } from './refusal.ts';
import {
  nextId,
  type Address,
  type CentraState,
  type Customer,
  type Order,
  type OrderLine,
  type OrderStatus,
  type OrderType,
  type PaymentManner,
  type Shipment,
  type World,
} from './state.ts';

export interface PlaceOrder {
  readonly number: number | undefined;
  readonly type: OrderType;
  readonly currency: string;
  /** undefined: the currency's usual one. */
  readonly currencyBaseRate: number | undefined;
  readonly country: string;
  readonly customer: Customer;
  readonly deliveryAddress: Address | null;
  readonly lines: readonly PlaceOrderLine[];
  readonly shippingCost: number;
  readonly handlingCost: number;
  readonly discount: number;
  /** undefined: included for direct to consumer, added for wholesale. */
  readonly tax: TaxTreatment | undefined;
  readonly usedFallbackTax: boolean;
  readonly paymentMethod: string;
  readonly payment: PaymentManner;
  readonly giftCard: number;
  readonly isWaitingForPayment: boolean;
  readonly isConfirmed: boolean;
  readonly createdAt: Date | undefined;
}

/** A customer's order. Its money is not authorised yet: see `authorise`. */
export function placeOrder(world: World, input: PlaceOrder): Order {
  const { state } = world;
  const number = input.number ?? nextFreeOrderNumber(state);
  if (state.orders.has(number)) throw notAllowed(`Order ${number} exists already. Use another number.`, ['number']);
  const known = currencyOf(input.currency);
  const currency = { ...known, baseRate: input.currencyBaseRate ?? known.baseRate };
  const createdAt = input.createdAt ?? world.now();
  const isConsumer = input.type === 'directToConsumer';
  const order: Order = {
    id: createHash('md5').update(`order ${number}`).digest('hex'),
    number,
    type: input.type,
    status: input.isConfirmed ? 'CONFIRMED' : 'PENDING',
    currency,
    countryCode: input.country,
    customer: input.customer,
    deliveryAddress: input.deliveryAddress,
    createdAt,
    updatedAt: world.now(),
    isOnHold: false,
    isLocked: false,
    isWaitingForPayment: input.isWaitingForPayment,
    lines: input.lines.flatMap((line) =>
      orderLinesFrom(state, world.behaviour, line, { currency, countryCode: input.country }),
    ),
    shippingMinor: minorOf(input.shippingCost, currency),
    handlingMinor: minorOf(input.handlingCost, currency),
    discountMinor: minorOf(input.discount, currency),
    taxTreatment: input.tax ?? (isConsumer ? 'included' : 'added'),
    costTaxPercent: Math.max(0, ...input.lines.map((line) => line.taxPercent)),
    usedFallbackTax: input.usedFallbackTax,
    paymentMethod: isConsumer ? input.paymentMethod : null,
    paymentManner: input.payment,
    giftCardMinor: isConsumer ? minorOf(input.giftCard, currency) : 0,
    authorisedMinor: 0,
    authorisedGiftCardMinor: 0,
    capture: null,
    paymentHistory: [],
    shipmentIds: [],
    nextShipmentOrdinal: 1,
  };
  refuseOddAmounts(order);
  state.orders.set(number, order);
  state.orderNumbersById.set(order.id, number);
  world.announce({ type: 'order', action: 'insert', id: number });
  return order;
}

/** Such an order cannot come about in a shop. */
function refuseOddAmounts(order: Order): void {
  const { grossMinor, lineValuesMinor } = orderTotals(order);
  if (order.discountMinor > lineValuesMinor + order.shippingMinor + order.handlingMinor) {
    throw notAllowed('The discount exceeds what it is taken off.', ['discount']);
  }
  if (order.giftCardMinor > grossMinor) throw notAllowed('The gift card exceeds what there is to pay.', ['giftCard']);
}

function nextFreeOrderNumber(state: CentraState): number {
  const number = nextId(state, 'order');
  return state.orders.has(number) ? nextFreeOrderNumber(state) : number;
}

/** @throws Refusal when Centra has no such order. */
export function orderNumbered(state: CentraState, number: number): Order {
  const order = state.orders.get(number);
  if (order === undefined) throw notFound(`Order with number ${number} was not found.`, ['order']);
  return order;
}

export const priceBasis = ({ taxTreatment, costTaxPercent }: Order): PriceBasis => ({ taxTreatment, costTaxPercent });

export function orderTotals(order: Order): Totals {
  const lines = order.lines.map((orderLine) => ({
    orderLine,
    quantity: currentQuantity(orderLine),
    valueMinor: currentValueMinor(orderLine),
  }));
  return totalsOf(pricedLines(lines), { ...order, returnCostMinor: 0 }, priceBasis(order));
}

export const shipmentsOf = (state: CentraState, order: Order): Shipment[] =>
  order.shipmentIds.flatMap((id) => state.shipments.get(id) ?? []);

/** What of an order's line is on shipments already. */
export function shippedShare(state: CentraState, order: Order, orderLineId: number) {
  const lines = shipmentsOf(state, order)
    .flatMap((shipment) => shipment.lines)
    .filter((line) => line.orderLineId === orderLineId);
  return { quantity: sum(lines.map((line) => line.quantity)), valueMinor: sum(lines.map((line) => line.valueMinor)) };
}

/** Marks a change, brings the status up to date, and announces it. */
export function touchOrder(world: World, order: Order): void {
  order.updatedAt = world.now();
  order.status = statusOf(world.state, order);
  world.announce({ type: 'order', action: 'update', id: order.number });
}

/** Like `touchOrder`, but only where a shipment's change moved the order on: its own `updatedAt` follows its own fields. */
export function followShipments(world: World, order: Order): void {
  if (order.status !== statusOf(world.state, order)) touchOrder(world, order);
}

const NOT_BY_SHIPMENTS: readonly OrderStatus[] = ['CANCELLED', 'PENDING', 'ARCHIVED'];

/**
 * Pending -> confirmed -> processing (a shipment exists) -> SHIPPED, which the admin calls "Completed": the final shipment
 * is completed and every line is shipped or cancelled. A cancelled or archived order stays so.
 */
function statusOf(state: CentraState, order: Order): OrderStatus {
  if (NOT_BY_SHIPMENTS.includes(order.status)) return order.status;
  const shipments = shipmentsOf(state, order);
  if (shipments.length === 0) return 'CONFIRMED';
  const isOnShipments = order.lines.every(
    (line) => shippedShare(state, order, line.id).quantity >= currentQuantity(line),
  );
  return isOnShipments && shipments.every((shipment) => shipment.isShipped) ? 'SHIPPED' : 'PROCESSING';
}

export function confirmOrder(world: World, order: Order): void {
  if (order.status !== 'PENDING')
    throw notAllowed(`Order ${order.number} is "${order.status}", not "PENDING".`, ['order']);
  order.status = 'CONFIRMED';
  touchOrder(world, order);
}

/** Nothing more is expected of it. @throws Refusal unless it is completed or cancelled. */
export function archiveOrder(world: World, order: Order): void {
  if (order.status !== 'SHIPPED' && order.status !== 'CANCELLED')
    throw notAllowed(`Order ${order.number} is "${order.status}" and cannot be archived.`, ['order']);
  order.status = 'ARCHIVED';
  touchOrder(world, order);
}

export function holdOrder(world: World, order: Order, isOnHold: boolean): void {
  order.isOnHold = isOnHold;
  touchOrder(world, order);
}

/** @throws Refusal while another integration holds the lock: in the admin it can be neither edited nor shipped. */
export function refuseWhileLocked(order: Order): void {
  if (order.isLocked) throw notAllowed(`Order ${order.number} is locked; only the API may change it.`, ['order']);
}

export function lockOrder(world: World, order: Order, isLocked: boolean): void {
  order.isLocked = isLocked;
  touchOrder(world, order);
}

/** Quantities stay on the lines, shipments and money stay as they are: giving money back takes a return. */
export function cancelOrder(world: World, order: Order): void {
  if (order.status === 'CANCELLED' || order.status === 'SHIPPED' || order.status === 'ARCHIVED') {
    throw notAllowed(`Order ${order.number} is "${order.status}" and cannot be cancelled.`, ['id']);
  }
  order.status = 'CANCELLED';
  touchOrder(world, order);
}

/** @throws Refusal when less would be left than shipments carry already. */
export function refuseLessShippingCost(world: World, order: Order, shippingMinor: number): void {
  const usedMinor = sum(shipmentsOf(world.state, order).map((shipment) => shipment.shippingMinor));
  if (shippingMinor < usedMinor) {
    throw notAllowed(`Shipments of order ${order.number} carry more shipping cost already.`, ['input', 'shippingCost']);
  }
}

export function setShippingCost(world: World, order: Order, shippingMinor: number): void {
  refuseLessShippingCost(world, order, shippingMinor);
  order.shippingMinor = shippingMinor;
  touchOrder(world, order);
}

/** A line more, also after the first shipments. No more money is authorised for it. @throws Refusal once it is closed. */
export function addOrderLine(world: World, order: Order, line: PlaceOrderLine): OrderLine[] {
  if (order.status !== 'PENDING' && order.status !== 'CONFIRMED' && order.status !== 'PROCESSING') {
    throw notAllowed(`Order ${order.number} is "${order.status}" and cannot be changed.`, ['order']);
  }
  const added = orderLinesFrom(world.state, world.behaviour, line, order);
  order.lines.push(...added);
  touchOrder(world, order);
  return added;
}

export interface CancelLine {
  readonly lineId: number;
  readonly quantity: number;
}

/** Cancels units that are not on a shipment; all lines or none. A bundle takes its items along. */
export function cancelLines(world: World, order: Order, cancellations: readonly CancelLine[]): void {
  const path = ['input', 'cancelLines'];
  refuseDoubled(
    cancellations.map((cancellation) => cancellation.lineId),
    path,
  );
  const asked = new Map(cancellations.map(({ lineId, quantity }) => [lineId, quantity]));
  const planned = [...wholeBundles(order, asked, path)].map(([lineId, quantity]) => {
    const line = order.lines.find((candidate) => candidate.id === lineId);
    if (line === undefined) throw notFound(`Order ${order.number} has no line ${lineId}.`, [...path, 'line']);
    const open = currentQuantity(line) - shippedShare(world.state, order, line.id).quantity;
    if (quantity < 1 || quantity > open) {
      throw notAllowed(`Line ${lineId} has ${open} units that can be cancelled, not ${quantity}.`, [
        ...path,
        'quantity',
      ]);
    }
    return { line, quantity };
  });
  for (const { line, quantity } of planned) line.cancelledQuantity += quantity;
  touchOrder(world, order);
}

/** @throws Refusal when items of a bundle are asked for by themselves. */
export function wholeBundles(
  order: Order,
  asked: ReadonlyMap<number, number>,
  path: readonly string[],
): ReadonlyMap<number, number> {
  const all = withBundleItems(order, asked);
  if (all === undefined) throw notAllowed('A bundle goes as a whole: name its own line, not its items.', path);
  return all;
}

/** A line named twice would slip past checks that look at one entry at a time. */
export function refuseDoubled(lineIds: readonly number[], path: readonly string[]): void {
  const doubled = lineIds.find((id, index) => lineIds.indexOf(id) !== index);
  if (doubled !== undefined) throw notAllowed(`Line ${doubled} is named twice. Add its quantities up.`, path);
}
