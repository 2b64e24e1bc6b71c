import { z } from 'zod';

/** Parts of answers that several documents share: each a piece of GraphQL with its schema. */

/** `MonetaryValue.value` is a decimal number in the order's currency. */
export const Amount = z.object({ value: z.number() });
export type Amount = z.infer<typeof Amount>;

export const MONEY = '{ value currency { code } }';
export const Money = Amount.extend({ currency: z.object({ code: z.string() }) });
export type Money = z.infer<typeof Money>;

/** What one tax rule did to a line or a cost: `taxIncluded` lies in the value already, the other two come on top. */
export const TAX_RULE = '{ rule { taxPercent } taxAdded { value } taxDeducted { value } taxIncluded { value } }';
export const TaxRule = z.object({
  rule: z.object({ taxPercent: z.number() }),
  taxAdded: Amount,
  taxDeducted: Amount,
  taxIncluded: Amount,
});
export type TaxRule = z.infer<typeof TaxRule>;

/** `__typename` tells a bundle's header (`BundleOrderLine`) from its items (`BundleItemOrderLine`). */
export const ORDER_LINE = '{ __typename id productName productVariantName productSize { SKU description } }';
export const OrderLine = z.object({
  __typename: z.string(),
  id: z.int(),
  productName: z.string().nullish(),
  productVariantName: z.string().nullish(),
  productSize: z.object({ SKU: z.string().nullish(), description: z.string().nullish() }).nullish(),
});
export type OrderLine = z.infer<typeof OrderLine>;

/**
 * In how many parts a line may be allocated. Centra charges a query by what it could return, lists within lists
 * multiplied; that no part is missing is checked where stock is moved.
 */
export const ALLOCATIONS = '(limit: 10) { quantity warehouse { name } }';
export const Allocation = z.object({ quantity: z.int(), warehouse: z.object({ name: z.string() }) });
export type Allocation = z.infer<typeof Allocation>;

const ADDRESS_FIELDS = 'firstName lastName address1 address2 zipCode city country { code } email';
export const ADDRESS = `{ ${ADDRESS_FIELDS} }`;
export const Address = z.object({
  firstName: z.string().nullish(),
  lastName: z.string().nullish(),
  address1: z.string().nullish(),
  address2: z.string().nullish(),
  zipCode: z.string().nullish(),
  city: z.string().nullish(),
  country: z.object({ code: z.string() }).nullish(),
  email: z.string().nullish(),
});
export type Address = z.infer<typeof Address>;

/** Costs of a shipment or return beside its lines. Confirmed for returns; for shipments see `unconfirmed-names.ts`. */
export const COSTS = `
  shipping { value }
  handling { value }
  discounts { value }
  shippingTaxRules ${TAX_RULE}
  handlingTaxRules ${TAX_RULE}
  discountTaxRules ${TAX_RULE}`;
export const Costs = z.object({
  shipping: Amount,
  handling: Amount,
  discounts: Amount,
  shippingTaxRules: z.array(TaxRule),
  handlingTaxRules: z.array(TaxRule),
  discountTaxRules: z.array(TaxRule),
});
export type Costs = z.infer<typeof Costs>;

/** The order as the material of a document needs it. */
export const SALES_ORDER = `{
  __typename
  number
  isOnHold
  isWaitingForPayment
  paymentMethod { uri }
  shippingAddress ${ADDRESS}
  billingAddress { ${ADDRESS_FIELDS} companyName vatNumber }
  ... on DirectToConsumerOrder { customer { id firstName lastName email } }
  ... on WholesaleOrder { account { id name } }
}`;
export const SalesOrder = z.object({
  __typename: z.string(),
  number: z.int(),
  isOnHold: z.boolean(),
  isWaitingForPayment: z.boolean(),
  paymentMethod: z.object({ uri: z.string().nullish() }).nullish(),
  shippingAddress: Address.nullish(),
  billingAddress: Address.extend({ companyName: z.string().nullish(), vatNumber: z.string().nullish() }).nullish(),
  customer: z
    .object({
      id: z.int(),
      firstName: z.string().nullish(),
      lastName: z.string().nullish(),
      email: z.string().nullish(),
    })
    .nullish(),
  account: z.object({ id: z.int(), name: z.string().nullish() }).nullish(),
});
export type SalesOrder = z.infer<typeof SalesOrder>;

export const PAYMENT_ENTRY = '{ id createdAt entryType status value { value } }';
export const PaymentEntry = z.object({
  id: z.int(),
  createdAt: z.string(),
  entryType: z.string(),
  status: z.string(),
  value: Amount,
});
export type PaymentEntry = z.infer<typeof PaymentEntry>;

/** Centra has no error codes, only words. Any of these means that nothing was changed. */
export const USER_ERRORS = 'userErrors { message path } userWarnings { message path }';
export const UserErrors = z.object({
  userErrors: z.array(z.object({ message: z.string() })),
  userWarnings: z.array(z.object({ message: z.string() })),
});
