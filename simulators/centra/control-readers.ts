import type { PlaceOrderLine } from './order-lines.ts';
import type { AddressFields, CustomerFields } from './customers.ts';
import { FAULT_KINDS } from './faults.ts';
import { ALL_PERMISSIONS } from './permissions.ts';
import { decimal, flag, instant, integer, listOf, matching, nullable, oneOf } from './readers.ts';
import {
  either,
  optional,
  possiblyEmptyListOf,
  record,
  text,
  Unreadable,
  withDefault,
  type Reader,
} from './readers.ts';
import { RETRY_AFTER_FORMS } from './retry-after.ts';
import type { TaxRule } from './state.ts';

/** Reads what `control-contract.ts` describes, with the defaults filled in. */

const units = integer(1);
const id = integer(1);
const amount = decimal(0);
const percent = decimal(0, 100);
const chance = decimal(0, 1);

const addressFields = {
  email: optional(text),
  firstName: optional(text),
  lastName: optional(text),
  companyName: optional(text),
  vatNumber: optional(text),
  phoneNumber: optional(text),
  address1: optional(text),
  address2: optional(text),
  city: optional(text),
  zipCode: optional(text),
};
const address: Reader<AddressFields> = record(addressFields);
const customer: Reader<CustomerFields> = record({ id: optional(id), ...addressFields });

const bundleItem = record({ sku: text, productName: text, quantity: units, price: amount });
const taxRule: Reader<TaxRule> = record({ name: text, percent });

const anyOrderLine: Reader<PlaceOrderLine> = record({
  kind: withDefault(oneOf(['product', 'giftCertificate']), 'product'),
  sku: text,
  productName: text,
  variantName: withDefault(text, 'Standard'),
  size: withDefault(text, 'One size'),
  quantity: units,
  unitPrice: amount,
  originalUnitPrice: optional(amount),
  taxPercent: percent,
  taxRules: optional(listOf(taxRule)),
  lineValue: optional(amount),
  warehouse: withDefault(text, 'Main warehouse'),
  bundleItems: optional(listOf(bundleItem)),
});

export const orderLine: Reader<PlaceOrderLine> = (value, name) => {
  const line = anyOrderLine(value, name);
  const stacked = (line.taxRules ?? []).reduce((total, rule) => total + rule.percent, 0);
  if (line.taxRules !== undefined && Math.abs(stacked - line.taxPercent) > 1e-6) {
    throw new Unreadable(`${name}.taxRules`, 'must have percents that come to taxPercent');
  }
  if (line.bundleItems !== undefined && line.kind !== 'product') {
    throw new Unreadable(`${name}.bundleItems`, 'must not be there for a gift certificate');
  }
  return line;
};

export const orderToPlace = record({
  number: optional(integer(1)),
  type: withDefault(oneOf(['directToConsumer', 'wholesale']), 'directToConsumer'),
  currency: optional(matching(/^[A-Z]{3}$/, 'must be three capital letters, such as SEK')),
  currencyBaseRate: optional(decimal(0.000_001)),
  country: withDefault(matching(/^[A-Z]{2}$/, 'must be two capital letters, such as SE'), 'SE'),
  customer: optional(customer),
  deliveryAddress: optional(address),
  lines: listOf(orderLine),
  shippingCost: withDefault(amount, 0),
  handlingCost: withDefault(amount, 0),
  discount: withDefault(amount, 0),
  tax: optional(oneOf(['included', 'added', 'deducted'])),
  usedFallbackTax: withDefault(flag, false),
  paymentMethod: withDefault(text, 'adyen'),
  payment: withDefault(oneOf(['sync', 'async']), 'sync'),
  giftCard: withDefault(amount, 0),
  waitingForPayment: withDefault(flag, false),
  confirm: withDefault(flag, true),
  createdAt: optional(instant),
});

export const shipmentToCreate = record({
  lines: optional(
    listOf(
      record({
        lineId: id,
        quantity: units,
        allocations: optional(listOf(record({ warehouse: text, quantity: units }))),
      }),
    ),
  ),
  isGoodToGo: withDefault(flag, false),
  createdAt: optional(instant),
  warehouse: optional(text),
  deliveryAddress: optional(address),
  shippingCost: optional(amount),
  handlingCost: optional(amount),
  discount: optional(amount),
});

export const linesToCancel = record({ lines: listOf(record({ lineId: id, quantity: units })) });
export const shippingCost = record({ shippingCost: amount });
export const payment = record({ paidValue: optional(amount) });
export const captureToMake = record({ amount: optional(decimal(0.001)) });
export const shipping = record({
  shippedAt: optional(instant),
  carrier: optional(text),
  service: optional(text),
  trackingNumber: optional(text),
});
export const settlement = record({ outcome: oneOf(['success', 'failed']) });
export const lineChange = record({ quantity: integer(0), lineValue: optional(amount) });
export const hold = record({ isOnHold: flag });
export const lock = record({ isLocked: flag });
export const goodToGo = record({ isGoodToGo: withDefault(flag, true) });
/** What takes no input refuses all. */
export const nothing = record({});

const returnedCost = withDefault(either(amount, oneOf(['fromShipment']), 'must be an amount or fromShipment'), 0);

export const returnToCreate = record({
  lines: optional(possiblyEmptyListOf(record({ shipmentLineId: id, quantity: units }))),
  restock: withDefault(
    either(
      oneOf(['release', 'remove']),
      record({ warehouse: text }),
      'must be release, remove or an object with a warehouse',
    ),
    'release',
  ),
  shippingCost: returnedCost,
  handlingCost: returnedCost,
  discount: returnedCost,
  returnCost: withDefault(amount, 0),
  comment: optional(text),
  createdAt: optional(instant),
});

export const faultToPlan = record({
  operation: text,
  kind: oneOf(FAULT_KINDS),
  times: withDefault(integer(1), 1),
  probability: optional(chance),
  delayMs: withDefault(integer(0), 1_000),
  message: withDefault(text, 'The payment was declined.'),
});

export const faultSeed = record({ seed: integer(0) });

export const webhookTarget = nullable(
  record({ url: matching(/^https?:\/\//, 'must be an http or https URL'), secret: text }),
);

export const webhookTrouble = record({
  lost: withDefault(chance, 0),
  doubled: withDefault(chance, 0),
  shuffled: withDefault(chance, 0),
});

export const behaviourChange = record({
  isCapturedWhilePending: optional(flag),
  captureOfCapturedOrder: optional(oneOf(['assigns', 'alreadyCaptured'])),
  capturedValueIncludesGiftCards: optional(flag),
  cancelledStatus: optional(oneOf(['CANCELLED', 'DELETED'])),
  discountSplit: optional(oneOf(['allRemaining', 'proportional'])),
  deductedTaxIsListedAsIncluded: optional(flag),
  bundleLines: optional(oneOf(['headerAndItems', 'header', 'items'])),
  missingPermissionStatus: optional(either(exactly(200), exactly(403), 'must be 200 or 403')),
  retryAfter: optional(oneOf(RETRY_AFTER_FORMS)),
});

export const tokenChange = record({
  token: optional(text),
  expiresAt: optional(nullable(instant)),
  permissions: optional(possiblyEmptyListOf(oneOf(ALL_PERMISSIONS))),
});

function exactly<const T extends number>(wanted: T): Reader<T> {
  return (value, name) => {
    if (value !== wanted) throw new Unreadable(name, `must be ${wanted}`);
    return wanted;
  };
}
