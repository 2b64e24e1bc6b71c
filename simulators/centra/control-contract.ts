import type { CustomerFields } from './customers.ts';
import type { Fault } from './faults.ts';
import type { OrderType, PaymentManner } from './state.ts';
import type { WebhookTarget } from './webhooks.ts';

/** What goes over the control API. Amounts are decimals in the order's currency, instants ISO 8601 with an offset. */

export interface PlaceOrderInput {
  /** The next free one by default. */
  readonly number?: number;
  /** Direct to consumer by default. */
  readonly type?: OrderType;
  readonly currency?: string;
  /** ISO 3166 code; SE by default. */
  readonly country?: string;
  readonly customer?: CustomerFields;
  readonly lines: readonly OrderLineInput[];
  readonly shippingCost?: number;
  readonly handlingCost?: number;
  readonly discount?: number;
  /** The payment method's `uri`. */
  readonly paymentMethod?: string;
  readonly payment?: PaymentManner;
  /** true by default; false leaves the order pending. */
  readonly confirm?: boolean;
  readonly createdAt?: string;
}

export interface OrderLineInput {
  readonly sku: string;
  readonly productName: string;
  readonly variantName?: string;
  readonly size?: string;
  readonly quantity: number;
  /** With tax for direct to consumer, without for wholesale. */
  readonly unitPrice: number;
  readonly originalUnitPrice?: number;
  readonly taxPercent: number;
  /** Rules over unit price x quantity, which it may differ from where a discount was split. */
  readonly lineValue?: number;
  readonly warehouse?: string;
}

export interface CreateShipmentInput {
  /** All that is left by default. */
  readonly lines?: readonly { readonly lineId: number; readonly quantity: number }[];
  readonly isGoodToGo?: boolean;
  readonly createdAt?: string;
  /** By default, the warehouse of each order line. */
  readonly warehouse?: string;
}

export interface ShipShipmentInput {
  readonly shippedAt?: string;
}

export interface CreateReturnInput {
  /** All that was not returned yet by default. */
  readonly lines?: readonly { readonly shipmentLineId: number; readonly quantity: number }[];
  /** Back to the warehouse by default. */
  readonly restock?: 'release' | 'remove';
  readonly shippingCost?: number;
  /** A fee that lowers the refund. */
  readonly returnCost?: number;
}

export interface FaultInput {
  readonly operation: string;
  readonly kind: Fault['kind'];
  /** How many requests it hits; one by default. */
  readonly times?: number;
  /** One second by default. */
  readonly delayMs?: number;
  readonly message?: string;
}

export type WebhookInput = WebhookTarget | null;

export interface PlacedOrder {
  readonly id: string;
  readonly number: number;
  readonly lines: readonly { readonly id: number; readonly sku: string; readonly quantity: number }[];
}

export interface CreatedShipment {
  readonly id: number;
  readonly number: string;
  readonly lines: readonly {
    readonly id: number;
    readonly orderLineId: number;
    readonly sku: string;
    readonly quantity: number;
  }[];
}

export interface CreatedReturn {
  readonly id: number;
}
