import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { JACKET, SHIRTS } from '../support/goods.ts';
import { createShop } from '../support/shop.ts';
import { isDone, openWorld, stepIn, type World } from '../support/world.ts';

/** What people change in Centra while an order is worked on. */
describe('an order', () => {
  let world: World;
  let shop: ReturnType<typeof createShop>;
  beforeAll(async () => {
    world = await openWorld({ temporalCli: inject('temporalCli') });
    shop = createShop(world);
  });
  afterAll(() => world.stop());

  const parcelOf = (number: number, lineId: number | undefined, quantity: number, isGoodToGo = true) =>
    world.centra.createShipment(number, { lines: [{ lineId: lineId ?? 0, quantity }], isGoodToGo });

  it('has parcels added, changed and deleted while another one waits for Fortnox, and books what is there then', async () => {
    const order = await shop.place([{ ...JACKET, quantity: 3 }, SHIRTS]);
    const [jackets, shirts] = order.lines;
    await world.fortnox.addFault({ method: 'POST', path: '/3/invoices', kind: 'status500', times: 2 });
    const waiting = await parcelOf(order.number, jackets?.id, 1);
    await world.wake(order.number);
    await world.until(order.number, (view) => view.stage === 'working' && isDone(view, `S-${waiting.id}-capture`));

    const changed = await parcelOf(order.number, jackets?.id, 2, false);
    const deleted = await parcelOf(order.number, shirts?.id, 1, false);
    await world.wake(order.number);
    await world.until(order.number, (view) => stepIn(view, `S-${deleted.id}-capture`)?.state === 'waiting');
    await world.centra.changeShipmentLine(changed.id, changed.lines[0]?.id ?? 0, { quantity: 1 });
    await world.centra.releaseShipment(changed.id);
    await world.centra.deleteShipment(deleted.id);
    await world.wake(order.number);
    const paid = [waiting, changed].map(({ id }) => `S-${id}-payment`);
    const view = await world.until(order.number, (seen) => paid.every((step) => isDone(seen, step)));

    for (const { id } of [waiting, changed]) {
      expect(await shop.documentsOf('S', id)).toMatchObject([{ Booked: true, Total: 1249.5, Balance: 0 }]);
    }
    expect(await shop.documentsOf('S', deleted.id)).toEqual([]);
    expect(view.lanes.map(({ title }) => title)).toEqual([waiting.number, changed.number]);
    expect(view.stage).toBe('waiting');
  }, 90_000);

  it('that is edited while its invoice is under way is never booked with what neither captured money nor Centra says', async () => {
    const order = await shop.place([{ ...JACKET, quantity: 2 }]);
    await world.fortnox.addFault({ method: 'POST', path: '/3/invoices', kind: 'status500' });
    const parcel = await parcelOf(order.number, order.lines[0]?.id, 2);
    await world.wake(order.number);
    await world.until(order.number, (view) => isDone(view, `S-${parcel.id}-capture`));
    await world.centra.changeShipmentLine(parcel.id, parcel.lines[0]?.id ?? 0, { quantity: 1 });
    await world.wake(order.number);
    const step = `S-${parcel.id}-invoice`;
    const stuck = await world.until(order.number, (view) => stepIn(view, step)?.state === 'needsAttention');
    expect(stepIn(stuck, step)?.problem?.code).toBe('capturedAmountDiffers');
    expect(await shop.documentsOf('S', parcel.id)).toEqual([]);
  }, 90_000);

  it('is complete without the lines that were cancelled, and closes at once when it was cancelled before anything was sent', async () => {
    const order = await shop.place([JACKET, SHIRTS]);
    const [jacket, shirts] = order.lines;
    const parcel = await parcelOf(order.number, jacket?.id, 1);
    await world.wake(order.number);
    await world.until(order.number, (view) => isDone(view, `S-${parcel.id}-payment`));
    await world.centra.shipShipment(parcel.id);
    await world.centra.cancelLines(order.number, [{ lineId: shirts?.id ?? 0, quantity: 3 }]);
    expect(await (await world.wake(order.number)).result()).toMatchObject({ stage: 'completed' });
    expect(await shop.documentsOf('S', parcel.id)).toMatchObject([{ Booked: true, Total: 1249.5 }]);

    const regretted = await shop.place([JACKET]);
    const unsent = await world.centra.createShipment(regretted.number);
    await world.wake(regretted.number);
    await world.until(regretted.number, (view) => view.lanes.length === 1);
    await world.centra.cancelOrder(regretted.number);
    expect(await (await world.wake(regretted.number)).result()).toMatchObject({ stage: 'completed', lanes: [] });
    expect(await shop.capturesOf(unsent.id)).toEqual([]);
    expect(await shop.documentsOf('S', unsent.id)).toEqual([]);
  }, 90_000);
});
