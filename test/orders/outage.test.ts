import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createShop } from '../support/shop.ts';
import { JACKET } from '../support/goods.ts';
import { rankCorrelation } from '../support/rank-correlation.ts';
import type {} from '../support/temporal.global-setup.ts';
import { isDone, openWorld, type World } from '../support/world.ts';

/** A day in seconds: probes after 0.5, 1, 2, 2, ... s instead of 15 s and up to two minutes. */
const OUTAGE_TIMES = { firstMs: 500, longestMs: 2_000 };
const DAY_MS = 12_000;
const ORDERS = 20;

/** Found out one by one, under way meanwhile, and probes after 0.5, 1, 2, 2, ... s. */
const FEW = 8 + 2 + DAY_MS / 2_000;

describe('while a system is away for a day', () => {
  let world: World;
  let shop: ReturnType<typeof createShop>;
  beforeAll(async () => {
    world = await openWorld({ temporalCli: inject('temporalCli'), pace: { outageTimes: OUTAGE_TIMES } });
    shop = createShop(world);
  }, 120_000);
  afterAll(() => world.stop());

  /** An order whose parcel is to leave, and the id of the parcel. */
  async function orderToLeave(): Promise<{ readonly number: number; readonly parcel: number }> {
    const { number } = await shop.place([JACKET]);
    const { id: parcel } = await world.centra.createShipment(number, { isGoodToGo: true });
    return { number, parcel };
  }

  const requestsOf = (counts: Readonly<Record<string, number>>): number =>
    Object.values(counts).reduce((sum, count) => sum + count, 0);
  const problems = async (): Promise<readonly string[]> => {
    const found = await Promise.all(orders.map(({ number }) => world.records.orders.find('acme', number)));
    return found.flatMap((record) => record?.problems ?? []);
  };
  let orders: { readonly number: number; readonly parcel: number }[] = [];

  it('Fortnox: nothing is parked, it is not hammered, nor Centra, and then all is invoiced in the order of its age', async () => {
    await world.fortnox.addFault({ kind: 'dropBefore', probability: 1 });
    orders = [];
    for (let count = 0; count < ORDERS; count += 1) {
      const order = await orderToLeave();
      orders.push(order);
      await world.wake(order.number);
      await sleep(250);
    }
    for (const { number, parcel } of orders) await world.until(number, (view) => isDone(view, `S-${parcel}-capture`));
    const before = await world.fortnox.state();
    const centraBefore = await world.centra.state();
    await sleep(DAY_MS);
    const requests = requestsOf((await world.fortnox.state()).requestCounts) - requestsOf(before.requestCounts);
    const centraRequests = (await world.centra.state()).requestCount - centraBefore.requestCount;
    expect(await problems()).toEqual([]);
    expect(requests).toBeLessThanOrEqual(FEW);
    expect(centraRequests).toBeLessThanOrEqual(FEW);

    await world.fortnox.clearFaults();
    for (const { number, parcel } of orders) await world.until(number, (view) => isDone(view, `S-${parcel}-payment`));
    expect(await problems()).toEqual([]);
    const { invoices } = await world.fortnox.state();
    const parcels = orders.map(({ parcel }) => parcel);
    const places = invoices
      .toSorted((a, b) => Number(a.DocumentNumber) - Number(b.DocumentNumber))
      .map(({ ExternalInvoiceReference1 }) => parcels.indexOf(Number(/S-(\d+)-/.exec(ExternalInvoiceReference1)?.[1])));
    expect(places.toSorted((a, b) => a - b)).toEqual(orders.map((_, place) => place));
    // The first of all found out that Fortnox was back, whoever it was.
    const rest = places.slice(1);
    const sorted = rest.toSorted((a, b) => a - b);
    const correlation = rankCorrelation(rest.map((place) => sorted.indexOf(place)));
    console.log(
      `Fortnox away with ${ORDERS} orders waiting: ${requests} requests in ${DAY_MS / 1000} s, ${centraRequests} to Centra, ` +
        `then rank correlation with age ${correlation.toFixed(3)}`,
    );
    expect(correlation).toBeGreaterThan(0.7);
  }, 180_000);

  it('everything is tried for ever, at intervals of five minutes at most', async () => {
    const { events } = await world.historyOf(orders[0]?.number ?? 0);
    const scheduled = (events ?? []).flatMap(({ activityTaskScheduledEventAttributes: activity }) => activity ?? []);
    expect(scheduled.map(({ activityType }) => activityType?.name)).toEqual(
      expect.arrayContaining(['assessOrder', 'capturePayment', 'invoiceShipment', 'payInvoice']),
    );
    for (const { retryPolicy, scheduleToCloseTimeout } of scheduled) {
      expect(Number(retryPolicy?.maximumAttempts ?? 0)).toBe(0);
      expect(Number(retryPolicy?.maximumInterval?.seconds)).toBeLessThanOrEqual(300);
      expect(Number(scheduleToCloseTimeout?.seconds ?? 0)).toBe(0);
    }
  });

  it('Centra: nothing is parked or captured twice, and it is not hammered', async () => {
    orders = [];
    for (let count = 0; count < ORDERS; count += 1) orders.push(await orderToLeave());
    await world.centra.addFault({ operation: '*', kind: 'dropBefore', probability: 1 });
    for (const { number } of orders) await world.wake(number);
    await sleep(3_000);
    const before = await world.centra.state();
    await sleep(DAY_MS);
    const requests = (await world.centra.state()).requestCount - before.requestCount;
    console.log(`Centra away with ${ORDERS} orders waiting: ${requests} requests in ${DAY_MS / 1000} s`);
    expect(requests).toBeLessThanOrEqual(FEW);
    expect(await problems()).toEqual([]);

    await world.centra.clearFaults();
    for (const { number, parcel } of orders) await world.until(number, (view) => isDone(view, `S-${parcel}-payment`));
    expect(await problems()).toEqual([]);
    for (const { parcel } of orders) {
      expect(await shop.capturesOf(parcel)).toHaveLength(1);
      expect(await shop.documentsOf('S', parcel)).toMatchObject([{ Booked: true, Total: 1249.5, Balance: 0 }]);
    }
  }, 180_000);
});
