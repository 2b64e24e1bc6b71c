import type { Currency } from './money.ts';

export type OrderType = 'directToConsumer' | 'wholesale';
export type OrderStatus = 'PENDING' | 'CONFIRMED' | 'PROCESSING' | 'SHIPPED' | 'CANCELLED';
/** Whether the payment provider answers a capture at once, or with a request that it settles later. */
export type PaymentManner = 'sync' | 'async';

export interface Customer {
  readonly id: number;
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

export interface Warehouse {
  readonly id: number;
  readonly name: string;
}

export interface OrderLine {
  readonly id: number;
  readonly sku: string;
  readonly productName: string;
  readonly variantName: string;
  readonly size: string;
  /** As ordered, cancelled units included. */
  readonly originalQuantity: number;
  cancelledQuantity: number;
  readonly unitPriceMinor: number;
  readonly originalUnitPriceMinor: number;
  readonly taxPercent: number;
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
  readonly lines: OrderLine[];
  readonly shippingMinor: number;
  readonly handlingMinor: number;
  readonly discountMinor: number;
  readonly costTaxPercent: number;
  readonly paymentMethod: string | null;
  readonly paymentManner: PaymentManner;
  readonly authorisedMinor: number;
  readonly paymentHistory: PaymentEntry[];
  readonly shipmentIds: number[];
  /** Ordinals of deleted shipments are not given out again. */
  nextShipmentOrdinal: number;
}

export interface ShipmentLine {
  readonly id: number;
  readonly allocationId: number;
  readonly orderLineId: number;
  quantity: number;
  valueMinor: number;
  readonly warehouse: Warehouse;
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
  capturedMinor: number | null;
  /** Asked of an asynchronous payment provider, which has not settled it yet. */
  captureRequestedMinor: number | null;
  readonly lines: ShipmentLine[];
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
  readonly shipmentId: number;
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
