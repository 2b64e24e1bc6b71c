import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { JACKET } from '../support/goods.ts';
import { createShop } from '../support/shop.ts';
import { isDone, openWorld, type World } from '../support/world.ts';

/** A webhook can be faster than what Centra lets us read. */
describe('an order', () => {
  let world: World;
  let shop: ReturnType<typeof createShop>;
  beforeAll(async () => {
    world = await openWorld({ temporalCli: inject('temporalCli') });
    shop = createShop(world);
  });
  afterAll(() => world.stop());

  it.concurrent(
    'that a webhook names before Centra shows it is looked up again by itself',
    async () => {
      const number = 888_888;
      await world.wake(number);
      await world.until(number, (view) => view.stage === 'attention');
      await shop.place([JACKET], { number });
      const shown = await world.until(number, (view) => view.type !== undefined);
      expect(shown.stage).toBe('waiting');
    },
    70_000,
  );

  it.concurrent(
    'that is completed waits once more when a webhook tells of what Centra does not show yet',
    async () => {
      const order = await shop.place([JACKET]);
      const parcel = await world.centra.createShipment(order.number, { isGoodToGo: true });
      await world.wake(order.number);
      await world.until(order.number, (view) => isDone(view, `S-${parcel.id}-payment`));
      await world.centra.shipShipment(parcel.id);
      await (await world.wake(order.number)).result();

      const handle = await world.wake(order.number);
      await world.until(order.number, (view) => view.lanes.length > 0);
      expect((await handle.describe()).status.name).toBe('RUNNING');
      const back = await world.centra.createReturn(parcel.id, { restock: 'release' });
      await world.centra.completeReturn(back.id);
      await handle.result();
      expect(await shop.documentsOf('R', back.id)).toMatchObject([{ Booked: true, Total: -1249.5 }]);
    },
    90_000,
  );
});
