import { describe, expect, it } from 'vitest';
import { JACKET, startCentra, orderAndShipment, capture } from './centra-client.ts';

describe('a capture', () => {
  it('takes the shipment’s money, marks it as paid, and shows in the payment history', async () => {
    const centra = await startCentra();
    const { order, shipment } = await orderAndShipment(centra, { shippingCost: 49 });
    const captured = await capture(centra, shipment.id);
    expect(captured).toMatchObject({
      shipment: { isCaptured: true, isPaid: true, capturedValue: { value: 1399 } },
      paymentHistoryEntry: { entryType: 'CAPTURE', status: 'SUCCESS', value: { value: 1399 } },
      userErrors: [],
    });
    const { orders } = await centra.ask(
      `{ orders(where: { number: ${order.number} }) { paymentHistory(where: { entryType: [CAPTURE, CAPTURE_REQUEST] }) { value { value } } } }`,
    );
    expect(orders[0]?.paymentHistory).toEqual([{ value: { value: 1399 } }]);
  });

  it('asked for twice takes money once', async () => {
    const centra = await startCentra();
    const { shipment } = await orderAndShipment(centra);
    await capture(centra, shipment.id);
    const before = (await centra.control.state()).orders;
    const replayed = await capture(centra, shipment.id);
    expect(replayed.userErrors).toEqual([{ message: expect.stringContaining('already captured'), path: ['id'] }]);
    expect(replayed.shipment).toBeNull();
    const { orders, captures } = await centra.control.state();
    expect(orders).toEqual(before);
    expect(captures).toMatchObject([{ shipmentId: shipment.id, amountMinor: 135_000 }]);
  });

  it('refused by the payment provider leaves only a failed entry', async () => {
    const centra = await startCentra();
    const { shipment } = await orderAndShipment(centra);
    await centra.control.addFault({ operation: 'captureShipment', kind: 'refuse', message: 'Card expired' });
    expect(await capture(centra, shipment.id)).toMatchObject({ userErrors: [{ message: 'Card expired' }] });
    const { orders, captures } = await centra.control.state();
    expect(captures).toEqual([]);
    expect(orders[0]?.paymentHistory.at(-1)).toMatchObject({ entryType: 'CAPTURE', status: 'FAILED' });
    expect(orders[0]?.shipments[0]).toMatchObject({ isCaptured: false, isPaid: false });
    expect(await capture(centra, shipment.id)).toMatchObject({ userErrors: [], shipment: { isCaptured: true } });
  });

  it('with an asynchronous provider is a request until the provider answers', async () => {
    const centra = await startCentra();
    const { shipment } = await orderAndShipment(centra, { payment: 'async' });
    const isCaptured = async () => (await centra.ask(`{ shipments { isCaptured } }`)).shipments[0]?.isCaptured;

    expect(await capture(centra, shipment.id)).toMatchObject({
      shipment: { isCaptured: false, isPaid: false, capturedAt: null },
      paymentHistoryEntry: { entryType: 'CAPTURE_REQUEST', status: 'PENDING' },
    });
    expect((await centra.control.state()).captures).toEqual([]);
    expect((await capture(centra, shipment.id)).userErrors).toHaveLength(1);

    await centra.control.settleCapture(shipment.id, 'failed');
    expect(await isCaptured()).toBe(false);
    await capture(centra, shipment.id);
    await centra.control.settleCapture(shipment.id, 'success');
    expect(await isCaptured()).toBe(true);
    expect((await centra.control.state()).captures).toMatchObject([{ amountMinor: 135_000 }]);
    await expect(centra.control.settleCapture(shipment.id, 'success')).rejects.toThrow('409');
  });

  it('cannot exceed what was authorised', async () => {
    const centra = await startCentra();
    const order = await centra.control.placeOrder({ lines: [{ ...JACKET, quantity: 2, lineValue: 2000 }] });
    const lineId = order.lines[0]?.id ?? 0;
    const first = await centra.control.createShipment(order.number, { lines: [{ lineId, quantity: 2 }] });
    await capture(centra, first.id);
    // A person moves units to a shipment of their own after the money was taken.
    await centra.control.changeShipmentLine(first.id, first.lines[0]?.id ?? 0, { quantity: 1 });
    const second = await centra.control.createShipment(order.number);
    expect((await capture(centra, second.id)).userErrors[0]?.message).toContain('exceeds');
    expect((await centra.control.state()).captures).toHaveLength(1);
  });

  it('failing while a shipment is created is a warning, and the shipment is there', async () => {
    const centra = await startCentra();
    const order = await centra.control.placeOrder({ lines: [JACKET] });
    await centra.control.addFault({ operation: 'createShipment', kind: 'refuse', message: 'Card expired' });
    const { createShipment } = await centra.ask(
      `mutation ship($number: Int!, $line: Int!) { createShipment(input: {
        order: { number: $number }, lines: [{ orderLine: { id: $line }, quantity: 1 }], capture: true
      }) { shipment { number isCaptured } userErrors { message } userWarnings { message } } }`,
      { number: order.number, line: order.lines[0]?.id },
    );
    expect(createShipment).toEqual({
      shipment: { number: `${order.number}-1`, isCaptured: false },
      userErrors: [],
      userWarnings: [{ message: 'Card expired' }],
    });
  });
});
