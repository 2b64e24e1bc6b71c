import type { OrderObservation } from '../../domain/observation.ts';
import type { SalesMaterial } from '../../domain/sales-material.ts';

/**
 * What Shipledger needs of Centra. Reads throw `NotDoneError` (come back later) or `RefusedError` (a person must mend
 * something); writes may throw `MaybeDoneError` too.
 */
export interface Centra {
  /**
   * The order's state now, or undefined when Centra does not know the number.
   *
   * @param knownReturnIds Returns that a webhook or an earlier look has named. They are read even where Centra's schema
   *   has no way from an order to its returns, which no source confirms.
   */
  observeOrder(orderNumber: number, knownReturnIds: readonly number[]): Promise<OrderObservation | undefined>;

  shipmentMaterial(shipmentId: number): Promise<SalesMaterial>;
  returnMaterial(returnId: number): Promise<SalesMaterial>;

  /** Asks the payment provider, through Centra, for the shipment's money. */
  captureShipment(shipmentId: number): Promise<Capture>;
  /** The shipment's capture as Centra shows it now. */
  readCapture(shipmentId: number): Promise<Capture>;
  /** Takes "good to go" back, so that the warehouse does not send the parcel. */
  withdrawGoodToGo(shipmentId: number): Promise<void>;

  /** Order numbers by shipment id. An id that Centra does not know is absent. */
  ordersOfShipments(shipmentIds: readonly number[]): Promise<ReadonlyMap<number, number>>;
  /** Order numbers by return id. An id that Centra does not know is absent. */
  ordersOfReturns(returnIds: readonly number[]): Promise<ReadonlyMap<number, number>>;
}

/** `pending`: the provider will answer later, possibly after days. `none`: nothing was captured. */
export interface Capture {
  readonly state: 'captured' | 'pending' | 'none';
  readonly capturedMinor: number;
  readonly currency: string;
}
