import { sum } from './amounts.ts';
import { ACCOUNTS, MODES_OF_PAYMENT, STOCK_POINTS, type WarehouseName } from './company.ts';
import type { PlannedOrder, PlannedParcel } from './planned-order.ts';
import type { PlannedReturn } from './planned-return.ts';
import { keyOf, totalOf, type ExpectedRow, type Ledger, type StockRow } from './truth.ts';

/** Writes down what has to follow from what the driver does. */

interface ParcelOf {
  readonly ledger: Ledger;
  /** The connection's key. */
  readonly key: string;
  readonly order: PlannedOrder;
  readonly orderNumber: number;
  readonly parcel: PlannedParcel;
  readonly shipmentId: number;
}

export function expectInvoice({ ledger, key, order, orderNumber, parcel, shipmentId }: ParcelOf): void {
  const rows = rowsOf(order, parcel);
  ledger.documents.push({
    kind: 'invoice',
    orderNumber,
    key: keyOf(key, 'S', shipmentId, 'invoice'),
    currency: order.market.currency,
    isVatIncluded: order.isVatIncluded,
    rows,
    totalMinor: totalOf(rows, order.isVatIncluded),
  });
}

/** What a parcel comes to. */
export const parcelTotal = (order: PlannedOrder, parcel: PlannedParcel): number =>
  totalOf(rowsOf(order, parcel), order.isVatIncluded);

/** @param giftCardMinor what of the parcel a gift card pays */
export function expectMoney(of: ParcelOf, giftCardMinor: number): void {
  const providerMinor = parcelTotal(of.order, of.parcel) - giftCardMinor;
  if (providerMinor > 0) {
    of.ledger.captures.push({ orderNumber: of.orderNumber, shipmentId: of.shipmentId, amountMinor: providerMinor });
  }
  expectPayments(of, providerMinor, giftCardMinor);
}

export function expectPayments(of: ParcelOf, providerMinor: number, giftCardMinor: number): void {
  const { ledger, key, order, orderNumber, shipmentId } = of;
  const payment = keyOf(key, 'S', shipmentId, 'payment');
  const parts = [
    { key: payment, modeOfPayment: MODES_OF_PAYMENT.provider, amountMinor: providerMinor },
    { key: `${payment}-giftCard`, modeOfPayment: MODES_OF_PAYMENT.giftCard, amountMinor: giftCardMinor },
  ];
  const invoiceKey = keyOf(key, 'S', shipmentId, 'invoice');
  for (const part of parts) {
    if (part.amountMinor > 0) {
      ledger.payments.push({ orderNumber, invoiceKey, currency: order.market.currency, ...part });
    }
  }
}

export function expectGoodsOut({ ledger, key, orderNumber, parcel, shipmentId }: ParcelOf): void {
  const rows = parcel.lines.flatMap(({ line, allocations }) =>
    allocations.map(({ warehouse, quantity }) => stockRow(line.sku, warehouse, -quantity)),
  );
  if (rows.length === 0) return;
  const cause = `outbound CENTRA-${key.toUpperCase()}-OUT ${shipmentId}`;
  ledger.movements.push({ orderNumber, cause, direction: 'out', rows });
}

export function expectReturn(of: ParcelOf, returnId: number, back: PlannedReturn): void {
  const { ledger, key, order, orderNumber, parcel } = of;
  const rows = rowsOfReturn(order, back);
  ledger.documents.push({
    kind: 'credit',
    orderNumber,
    key: keyOf(key, 'R', returnId, 'credit'),
    currency: order.market.currency,
    isVatIncluded: order.isVatIncluded,
    rows,
    totalMinor: totalOf(rows, order.isVatIncluded),
  });
  const warehouse = warehouseOf(parcel, back);
  if (warehouse === undefined || back.lines.length === 0) return;
  ledger.movements.push({
    orderNumber,
    cause: `inbound CENTRA-${key.toUpperCase()}-IN ${returnId}`,
    direction: 'in',
    rows: back.lines.map(({ of: { line }, quantity }) => stockRow(line.sku, warehouse, quantity)),
  });
}

function rowsOf(order: PlannedOrder, { lines, shippingMinor, discountMinor }: PlannedParcel): ExpectedRow[] {
  return [
    ...lines.map(({ line, quantity, valueMinor }) => ({
      account: line.account,
      vatPercent: line.vatPercent,
      quantity,
      valueMinor,
    })),
    ...cost(order, ACCOUNTS.shipping, shippingMinor),
    ...cost(order, ACCOUNTS.discount, -discountMinor),
  ];
}

function rowsOfReturn(order: PlannedOrder, back: PlannedReturn): ExpectedRow[] {
  return [
    ...back.lines.map(({ of: { line }, quantity, valueMinor }) => ({
      account: line.account,
      vatPercent: line.vatPercent,
      quantity: -quantity,
      valueMinor: -valueMinor,
    })),
    ...cost(order, ACCOUNTS.shipping, -back.shippingMinor),
    ...cost(order, ACCOUNTS.discount, back.discountMinor),
    ...cost(order, ACCOUNTS.returnFee, back.feeMinor),
  ];
}

/** A discount is of the one rate that its order has. */
function cost({ costVatPercent }: PlannedOrder, account: number, valueMinor: number): ExpectedRow[] {
  return valueMinor === 0 ? [] : [{ account, vatPercent: costVatPercent, quantity: null, valueMinor }];
}

/** "Release" is to where the first line came from. */
function warehouseOf(parcel: PlannedParcel, { restock, lines }: PlannedReturn): WarehouseName | undefined {
  if (restock === 'remove') return undefined;
  if (restock !== 'release') return restock.warehouse;
  return (lines[0]?.of ?? parcel.lines[0])?.allocations[0]?.warehouse;
}

function stockRow(sku: string, warehouse: WarehouseName, quantity: number): StockRow {
  return { sku, stockPoint: STOCK_POINTS[warehouse], quantity };
}

export const orderTotal = (order: PlannedOrder): number =>
  sum(order.lines.map(({ valueMinor }) => valueMinor)) + order.shippingMinor - order.discountMinor;
