/** What mutations are given, as graphql-js hands it on after it was checked against the schema. */

export type Maybe<T> = T | null | undefined;

export interface Money {
  readonly value: number;
  readonly currencyIsoCode: string;
}
export interface OrderInput {
  readonly id?: Maybe<string>;
  readonly number?: Maybe<number>;
}
export interface ShipmentInfoInput {
  readonly carrier?: Maybe<string>;
  readonly service?: Maybe<string>;
  readonly packagesNumber?: Maybe<number>;
  readonly trackingNumber?: Maybe<string>;
  readonly returnTrackingNumber?: Maybe<string>;
  readonly internalShippingCost?: Maybe<Money>;
}
export interface ShipmentCreateInput {
  readonly order: OrderInput;
  readonly lines?: Maybe<readonly { readonly orderLine: { readonly id: number }; readonly quantity: number }[]>;
  readonly isGoodToGo?: Maybe<boolean>;
  readonly isPaid?: Maybe<boolean>;
  readonly capture?: Maybe<boolean>;
  readonly createdAt?: Maybe<Date>;
  readonly shippedAt?: Maybe<Date>;
  readonly shipmentInfo?: Maybe<ShipmentInfoInput>;
  readonly additionalMessage?: Maybe<string>;
  readonly shippingCost?: Maybe<CostPolicyInput>;
  readonly handlingCost?: Maybe<CostPolicyInput>;
  readonly discountValue?: Maybe<CostPolicyInput>;
}
export interface CostPolicyInput {
  readonly allRemaining?: Maybe<boolean>;
  readonly value?: Maybe<Money>;
  readonly none?: Maybe<boolean>;
}
export interface ShipmentUpdateInput {
  readonly shipmentInfo?: Maybe<ShipmentInfoInput>;
  readonly additionalMessage?: Maybe<string>;
  readonly isGoodToGo?: Maybe<boolean>;
  readonly isPaid?: Maybe<boolean>;
  readonly paidValue?: Maybe<Money>;
  readonly externalId?: Maybe<string>;
}
export interface ShipmentCompleteInput {
  readonly shippedAt?: Maybe<Date>;
  readonly shipmentInfo?: Maybe<ShipmentInfoInput>;
  readonly additionalMessage?: Maybe<string>;
}
export interface ReturnCostPolicy {
  readonly fromShipment?: Maybe<boolean>;
  readonly value?: Maybe<Money>;
}
export interface StockPolicy {
  readonly releaseItemsBackToWarehouse?: Maybe<boolean>;
  readonly sendItemsToDifferentWarehouse?: Maybe<{ readonly id: number }>;
  readonly removeItemsFromStock?: Maybe<boolean>;
}
export interface ReturnCreateInput {
  readonly shipment: { readonly id: number };
  readonly lines: readonly { readonly shipmentLine: { readonly id: number }; readonly quantity: number }[];
  readonly returnStockActionPolicy: StockPolicy;
  readonly handlingCost?: Maybe<ReturnCostPolicy>;
  readonly shippingCost?: Maybe<ReturnCostPolicy>;
  readonly voucherValue?: Maybe<ReturnCostPolicy>;
  readonly returnCost?: Maybe<Money>;
  readonly comment?: Maybe<string>;
  readonly createdAt?: Maybe<Date>;
  readonly externalId?: Maybe<string>;
}
export interface OrderUpdateInput {
  readonly isOnHold?: Maybe<boolean>;
  readonly shippingCost?: Maybe<Money>;
  readonly cancelLines?: Maybe<readonly { readonly line: { readonly id: number }; readonly quantity: number }[]>;
}
