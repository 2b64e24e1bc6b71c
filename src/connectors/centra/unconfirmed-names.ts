/** A name in Centra's schema, as an introspection finds it. */
export type SchemaName =
  | {
      /** A type, or a field whose type is meant: `Order.paymentMethod`. */
      readonly parent: string;
      readonly field: string;
      readonly argument?: string;
      /** A field of the argument's input type. */
      readonly inputField?: string;
    }
  | { readonly parent: string; readonly value: string };

export interface UnconfirmedEntry {
  readonly names: readonly SchemaName[];
  /** The words by which Centra would refuse the name, where there is a way round it. */
  readonly words: readonly string[];
  /** What we do without it. */
  readonly whenAbsent: string;
}

const fields = (parent: string, ...names: readonly string[]): readonly SchemaName[] =>
  names.map((field) => ({ parent, field }));

const values = (parent: string, ...names: readonly string[]): readonly SchemaName[] =>
  names.map((value) => ({ parent, value }));

const argument = (parent: string, field: string, name: string, inputField?: string): SchemaName => ({
  parent,
  field,
  argument: name,
  ...(inputField === undefined ? {} : { inputField }),
});

/** A name that Centra's examples or a real client show, but no page of its reference that can be read. */
const shownOnly = (names: readonly SchemaName[]): UnconfirmedEntry => ({
  names,
  words: [],
  whenAbsent: 'Centra’s examples show it and there is no way round it: Centra’s words are shown to a developer.',
});

/** The reference shows the type of consumers' orders; that wholesale has the same, only examples let us expect. */
const sharedBy = (names: readonly SchemaName[]): UnconfirmedEntry => ({
  names,
  words: [],
  whenAbsent: 'No way round it is known: Centra’s words are shown to a developer. Consumers’ orders have it.',
});

/**
 * Every name we use in Centra's schema that its published reference, as far as it can be read, does not show. Each key
 * stands in `docs/assumptions.md`; all other names in `documents/` are in that reference.
 */
export const UNCONFIRMED_NAMES = {
  'Query.returns(where: {orderId})': {
    names: [argument('Query', 'returns', 'where', 'orderId')],
    words: ['where', 'orderId'],
    whenAbsent: 'Returns are read by the ids that webhooks have named; a return whose webhook is lost stays unseen.',
  },
  'Query.returns(where: {id})': {
    names: [argument('Query', 'returns', 'where', 'id')],
    words: ['where', 'id'],
    whenAbsent: 'All returns are paged through until the ones asked for are found.',
  },
  'Shipment.totals': {
    names: [
      ...fields('Shipment', 'totals'),
      ...fields('Shipment.totals', 'shipping', 'handling', 'discounts'),
      ...fields('Shipment.totals', 'shippingTaxRules', 'handlingTaxRules', 'discountTaxRules'),
    ],
    words: ['totals', 'shipping', 'handling', 'discounts', 'shippingTaxRules', 'handlingTaxRules', 'discountTaxRules'],
    whenAbsent: 'Freight and discount of a shipment are derived from its grand total, its lines and discountsApplied.',
  },
  'Query.shipments(where: {id})': {
    names: [argument('Query', 'shipments', 'where', 'id'), argument('Query', 'shipments', 'limit')],
    words: [],
    whenAbsent: 'No other way from a shipment id to its shipment is known: Centra’s words are shown to a developer.',
  },
  'Query.orders(where: {number})': shownOnly([
    argument('Query', 'orders', 'where', 'number'),
    argument('Query', 'orders', 'limit'),
  ]),
  'Query.returns(limit, page)': shownOnly([
    argument('Query', 'returns', 'limit'),
    argument('Query', 'returns', 'page'),
  ]),
  'Mutation.captureShipment(id)': shownOnly([argument('Mutation', 'captureShipment', 'id')]),
  'Mutation.updateShipment(id, input)': shownOnly([
    argument('Mutation', 'updateShipment', 'id'),
    argument('Mutation', 'updateShipment', 'input', 'isGoodToGo'),
    ...fields('Mutation.updateShipment', 'userErrors', 'userWarnings'),
  ]),
  'Query.rateLimits': {
    names: fields('Query', 'rateLimits'),
    words: [],
    whenAbsent: 'What is left of Centra’s limits is only counted here, so that other integrations are not seen.',
  },
  Order: sharedBy([
    ...fields(
      'Order',
      'id',
      'number',
      'status',
      'updatedAt',
      'grandTotal',
      'billingAddress',
      'isOnHold',
      'isWaitingForPayment',
      'lines',
      'shipments',
      'shippingAddress',
      'paymentMethod',
    ),
  ]),
  'Order.paymentHistory(where: {entryType})': shownOnly([
    argument('Order', 'paymentHistory', 'where', 'entryType'),
    ...fields('PaymentHistoryEntry', 'id', 'createdAt', 'entryType', 'status', 'value'),
    ...values('PaymentHistoryEntryStatus', 'SUCCESS', 'FAILED', 'PENDING'),
  ]),
  'Order.paymentMethod.uri': shownOnly(fields('Order.paymentMethod', 'uri')),
  OrderLine: sharedBy([...fields('OrderLine', 'id', 'quantity', 'productName', 'productVariantName')]),
  'OrderLine.productSize': shownOnly([
    ...fields('OrderLine', 'productSize'),
    ...fields('OrderLine.productSize', 'SKU', 'description'),
  ]),
  Shipment: sharedBy([
    ...fields(
      'Shipment',
      'id',
      'number',
      'createdAt',
      'updatedAt',
      'isGoodToGo',
      'isOnHold',
      'isShipped',
      'shippedAt',
      'isPaid',
      'paidAt',
      'isCaptured',
      'capturedAt',
      'grandTotal',
      'currencyBaseRate',
      'discountsApplied',
      'lines',
      'order',
      'shippingAddress',
    ),
    argument('Shipment', 'grandTotal', 'includingTax'),
  ]),
  'ShipmentLine.allocations': shownOnly([
    ...fields('ShipmentLine.allocations', 'quantity', 'warehouse'),
    ...fields('ShipmentLine.allocations.warehouse', 'name'),
  ]),
  Return: sharedBy([
    ...fields(
      'Return',
      'id',
      'returnStatus',
      'createdAt',
      'grandTotal',
      'returnedToStock',
      'currencyBaseRate',
      'lines',
      'returnWarehouse',
      'totals',
      'refundPaymentHistory',
      'order',
      'shipment',
    ),
    argument('Return', 'grandTotal', 'includingTax'),
  ]),
  'ReturnStatus.COMPLETED': {
    names: values('ReturnStatus', 'COMPLETED'),
    words: [],
    whenAbsent: 'No return is ever seen as completed, so that none is credited: ask before going live.',
  },
  MonetaryValue: shownOnly([...fields('MonetaryValue', 'value', 'currency'), ...fields('Currency', 'code')]),
  'OrderDiscount.value': shownOnly(fields('OrderDiscount', 'value')),
  Address: shownOnly([
    ...fields('Address', 'firstName', 'lastName', 'address1', 'address2', 'zipCode', 'city', 'country', 'email'),
    ...fields('Address', 'companyName', 'vatNumber'),
    ...fields('Address.country', 'code'),
  ]),
  'DirectToConsumerOrder.customer': shownOnly([
    ...fields('DirectToConsumerOrder', 'customer'),
    ...fields('DirectToConsumerOrder.customer', 'id', 'firstName', 'lastName', 'email'),
  ]),
  'WholesaleOrder.account': shownOnly([
    ...fields('WholesaleOrder', 'account'),
    ...fields('WholesaleOrder.account', 'id', 'name'),
  ]),
  UserError: shownOnly([...fields('UserError', 'message', 'path'), ...fields('UserWarning', 'message', 'path')]),
} as const satisfies Readonly<Record<string, UnconfirmedEntry>>;

export type UnconfirmedName = keyof typeof UNCONFIRMED_NAMES;
