import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { OrderView } from '../../src/domain/order-view.ts';
import { skip } from '../../src/workflows/messages.ts';
import { JACKET, SHIRTS } from '../support/goods.ts';
import { createShop } from '../support/shop.ts';
import { isDone, openWorld, stepIn, type World } from '../support/world.ts';

/** Where a parcel's money comes from, and where it goes. */
describe('an order', () => {
  let world: World;
  let shop: ReturnType<typeof createShop>;
  beforeAll(async () => {
    const mapping = {
      customers: { default: '1' },
      salesAccounts: [{ country: 'SE', vatPercent: 25, account: 3001 }],
      payments: { klarna: { modeOfPayment: 'KLARNA' } },
      giftCardPayment: { modeOfPayment: 'GIFT' },
      stockPoints: { Stockholm: 'HL' },
    };
    world = await openWorld({
      temporalCli: inject('temporalCli'),
      policy: { mapping, capture: { onFailure: 'withdrawGoodToGo' } },
    });
    shop = createShop(world);
    await world.fortnox.addAccount(2421);
    await world.fortnox.addModeOfPayment({ code: 'GIFT', account: 2421 });
  });
  afterAll(() => world.stop());

  const send = async (order: Awaited<ReturnType<typeof shop.place>>, at: number) => {
    const { id: lineId = 0, quantity = 0 } = order.lines[at] ?? {};
    return world.centra.createShipment(order.number, { lines: [{ lineId, quantity }], isGoodToGo: true });
  };

  it('paid in part by gift card has the card’s part registered apart from the provider’s', async () => {
    const order = await shop.place([JACKET, SHIRTS], { giftCard: 500 });
    const [jacket, shirts] = [await send(order, 0), await send(order, 1)];
    await world.wake(order.number);
    const both = [jacket, shirts].map(({ id }) => `S-${id}-payment`);
    await world.until(order.number, (view) => both.every((step) => isDone(view, step)));

    const payments = [...(await shop.paymentsOf(jacket.id)), ...(await shop.paymentsOf(shirts.id))];
    const amounts = (mode: string) =>
      payments.filter(({ ModeOfPayment }) => ModeOfPayment === mode).map(({ Amount }) => Number(Amount));
    expect(amounts('GIFT').reduce((sum, amount) => sum + amount, 0)).toBe(500);
    expect(amounts('KLARNA').reduce((sum, amount) => sum + amount, 0)).toBe(1249.5 + 100 - 500);
    expect(payments.every(({ Booked }) => Booked)).toBe(true);
    for (const { id } of [jacket, shirts]) {
      expect(await shop.documentsOf('S', id)).toMatchObject([{ Balance: 0 }]);
    }
  });

  it('paid wholly by gift card has one payment, which is the card’s', async () => {
    const order = await shop.place([JACKET], { giftCard: 1249.5 });
    const parcel = await send(order, 0);
    await world.wake(order.number);
    await world.until(order.number, (view) => isDone(view, `S-${parcel.id}-payment`));
    expect(await shop.paymentsOf(parcel.id)).toMatchObject([{ ModeOfPayment: 'GIFT' }]);
    expect(await shop.documentsOf('S', parcel.id)).toMatchObject([{ Balance: 0 }]);
  });

  it('of which nobody can tell what the gift card paid asks a person for that payment, and for nothing else', async () => {
    const order = await shop.place([JACKET, SHIRTS], { giftCard: 500 });
    const [jacket, shirts] = [await send(order, 0), await send(order, 1)];
    // Somebody else captures both, so that only the order's entries tell.
    for (const { id } of [jacket, shirts]) await world.centra.captureShipment(id);
    const handle = await world.wake(order.number);
    const unclear = await world.until(order.number, (view) =>
      [jacket, shirts].every(({ id }) => stepIn(view, `S-${id}-payment`)?.state === 'needsAttention'),
    );
    expect(stepIn(unclear, `S-${jacket.id}-payment`)?.problem?.code).toBe('paymentSplitUnclear');
    expect(stepIn(unclear, `S-${jacket.id}-invoice`)?.state).toBe('done');
    expect(await shop.paymentsOf(jacket.id)).toEqual([]);
    for (const { id } of [jacket, shirts]) {
      await handle.signal(skip, { by: 'anna', reason: 'by hand', step: `S-${id}-payment` });
      await world.centra.shipShipment(id);
    }
    await world.wake(order.number);
    expect(await handle.result()).toMatchObject({ stage: 'completed' });
  });

  it('whose money was taken as a whole is not captured again, and each parcel has its share', async () => {
    for (const captureOfCapturedOrder of ['assigns', 'alreadyCaptured'] as const) {
      await world.centra.setBehaviour({ captureOfCapturedOrder });
      const order = await shop.place([JACKET, SHIRTS]);
      await world.centra.captureOrder(order.number);
      const [jacket, shirts] = [await send(order, 0), await send(order, 1)];
      await world.wake(order.number);
      const both = [jacket, shirts].map(({ id }) => `S-${id}-payment`);
      await world.until(order.number, (view) => both.every((step) => isDone(view, step)));
      expect(await shop.documentsOf('S', jacket.id)).toMatchObject([{ Total: 1249.5, Balance: 0 }]);
      expect(await shop.documentsOf('S', shirts.id)).toMatchObject([{ Total: 100, Balance: 0 }]);
      const taken = (await world.centra.state()).captures.filter(({ orderNumber }) => orderNumber === order.number);
      expect(taken).toMatchObject([{ amountMinor: 134_950 }]);
    }
  });

  it('of which only a part was captured is not invoiced: a person compares', async () => {
    const order = await shop.place([JACKET]);
    const parcel = await send(order, 0);
    await world.centra.captureShipment(parcel.id, { amount: 1000 });
    await world.wake(order.number);
    const step = `S-${parcel.id}-invoice` as const;
    const stuck = await world.until(order.number, (view) => stepIn(view, step)?.state === 'needsAttention');
    expect(stepIn(stuck, step)?.problem?.code).toBe('capturedAmountDiffers');
    expect(await shop.documentsOf('S', parcel.id)).toEqual([]);
  });

  it('whose capture is refused when the parcel can no longer be held back says both', async () => {
    const order = await shop.place([JACKET]);
    const parcel = await send(order, 0);
    await world.centra.addFault({ operation: 'captureShipment', kind: 'refuse', message: 'Suspected fraud' });
    await world.centra.addFault({ operation: 'updateShipment', kind: 'refuse', message: 'Already shipped' });
    await world.wake(order.number);
    const detailIn = (view: OrderView) => stepIn(view, `S-${parcel.id}-capture`)?.problem?.detail ?? '';
    const stuck = await world.until(order.number, (view) => detailIn(view).includes('good to go'));
    expect(detailIn(stuck)).toMatch(/Suspected fraud; .*could NOT be withdrawn \(.*Already shipped\), stop the parcel/);
    expect(await shop.documentsOf('S', parcel.id)).toEqual([]);
  });
});
