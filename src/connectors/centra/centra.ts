import type { OrderObservation } from '../../domain/observation.ts';
import type { SalesMaterial } from '../../domain/sales-material.ts';

/**
 * What Shipledger needs of Centra. Reads throw `NotDoneError` (come back later) or `RefusedError` (a person must mend
 * something); writes may throw `MaybeDoneError` too.
 */
export interface Centra {
  /**
   * To be asked before work that needs Centra. Costs nothing while Centra answers and nobody waits.
   *
   * @throws NotDoneError with the wait when Centra is away, or others wait since longer.
   */
  ready(): Promise<void>;

  /**
   * The order's state now, or undefined when Centra does not know the number.
   *
   * @param knownReturnIds Returns that a webhook or an earlier look has named. They are read even where Centra's schema
   *   has no way from an order to its returns, which no source confirms.
   * @param look What makes the look cheaper or richer.
   */
  observeOrder(
    orderNumber: number,
    knownReturnIds: readonly number[],
    look?: OrderLook,
  ): Promise<OrderObservation | undefined>;

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

export interface OrderLook {
  /** Centra's id of the order, from an earlier look: with it, order and returns are one request. */
  readonly orderId?: string | undefined;
  /** Also asks for the warehouses of the lines, which a stock document is about to need. */
  readonly withStock?: boolean;
}

/** `pending`: the provider will answer later, possibly after days. `none`: nothing was captured. */
export interface Capture {
  readonly state: 'captured' | 'pending' | 'none';
  /** All money that was taken for the shipment, gift cards included. */
  readonly capturedMinor: number;
  /** Of it, by gift card. */
  readonly giftCardMinor: number;
  /** Gift cards paid some of the order, and nothing tells how much of this shipment. */
  readonly isSplitUnclear?: true;
  readonly currency: string;
  /** What Centra warned of though it was done; short, nothing personal. */
  readonly note?: string;
}
