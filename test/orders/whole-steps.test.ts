import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { JACKET } from '../support/goods.ts';
import { createShop } from '../support/shop.ts';
import { isDone, openWorld, type World } from '../support/world.ts';

/** Steps of two writes run in one activity; what is made is not made, read or compared again when the second fails. */
describe('a step whose second write fails', () => {
  let world: World;
  let shop: ReturnType<typeof createShop>;
  beforeAll(async () => {
    world = await openWorld({ temporalCli: inject('temporalCli') });
    shop = createShop(world);
  });
  afterAll(() => world.stop());

  const counted = async () => {
    const { requestCounts } = await world.fortnox.state();
    const { requests } = await world.centra.state();
    return {
      made: requestCounts['POST /3/invoices'],
      read: requestCounts['GET /3/invoices/:documentNumber'] ?? 0,
      material: requests['shipments'],
    };
  };

  it('goes on where it was', async () => {
    await world.fortnox.addFault({ method: 'PUT', path: 'bookkeep$', kind: 'status429', times: 2 });
    const order = await shop.place([JACKET]);
    const parcel = await world.centra.createShipment(order.number, { isGoodToGo: true });
    await world.wake(order.number);
    await world.until(order.number, (view) => isDone(view, `S-${parcel.id}-invoice`));
    expect(await shop.documentsOf('S', parcel.id)).toMatchObject([{ Booked: true, Total: 1249.5 }]);
    expect(await counted()).toEqual({ made: 1, read: 0, material: 1 });
  });
});
