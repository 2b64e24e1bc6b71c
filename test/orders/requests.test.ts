import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { JACKET } from '../support/goods.ts';
import { createShop } from '../support/shop.ts';
import { isDone, openWorld, type World } from '../support/world.ts';

/** The bar of the design: 2 requests to Centra per wake and 2 per shipment; to Fortnox 2 for each thing made. */
describe('what the life of an order costs in requests', () => {
  let world: World;
  let shop: ReturnType<typeof createShop>;
  beforeAll(async () => {
    world = await openWorld({ temporalCli: inject('temporalCli'), policy: { complete: { returnsWindowDays: 30 } } });
    shop = createShop(world);
  });
  afterAll(() => world.stop());

  it('is no more than the limits of Centra and Fortnox allow for', async () => {
    const order = await shop.place([JACKET]);
    const parcel = await world.centra.createShipment(order.number, { isGoodToGo: true });
    await world.wake(order.number);
    await world.until(order.number, (view) => isDone(view, `S-${parcel.id}-payment`));
    await world.centra.shipShipment(parcel.id);
    await world.wake(order.number);
    await world.until(order.number, (view) => isDone(view, `S-${parcel.id}-stock`));

    const sold = await requests();
    expect(sold.centra).toBeLessThanOrEqual(2 * 2 + 2);
    expect(sold.fortnox).toEqual({ invoices: 2, payments: 2, stock: 2, other: 0 });

    const back = await world.centra.createReturn(parcel.id, { restock: 'release' });
    await world.centra.completeReturn(back.id);
    await world.wake(order.number);
    await world.until(order.number, (view) => isDone(view, `R-${back.id}-stock`));

    const returned = await requests();
    expect(returned.centra - sold.centra).toBeLessThanOrEqual(2 + 2);
    expect(returned.fortnox).toEqual({ invoices: 4, payments: 2, stock: 4, other: 0 });
    console.log(`requests for one shipment, sold and returned: Centra ${returned.centra} in 3 wakes, Fortnox 10`);
  });

  /** All requests so far; the stock points are read once for a process and not counted. */
  async function requests() {
    const { requestCounts } = await world.fortnox.state();
    const calls = Object.entries(requestCounts).filter(([route]) => !/oauth|stockpoints/.test(route));
    const of = (pattern: RegExp): number =>
      calls.filter(([route]) => pattern.test(route)).reduce((sum, [, count]) => sum + count, 0);
    const all = of(/./);
    const [invoices, payments, stock] = [of(/3\/invoices/), of(/invoicepayments/), of(/documentdeliveries/)];
    return {
      centra: (await world.centra.state()).requestCount,
      fortnox: { invoices, payments, stock, other: all - invoices - payments - stock },
    };
  }
});
