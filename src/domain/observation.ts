/**
 * What Centra says about an order at one moment: ids, amounts and states, no names or addresses. It is small enough for
 * workflow history and holds all that `plan()` decides by.
 */
export interface OrderObservation {
  readonly orderId: string;
  readonly orderNumber: number;
  readonly type: OrderType;
  readonly status: OrderStatus;
  readonly isOnHold: boolean;
  readonly isWaitingForPayment: boolean;
  readonly currency: string;
  /** The `uri` of Centra's payment method; absent for orders without one. */
  readonly paymentMethod?: string;
  /** Units ordered, not cancelled, and not yet on a shipped shipment. */
  readonly unshippedQuantity: number;
  readonly updatedAt: string;
  readonly shipments: readonly ShipmentObservation[];
}

export type OrderType = 'directToConsumer' | 'wholesale';

/** Centra's `SHIPPED` is what its admin calls "Completed". A cancelled order may read `CANCELLED` or `DELETED`. */
export type OrderStatus = 'PENDING' | 'CONFIRMED' | 'PROCESSING' | 'SHIPPED' | 'ARCHIVED' | 'CANCELLED' | 'DELETED';

export interface ShipmentObservation {
  readonly shipmentId: number;
  /** Order number and ordinal, such as `1001-2`. */
  readonly shipmentNumber: string;
  /** Instants are ISO 8601 with an offset, as Centra gives them. */
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly isGoodToGo: boolean;
  readonly isOnHold: boolean;
  readonly isShipped: boolean;
  readonly shippedAt?: string;
  readonly isPaid: boolean;
  readonly paidAt?: string;
  readonly isCaptured: boolean;
  readonly capturedAt?: string;
  /** What Centra's payment entries make of it: `pending` while the provider has not answered a request. */
  readonly capture?: 'captured' | 'pending' | 'none';
  /** What was captured, tax and gift cards included. */
  readonly capturedMinor?: number;
  /** Of it, by gift card. */
  readonly giftCardMinor?: number;
  /** Gift cards paid some of the order, and nothing tells how much of this shipment. */
  readonly isSplitUnclear?: true;
  /** What the customer pays for this shipment, tax included. */
  readonly totalMinor: number;
  /** Units of the merchant's base currency for one unit of the order's, as Centra fixed it. */
  readonly currencyRate: number;
  /** What a stock document moves; only there when it was asked for, and where Centra tells every unit's warehouse. */
  readonly stockRows?: readonly StockRow[];
  /** Changes when lines, quantities or amounts change; not when flags or dates do. */
  readonly contentDigest: string;
  readonly returns: readonly ReturnObservation[];
}

/** Units of an article that leave a warehouse, by Centra's SKU and warehouse name. */
export interface StockRow {
  readonly sku: string;
  readonly quantity: number;
  readonly warehouse: string;
}

export interface ReturnObservation {
  readonly returnId: number;
  readonly shipmentId: number;
  readonly createdAt: string;
  readonly isCompleted: boolean;
  /** What the customer gets back, tax included, as a positive amount. */
  readonly totalMinor: number;
  /** Whether the goods went back into a warehouse. */
  readonly isReturnedToStock: boolean;
  /** Money that Centra's payment history shows as refunded for this return. Shown only: an exchange refunds nothing. */
  readonly refundedMinor: number;
  readonly contentDigest: string;
}
