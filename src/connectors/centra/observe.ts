import { createHash } from 'node:crypto';
import { minorFromDecimal, sumMinor } from '../../domain/money.ts';
import type {
  OrderObservation,
  OrderStatus,
  ReturnObservation,
  ShipmentObservation,
  StockRow,
} from '../../domain/observation.ts';
import { goodsAmong } from './bundles.ts';
import { captureOf } from './capture-state.ts';
import type { Payments } from './captured-money.ts';
import type { OrderSeen, ShipmentSeen } from './documents/observe-order.ts';
import type { ReturnSeen } from './documents/observe-returns.ts';
import type { Amount } from './documents/parts.ts';
import { skuOf, warehousesOf } from './product-line.ts';

const STATUSES = {
  PENDING: true,
  CONFIRMED: true,
  PROCESSING: true,
  SHIPPED: true,
  ARCHIVED: true,
  CANCELLED: true,
  DELETED: true,
} as const satisfies Record<OrderStatus, true>;

/** What Centra says about an order, as the rules need it. Returns of other orders among `returns` are left out. */
export function observationOf(order: OrderSeen, returns: readonly ReturnSeen[]): OrderObservation {
  const currency = order.grandTotal.currency.code;
  const payments = { currency, shipments: order.shipments, entries: order.paymentHistory };
  return {
    orderId: order.id,
    orderNumber: order.number,
    type: order.__typename === 'WholesaleOrder' ? 'wholesale' : 'directToConsumer',
    status: statusOf(order.status),
    isOnHold: order.isOnHold,
    isWaitingForPayment: order.isWaitingForPayment,
    currency,
    ...(order.paymentMethod?.uri ? { paymentMethod: order.paymentMethod.uri } : {}),
    unshippedQuantity: unshippedQuantity(order),
    updatedAt: order.updatedAt,
    shipments: order.shipments.map((shipment) => {
      const ofShipment = returns.filter((found) => found.shipment.id === shipment.id);
      return shipmentOf(
        shipment,
        ofShipment.map((found) => returnOf(found, currency)),
        payments,
      );
    }),
  };
}

/** A status that we do not know must not end an order: it is treated as being worked on. */
function statusOf(status: string): OrderStatus {
  return Object.hasOwn(STATUSES, status) ? (status as OrderStatus) : 'PROCESSING';
}

/** Units not cancelled (Centra's `quantity` leaves cancelled ones out) and not on a shipped shipment. */
function unshippedQuantity({ lines, shipments }: OrderSeen): number {
  const goods = goodsAmong(lines, (line) => line.__typename);
  const goodsIds = new Set(goods.map((line) => line.id));
  const shipped = shipments
    .filter((shipment) => shipment.isShipped)
    .flatMap((shipment) => shipment.lines)
    .filter((line) => goodsIds.has(line.orderLine.id));
  const units = (of: readonly { quantity: number }[]): number => of.reduce((sum, line) => sum + line.quantity, 0);
  return Math.max(0, units(goods) - units(shipped));
}

function shipmentOf(
  shipment: ShipmentSeen,
  returns: readonly ReturnObservation[],
  payments: Payments,
): ShipmentObservation {
  const { shippedAt, paidAt, capturedAt, capturedValue, grandTotal } = shipment;
  const { currency } = payments;
  const { state: capture, capturedMinor, giftCardMinor, isSplitUnclear } = captureOf(shipment, payments);
  const isAmountShown = capturedValue != null || giftCardMinor > 0;
  const stockRows = stockRowsOf(shipment);
  return {
    shipmentId: shipment.id,
    shipmentNumber: shipment.number,
    createdAt: shipment.createdAt,
    updatedAt: shipment.updatedAt,
    isGoodToGo: shipment.isGoodToGo,
    isOnHold: shipment.isOnHold,
    isShipped: shipment.isShipped,
    ...(shippedAt ? { shippedAt } : {}),
    isPaid: shipment.isPaid,
    ...(paidAt ? { paidAt } : {}),
    isCaptured: shipment.isCaptured,
    ...(capturedAt ? { capturedAt } : {}),
    capture,
    ...(capture === 'captured' && isAmountShown ? { capturedMinor } : {}),
    ...(giftCardMinor > 0 ? { giftCardMinor } : {}),
    ...(isSplitUnclear ? { isSplitUnclear } : {}),
    totalMinor: minorFromDecimal(grandTotal.value, currency),
    currencyRate: shipment.currencyBaseRate,
    ...(stockRows ? { stockRows } : {}),
    contentDigest: contentDigest(shipment, currency),
    returns,
  };
}

/** More rows would only fill the history of the workflow that carries them; they are read when they are needed. */
const MOST_STOCK_ROWS = 50;

/** Undefined where they were not asked for, or Centra shows warehouses for some of the units only. */
function stockRowsOf({ lines }: ShipmentSeen): StockRow[] | undefined {
  const rows: StockRow[] = [];
  for (const { quantity, orderLine, allocations } of goodsAmong(lines, (line) => line.orderLine.__typename)) {
    if (!allocations) return undefined;
    const sku = skuOf(orderLine);
    if (sku === undefined) continue;
    const parts = warehousesOf(allocations);
    if (parts.reduce((sum, part) => sum + part.quantity, 0) !== quantity) return undefined;
    rows.push(...parts.map((part) => ({ sku, ...part })));
  }
  return rows.length > MOST_STOCK_ROWS ? undefined : rows;
}

function returnOf(seen: ReturnSeen, currency: string): ReturnObservation {
  const refunds = seen.refundPaymentHistory.filter(
    ({ entryType, status }) => status === 'SUCCESS' && (entryType === 'REFUND' || entryType === 'REFUND_GIFT_CARD'),
  );
  return {
    returnId: seen.id,
    shipmentId: seen.shipment.id,
    createdAt: seen.createdAt,
    isCompleted: seen.returnStatus === 'COMPLETED',
    totalMinor: minorFromDecimal(seen.grandTotal.value, currency),
    isReturnedToStock: seen.returnedToStock,
    // No source states the sign of a refund's value.
    refundedMinor: sumMinor(refunds.map(({ value }) => Math.abs(minorFromDecimal(value.value, currency)))),
    contentDigest: contentDigest(seen, currency),
  };
}

interface Content {
  readonly grandTotal: Amount;
  readonly lines: readonly { readonly id: number; readonly quantity: number; readonly lineValue: Amount }[];
}

/** A fingerprint of lines, quantities and amounts, whatever the order of the lines: 16 hex digits. */
export function contentDigest({ grandTotal, lines }: Content, currency: string): string {
  const minor = ({ value }: Amount): number => minorFromDecimal(value, currency);
  const rows = lines.map((line) => `${line.id}:${line.quantity}:${minor(line.lineValue)}`).toSorted();
  const content = [currency, minor(grandTotal), ...rows].join('|');
  return createHash('sha256').update(content).digest('hex').slice(0, 16);
}
