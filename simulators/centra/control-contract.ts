import type { TaxTreatment } from './amounts.ts';
import type { Behaviour } from './behaviour.ts';
import type { AddressFields, CustomerFields } from './customers.ts';
import type { Fault } from './faults.ts';
import type { OrderType, PaymentManner, TaxRule } from './state.ts';
import type { WebhookTrouble } from './webhook-trouble.ts';
import type { WebhookTarget } from './webhooks.ts';

/** What goes over the control API. Amounts are decimals in the order's currency, instants ISO 8601 with an offset. */

export interface PlaceOrderInput {
  /** The next free one by default. */
  readonly number?: number;
  /** Direct to consumer by default. */
  readonly type?: OrderType;
  readonly currency?: string;
  /** What one unit is worth in the base currency. */
  readonly currencyBaseRate?: number;
  /** ISO 3166 code; SE by default. */
  readonly country?: string;
  /** With the address that bills go to. */
  readonly customer?: CustomerFields;
  /** Where parcels go to, in the order's country; by default where bills go to. */
  readonly deliveryAddress?: AddressFields;
  readonly lines: readonly OrderLineInput[];
  readonly shippingCost?: number;
  readonly handlingCost?: number;
  /** A voucher on the whole order. */
  readonly discount?: number;
  /** By default contained in consumers' prices and added to wholesale ones. `deducted`: export. */
  readonly tax?: TaxTreatment;
  readonly usedFallbackTax?: boolean;
  /** The payment method's `uri`. */
  readonly paymentMethod?: string;
  readonly payment?: PaymentManner;
  /** How much of it is paid by gift card. */
  readonly giftCard?: number;
  readonly waitingForPayment?: boolean;
  /** true by default; false leaves the order pending. */
  readonly confirm?: boolean;
  readonly createdAt?: string;
}

export interface OrderLineInput {
  /** `giftCertificate`: sent at once on a completed shipment of its own. */
  readonly kind?: 'product' | 'giftCertificate';
  readonly sku: string;
  readonly productName: string;
  readonly variantName?: string;
  readonly size?: string;
  readonly quantity: number;
  /** Without tax where it is added, else with it. */
  readonly unitPrice: number;
  readonly originalUnitPrice?: number;
  readonly taxPercent: number;
  /** Taxes that stack; their percents come to `taxPercent`. */
  readonly taxRules?: readonly TaxRule[];
  /** Rules over unit price x quantity, which it may differ from where a discount was split. */
  readonly lineValue?: number;
  readonly warehouse?: string;
  /** Makes the line a bundle: units in one bundle, and the prices that its price is split by. */
  readonly bundleItems?: readonly BundleItemInput[];
}

export interface BundleItemInput {
  readonly sku: string;
  readonly productName: string;
  readonly quantity: number;
  readonly price: number;
}

export interface LineToShipInput {
  readonly lineId: number;
  readonly quantity: number;
  /** Where the units are taken from; together as many as the line has. By default all from one warehouse. */
  readonly allocations?: readonly { readonly warehouse: string; readonly quantity: number }[];
}

export interface CreateShipmentInput {
  /** All that is left by default. */
  readonly lines?: readonly LineToShipInput[];
  readonly isGoodToGo?: boolean;
  readonly createdAt?: string;
  /** By default, the warehouse of each order line. */
  readonly warehouse?: string;
  readonly deliveryAddress?: AddressFields;
  /** By default, all that is left of the order's. */
  readonly shippingCost?: number;
  readonly handlingCost?: number;
  readonly discount?: number;
}

export interface MarkPaidInput {
  /** The whole by default. */
  readonly paidValue?: number;
}

export interface CaptureInput {
  /** The whole by default; less where another system takes a part. */
  readonly amount?: number;
}

export interface ShipShipmentInput {
  readonly shippedAt?: string;
  readonly carrier?: string;
  readonly service?: string;
  readonly trackingNumber?: string;
}

export interface ShipmentLineChangeInput {
  readonly quantity: number;
  /** By default the units' share of the order line. */
  readonly lineValue?: number;
}

/** An amount, or all that earlier returns have left of the shipment's. */
export type ReturnedCost = number | 'fromShipment';

export interface CreateReturnInput {
  /** All that was not returned yet by default; none for a return of charges only. */
  readonly lines?: readonly { readonly shipmentLineId: number; readonly quantity: number }[];
  /** Back to the warehouse by default. */
  readonly restock?: 'release' | 'remove' | { readonly warehouse: string };
  readonly shippingCost?: ReturnedCost;
  readonly handlingCost?: ReturnedCost;
  /** How much of the shipment's discount is taken off the refund. */
  readonly discount?: ReturnedCost;
  /** A fee that lowers the refund. */
  readonly returnCost?: number;
  readonly comment?: string;
  readonly createdAt?: string;
}

export type SettlementOutcome = 'success' | 'failed';

export interface FaultInput {
  readonly operation: string;
  readonly kind: Fault['kind'];
  /** How many requests in a row it hits; one by default. */
  readonly times?: number;
  /** The chance of each request to be hit, until the faults are cleared. Without one, the next requests are hit. */
  readonly probability?: number;
  /** One second by default. */
  readonly delayMs?: number;
  readonly message?: string;
}

export type WebhookInput = WebhookTarget | null;
export type WebhookTroubleInput = Partial<WebhookTrouble>;
export type BehaviourInput = Partial<Behaviour>;

export interface TokenInput {
  readonly token?: string;
  /** null: never. */
  readonly expiresAt?: string | null;
  readonly permissions?: readonly string[];
}

export interface PlacedOrder {
  readonly id: string;
  readonly number: number;
  readonly lines: readonly PlacedLine[];
}

export interface PlacedLine {
  readonly id: number;
  readonly sku: string;
  readonly quantity: number;
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
