/**
 * The part of Centra's Integration API that the simulator speaks: names and types as Centra's reference pages, examples
 * and real clients show them. What it does not offer is refused like any unknown name, never silently ignored.
 *
 * Marked `@unconfirmed`: names that no source confirms. They were made after confirmed ones that they resemble, and the
 * real Centra may refuse them:
 *
 * - `MonetaryValue.valueInCents`, `baseCurrencyValue`
 * - `OrderLine.shippedQuantity`
 * - `Shipment.totals`, `ShipmentTotals`; `capturedValue` but on a `DirectToConsumerShipment`
 * - `Query.order(number)`, `Query.shipments(sort)`, `Query.returns(sort)`, `Query.returnConnection`
 * - `PaymentHistoryEntry.createdFrom`, `currencyBaseRate`
 * - `ShipmentCreateInput.shippingCost`, `handlingCost`, `discountValue`
 * - `ReturnFilter.orderId`, `shipmentId`, `createdAt`, `returnStatus`
 */

const at = (field: string, nullable = '!') => `${field}(format: String = "Y-m-d\\\\TH:i:sP"): DateTimeTz${nullable}`;
const money = (field: string) => `${field}(includingTax: Boolean! = true): MonetaryValue!`;

const PAYLOAD_FIELDS = 'userErrors: [UserError!]! userWarnings: [UserWarning!]!';

const ORDER_FIELDS = `
  id: String!
  number: Int!
  status: OrderStatus!
  ${money('grandTotal')}
  ${at('createdAt')}
  ${at('updatedAt')}
  ${at('orderDate')}
  currencyBaseRate: Float!
  isOnHold: Boolean!
  isLocked: Boolean!
  isWaitingForPayment: Boolean!
  isInternal: Boolean!
  country: Country
  store: Store!
  totals: OrderTotals!
  lines(includeFullyCancelled: Boolean): [OrderLine!]!
  discountsApplied: [OrderDiscount!]!
  shipments: [Shipment!]!
  shippingAddress: Address
  billingAddress: Address
  paymentMethod: PaymentMethod
  paymentHistory(where: PaymentHistoryEntryFilter): [PaymentHistoryEntry!]!`;

const ORDER_LINE_FIELDS = `
  id: Int!
  size: String!
  productNumber: String!
  hasAnyDiscount: Boolean!
  comment: String
  productName: String
  productBrand: String
  productVariantName: String
  "Cancelled units excluded."
  quantity: Int!
  cancelledQuantity: Int!
  returnedQuantity: Int!
  shippedQuantity: Int! @unconfirmed
  ${money('unitOriginalPrice')}
  ${money('unitPrice')}
  discountPercent: Float!
  taxPercent: Float!
  ${money('lineValue')}
  product: Product
  productVariant: ProductVariant
  productSize: ProductSize`;

const TOTALS_FIELDS = `
  shipping: MonetaryValue!
  handling: MonetaryValue!
  discounts: MonetaryValue!
  "To be added to the values above."
  taxAdded: MonetaryValue!
  "To be removed from the values above."
  taxDeducted: MonetaryValue!
  "Contained in the values above."
  taxIncluded: MonetaryValue!
  shippingTaxRules: [AppliedTaxRuleValue!]!
  handlingTaxRules: [AppliedTaxRuleValue!]!
  discountTaxRules: [AppliedTaxRuleValue!]!`;

/** @param capturedValueMark No source shows `capturedValue` but on consumers' shipments. */
const shipmentFields = (capturedValueMark: string) => `
  id: Int!
  "Order number and ordinal: 39790-1."
  number: String!
  ${at('createdAt')}
  ${at('updatedAt')}
  isGoodToGo: Boolean!
  isPrinted: Boolean!
  isShipped: Boolean!
  isOnHold: Boolean!
  trackingNumber: String
  returnTrackingNumber: String
  numberOfPackages: Int!
  internalShippingCost: MonetaryValue
  ${money('grandTotal')}
  additionalMessage: String
  ${at('shippedAt', '')}
  isPaid: Boolean!
  ${at('paidAt', '')}
  isCaptured: Boolean!
  ${at('capturedAt', '')}
  capturedValue: MonetaryValue ${capturedValueMark}
  currencyBaseRate: Float!
  usedFallbackTax: Boolean!
  adminUser: AdminUser
  carrierInformation: CarrierInformation
  discountsApplied: [OrderDiscount!]!
  lines: [ShipmentLine!]!
  order: Order!
  shippingAddress: Address
  shipmentPlugin: StorePlugin
  totals: ShipmentTotals! @unconfirmed`;

const RETURN_FIELDS = `
  id: Int!
  returnStatus: ReturnStatus!
  ${at('createdAt')}
  totalQuantity: Int!
  grandTotal(includingTax: Boolean = true): MonetaryValue!
  returnedToStock: Boolean!
  comment: String
  createdFrom: String
  currencyBaseRate: Float!
  adminUser: AdminUser
  discountsApplied: [OrderDiscount!]!
  lines: [ReturnLine!]!
  returnWarehouse: Warehouse
  store: Store!
  totals: ReturnTotals!
  refundPaymentHistory: [PaymentHistoryEntry!]!
  usedFallbackTax: Boolean!
  externalId: String
  order: Order!
  shipment: Shipment!`;

const connectionOf = (type: string) => `
type ${type}Connection { totalCount: Int! edges: [${type}Edge!]! pageInfo: PageInfo! }
type ${type}Edge { cursor: String! node: ${type}! }`;

const sortOf = (type: string, fields: readonly string[]) =>
  `enum ${type}Sort { ${fields.flatMap((field) => [`${field}_ASC`, `${field}_DESC`]).join(' ')} }`;

const PAGING = 'limit: Int page: Int = 1';
const CURSORS = 'first: Int last: Int after: String before: String';

const ORDER_PAYLOAD = `order: Order ${PAYLOAD_FIELDS}`;
const SHIPMENT_PAYLOAD = `shipment: Shipment ${PAYLOAD_FIELDS}`;
const RETURN_PAYLOAD = `return: Return ${PAYLOAD_FIELDS}`;
const PAYMENT_ENTRIES = 'paymentHistoryEntry: PaymentHistoryEntry paymentHistoryEntries: [PaymentHistoryEntry!]!';

export const CENTRA_SDL = `
directive @unconfirmed on FIELD_DEFINITION | ARGUMENT_DEFINITION | INPUT_FIELD_DEFINITION | OBJECT

scalar DateTimeTz
scalar Int64

interface Payload { ${PAYLOAD_FIELDS} }
type UserError { message: String! path: [String!] }
type UserWarning { message: String! path: [String!] }

type Currency { id: Int! code: String! isBase: Boolean! }
type MonetaryValue {
  value: Float!
  currency: Currency!
  formattedValue: String!
  "In sub-units, which are not always 1/100."
  valueInCents: Int64! @unconfirmed
  conversionRate: Float!
  baseCurrencyValue: MonetaryValue! @unconfirmed
}
input MonetaryValueInput { value: Float! currencyIsoCode: String! }
input DateRange { from: DateTimeTz to: DateTimeTz }

type Country { id: Int! name: String! code: String! }
type State { id: Int! name: String! code: String! }
type Address {
  companyName: String
  attention: String
  firstName: String
  lastName: String
  address1: String
  address2: String
  city: String
  zipCode: String
  stateOrProvince: String
  country: Country
  state: State
  email: String
  phoneNumber: String
  cellPhoneNumber: String
  faxNumber: String
  vatNumber: String
}
type Customer { id: Int! email: String! firstName: String lastName: String }
type Account { id: Int! name: String! }
enum StoreType { DIRECT_TO_CONSUMER WHOLESALE }
type Store { id: Int! name: String! type: StoreType! }
type PaymentMethod { uri: String plugin: String name: String! }
type AdminUser { id: Int! }
type StorePlugin { id: Int! status: String! name: String! }
type Warehouse { id: Int! name: String! }
type CarrierInformation { carrierName: String serviceName: String }

interface OrderDiscount { value: MonetaryValue! ${at('date')} }
type AdminDiscount implements OrderDiscount { value: MonetaryValue! ${at('date')} }
type AppliedVoucherDiscount implements OrderDiscount { value: MonetaryValue! ${at('date')} }
type AppliedVoucherFreeShipping implements OrderDiscount { value: MonetaryValue! ${at('date')} }

type AppliedTaxRule { taxId: String! taxName: String! taxPercent: Float! }
type AppliedTaxRuleValue {
  rule: AppliedTaxRule!
  taxAdded: MonetaryValue!
  taxDeducted: MonetaryValue!
  taxIncluded: MonetaryValue!
}

"SHIPPED is what the admin calls Completed."
enum OrderStatus { PENDING CONFIRMED PROCESSING SHIPPED ARCHIVED DELETED CANCELLED }
interface Order { ${ORDER_FIELDS} }
type DirectToConsumerOrder implements Order { ${ORDER_FIELDS} customer: Customer }
type WholesaleOrder implements Order { ${ORDER_FIELDS} account: Account }
type OrderTotals {
  quantity: Int!
  originalQuantity: Int!
  cancelledQuantity: Int!
  unexpeditedQuantity: Int!
  lineValues: MonetaryValue!
  shippingTaxAdded: MonetaryValue
  shippingTaxDeducted: MonetaryValue
  shippingTaxIncluded: MonetaryValue
  ${TOTALS_FIELDS}
}

type Product { id: Int! name: String! }
type ProductVariant { id: Int! name: String! variantNumber: String }
type ProductSize {
  id: Int!
  SKU: String
  EAN: String
  UPC: String
  GTIN: String @deprecated(reason: "use EAN instead, date of removal: 2027-12-31")
  description: String
  preorder: Boolean!
}
interface OrderLine { ${ORDER_LINE_FIELDS} }
type ProductOrderLine implements OrderLine { ${ORDER_LINE_FIELDS} }
type BundleOrderLine implements OrderLine { ${ORDER_LINE_FIELDS} }
type BundleItemOrderLine implements OrderLine { ${ORDER_LINE_FIELDS} }
type GiftCertificateOrderLine implements OrderLine { ${ORDER_LINE_FIELDS} }

interface Shipment { ${shipmentFields('@unconfirmed')} }
type DirectToConsumerShipment implements Shipment { ${shipmentFields('')} }
type WholesaleShipment implements Shipment { ${shipmentFields('@unconfirmed')} }
type ShipmentTotals @unconfirmed { quantity: Int! lineValues: MonetaryValue! ${TOTALS_FIELDS} }
type ShipmentLine {
  id: Int!
  quantity: Int!
  returnedQuantity: Int!
  invoicedQuantity: Int!
  ${money('lineValue')}
  ${money('unitPrice')}
  orderLine: OrderLine!
  allocations(${PAGING}): [Allocation!]!
  appliedTaxRules: [AppliedTaxRuleValue!]!
}
type Allocation { id: Int! quantity: Int! warehouse: Warehouse! }

enum ReturnStatus { PENDING COMPLETED }
interface Return { ${RETURN_FIELDS} }
type DirectToConsumerReturn implements Return { ${RETURN_FIELDS} customer: Customer! }
type WholesaleReturn implements Return { ${RETURN_FIELDS} }
type ReturnTotals {
  quantity: Int!
  lineValues: MonetaryValue!
  ${TOTALS_FIELDS}
  returnCost: MonetaryValue!
  returnCostTaxRules: [AppliedTaxRuleValue!]!
}
type ReturnLine {
  id: Int!
  quantity: Int!
  ${money('lineValue')}
  ${money('unitPrice')}
  orderLine: OrderLine!
  shipmentLine: ShipmentLine!
  appliedTaxRules: [AppliedTaxRuleValue!]!
}

enum PaymentHistoryEntryType {
  AUTH CAPTURE CAPTURE_PENDING CAPTURE_FAILED CAPTURE_REQUEST REFUND REFUND_REQUEST REFUND_FAILED CANCEL CANCEL_REQUEST
  MARKED_AS_PAID MARKED_AS_UNPAID PREPAID AUTH_PENDING ADDITIONAL_ORDER_PAYMENT INVOICE OTHER
  AUTH_GIFT_CARD CAPTURE_GIFT_CARD CANCEL_GIFT_CARD REFUND_GIFT_CARD
}
enum PaymentHistoryEntryStatus { SUCCESS FAILED PENDING }
type PaymentHistoryEntry {
  id: Int!
  ${at('createdAt')}
  status: PaymentHistoryEntryStatus!
  entryType: PaymentHistoryEntryType!
  externalReference: String
  paymentMethod: String
  value: MonetaryValue!
  paramsJSON: String
  createdFrom: String @unconfirmed
  currencyBaseRate: Float! @unconfirmed
  adminUser: AdminUser
  order: Order!
  "Only of a refund."
  return: Return
}
input PaymentHistoryEntryFilter { entryType: [PaymentHistoryEntryType!] }

enum RateLimitType { REQUEST_COUNT QUERY_COMPLEXITY MUTATION_COUNT }
enum RateLimitInterval { TEN_SECONDS ONE_HOUR }
type RateLimit {
  type: RateLimitType!
  intervalSeconds: RateLimitInterval!
  quota: Int!
  usedQuota: Int!
  remainingQuota: Int!
}

type PageInfo { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }
${connectionOf('Order')}
${connectionOf('Shipment')}
${connectionOf('Return')}
${sortOf('Order', ['id', 'number', 'createdAt', 'updatedAt'])}
${sortOf('Shipment', ['id', 'createdAt', 'updatedAt'])}
${sortOf('Return', ['id', 'createdAt'])}

input OrderFilter {
  id: [String!]
  number: [Int!]
  status: [OrderStatus!]
  createdAt: DateRange
  updatedAt: DateRange
  orderDate: DateRange
  accountId: [Int64!]
  countryId: [Int!]
  currencyId: [Int!]
  customerId: [Int!]
  storeId: [Int!]
  storeType: StoreType
  search: String
  notNull: [String!]
  negate: [String!]
  isLocked: Boolean
  isOnHold: Boolean
  isWaitingForPayment: Boolean
  isInternal: Boolean
}
input ShipmentFilter {
  id: [Int!]
  number: [String!]
  createdAt: DateRange
  updatedAt: DateRange
  isGoodToGo: Boolean
  isPrinted: Boolean
  isShipped: Boolean
  shippedAt: DateRange
  isOnHold: Boolean
  isPaid: Boolean
  paidAt: DateRange
  isCaptured: Boolean
  capturedAt: DateRange
  emailSentAt: DateRange
  trackingNumber: [String!]
  adminUserId: [Int!]
  countryId: [Int!]
  currencyId: [Int!]
  customerId: [Int!]
  orderId: [String!]
  storeId: [Int!]
  storeType: StoreType
  externalId: [String!]
  search: String
  notNull: [String!]
  negate: [String!]
  usedFallbackTax: Boolean
}
input ReturnFilter {
  id: [Int!]
  orderId: [String!] @unconfirmed
  shipmentId: [Int!] @unconfirmed
  createdAt: DateRange @unconfirmed
  returnStatus: [ReturnStatus!] @unconfirmed
}
input CurrencyFilter { isBase: Boolean }

type Query {
  order(id: String, number: Int @unconfirmed): Order
  orders(where: OrderFilter, sort: [OrderSort!], ${PAGING}): [Order!]!
  orderConnection(${CURSORS}, where: OrderFilter, sort: [OrderSort!]): OrderConnection!
  shipments(where: ShipmentFilter, sort: [ShipmentSort!] @unconfirmed, ${PAGING}): [Shipment!]!
  shipmentConnection(${CURSORS}, where: ShipmentFilter, sort: [ShipmentSort!]): ShipmentConnection!
  returns(where: ReturnFilter, sort: [ReturnSort!] @unconfirmed, ${PAGING}): [Return!]!
  returnConnection(${CURSORS}, where: ReturnFilter, sort: [ReturnSort!]): ReturnConnection! @unconfirmed
  warehouses(${PAGING}): [Warehouse!]!
  currencies(where: CurrencyFilter, ${PAGING}): [Currency!]!
  rateLimits: [RateLimit!]!
}

"Exactly one input field should be provided."
input OrderInput { id: String number: Int }
input OrderLineInput { id: Int! }
input ShipmentInput { id: Int! }
input WarehouseInput { id: Int! }
input ShipmentLineInput { orderLine: OrderLineInput! quantity: Int! }
input ShipmentLineRefInput { id: Int! }
input ShipmentCreateInput {
  order: OrderInput!
  lines: [ShipmentLineInput!]
  isGoodToGo: Boolean
  isPaid: Boolean
  createdAt: DateTimeTz
  shippedAt: DateTimeTz
  shipmentInfo: ShipmentInfoInput
  capture: Boolean
  sendEmail: Boolean
  additionalMessage: String
  allocateDemand: Boolean
  shippingCost: CostPolicyInput @unconfirmed
  handlingCost: CostPolicyInput @unconfirmed
  discountValue: CostPolicyInput @unconfirmed
}
input CostPolicyInput {
  "Only true or null."
  allRemaining: Boolean
  "Not more than is left; a wholesale shipment's may be more, up to the whole, but not so a discount."
  value: MonetaryValueInput
  "Only true or null."
  none: Boolean
}
input ShipmentUpdateInput {
  shipmentInfo: ShipmentInfoInput
  additionalMessage: String
  isGoodToGo: Boolean
  isPaid: Boolean
  paidValue: MonetaryValueInput
  externalId: String
}
input ShipmentCompleteInput {
  shippedAt: DateTimeTz
  shipmentInfo: ShipmentInfoInput
  sendEmail: Boolean
  additionalMessage: String
}
input ShipmentInfoInput {
  carrier: String
  service: String
  packagesNumber: Int
  trackingNumber: String
  returnTrackingNumber: String
  internalShippingCost: MonetaryValueInput
}
input ReturnCreateInput {
  shipment: ShipmentInput!
  lines: [ReturnLineCreateInput!]!
  returnStockActionPolicy: StockPolicyActionInput!
  handlingCost: ReturnCostPolicyInput
  shippingCost: ReturnCostPolicyInput
  voucherValue: ReturnCostPolicyInput
  returnCost: MonetaryValueInput
  comment: String
  createdAt: DateTimeTz
  externalId: String
}
input ReturnLineCreateInput { shipmentLine: ShipmentLineRefInput! quantity: Int! }
input ReturnCostPolicyInput { fromShipment: Boolean value: MonetaryValueInput }
"Exactly one input field should be provided."
input StockPolicyActionInput {
  releaseItemsBackToWarehouse: Boolean
  sendItemsToDifferentWarehouse: WarehouseInput
  removeItemsFromStock: Boolean
}
input CancelStockActionInput { releaseItemsBackToWarehouse: Boolean removeItemsFromStock: Boolean }
input EmailOptionsInput { sendEmail: Boolean }
input ReturnCompleteInput { sendEmail: Boolean }
input ReturnRefundInput { sendEmail: Boolean }
input OrderConfirmInput { order: OrderInput! }
input OrdersLockInput { orders: [OrderInput!]! isLocked: Boolean! }
input DirectToConsumerOrderCancelInput {
  comment: String
  emailOptions: EmailOptionsInput
  stockAction: CancelStockActionInput
  cancelAuthorization: Boolean
}
enum CancelLineStockAction { RELEASE_BACK_TO_WAREHOUSE REMOVE_FROM_STOCK }
input OrderLineCancelInput { line: OrderLineInput! quantity: Int! stockAction: CancelLineStockAction! }
input DirectToConsumerOrderUpdateInput {
  isOnHold: Boolean
  holdStatusChangeReason: String
  cancelLines: [OrderLineCancelInput!]
  cancellationComment: String
  shippingCost: MonetaryValueInput
}

type OrderConfirmPayload implements Payload { ${ORDER_PAYLOAD} }
type OrdersLockPayload implements Payload { orders: [Order!]! ${PAYLOAD_FIELDS} }
type DirectToConsumerOrderCancelPayload implements Payload { ${ORDER_PAYLOAD} }
type DirectToConsumerOrderUpdatePayload implements Payload { ${ORDER_PAYLOAD} }
type OrderCapturePayload implements Payload { ${ORDER_PAYLOAD} ${PAYMENT_ENTRIES} }
type ReleaseRemainingOrderAuthorizationPayload implements Payload { ${ORDER_PAYLOAD} ${PAYMENT_ENTRIES} }
type ShipmentCreatePayload implements Payload { ${SHIPMENT_PAYLOAD} }
type ShipmentUpdatePayload implements Payload { ${SHIPMENT_PAYLOAD} }
type ShipmentCompletePayload implements Payload { ${SHIPMENT_PAYLOAD} }
type ShipmentDeletePayload implements Payload { ${SHIPMENT_PAYLOAD} }
type ShipmentCapturePayload implements Payload { ${SHIPMENT_PAYLOAD} ${PAYMENT_ENTRIES} }
type ReturnCreatePayload implements Payload { ${RETURN_PAYLOAD} }
type ReturnCompletePayload implements Payload { ${RETURN_PAYLOAD} }
type ReturnUncompletePayload implements Payload { ${RETURN_PAYLOAD} }
type ReturnDeletePayload implements Payload { ${RETURN_PAYLOAD} }
type ReturnRefundPayload implements Payload { ${RETURN_PAYLOAD} ${PAYMENT_ENTRIES} }

type Mutation {
  confirmOrder(input: OrderConfirmInput!): OrderConfirmPayload!
  setOrdersLock(input: OrdersLockInput!): OrdersLockPayload!
  cancelDirectToConsumerOrder(id: String!, input: DirectToConsumerOrderCancelInput): DirectToConsumerOrderCancelPayload!
  updateDirectToConsumerOrder(
    order: OrderInput!
    input: DirectToConsumerOrderUpdateInput!
  ): DirectToConsumerOrderUpdatePayload!
  captureOrder(order: OrderInput!): OrderCapturePayload!
  releaseRemainingOrderAuthorization(order: OrderInput!): ReleaseRemainingOrderAuthorizationPayload!
  createShipment(input: ShipmentCreateInput!): ShipmentCreatePayload!
  updateShipment(id: Int!, input: ShipmentUpdateInput!): ShipmentUpdatePayload!
  captureShipment(id: Int!): ShipmentCapturePayload!
  completeShipment(id: Int!, input: ShipmentCompleteInput): ShipmentCompletePayload!
  deleteShipment(id: Int!): ShipmentDeletePayload!
  createReturn(input: ReturnCreateInput!): ReturnCreatePayload!
  completeReturn(id: Int!, input: ReturnCompleteInput): ReturnCompletePayload!
  uncompleteReturn(id: Int!): ReturnUncompletePayload!
  deleteReturn(id: Int!): ReturnDeletePayload!
  refundReturn(id: Int!, input: ReturnRefundInput): ReturnRefundPayload!
}
`;
