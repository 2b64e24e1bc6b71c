import type { CustomerFields } from './customers.ts';
import { FAULT_KINDS } from './faults.ts';
import { decimal, flag, instant, integer, listOf, matching, nullable, oneOf } from './readers.ts';
import { optional, record, text, withDefault, type Reader } from './readers.ts';

/** Reads what `control-contract.ts` describes, with the defaults filled in. */

const units = integer(1);
const id = integer(1);
const amount = decimal(0);

const customer: Reader<CustomerFields> = record({
  id: optional(id),
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
});

const orderLine = record({
  sku: text,
  productName: text,
  variantName: withDefault(text, 'Standard'),
  size: withDefault(text, 'One size'),
  quantity: units,
  unitPrice: amount,
  originalUnitPrice: optional(amount),
  taxPercent: decimal(0, 100),
  lineValue: optional(amount),
  warehouse: withDefault(text, 'Main warehouse'),
});

export const orderToPlace = record({
  number: optional(integer(1)),
  type: withDefault(oneOf(['directToConsumer', 'wholesale']), 'directToConsumer'),
  currency: optional(matching(/^[A-Z]{3}$/, 'must be three capital letters, such as SEK')),
  country: withDefault(matching(/^[A-Z]{2}$/, 'must be two capital letters, such as SE'), 'SE'),
  customer: optional(customer),
  lines: listOf(orderLine),
  shippingCost: withDefault(amount, 0),
  handlingCost: withDefault(amount, 0),
  discount: withDefault(amount, 0),
  paymentMethod: withDefault(text, 'adyen'),
  payment: withDefault(oneOf(['sync', 'async']), 'sync'),
  confirm: withDefault(flag, true),
  createdAt: optional(instant),
});

export const shipmentToCreate = record({
  lines: optional(listOf(record({ lineId: id, quantity: units }))),
  isGoodToGo: withDefault(flag, false),
  createdAt: optional(instant),
  warehouse: optional(text),
});

export const shipping = record({ shippedAt: optional(instant) });
export const settlement = record({ outcome: oneOf(['success', 'failed']) });
export const lineChange = record({ quantity: integer(0) });
export const hold = record({ isOnHold: flag });

export const returnToCreate = record({
  lines: optional(listOf(record({ shipmentLineId: id, quantity: units }))),
  restock: withDefault(oneOf(['release', 'remove']), 'release'),
  shippingCost: withDefault(amount, 0),
  returnCost: withDefault(amount, 0),
});

export const faultToPlan = record({
  operation: text,
  kind: oneOf(FAULT_KINDS),
  times: withDefault(integer(1), 1),
  delayMs: withDefault(integer(0), 1_000),
  message: withDefault(text, 'The payment was declined.'),
});

export const webhookTarget = nullable(
  record({ url: matching(/^https?:\/\//, 'must be an http or https URL'), secret: text }),
);
