import type { TaxTreatment } from './amounts.ts';
import type { Behaviour } from './behaviour.ts';
import type { Currency } from './money.ts';

export type OrderType = 'directToConsumer' | 'wholesale';
export type OrderStatus = 'PENDING' | 'CONFIRMED' | 'PROCESSING' | 'SHIPPED' | 'ARCHIVED' | 'CANCELLED';
/** Whether the payment provider answers a capture at once, or with a request that it settles later. */
export type PaymentManner = 'sync' | 'async';

export interface Address {
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly companyName: string | null;
  readonly vatNumber: string | null;
  readonly phoneNumber: string | null;
  readonly address1: string;
  readonly address2: string | null;
  readonly city: string;
  readonly zipCode: string;
}

/** With the address that bills go to. */
export interface Customer extends Address {
  readonly id: number;
}

export interface Warehouse {
  readonly id: number;
  readonly name: string;
}

export interface TaxRule {
  readonly name: string;
  readonly percent: number;
}

export type OrderLineKind = 'product' | 'giftCertificate' | 'bundle' | 'bundleItem';

export interface OrderLine {
  readonly id: number;
  readonly kind: OrderLineKind;
  /** Of a bundle's item: its header, and how many units of the item one bundle holds. */
  readonly bundle: { readonly lineId: number; readonly units: number } | null;
  /** False for the header of a bundle whose items carry its price: counting both would count it twice. */
  readonly isPriced: boolean;
  readonly sku: string;
  readonly productName: string;
  readonly variantName: string;
  readonly size: string;
  /** As ordered, cancelled units included. */
  readonly originalQuantity: number;
  cancelledQuantity: number;
  readonly unitPriceMinor: number;
  readonly originalUnitPriceMinor: number;
  /** Of all its rules together. */
  readonly taxPercent: number;
  /** Several stack: the taxes of a state and of its county. */
  readonly taxRules: readonly TaxRule[];
  /** Of the original quantity. It rules: unit price x quantity may differ where a discount was split. */
  readonly originalValueMinor: number;
  readonly warehouse: Warehouse;
}

export interface PaymentEntry {
  readonly id: number;
  readonly createdAt: Date;
  readonly entryType: string;
  readonly status: 'SUCCESS' | 'FAILED' | 'PENDING';
  readonly valueMinor: number;
  readonly externalReference: string | null;
  readonly returnId: number | null;
}

export interface Order {
  readonly id: string;
  readonly number: number;
  readonly type: OrderType;
  status: OrderStatus;
  readonly currency: Currency;
  readonly countryCode: string;
  readonly customer: Customer;
  readonly createdAt: Date;
  updatedAt: Date;
  isOnHold: boolean;
  isLocked: boolean;
  /** The customer has not paid yet: nothing is authorised, and nothing may be shipped. */
  isWaitingForPayment: boolean;
  readonly lines: OrderLine[];
  /** Where parcels go to; null: where bills go to. */
  readonly deliveryAddress: Address | null;
  shippingMinor: number;
  readonly handlingMinor: number;
  readonly discountMinor: number;
  readonly taxTreatment: TaxTreatment;
  readonly costTaxPercent: number;
  /** An external tax engine failed, and Centra reckoned the tax itself. */
  readonly usedFallbackTax: boolean;
  readonly paymentMethod: string | null;
  readonly paymentManner: PaymentManner;
  /** What the order holds of a gift card; the payment provider authorised the rest. */
  readonly giftCardMinor: number;
  authorisedMinor: number;
  authorisedGiftCardMinor: number;
  /** Money taken for the order as a whole, before there were shipments. */
  capture: OrderCapture | null;
  readonly paymentHistory: PaymentEntry[];
  readonly shipmentIds: number[];
  /** Ordinals of deleted shipments are not given out again. */
  nextShipmentOrdinal: number;
}

export interface OrderCapture {
  state: 'requested' | 'captured';
  readonly split: PaymentSplit;
}

/** What the payment provider gives or gets, and what a gift card does. */
export interface PaymentSplit {
  readonly providerMinor: number;
  readonly giftCardMinor: number;
}

export interface ShipmentLine {
  readonly id: number;
  readonly orderLineId: number;
  quantity: number;
  valueMinor: number;
  /** Where the units are taken from; together as many as the line has. */
  allocations: readonly Allocation[];
}

export interface Allocation {
  readonly id: number;
  readonly warehouse: Warehouse;
  readonly quantity: number;
}

export interface Shipment {
  readonly id: number;
  readonly number: string;
  readonly orderNumber: number;
  readonly createdAt: Date;
  updatedAt: Date;
  isGoodToGo: boolean;
  isShipped: boolean;
  shippedAt: Date | null;
  isPaid: boolean;
  paidAt: Date | null;
  isCaptured: boolean;
  capturedAt: Date | null;
  captured: PaymentSplit | null;
  /** Asked of an asynchronous payment provider, which has not settled it yet. */
  captureRequested: PaymentSplit | null;
  readonly lines: ShipmentLine[];
  /** null: where the order's parcels go to. */
  readonly deliveryAddress: Address | null;
  readonly shippingMinor: number;
  readonly handlingMinor: number;
  readonly discountMinor: number;
  carrierName: string | null;
  serviceName: string | null;
  trackingNumber: string | null;
  returnTrackingNumber: string | null;
  numberOfPackages: number;
  internalShippingMinor: number;
  additionalMessage: string | null;
  externalId: string | null;
  readonly returnIds: number[];
}

export interface ReturnLine {
  readonly id: number;
  readonly shipmentLineId: number;
  readonly quantity: number;
  readonly valueMinor: number;
}

export interface Return {
  readonly id: number;
  readonly orderNumber: number;
  readonly shipmentId: number;
  readonly createdAt: Date;
  status: 'PENDING' | 'COMPLETED';
  readonly isReturnedToStock: boolean;
  /** Money that goes, or went, back to the customer. */
  refund: (PaymentSplit & { readonly state: 'requested' | 'refunded' }) | null;
  readonly returnWarehouse: Warehouse | null;
  readonly lines: ReturnLine[];
  readonly shippingMinor: number;
  readonly handlingMinor: number;
  readonly discountMinor: number;
  readonly returnCostMinor: number;
  readonly comment: string | null;
  readonly externalId: string | null;
}

/** Money that the payment provider really took, one entry for each time: two for one shipment is a double capture. */
export interface Capture {
  /** null: for the order as a whole. */
  readonly shipmentId: number | null;
  readonly orderNumber: number;
  readonly amountMinor: number;
  readonly at: Date;
}

export interface CentraState {
  readonly orders: Map<number, Order>;
  readonly orderNumbersById: Map<string, number>;
  readonly shipments: Map<number, Shipment>;
  readonly returns: Map<number, Return>;
  readonly captures: Capture[];
  readonly warehouses: Map<string, Warehouse>;
  readonly lastIds: Record<IdKind, number>;
}

export interface CentraEvent {
  readonly type: 'order' | 'shipment' | 'return';
  readonly action: string;
  readonly id: number;
}

/** All that a transition may touch: the state, a clock, and whoever wants to hear of changes. */
export interface World {
  readonly state: CentraState;
  readonly now: () => Date;
  readonly timeZone: string;
  readonly behaviour: Behaviour;
  readonly announce: (event: CentraEvent) => void;
}

export type IdKind =
  | 'order'
  | 'orderLine'
  | 'shipment'
  | 'shipmentLine'
  | 'allocation'
  | 'return'
  | 'returnLine'
  | 'customer'
  | 'paymentEntry'
  | 'warehouse';

/** Every kind counts from elsewhere, so that an id used in the wrong place is not found instead of hitting by luck. */
export function emptyState(): CentraState {
  return {
    orders: new Map(),
    orderNumbersById: new Map(),
    shipments: new Map(),
    returns: new Map(),
    captures: [],
    warehouses: new Map(),
    lastIds: {
      order: 1_000,
      orderLine: 17_000_000,
      shipment: 300_000,
      shipmentLine: 46_000_000,
      allocation: 81_000_000,
      return: 500_000,
      returnLine: 92_000_000,
      customer: 40_000,
      paymentEntry: 7_000_000,
      warehouse: 0,
    },
  };
}

export function nextId(state: CentraState, kind: IdKind): number {
  state.lastIds[kind] += 1;
  return state.lastIds[kind];
}

/** The warehouse of that name; it is set up when first mentioned. */
export function warehouseNamed(state: CentraState, name: string): Warehouse {
  const known = state.warehouses.get(name);
  if (known) return known;
  const warehouse = { id: nextId(state, 'warehouse'), name };
  state.warehouses.set(name, warehouse);
  return warehouse;
}
