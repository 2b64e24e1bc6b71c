import type { OrderObservation, ReturnObservation, ShipmentObservation } from '../../src/domain/observation.ts';
import type { ConnectionPolicy, OrderPolicy } from '../../src/domain/policy.ts';

/** The policy that the design names as the default. */
export const DTC_POLICY: OrderPolicy = {
  capture: { mode: 'perform', trigger: 'goodToGo', onFailure: 'alert' },
  invoice: { trigger: 'goodToGo', requireCapture: true, send: 'none', lockedPeriod: 'attention' },
  payment: 'register',
  stock: { trigger: 'completed', mode: 'document' },
  complete: { returnsWindowDays: 30 },
};

export const POLICY: ConnectionPolicy = {
  mode: 'live',
  goLive: '2026-01-01',
  timeZone: 'Europe/Stockholm',
  byOrderType: {
    directToConsumer: DTC_POLICY,
    wholesale: { ...DTC_POLICY, capture: { ...DTC_POLICY.capture, mode: 'none' }, payment: 'none' },
  },
};

/** The same policy with parts of the rules for consumers' orders replaced. */
export function policyWith(rules: Partial<OrderPolicy>, connection: Partial<ConnectionPolicy> = {}): ConnectionPolicy {
  const { byOrderType } = POLICY;
  return {
    ...POLICY,
    ...connection,
    byOrderType: { ...byOrderType, directToConsumer: { ...byOrderType.directToConsumer, ...rules } },
  };
}

export const NOW = '2026-03-10T12:00:00.000Z';

export function anOrder(
  shipments: readonly ShipmentObservation[],
  more: Partial<OrderObservation> = {},
): OrderObservation {
  return {
    orderId: '05ac658a8e815571fdba2984eb358932',
    orderNumber: 1001,
    type: 'directToConsumer',
    status: 'PROCESSING',
    isOnHold: false,
    isWaitingForPayment: false,
    currency: 'SEK',
    unshippedQuantity: 0,
    updatedAt: '2026-03-01T09:00:00+01:00',
    shipments,
    ...more,
  };
}

export function aShipment(more: Partial<ShipmentObservation> = {}): ShipmentObservation {
  const shipmentId = more.shipmentId ?? 1902;
  return {
    shipmentId,
    shipmentNumber: `1001-${shipmentId - 1901}`,
    createdAt: '2026-03-01T10:00:00+01:00',
    updatedAt: '2026-03-01T10:00:00+01:00',
    isGoodToGo: false,
    isOnHold: false,
    isShipped: false,
    isPaid: false,
    isCaptured: false,
    totalMinor: 124_900,
    currencyRate: 1,
    contentDigest: 'as-ordered',
    returns: [],
    ...more,
  };
}

export function released(more: Partial<ShipmentObservation> = {}): ShipmentObservation {
  return aShipment({ isGoodToGo: true, updatedAt: '2026-03-02T23:30:00Z', ...more });
}

export function captured(more: Partial<ShipmentObservation> = {}): ShipmentObservation {
  return released({
    isCaptured: true,
    isPaid: true,
    capturedAt: '2026-03-03T08:00:00Z',
    paidAt: '2026-03-03T08:00:00Z',
    capturedMinor: 124_900,
    ...more,
  });
}

export function completed(more: Partial<ShipmentObservation> = {}): ShipmentObservation {
  return captured({ isShipped: true, shippedAt: '2026-03-04T15:00:00Z', ...more });
}

export function aReturn(more: Partial<ReturnObservation> = {}): ReturnObservation {
  return {
    returnId: 31,
    shipmentId: 1902,
    createdAt: '2026-03-08T10:00:00Z',
    isCompleted: true,
    totalMinor: 49_900,
    isReturnedToStock: true,
    refundedMinor: 0,
    contentDigest: 'one-back',
    ...more,
  };
}
