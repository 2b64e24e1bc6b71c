import { describe, expect, it } from 'vitest';
import { capture, JACKET, orderAndShipment, SHIRTS, startCentra } from './centra-client.ts';

describe('a shipment', () => {
  it('is held back by withdrawing good to go, and completed by whoever ships it', async () => {
    const centra = await startCentra();
    const { shipment } = await orderAndShipment(centra);
    await capture(centra, shipment.id);
    const update = `mutation update($id: Int!, $go: Boolean) { updateShipment(id: $id, input: { isGoodToGo: $go }) {
      shipment { isGoodToGo } userErrors { message } } }`;
    const complete = `mutation complete($id: Int!, $at: DateTimeTz) { completeShipment(id: $id, input: { shippedAt: $at,
      shipmentInfo: { carrier: "PostNord", trackingNumber: "T1" } }) {
      shipment { isShipped shippedAt trackingNumber carrierInformation { carrierName } } userErrors { message } } }`;
    const id = shipment.id;

    expect((await centra.ask(update, { id, go: false })).updateShipment.shipment).toEqual({ isGoodToGo: false });
    expect((await centra.ask(complete, { id })).completeShipment.userErrors[0]?.message).toContain('not good to go');
    await centra.ask(update, { id, go: true });
    const future = (await centra.ask(complete, { id, at: '+1 day' })).completeShipment;
    expect(future.userErrors[0]?.message).toContain('future');
    const done = (await centra.ask(complete, { id, at: '2026-01-09T15:18:33+01:00' })).completeShipment;
    expect(done).toEqual({
      shipment: {
        isShipped: true,
        shippedAt: '2026-01-09T15:18:33+01:00',
        trackingNumber: 'T1',
        carrierInformation: { carrierName: 'PostNord' },
      },
      userErrors: [],
    });
    expect((await centra.ask(complete, { id })).completeShipment.userErrors[0]?.message).toContain('already shipped');
    expect((await centra.ask(update, { id, go: false })).updateShipment.userErrors).toHaveLength(1);
  });

  it('can be deleted until it is paid; its number is not given out again', async () => {
    const centra = await startCentra();
    const { order, shipment } = await orderAndShipment(centra);
    await centra.control.deleteShipment(shipment.id);
    const next = await centra.control.createShipment(order.number);
    expect(next.number).toBe(`${order.number}-2`);
    await centra.control.markPaid(next.id);
    await expect(centra.control.deleteShipment(next.id)).rejects.toThrow('cannot be deleted');
  });

  it('is updated as a whole or not at all', async () => {
    const centra = await startCentra();
    const { shipment } = await orderAndShipment(centra);
    await capture(centra, shipment.id);
    const before = (await centra.control.state()).orders;
    const { updateShipment } = await centra.ask(
      `mutation { updateShipment(id: ${shipment.id}, input: { isGoodToGo: false, isPaid: false }) { userErrors { path } } }`,
    );
    expect(updateShipment.userErrors).toEqual([{ path: ['input', 'isPaid'] }]);
    expect((await centra.control.state()).orders).toEqual(before);
  });

  it('carries all that is left of freight, fee and discount, or what it is told to', async () => {
    const { control, ask } = await startCentra();
    const order = await control.placeOrder({ lines: [{ ...JACKET, quantity: 4 }], shippingCost: 49, discount: 100 });
    const lineId = order.lines[0]?.id ?? 0;
    const create = `mutation create($number: Int!, $line: Int!, $shipping: CostPolicyInput, $discount: CostPolicyInput) {
      createShipment(input: { order: { number: $number }, lines: [{ orderLine: { id: $line }, quantity: 1 }],
        shippingCost: $shipping, discountValue: $discount }) {
      shipment { totals { shipping { value } discounts { value } } } userErrors { message path } } }`;
    const sek = (value: number) => ({ value: { value, currencyIsoCode: 'SEK' } });
    const shipped = async (shipping: object | null, discount: object | null) =>
      (await ask(create, { number: order.number, line: lineId, shipping, discount })).createShipment;
    const carries = (shipping: number, discounts: number) => ({
      shipment: { totals: { shipping: { value: shipping }, discounts: { value: discounts } } },
      userErrors: [],
    });
    expect(await shipped({ none: true }, sek(30))).toEqual(carries(0, 30));
    expect(await shipped(sek(20), { none: true })).toEqual(carries(20, 0));
    for (const [policy, path] of [
      [sek(30), ['input', 'shippingCost']],
      [{ none: false }, ['input', 'shippingCost']],
      [{ none: true, allRemaining: true }, ['input', 'shippingCost']],
      [{}, ['input', 'shippingCost']],
    ] as const) {
      expect((await shipped(policy, null)).userErrors).toMatchObject([{ path }]);
    }
    expect(await shipped({ allRemaining: true }, null)).toEqual(carries(29, 70));
    expect(await shipped(null, null)).toEqual(carries(0, 0));
  });

  it('of a wholesale order may carry up to the whole freight again, but not of the discount', async () => {
    const { control } = await startCentra();
    const { number, lines } = await control.placeOrder({
      type: 'wholesale',
      lines: [{ ...JACKET, quantity: 3 }],
      shippingCost: 100,
      discount: 30,
    });
    const one = { lines: [{ lineId: lines[0]?.id ?? 0, quantity: 1 }] };
    await control.createShipment(number, { ...one, shippingCost: 30, discount: 10 });
    await control.createShipment(number, { ...one, shippingCost: 100, discount: 0 });
    await expect(control.createShipment(number, { ...one, shippingCost: 101 })).rejects.toThrow('not that much cost');
    await expect(control.createShipment(number, { ...one, discount: 21 })).rejects.toThrow('not that much cost');
    await control.createShipment(number);
    const shipments = (await control.state()).orders[0]?.shipments;
    expect(shipments?.map((each) => [each.shippingMinor, each.discountMinor])).toEqual([
      [3_000, 1_000],
      [10_000, 0],
      [0, 2_000],
    ]);
  });

  it('may share the discount by the value of its lines', async () => {
    const { control } = await startCentra({ discountSplit: 'proportional' });
    const { number, lines } = await control.placeOrder({ lines: [SHIRTS], discount: 10 });
    const lineId = lines[0]?.id ?? 0;
    for (let unit = 0; unit < 3; unit += 1) {
      await control.createShipment(number, { lines: [{ lineId, quantity: 1 }] });
    }
    const shipments = (await control.state()).orders[0]?.shipments;
    expect(shipments?.map(({ discountMinor }) => discountMinor)).toEqual([333, 334, 333]);
  });

  it('is edited until it was sent, and never after', async () => {
    const { control } = await startCentra();
    const order = await control.placeOrder({ lines: [{ ...JACKET, quantity: 2 }] });
    const shipment = await control.createShipment(order.number, { isGoodToGo: true });
    const lineId = shipment.lines[0]?.id ?? 0;
    await control.changeShipmentLine(shipment.id, lineId, { quantity: 1 });
    await control.changeShipmentLine(shipment.id, lineId, { quantity: 1, lineValue: 999.95 });
    await control.captureShipment(shipment.id);
    await control.shipShipment(shipment.id, { carrier: 'PostNord', trackingNumber: 'T1' });
    await expect(control.changeShipmentLine(shipment.id, lineId, { quantity: 2 })).rejects.toThrow('already shipped');
    await expect(control.deleteShipment(shipment.id)).rejects.toThrow('cannot be deleted');
    await expect(control.releaseShipment(shipment.id, false)).rejects.toThrow('already shipped');
    await expect(control.shipShipment(shipment.id)).rejects.toThrow('already shipped');
    expect((await control.state()).orders[0]).toMatchObject({
      status: 'PROCESSING',
      shipments: [{ totalMinor: 99_995, capturedMinor: 99_995 }],
    });
  });

  it('may take the units of a line from several warehouses', async () => {
    const { control, ask } = await startCentra();
    const order = await control.placeOrder({ lines: [{ ...JACKET, quantity: 5 }] });
    const lineId = order.lines[0]?.id ?? 0;
    const from = (...parts: [string, number][]) => ({
      lines: [{ lineId, quantity: 5, allocations: parts.map(([warehouse, quantity]) => ({ warehouse, quantity })) }],
    });
    await expect(control.createShipment(order.number, from(['Borås', 2], ['Malmö', 2]))).rejects.toThrow(
      "must come to the line's 5 units",
    );
    const shipment = await control.createShipment(order.number, from(['Borås', 2], ['Malmö', 3]));
    const allocations = async (paging: string) =>
      (await ask(`{ shipments { lines { allocations(${paging}) { quantity warehouse { name } } } } }`)).shipments[0]
        ?.lines;
    const boras = { quantity: 2, warehouse: { name: 'Borås' } };
    const malmo = { quantity: 3, warehouse: { name: 'Malmö' } };
    expect(await allocations('limit: 10')).toEqual([{ allocations: [boras, malmo] }]);
    expect(await allocations('limit: 1')).toEqual([{ allocations: [boras] }]);
    expect(await allocations('limit: 1, page: 2')).toEqual([{ allocations: [malmo] }]);
    await control.changeShipmentLine(shipment.id, shipment.lines[0]?.id ?? 0, { quantity: 1 });
    expect(await allocations('limit: 10')).toEqual([{ allocations: [{ ...boras, quantity: 1 }] }]);
  });

  it('that is deleted gives its units, freight and discount back to the order', async () => {
    const { control } = await startCentra();
    const order = await control.placeOrder({ lines: [JACKET], shippingCost: 49, discount: 10 });
    const shipment = await control.createShipment(order.number);
    await control.deleteShipment(shipment.id);
    expect((await control.state()).orders[0]).toMatchObject({ status: 'CONFIRMED', shipments: [] });
    await control.createShipment(order.number);
    expect((await control.state()).orders[0]?.shipments).toMatchObject([{ totalMinor: 128_900 }]);
  });
});
