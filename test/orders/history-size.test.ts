import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { JACKET } from '../support/goods.ts';
import { createShop } from '../support/shop.ts';
import { isDone, openWorld, type World } from '../support/world.ts';

/** The bar of the design for an order with one shipment and 4 webhooks. */
const MOST_EVENTS = 90;

describe('the history of an order', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld({ temporalCli: inject('temporalCli') });
  });
  afterAll(() => world.stop());

  it('with one shipment and four webhooks, each on its own, stays small', async () => {
    const order = await createShop(world).place([JACKET]);
    await world.wake(order.number);
    await world.until(order.number, (view) => view.type !== undefined);
    await sleep(500);
    const parcel = await world.centra.createShipment(order.number, {});
    await world.wake(order.number);
    await world.until(order.number, (view) => view.lanes.length > 0);
    await sleep(500);
    await world.centra.releaseShipment(parcel.id);
    await world.wake(order.number);
    await world.until(order.number, (view) => isDone(view, `S-${parcel.id}-payment`));
    await sleep(500);
    await world.centra.shipShipment(parcel.id);
    const handle = await world.wake(order.number);
    await handle.result();

    const { events } = await handle.fetchHistory();
    console.log(`history of an order with one shipment and four webhooks: ${events?.length} events`);
    expect(events?.length).toBeLessThanOrEqual(MOST_EVENTS);
  });
});
