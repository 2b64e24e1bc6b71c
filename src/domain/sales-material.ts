import type { OrderType } from './observation.ts';

/**
 * All that an ERP document about one shipment or one return is made of, as Centra states it. Holds personal data: it
 * lives inside one activity and never enters workflow history or logs.
 */
export interface SalesMaterial {
  readonly orderNumber: number;
  readonly orderType: OrderType;
  /** The order is on hold or waits for its payment: nothing is to be done for it now. */
  readonly isHeld: boolean;
  readonly shipmentId: number;
  readonly shipmentNumber: string;
  /** Set when this is about a return: its amounts are then what the customer gets back, as positive numbers. */
  readonly returnId?: number;
  /** Of a return: whether its goods are put back for sale. Taken as true where nothing is said. */
  readonly returnsToStock?: boolean;
  readonly currency: string;
  /** Units of the merchant's base currency for one unit of `currency`, as Centra fixed it; 1 for the base currency. */
  readonly currencyRate: number;
  /** Whether `valueMinor` and `unitMinor` of the lines include VAT: true for consumers, false for wholesale. */
  readonly pricesIncludeVat: boolean;
  readonly lines: readonly SalesLine[];
  /** VAT included. Equals the lines' values, plus their VAT where prices are without it. */
  readonly totalMinor: number;
  readonly vatMinor: number;
  /** Where the goods went: decides VAT and sales account. ISO 3166-1 alpha-2. */
  readonly countryCode: string;
  readonly customer: SalesCustomer;
  readonly paymentMethod?: string;
  /** When the parcel left, in the instant Centra gives. */
  readonly shippedAt?: string;
}

export interface SalesLine {
  /** A gift certificate that was sold is money owed to its bearer, no goods: it has no SKU and moves no stock. */
  readonly kind: 'product' | 'giftCertificate' | 'shipping' | 'handling' | 'discount' | 'returnFee';
  /** Centra's SKU of the size; only products have one. */
  readonly sku?: string;
  readonly description: string;
  readonly quantity: number;
  /** Price of one unit as Centra shows it. The line's value is the truth, not unit x quantity. */
  readonly unitMinor: number;
  /** Negative where it lowers what is owed: a discount on an invoice, a fee kept from a refund. */
  readonly valueMinor: number;
  readonly vatMinor: number;
  readonly vatPercent: number;
  /** Units per warehouse, by Centra's warehouse name; empty for what is not goods. */
  readonly warehouses: readonly WarehouseQuantity[];
}

export interface WarehouseQuantity {
  readonly warehouse: string;
  readonly quantity: number;
}

export interface SalesCustomer {
  readonly customerId?: number;
  readonly name: string;
  readonly email?: string;
  readonly vatNumber?: string;
  readonly billing: SalesAddress;
  readonly delivery: SalesAddress;
}

export interface SalesAddress {
  readonly name: string;
  readonly address1: string;
  readonly address2: string;
  readonly zipCode: string;
  readonly city: string;
  readonly countryCode: string;
}
