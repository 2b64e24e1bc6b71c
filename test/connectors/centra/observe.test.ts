import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OrderSeen, ShipmentSeen } from '../../../src/connectors/centra/documents/observe-order.ts';
import type { ReturnSeen } from '../../../src/connectors/centra/documents/observe-returns.ts';
import { contentDigest, observationOf } from '../../../src/connectors/centra/observe.ts';
import { money } from './answers.ts';

const shipmentLine = (id: number, quantity: number, orderLineId: number, __typename = 'ProductOrderLine') => ({
  id,
  quantity,
  lineValue: { value: quantity * 100 },
  orderLine: { __typename, id: orderLineId },
});

const shipment = (more: Partial<ShipmentSeen> = {}): ShipmentSeen => ({
  id: 1902,
  number: '1001-1',
  createdAt: '2026-03-01T10:00:00+01:00',
  updatedAt: '2026-03-02T09:30:00+01:00',
  isGoodToGo: true,
  isOnHold: false,
  isShipped: false,
  shippedAt: null,
  isPaid: false,
  paidAt: null,
  isCaptured: false,
  capturedAt: null,
  capturedValue: null,
  grandTotal: { value: 249 },
  currencyBaseRate: 1,
  lines: [shipmentLine(465, 2, 68)],
  ...more,
});

const order = (more: Partial<OrderSeen> = {}): OrderSeen => ({
  __typename: 'DirectToConsumerOrder',
  id: '05ac658a8e815571fdba2984eb358932',
  number: 1001,
  status: 'PROCESSING',
  isOnHold: false,
  isWaitingForPayment: false,
  updatedAt: '2026-03-02T09:30:00+01:00',
  grandTotal: money(24_900),
  paymentMethod: { uri: 'klarna' },
  lines: [{ __typename: 'ProductOrderLine', id: 68, quantity: 3 }],
  paymentHistory: [],
  shipments: [shipment()],
  ...more,
});

const returned = (more: Partial<ReturnSeen> = {}): ReturnSeen => ({
  id: 31,
  returnStatus: 'PENDING',
  createdAt: '2026-03-05T10:00:00+01:00',
  returnedToStock: true,
  grandTotal: { value: 100 },
  order: { number: 1001 },
  shipment: { id: 1902 },
  lines: [{ id: 7, quantity: 1, lineValue: { value: 100 } }],
  refundPaymentHistory: [],
  ...more,
});

describe('what is seen of an order', () => {
  it('is ids, amounts and states, and nothing that is unset', () => {
    expect(observationOf(order(), [returned()])).toEqual({
      orderId: '05ac658a8e815571fdba2984eb358932',
      orderNumber: 1001,
      type: 'directToConsumer',
      status: 'PROCESSING',
      isOnHold: false,
      isWaitingForPayment: false,
      currency: 'SEK',
      paymentMethod: 'klarna',
      unshippedQuantity: 3,
      updatedAt: '2026-03-02T09:30:00+01:00',
      shipments: [
        {
          shipmentId: 1902,
          shipmentNumber: '1001-1',
          createdAt: '2026-03-01T10:00:00+01:00',
          updatedAt: '2026-03-02T09:30:00+01:00',
          isGoodToGo: true,
          isOnHold: false,
          isShipped: false,
          isPaid: false,
          isCaptured: false,
          capture: 'none',
          totalMinor: 24_900,
          currencyRate: 1,
          contentDigest: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
          returns: [
            {
              returnId: 31,
              shipmentId: 1902,
              createdAt: '2026-03-05T10:00:00+01:00',
              isCompleted: false,
              totalMinor: 10_000,
              isReturnedToStock: true,
              refundedMinor: 0,
              contentDigest: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
            },
          ],
        },
      ],
    });
  });

  it('is a wholesale order by its type, and has no payment method where Centra has none', () => {
    const seen = observationOf(order({ __typename: 'WholesaleOrder', paymentMethod: null }), []);
    expect(seen.type).toBe('wholesale');
    expect(seen).not.toHaveProperty('paymentMethod');
  });

  it('shows when and how much was captured', () => {
    const captured = shipment({
      isCaptured: true,
      isPaid: true,
      capturedAt: '2026-03-02T09:00:00+01:00',
      capturedValue: { value: 0 },
    });
    expect(observationOf(order({ shipments: [captured] }), []).shipments[0]).toMatchObject({
      isCaptured: true,
      capturedAt: '2026-03-02T09:00:00+01:00',
      capturedMinor: 0,
    });
  });

  it('keeps an order open whose status nobody has heard of', () => {
    expect(observationOf(order({ status: 'ON_ITS_WAY' }), []).status).toBe('PROCESSING');
    expect(observationOf(order({ status: 'toString' }), []).status).toBe('PROCESSING');
    for (const status of ['CANCELLED', 'DELETED'] as const) {
      expect(observationOf(order({ status }), []).status).toBe(status);
    }
  });

  it('counts units as unshipped until their shipment has left', () => {
    expect(observationOf(order({ shipments: [] }), []).unshippedQuantity).toBe(3);
    expect(observationOf(order({ shipments: [shipment({ isShipped: true })] }), []).unshippedQuantity).toBe(1);
  });

  it('counts a bundle’s units once', () => {
    const lines = [
      { __typename: 'BundleOrderLine', id: 1, quantity: 1 },
      { __typename: 'BundleItemOrderLine', id: 2, quantity: 1 },
      { __typename: 'BundleItemOrderLine', id: 3, quantity: 1 },
    ];
    const sent = shipment({
      isShipped: true,
      lines: [
        shipmentLine(11, 1, 1, 'BundleOrderLine'),
        shipmentLine(12, 1, 2, 'BundleItemOrderLine'),
        shipmentLine(13, 1, 3, 'BundleItemOrderLine'),
      ],
    });
    expect(observationOf(order({ lines, shipments: [] }), []).unshippedQuantity).toBe(2);
    expect(observationOf(order({ lines, shipments: [sent] }), []).unshippedQuantity).toBe(0);
  });

  it('shows what was refunded for a return, and only what succeeded', () => {
    const entry = { id: 1, createdAt: '2026-03-06T10:00:00+01:00', entryType: 'REFUND', status: 'SUCCESS' };
    const refundPaymentHistory = [
      { ...entry, value: { value: -60 } },
      { ...entry, entryType: 'REFUND_GIFT_CARD', value: { value: 20 } },
      { ...entry, status: 'FAILED', value: { value: 60 } },
      { ...entry, entryType: 'REFUND_REQUEST', status: 'PENDING', value: { value: 60 } },
    ];
    const seen = observationOf(order(), [returned({ returnStatus: 'COMPLETED', refundPaymentHistory })]);
    expect(seen.shipments[0]?.returns[0]).toMatchObject({ isCompleted: true, refundedMinor: 8000 });
  });

  it('leaves out returns of other orders', () => {
    const seen = observationOf(order(), [returned({ order: { number: 7 }, shipment: { id: 99 } })]);
    expect(seen.shipments[0]?.returns).toEqual([]);
  });
});

describe('the digest of a shipment’s content', () => {
  const aLine = fc.record({
    id: fc.nat(),
    quantity: fc.integer({ min: 0, max: 99 }),
    lineValue: fc.record({ value: fc.integer({ min: 0, max: 1e7 }).map((minor) => minor / 100) }),
  });

  it('does not depend on the order of the lines', () => {
    const shuffled = fc
      .array(aLine, { maxLength: 8 })
      .chain((lines) => fc.tuple(fc.constant(lines), fc.shuffledSubarray(lines, { minLength: lines.length })));
    fc.assert(
      fc.property(shuffled, ([lines, others]) => {
        const digest = (rows: typeof lines) => contentDigest({ grandTotal: { value: 1 }, lines: rows }, 'SEK');
        expect(digest(others)).toBe(digest(lines));
      }),
    );
  });

  it('changes with every quantity, value, line and total', () => {
    const { grandTotal } = shipment();
    const first = shipmentLine(465, 2, 68);
    const lines = [first];
    const changed = [
      { lines, grandTotal: { value: 250 } },
      { lines: [], grandTotal },
      { lines: [{ ...first, id: 466 }], grandTotal },
      { lines: [{ ...first, quantity: 1 }], grandTotal },
      { lines: [{ ...first, lineValue: { value: 199.99 } }], grandTotal },
    ];
    const digests = [{ lines, grandTotal }, ...changed].map((content) => contentDigest(content, 'SEK'));
    expect(new Set(digests).size).toBe(digests.length);
  });

  it('stays when only flags and dates change', () => {
    const seen = (more: Partial<ShipmentSeen>) =>
      observationOf(order({ shipments: [shipment(more)] }), []).shipments[0]?.contentDigest;
    expect(seen({ isShipped: true, isPaid: true, updatedAt: '2026-03-09T09:30:00+01:00' })).toBe(seen({}));
  });
});
