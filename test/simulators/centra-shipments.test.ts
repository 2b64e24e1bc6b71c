import { describe, expect, it } from 'vitest';
import { startCentra, orderAndShipment, capture } from './centra-client.ts';

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
});
