import { grossOf, netOf, taxOf, type TaxShare, type Totals } from './amounts.ts';
import { BASE_CURRENCY_CODE, decimalOf, formatMoney, type Currency } from './money.ts';
import { currentQuantity, currentValueMinor, orderNumbered, orderTotals, priceBasis } from './orders.ts';
import { shipmentsOf, shippedShare } from './orders.ts';
import { pageOf, type Page } from './listing.ts';
import { refundsOf, returnTotals, returnWithId } from './returns.ts';
import { orderLineOf, returnedShare, shipmentLineOf, shipmentTotals, shipmentWithId } from './shipment-facts.ts';
import { formatDate } from './time.ts';
import type { Order, OrderLine, PaymentEntry, Return, ReturnLine, Shipment, ShipmentLine, World } from './state.ts';

/**
 * How the state looks through GraphQL. A view is an object whose functions graphql-js calls as resolvers, so relations
 * are followed only as far as a query asks. Amounts become decimals here and nowhere else.
 */

interface IncludingTax {
  readonly includingTax: boolean;
}
interface DateFormat {
  readonly format: string;
}

export const currencyView = (currency: Currency) => ({
  id: currency.id,
  code: currency.code,
  isBase: currency.code === BASE_CURRENCY_CODE,
});

export const moneyView = (minor: number, currency: Currency) => ({
  value: decimalOf(minor, currency),
  currency: currencyView(currency),
  formattedValue: formatMoney(minor, currency),
  valueInCents: minor,
  conversionRate: currency.baseRate,
});

const dateView = (world: World, date: Date) => (args: DateFormat) => formatDate(date, world.timeZone, args.format);
const optionalDateView = (world: World, date: Date | null) => (date === null ? null : dateView(world, date));

/** A price that a query may ask for with or without its tax. */
const priceView = (order: Order, valueMinor: number, taxPercent: number) => (args: IncludingTax) => {
  const asAsked = args.includingTax ? grossOf : netOf;
  return moneyView(asAsked(valueMinor, taxPercent, priceBasis(order).pricesIncludeTax), order.currency);
};

const grandTotalView = (order: Order, totals: Totals) => (args: IncludingTax) =>
  moneyView(args.includingTax ? totals.grossMinor : totals.netMinor, order.currency);

function taxRuleView(order: Order, { taxPercent, taxMinor }: TaxShare) {
  return {
    rule: { taxId: `${order.countryCode}-${taxPercent}`, taxName: `VAT ${order.countryCode}`, taxPercent },
    ...taxView(order, taxMinor),
  };
}

/** Tax is contained in consumer prices and added to wholesale prices. */
function taxView(order: Order, taxMinor: number) {
  const { pricesIncludeTax } = priceBasis(order);
  return {
    taxAdded: moneyView(pricesIncludeTax ? 0 : taxMinor, order.currency),
    taxDeducted: moneyView(0, order.currency),
    taxIncluded: moneyView(pricesIncludeTax ? taxMinor : 0, order.currency),
  };
}

const lineTaxRules = (order: Order, valueMinor: number, taxPercent: number) => [
  taxRuleView(order, { taxPercent, taxMinor: taxOf(valueMinor, taxPercent, priceBasis(order).pricesIncludeTax) }),
];

function totalsView(order: Order, totals: Totals) {
  const rules = (shares: readonly TaxShare[]) => shares.map((share) => taxRuleView(order, share));
  return {
    quantity: totals.quantity,
    lineValues: moneyView(totals.lineValuesMinor, order.currency),
    shipping: moneyView(totals.shippingMinor, order.currency),
    handling: moneyView(totals.handlingMinor, order.currency),
    discounts: moneyView(totals.discountMinor, order.currency),
    returnCost: moneyView(totals.returnCostMinor, order.currency),
    ...taxView(order, totals.taxMinor),
    shippingTaxRules: rules(totals.shippingTax),
    handlingTaxRules: rules(totals.handlingTax),
    discountTaxRules: rules(totals.discountTax),
    returnCostTaxRules: rules(totals.returnCostTax),
  };
}

const discountsView = (world: World, order: Order, discountMinor: number) =>
  discountMinor === 0
    ? []
    : [
        {
          __typename: 'AppliedVoucherDiscount',
          value: moneyView(discountMinor, order.currency),
          date: dateView(world, order.createdAt),
        },
      ];

function countryView(code: string) {
  const name = new Intl.DisplayNames('en', { type: 'region' }).of(code) ?? code;
  return { id: (code.charCodeAt(0) - 64) * 100 + code.charCodeAt(1) - 64, name, code };
}

function addressView({ customer, countryCode }: Order) {
  const { id: _id, ...address } = customer;
  return { ...address, country: countryView(countryCode) };
}

const storeView = (order: Order) =>
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
    status: order.status,
    grandTotal: (args: IncludingTax) => grandTotalView(order, orderTotals(order))(args),
    createdAt: dateView(world, order.createdAt),
    updatedAt: dateView(world, order.updatedAt),
    orderDate: dateView(world, order.createdAt),
    currencyBaseRate: order.currency.baseRate,
    isOnHold: order.isOnHold,
    isLocked: order.isLocked,
    isWaitingForPayment: false,
    isInternal: false,
    country: () => countryView(order.countryCode),
    store: storeView(order),
    totals: () => orderTotalsView(world, order),
    lines,
    discountsApplied: () => discountsView(world, order, order.discountMinor),
    shipments: () => shipmentsOf(world.state, order).map((shipment) => shipmentView(world, shipment)),
    shippingAddress: () => addressView(order),
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
  const total = (quantityOf: (line: OrderLine) => number) =>
    order.lines.reduce((units, line) => units + quantityOf(line), 0);
  return {
    ...totalsView(order, orderTotals(order)),
    originalQuantity: total((line) => line.originalQuantity),
    cancelledQuantity: total((line) => line.cancelledQuantity),
    unexpeditedQuantity: total((line) => currentQuantity(line) - shippedShare(world.state, order, line.id).quantity),
  };
}

function orderLineView(world: World, order: Order, line: OrderLine) {
  const { state } = world;
  const returnedQuantity = () =>
    shipmentsOf(state, order)
      .flatMap((shipment) => shipment.lines.map((shipped) => ({ shipment, shipped })))
      .filter(({ shipped }) => shipped.orderLineId === line.id)
      .reduce((units, { shipment, shipped }) => units + returnedShare(state, shipment, shipped.id).quantity, 0);
  return {
    __typename: 'ProductOrderLine',
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
    capturedValue: shipment.capturedMinor === null ? null : moneyView(shipment.capturedMinor, currency),
    currencyBaseRate: currency.baseRate,
    usedFallbackTax: false,
    adminUser: null,
    carrierInformation:
      shipment.carrierName === null && shipment.serviceName === null
        ? null
        : { carrierName: shipment.carrierName, serviceName: shipment.serviceName },
    discountsApplied: () => discountsView(world, order, shipment.discountMinor),
    lines: () => shipment.lines.map((line) => shipmentLineView(world, order, shipment, line)),
    order: () => orderView(world, order),
    shippingAddress: () => addressView(order),
    shipmentPlugin: null,
    totals: () => totalsView(order, shipmentTotals(world.state, shipment)),
  };
}

function shipmentLineView(world: World, order: Order, shipment: Shipment, line: ShipmentLine) {
  const orderLine = orderLineOf(order, line.orderLineId);
  const allocation = { id: line.allocationId, quantity: line.quantity, warehouse: line.warehouse };
  return {
    id: line.id,
    quantity: line.quantity,
    returnedQuantity: () => returnedShare(world.state, shipment, line.id).quantity,
    invoicedQuantity: 0,
    lineValue: priceView(order, line.valueMinor, orderLine.taxPercent),
    unitPrice: priceView(order, orderLine.unitPriceMinor, orderLine.taxPercent),
    orderLine: () => orderLineView(world, order, orderLine),
    allocations: (page: Page) => pageOf([allocation], page),
    appliedTaxRules: () => lineTaxRules(order, line.valueMinor, orderLine.taxPercent),
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
    totals: () => totalsView(order, totals),
    refundPaymentHistory: () => refundsOf(world.state, returned).map((entry) => paymentEntryView(world, order, entry)),
    usedFallbackTax: false,
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
    appliedTaxRules: () => lineTaxRules(order, line.valueMinor, orderLine.taxPercent),
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
    paramsJSON: JSON.stringify({ success: entry.status !== 'FAILED', isRequest: entry.status === 'PENDING' }),
    order: () => orderView(world, order),
    // A deleted return leaves its entries behind.
    return: () =>
      returnId !== null && world.state.returns.has(returnId)
        ? returnView(world, returnWithId(world.state, returnId))
        : null,
  };
}
