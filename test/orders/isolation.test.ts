import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { JACKET, SHIRTS } from '../support/goods.ts';
import { createShop } from '../support/shop.ts';
import type {} from '../support/temporal.global-setup.ts';
import { isDone, openWorld, stepIn, type World } from '../support/world.ts';

/** Two seconds for the end of the burst, and the calls; the rest is this machine's. */
const SOON_MS = 10_000;

describe('one thing that is stuck', () => {
  let world: World;
  let shop: ReturnType<typeof createShop>;
  let otherShop: ReturnType<typeof createShop>;
  beforeAll(async () => {
    world = await openWorld({ temporalCli: inject('temporalCli'), withOther: true });
    shop = createShop(world);
    otherShop = createShop(world.other, 'other');
  }, 120_000);
  afterEach(() => Promise.all([world.fortnox.clearFaults(), world.centra.clearFaults()]));
  afterAll(() => world.stop());

  /** From the webhook to the booked payment, in milliseconds. */
  async function timeOf(number: number, parcel: number, connectionId = 'acme'): Promise<number> {
    const startMs = performance.now();
    await world.wake(number, connectionId);
    await world.until(number, (view) => isDone(view, `S-${parcel}-payment`), connectionId);
    return performance.now() - startMs;
  }

  async function ofOtherMerchant(): Promise<number> {
    const { number } = await otherShop.place([JACKET]);
    const parcel = await world.other.centra.createShipment(number, { isGoodToGo: true });
    return timeOf(number, parcel.id, 'other');
  }

  /** So many that a worker could not hold them all, each waiting for Fortnox. */
  async function ordersThatWait(count: number): Promise<void> {
    const numbers: number[] = [];
    for (let made = 0; made < count; made += 1) {
      const { number } = await shop.place([JACKET]);
      await world.centra.createShipment(number, { isGoodToGo: true });
      numbers.push(number);
    }
    await Promise.all(numbers.map((number) => world.wake(number)));
    const captured = async (): Promise<number> => (await world.centra.state()).captures.length;
    await expect.poll(captured, { timeout: 60_000 }).toBeGreaterThanOrEqual(count);
  }

  it('a parcel that is refused does not delay the other parcel of its order', async () => {
    const { number, lines } = await shop.place([{ ...JACKET, taxPercent: 7 }, SHIRTS]);
    const [odd, usual] = lines;
    const parcelOf = (line: typeof odd, quantity: number) =>
      world.centra.createShipment(number, { lines: [{ lineId: line?.id ?? 0, quantity }], isGoodToGo: true });
    const refused = await parcelOf(odd, 1);
    const good = await parcelOf(usual, 3);
    expect(await timeOf(number, good.id)).toBeLessThan(SOON_MS);
    const view = await world.until(number, (seen) => seen.stage === 'attention');
    expect(stepIn(view, `S-${refused.id}-invoice`)?.state).toBe('needsAttention');
    expect(await shop.documentsOf('S', refused.id)).toEqual([]);
  });

  it('orders of which everything is refused do not delay the next one', async () => {
    await world.centra.addFault({ operation: 'captureShipment', kind: 'refuse', times: 6, message: 'Expired' });
    const bad: { readonly number: number; readonly parcel: number }[] = [];
    for (let made = 0; made < 6; made += 1) {
      const { number } = await shop.place([JACKET]);
      const { id: parcel } = await world.centra.createShipment(number, { isGoodToGo: true });
      bad.push({ number, parcel });
      await world.wake(number);
    }
    for (const { number } of bad) await world.until(number, (view) => view.stage === 'attention');
    const { number } = await shop.place([JACKET]);
    const parcel = await world.centra.createShipment(number, { isGoodToGo: true });
    expect(await timeOf(number, parcel.id)).toBeLessThan(SOON_MS);
  });

  it.each([
    ['answers each call after five seconds', { kind: 'slow', delayMs: 5_000, probability: 1 }],
    ['is away', { kind: 'dropBefore', probability: 1 }],
  ] as const)(
    'a Fortnox that %s does not delay another merchant in the same worker',
    async (how, fault) => {
      const aloneMs = await ofOtherMerchant();
      await world.fortnox.addFault(fault);
      await ordersThatWait(30);
      const besideMs = await ofOtherMerchant();
      console.log(
        `an order of another merchant: ${Math.round(aloneMs)} ms, and ${Math.round(besideMs)} ms beside 30 orders whose ` +
          `Fortnox ${how}`,
      );
      expect(besideMs).toBeLessThan(SOON_MS);
    },
    180_000,
  );

  it('a Centra that answers each call after five seconds does not delay another merchant in the same worker', async () => {
    await world.centra.addFault({ operation: '*', kind: 'slow', delayMs: 5_000, probability: 1 });
    for (let made = 0; made < 30; made += 1) {
      const { number } = await shop.place([JACKET]);
      await world.wake(number);
    }
    const besideMs = await ofOtherMerchant();
    console.log(`an order of another merchant: ${Math.round(besideMs)} ms beside 30 whose Centra answers after 5 s`);
    expect(besideMs).toBeLessThan(SOON_MS);
  }, 120_000);
});
