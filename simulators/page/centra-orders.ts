import type { CentraSnapshot } from '../centra/control.ts';

type SnapshotOrder = CentraSnapshot['orders'][number];
type SnapshotShipment = SnapshotOrder['shipments'][number];

export type OrderLine = SnapshotOrder['lines'][number] & {
  /** Units that are on no shipment yet. */
  readonly unpacked: number;
};
export type ShipmentLine = SnapshotShipment['lines'][number] & {
  /** Units that no return has yet. */
  readonly returnable: number;
};
export type Return = CentraSnapshot['returns'][number] & {
  readonly currency: string;
  readonly units: number;
};
export type Shipment = Omit<SnapshotShipment, 'lines'> & {
  readonly orderType: SnapshotOrder['type'];
  /** Of the order as a whole, which then pays for its shipments. */
  readonly orderCapture: SnapshotOrder['capture'];
  readonly currency: string;
  readonly lines: readonly ShipmentLine[];
  readonly returns: readonly Return[];
};
export type Order = Omit<SnapshotOrder, 'lines' | 'shipments'> & {
  readonly lines: readonly OrderLine[];
  readonly shipments: readonly Shipment[];
};

/** Centra's orders with everything that belongs to them, newest first, and with what is left to pack and to return. */
export function ordersOf({ orders, returns }: CentraSnapshot): readonly Order[] {
  return orders
    .map((order) => ({
      ...order,
      lines: order.lines.map((line) => ({ ...line, unpacked: unpacked(order, line) })),
      shipments: order.shipments.map((shipment) => {
        const own = returns
          .filter(({ shipmentId }) => shipmentId === shipment.id)
          .map((returned) => withOrder(returned, order));
        return {
          ...shipment,
          orderType: order.type,
          orderCapture: order.capture,
          currency: order.currency,
          lines: shipment.lines.map((line) => ({ ...line, returnable: line.quantity - unitsBack(own, line.id) })),
          returns: own,
        };
      }),
    }))
    .toReversed();
}

function unpacked(order: SnapshotOrder, line: SnapshotOrder['lines'][number]): number {
  const packed = order.shipments
    .flatMap((shipment) => shipment.lines)
    .filter(({ orderLineId }) => orderLineId === line.id)
    .map(({ quantity }) => quantity);
  return line.originalQuantity - line.cancelledQuantity - sum(packed);
}

function unitsBack(returns: readonly Return[], shipmentLineId: number): number {
  const lines = returns.flatMap((returned) => returned.lines);
  return sum(lines.filter((line) => line.shipmentLineId === shipmentLineId).map(({ quantity }) => quantity));
}

const withOrder = (returned: CentraSnapshot['returns'][number], order: SnapshotOrder): Return => ({
  ...returned,
  currency: order.currency,
  units: sum(returned.lines.map(({ quantity }) => quantity)),
});

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
