import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { skip } from '../../src/workflows/messages.ts';
import { JACKET, SHIRTS } from '../support/goods.ts';
import { createShop } from '../support/shop.ts';
import { isDone, openWorld, stepIn, type World } from '../support/world.ts';

/** Parcels that come back, in every way in which they do. */
describe('an order', () => {
  let world: World;
  let shop: ReturnType<typeof createShop>;
  beforeAll(async () => {
    world = await openWorld({ temporalCli: inject('temporalCli'), policy: { complete: { returnsWindowDays: 30 } } });
    shop = createShop(world);
  });
  afterAll(() => world.stop());

  const by = { by: 'anna', reason: 'seen to' };

  const sell = async () => {
    const order = await shop.place([JACKET, SHIRTS]);
    const parcel = await world.centra.createShipment(order.number, {
      lines: order.lines.slice(0, 1).map(({ id, quantity }) => ({ lineId: id, quantity })),
      isGoodToGo: true,
    });
    await world.wake(order.number);
    await world.until(order.number, (view) => isDone(view, `S-${parcel.id}-payment`));
    await world.centra.shipShipment(parcel.id);
    return { order, parcel };
  };

  it.concurrent(
    'has a parcel’s return credited while its other parcel is not sent yet',
    async () => {
      const { order, parcel } = await sell();
      const back = await world.centra.createReturn(parcel.id, { restock: 'release' });
      await world.centra.completeReturn(back.id);
      await world.wake(order.number);
      await world.until(order.number, (view) => isDone(view, `R-${back.id}-stock`));
      expect(await shop.documentsOf('R', back.id)).toMatchObject([{ Booked: true, Total: -1249.5 }]);

      const rest = await world.centra.createShipment(order.number, { isGoodToGo: true });
      await world.wake(order.number);
      await world.until(order.number, (view) => isDone(view, `S-${rest.id}-payment`));
      expect(await shop.documentsOf('S', rest.id)).toMatchObject([{ Booked: true, Total: 100 }]);
      expect(await shop.documentsOf('R', back.id)).toHaveLength(1);
    },
    90_000,
  );

  it.concurrent(
    'whose goods are exchanged has what came back credited and what was sent instead invoiced',
    async () => {
      const { order, parcel } = await sell();
      const back = await world.centra.createReturn(parcel.id, { restock: 'release' });
      // Completed without a refund: the customer is sent something else for it.
      await world.centra.completeReturn(back.id);
      const instead = await world.centra.createShipment(order.number, { isGoodToGo: true });
      await world.wake(order.number);
      const both = [`R-${back.id}-stock`, `S-${instead.id}-payment`];
      await world.until(order.number, (view) => both.every((step) => isDone(view, step)));
      expect(await shop.documentsOf('R', back.id)).toMatchObject([{ Booked: true, Total: -1249.5 }]);
      expect(await shop.documentsOf('S', instead.id)).toMatchObject([{ Booked: true, Total: 100 }]);
      expect(await shop.movementsOf(back.id)).toEqual([1]);
    },
    90_000,
  );

  it.concurrent(
    'whose return is reopened, completed again, and then deleted after its credit asks a person, and credits nothing twice',
    async () => {
      const { order, parcel } = await sell();
      const back = await world.centra.createReturn(parcel.id, { restock: 'release' });
      await world.centra.completeReturn(back.id);
      await world.wake(order.number);
      await world.until(order.number, (view) => isDone(view, `R-${back.id}-stock`));

      const review = `R-${back.id}-review`;
      const problemIn = async (code: string) =>
        world.until(order.number, (view) => stepIn(view, review)?.problem?.code === code);
      await world.centra.uncompleteReturn(back.id);
      await world.wake(order.number);
      await problemIn('returnReversed');
      await world.centra.completeReturn(back.id);
      const handle = await world.wake(order.number);
      await world.until(order.number, (view) => stepIn(view, review) === undefined && view.stage === 'waiting');
      await world.centra.deleteReturn(back.id);
      await world.wake(order.number);
      await problemIn('vanishedAfterWork');
      expect(await shop.documentsOf('R', back.id)).toMatchObject([{ Total: -1249.5 }]);

      const again = await world.centra.createReturn(parcel.id, { restock: 'release' });
      await world.centra.completeReturn(again.id);
      await world.wake(order.number);
      const credit = `R-${again.id}-credit`;
      await world.until(order.number, (view) => stepIn(view, credit)?.problem?.code === 'creditsExceedInvoice');
      expect(await shop.documentsOf('R', again.id)).toEqual([]);
      // Whoever reversed the first credit by hand says so, and the goods that came back are credited.
      await handle.signal(skip, { ...by, step: review });
      await world.until(order.number, (view) => isDone(view, credit));
      expect(await shop.documentsOf('R', again.id)).toMatchObject([{ Booked: true, Total: -1249.5 }]);
    },
    90_000,
  );
});
