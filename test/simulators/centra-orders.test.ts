import { describe, expect, it } from 'vitest';
import { JACKET, SHIRTS, startCentra, capture } from './centra-client.ts';

describe('an order', () => {
  it('goes from pending to SHIPPED, which is "completed", with its last shipment', async () => {
    const centra = await startCentra();
    const { control, ask } = centra;
    const order = await control.placeOrder({ lines: [JACKET, SHIRTS], confirm: false });
    const status = async () =>
      (await ask(`{ orders(where: { number: ${order.number} }) { status } }`)).orders[0]?.status;
    expect(await status()).toBe('PENDING');
    await expect(control.createShipment(order.number)).rejects.toThrow('Confirm it first');

    const confirm = `mutation { confirmOrder(input: { order: { number: ${order.number} } }) { order { status } userErrors { message } } }`;
    expect((await ask(confirm)).confirmOrder).toEqual({ order: { status: 'CONFIRMED' }, userErrors: [] });

    const [jacket] = order.lines;
    const first = await control.createShipment(order.number, { lines: [{ lineId: jacket?.id ?? 0, quantity: 1 }] });
    expect(await status()).toBe('PROCESSING');
    await expect(control.shipShipment(first.id)).rejects.toThrow('not good to go');
    await control.releaseShipment(first.id);
    await expect(control.shipShipment(first.id)).rejects.toThrow('not paid');
    await capture(centra, first.id);
    await control.shipShipment(first.id);
    expect(await status()).toBe('PROCESSING');

    const second = await control.createShipment(order.number, { isGoodToGo: true });
    await control.markPaid(second.id);
    await control.shipShipment(second.id);
    expect(await status()).toBe('SHIPPED');
    await expect(control.createShipment(order.number)).rejects.toThrow('already fully shipped');
  });

  it('is completed as well when what was not shipped is cancelled', async () => {
    const centra = await startCentra();
    const { control, ask } = centra;
    const order = await control.placeOrder({ lines: [JACKET, SHIRTS] });
    const [jacket, shirts] = order.lines;
    const shipment = await control.createShipment(order.number, {
      lines: [{ lineId: jacket?.id ?? 0, quantity: 1 }],
      isGoodToGo: true,
    });
    await capture(centra, shipment.id);
    await control.shipShipment(shipment.id);
    const { updateDirectToConsumerOrder: cancelled } = await ask(
      `mutation cancel($number: Int!, $line: Int!) { updateDirectToConsumerOrder(order: { number: $number }, input: {
        cancelLines: [{ line: { id: $line }, quantity: 3, stockAction: RELEASE_BACK_TO_WAREHOUSE }]
      }) { order { status totals { quantity cancelledQuantity } } userErrors { message } } }`,
      { number: order.number, line: shirts?.id },
    );
    expect(cancelled).toEqual({
      order: { status: 'SHIPPED', totals: { quantity: 1, cancelledQuantity: 3 } },
      userErrors: [],
    });
  });

  it('on hold is not shipped', async () => {
    const { control } = await startCentra();
    const order = await control.placeOrder({ lines: [JACKET] });
    await control.holdOrder(order.number, true);
    await expect(control.createShipment(order.number)).rejects.toThrow('on hold');
  });
});
