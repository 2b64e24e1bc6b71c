import { createHash } from 'node:crypto';
import { divideHalfUp, currencyOf, minorOf } from './money.ts';
import { sum, totalsOf, type PriceBasis, type Totals } from './amounts.ts';
import { notAllowed, notFound } from './refusal.ts';
import {
  nextId,
  warehouseNamed,
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
  readonly country: string;
  readonly customer: Customer;
  readonly lines: readonly PlaceOrderLine[];
  readonly shippingCost: number;
  readonly handlingCost: number;
  readonly discount: number;
  readonly paymentMethod: string;
  readonly payment: PaymentManner;
  readonly isConfirmed: boolean;
  readonly createdAt: Date | undefined;
}

/** Prices are decimals: with tax for direct to consumer, without for wholesale. */
export interface PlaceOrderLine {
  readonly sku: string;
  readonly productName: string;
  readonly variantName: string;
  readonly size: string;
  readonly quantity: number;
  readonly unitPrice: number;
  readonly originalUnitPrice: number | undefined;
  readonly taxPercent: number;
  readonly lineValue: number | undefined;
  readonly warehouse: string;
}

/** A customer's order, authorised in full where it is direct to consumer. */
export function placeOrder(world: World, input: PlaceOrder): Order {
  const { state } = world;
  const number = input.number ?? nextFreeOrderNumber(state);
  if (state.orders.has(number)) throw notAllowed(`Order ${number} exists already. Use another number.`, ['number']);
  const currency = currencyOf(input.currency);
  const lines = input.lines.map((line): OrderLine => {
    const unitPriceMinor = minorOf(line.unitPrice, currency);
    return {
      id: nextId(state, 'orderLine'),
      sku: line.sku,
      productName: line.productName,
      variantName: line.variantName,
      size: line.size,
      originalQuantity: line.quantity,
      cancelledQuantity: 0,
      unitPriceMinor,
      originalUnitPriceMinor: minorOf(line.originalUnitPrice ?? line.unitPrice, currency),
      taxPercent: line.taxPercent,
      originalValueMinor:
        line.lineValue === undefined ? unitPriceMinor * line.quantity : minorOf(line.lineValue, currency),
      warehouse: warehouseNamed(state, line.warehouse),
    };
  });
  const createdAt = input.createdAt ?? world.now();
  const unpaid: Order = {
    id: createHash('md5').update(`order ${number}`).digest('hex'),
    number,
    type: input.type,
    status: input.isConfirmed ? 'CONFIRMED' : 'PENDING',
    currency,
    countryCode: input.country,
    customer: input.customer,
    createdAt,
    updatedAt: world.now(),
    isOnHold: false,
    isLocked: false,
    lines,
    shippingMinor: minorOf(input.shippingCost, currency),
    handlingMinor: minorOf(input.handlingCost, currency),
    discountMinor: minorOf(input.discount, currency),
    costTaxPercent: Math.max(0, ...input.lines.map((line) => line.taxPercent)),
    paymentMethod: input.type === 'directToConsumer' ? input.paymentMethod : null,
    paymentManner: input.payment,
    authorisedMinor: 0,
    paymentHistory: [],
    shipmentIds: [],
    nextShipmentOrdinal: 1,
  };
  const order = input.type === 'directToConsumer' ? authorised(state, unpaid) : unpaid;
  state.orders.set(number, order);
  state.orderNumbersById.set(order.id, number);
  world.announce({ type: 'order', action: 'insert', id: number });
  return order;
}

function authorised(state: CentraState, order: Order): Order {
  const authorisedMinor = orderTotals(order).grossMinor;
  const id = nextId(state, 'paymentEntry');
  const entry = {
    id,
    createdAt: order.createdAt,
    entryType: 'AUTH',
    status: 'SUCCESS',
    valueMinor: authorisedMinor,
    externalReference: `auth-${id}`,
    returnId: null,
  } as const;
  return { ...order, authorisedMinor, paymentHistory: [entry] };
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

export const priceBasis = (order: Order): PriceBasis => ({
  pricesIncludeTax: order.type === 'directToConsumer',
  costTaxPercent: order.costTaxPercent,
});

export const currentQuantity = (line: OrderLine): number => line.originalQuantity - line.cancelledQuantity;

/** The value of the units that were not cancelled. */
export const currentValueMinor = (line: OrderLine): number =>
  divideHalfUp(line.originalValueMinor * currentQuantity(line), line.originalQuantity);

export function orderTotals(order: Order): Totals {
  const lines = order.lines.map((line) => ({
    quantity: currentQuantity(line),
    valueMinor: currentValueMinor(line),
    taxPercent: line.taxPercent,
  }));
  return totalsOf(lines, { ...order, returnCostMinor: 0 }, priceBasis(order));
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

/**
 * Pending -> confirmed -> processing (a shipment exists) -> SHIPPED, which the admin calls "Completed": the final shipment
 * is completed and every line is shipped or cancelled. A cancelled order stays cancelled.
 */
function statusOf(state: CentraState, order: Order): OrderStatus {
  if (order.status === 'CANCELLED' || order.status === 'PENDING') return order.status;
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

export function holdOrder(world: World, order: Order, isOnHold: boolean): void {
  order.isOnHold = isOnHold;
  touchOrder(world, order);
}

export function lockOrder(world: World, order: Order, isLocked: boolean): void {
  order.isLocked = isLocked;
  touchOrder(world, order);
}

/** Quantities stay on the lines, shipments and money stay as they are: giving money back takes a return. */
export function cancelOrder(world: World, order: Order): void {
  if (order.status === 'CANCELLED' || order.status === 'SHIPPED') {
    throw notAllowed(`Order ${order.number} is "${order.status}" and cannot be cancelled.`, ['id']);
  }
  order.status = 'CANCELLED';
  touchOrder(world, order);
}

export interface CancelLine {
  readonly lineId: number;
  readonly quantity: number;
}

/** Cancels units that are not on a shipment; all lines or none. */
export function cancelLines(world: World, order: Order, cancellations: readonly CancelLine[]): void {
  refuseDoubled(
    cancellations.map((cancellation) => cancellation.lineId),
    ['input', 'cancelLines'],
  );
  const planned = cancellations.map(({ lineId, quantity }) => {
    const line = order.lines.find((candidate) => candidate.id === lineId);
    if (line === undefined)
      throw notFound(`Order ${order.number} has no line ${lineId}.`, ['input', 'cancelLines', 'line']);
    const open = currentQuantity(line) - shippedShare(world.state, order, line.id).quantity;
    if (quantity < 1 || quantity > open) {
      throw notAllowed(`Line ${lineId} has ${open} units that can be cancelled, not ${quantity}.`, [
        'input',
        'cancelLines',
        'quantity',
      ]);
    }
    return { line, quantity };
  });
  for (const { line, quantity } of planned) line.cancelledQuantity += quantity;
  touchOrder(world, order);
}

/** A line named twice would slip past checks that look at one entry at a time. */
export function refuseDoubled(lineIds: readonly number[], path: readonly string[]): void {
  const doubled = lineIds.find((id, index) => lineIds.indexOf(id) !== index);
  if (doubled !== undefined) throw notAllowed(`Line ${doubled} is named twice. Add its quantities up.`, path);
}
