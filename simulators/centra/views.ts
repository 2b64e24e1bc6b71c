import {
  dateView,
  discountsView,
  grandTotalView,
  lineTaxRules,
  moneyView,
  optionalDateView,
  priceView,
  shippingTaxView,
  totalsView,
  type IncludingTax,
} from './amount-views.ts';
import { orderStatusView } from './order-status.ts';
import { currentQuantity, currentValueMinor } from './order-lines.ts';
import { orderNumbered, orderTotals, shipmentsOf, shippedShare } from './orders.ts';
import { pageOf, type Page } from './listing.ts';
import { refundsOf, returnTotals, returnWithId } from './returns.ts';
import { orderLineOf, returnedShare, shipmentLineOf, shipmentTotals, shipmentWithId } from './shipment-facts.ts';
import type {
  Address,
  Order,
  OrderLine,
  OrderLineKind,
  PaymentEntry,
  Return,
  ReturnLine,
  Shipment,
  ShipmentLine,
  World,
} from './state.ts';

/**
 * How the state looks through GraphQL. A view is an object whose functions graphql-js calls as resolvers, so relations
 * are followed only as far as a query asks.
 */

export function countryView(code: string) {
  const name = new Intl.DisplayNames('en', { type: 'region' }).of(code) ?? code;
  return { id: (code.charCodeAt(0) - 64) * 100 + code.charCodeAt(1) - 64, name, code };
}

function addressView(order: Order, address: Address = order.customer) {
  return { ...address, country: countryView(order.countryCode) };
}

export const storeView = (order: Order) =>
  order.type === 'directToConsumer'
    ? { id: 1, name: 'Web store', type: 'DIRECT_TO_CONSUMER' }
    : { id: 2, name: 'Wholesale', type: 'WHOLESALE' };

const typeName = (order: Order, suffix: string) =>
  `${order.type === 'directToConsumer' ? 'DirectToConsumer' : 'Wholesale'}${suffix}`;

export function orderView(world: World, order: Order) {
  const lines = (args: { includeFullyCancelled?: boolean | null }) =>
    order.lines
      .filter((line) => args.includeFullyCancelled === true || currentQuantity(line) > 0)
      .map((line) => orderLineView(world, order, line));
  return {
    __typename: typeName(order, 'Order'),
    id: order.id,
    number: order.number,
    status: orderStatusView(world, order),
    grandTotal: (args: IncludingTax) => grandTotalView(order, orderTotals(order))(args),
    createdAt: dateView(world, order.createdAt),
    updatedAt: dateView(world, order.updatedAt),
    orderDate: dateView(world, order.createdAt),
    currencyBaseRate: order.currency.baseRate,
    isOnHold: order.isOnHold,
    isLocked: order.isLocked,
    isWaitingForPayment: order.isWaitingForPayment,
    isInternal: false,
    country: () => countryView(order.countryCode),
    store: storeView(order),
    totals: () => orderTotalsView(world, order),
    lines,
    discountsApplied: () => discountsView(world, order, order.discountMinor),
    shipments: () => shipmentsOf(world.state, order).map((shipment) => shipmentView(world, shipment)),
    shippingAddress: () => addressView(order, order.deliveryAddress ?? order.customer),
    billingAddress: () => addressView(order),
    paymentMethod:
      order.paymentMethod === null
        ? null
        : { uri: order.paymentMethod, plugin: order.paymentMethod, name: order.paymentMethod },
    paymentHistory: (args: { where?: { entryType?: readonly string[] | null } | null }) =>
      order.paymentHistory
        .filter((entry) => args.where?.entryType?.includes(entry.entryType) ?? true)
        .map((entry) => paymentEntryView(world, order, entry)),
    customer: order.customer,
    account: { id: order.customer.id, name: order.customer.companyName ?? order.customer.lastName },
  };
}

function orderTotalsView(world: World, order: Order) {
  const totals = orderTotals(order);
  const total = (quantityOf: (line: OrderLine) => number) =>
    order.lines.filter((line) => line.isPriced).reduce((units, line) => units + quantityOf(line), 0);
  return {
    ...totalsView(world, order, totals),
    ...shippingTaxView(world, order, totals),
    originalQuantity: total((line) => line.originalQuantity),
    cancelledQuantity: total((line) => line.cancelledQuantity),
    unexpeditedQuantity: total((line) => currentQuantity(line) - shippedShare(world.state, order, line.id).quantity),
  };
}

const LINE_TYPES: Readonly<Record<OrderLineKind, string>> = {
  product: 'ProductOrderLine',
  giftCertificate: 'GiftCertificateOrderLine',
  bundle: 'BundleOrderLine',
  bundleItem: 'BundleItemOrderLine',
};

function orderLineView(world: World, order: Order, line: OrderLine) {
  const { state } = world;
  const returnedQuantity = () =>
    shipmentsOf(state, order)
      .flatMap((shipment) => shipment.lines.map((shipped) => ({ shipment, shipped })))
      .filter(({ shipped }) => shipped.orderLineId === line.id)
      .reduce((units, { shipment, shipped }) => units + returnedShare(state, shipment, shipped.id).quantity, 0);
  return {
    __typename: LINE_TYPES[line.kind],
    id: line.id,
    size: line.size,
    productNumber: line.sku,
    hasAnyDiscount: line.unitPriceMinor < line.originalUnitPriceMinor,
    comment: null,
    productName: line.productName,
    productBrand: 'Shipledger',
    productVariantName: line.variantName,
    quantity: currentQuantity(line),
    cancelledQuantity: line.cancelledQuantity,
    returnedQuantity,
    shippedQuantity: () => shippedShare(state, order, line.id).quantity,
    unitOriginalPrice: priceView(order, line.originalUnitPriceMinor, line.taxPercent),
    unitPrice: priceView(order, line.unitPriceMinor, line.taxPercent),
    discountPercent:
      line.originalUnitPriceMinor === 0
        ? 0
        : Math.round((1 - line.unitPriceMinor / line.originalUnitPriceMinor) * 10_000) / 100,
    taxPercent: line.taxPercent,
    lineValue: priceView(order, currentValueMinor(line), line.taxPercent),
    product: { id: line.id, name: line.productName },
    productVariant: { id: line.id, name: line.variantName, variantNumber: line.sku },
    productSize: {
      id: line.id,
      SKU: line.sku,
      EAN: null,
      UPC: null,
      GTIN: null,
      description: line.size,
      preorder: false,
    },
  };
}

export function shipmentView(world: World, shipment: Shipment) {
  const order = orderNumbered(world.state, shipment.orderNumber);
  const { currency } = order;
  return {
    __typename: typeName(order, 'Shipment'),
    id: shipment.id,
    number: shipment.number,
    createdAt: dateView(world, shipment.createdAt),
    updatedAt: dateView(world, shipment.updatedAt),
    isGoodToGo: shipment.isGoodToGo,
    isPrinted: false,
    isShipped: shipment.isShipped,
    isOnHold: order.isOnHold,
    trackingNumber: shipment.trackingNumber,
    returnTrackingNumber: shipment.returnTrackingNumber,
    numberOfPackages: shipment.numberOfPackages,
    internalShippingCost: moneyView(shipment.internalShippingMinor, currency),
    grandTotal: (args: IncludingTax) => grandTotalView(order, shipmentTotals(world.state, shipment))(args),
    additionalMessage: shipment.additionalMessage,
    shippedAt: optionalDateView(world, shipment.shippedAt),
    isPaid: shipment.isPaid,
    paidAt: optionalDateView(world, shipment.paidAt),
    isCaptured: shipment.isCaptured,
    capturedAt: optionalDateView(world, shipment.capturedAt),
    capturedValue: () => capturedValueView(world, order, shipment),
    currencyBaseRate: currency.baseRate,
    usedFallbackTax: order.usedFallbackTax,
    adminUser: null,
    carrierInformation:
      shipment.carrierName === null && shipment.serviceName === null
        ? null
        : { carrierName: shipment.carrierName, serviceName: shipment.serviceName },
    discountsApplied: () => discountsView(world, order, shipment.discountMinor),
    lines: () => shipment.lines.map((line) => shipmentLineView(world, order, shipment, line)),
    order: () => orderView(world, order),
    shippingAddress: () => addressView(order, shipment.deliveryAddress ?? order.deliveryAddress ?? order.customer),
    shipmentPlugin: null,
    totals: () => totalsView(world, order, shipmentTotals(world.state, shipment)),
  };
}

function capturedValueView({ behaviour }: World, { currency }: Order, { captured }: Shipment) {
  if (captured === null) return null;
  const giftCardMinor = behaviour.capturedValueIncludesGiftCards ? captured.giftCardMinor : 0;
  return moneyView(captured.providerMinor + giftCardMinor, currency);
}

function shipmentLineView(world: World, order: Order, shipment: Shipment, line: ShipmentLine) {
  const orderLine = orderLineOf(order, line.orderLineId);
  // What is not in stock is not allocated: certificates, and a bundle whose items are.
  const isStocked = orderLine.kind !== 'giftCertificate' && orderLine.isPriced;
  return {
    id: line.id,
    quantity: line.quantity,
    returnedQuantity: () => returnedShare(world.state, shipment, line.id).quantity,
    invoicedQuantity: 0,
    lineValue: priceView(order, line.valueMinor, orderLine.taxPercent),
    unitPrice: priceView(order, orderLine.unitPriceMinor, orderLine.taxPercent),
    orderLine: () => orderLineView(world, order, orderLine),
    allocations: (page: Page) => pageOf(isStocked ? line.allocations : [], page),
    appliedTaxRules: () => lineTaxRules(world, order, orderLine, line.valueMinor),
  };
}

export function returnView(world: World, returned: Return) {
  const order = orderNumbered(world.state, returned.orderNumber);
  const totals = returnTotals(world.state, returned);
  return {
    __typename: typeName(order, 'Return'),
    id: returned.id,
    returnStatus: returned.status,
    createdAt: dateView(world, returned.createdAt),
    totalQuantity: totals.quantity,
    grandTotal: grandTotalView(order, totals),
    returnedToStock: returned.isReturnedToStock,
    comment: returned.comment,
    createdFrom: 'Centra form',
    currencyBaseRate: order.currency.baseRate,
    adminUser: null,
    discountsApplied: () => discountsView(world, order, returned.discountMinor),
    lines: () => returned.lines.map((line) => returnLineView(world, order, returned, line)),
    returnWarehouse: returned.returnWarehouse,
    store: storeView(order),
    totals: () => totalsView(world, order, totals),
    refundPaymentHistory: () => refundsOf(world.state, returned).map((entry) => paymentEntryView(world, order, entry)),
    usedFallbackTax: order.usedFallbackTax,
    externalId: returned.externalId,
    order: () => orderView(world, order),
    shipment: () => shipmentView(world, shipmentWithId(world.state, returned.shipmentId)),
    customer: order.customer,
  };
}

function returnLineView(world: World, order: Order, returned: Return, line: ReturnLine) {
  const shipment = shipmentWithId(world.state, returned.shipmentId);
  const shipmentLine = shipmentLineOf(shipment, line.shipmentLineId);
  const orderLine = orderLineOf(order, shipmentLine.orderLineId);
  return {
    id: line.id,
    quantity: line.quantity,
    lineValue: priceView(order, line.valueMinor, orderLine.taxPercent),
    unitPrice: priceView(order, orderLine.unitPriceMinor, orderLine.taxPercent),
    orderLine: () => orderLineView(world, order, orderLine),
    shipmentLine: () => shipmentLineView(world, order, shipment, shipmentLine),
    appliedTaxRules: () => lineTaxRules(world, order, orderLine, line.valueMinor),
  };
}

export function paymentEntryView(world: World, order: Order, entry: PaymentEntry) {
  const { returnId } = entry;
  return {
    id: entry.id,
    createdAt: dateView(world, entry.createdAt),
    status: entry.status,
    entryType: entry.entryType,
    externalReference: entry.externalReference,
    paymentMethod: order.paymentMethod,
    value: moneyView(entry.valueMinor, order.currency),
    createdFrom: 'Integration API',
    currencyBaseRate: order.currency.baseRate,
    adminUser: null,
    paramsJSON: JSON.stringify({ success: entry.status !== 'FAILED', isRequest: entry.status === 'PENDING' }),
    order: () => orderView(world, order),
    // A deleted return leaves its entries behind.
    return: () =>
      returnId !== null && world.state.returns.has(returnId)
        ? returnView(world, returnWithId(world.state, returnId))
        : null,
  };
}
