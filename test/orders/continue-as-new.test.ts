import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { skip } from '../../src/workflows/messages.ts';
import { JACKET } from '../support/goods.ts';
import { isDone, openWorld, type World } from '../support/world.ts';

/** A server that suggests a new run after few events, so that one order lives through several. */
describe('an order whose history grows long', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld({
      temporalCli: inject('temporalCli'),
      temporalFlags: ['--dynamic-config-value', 'limit.historyCount.suggestContinueAsNew=40'],
    });
  });
  afterAll(() => world.stop());

  it('goes on in a new run with all that it knew, and does nothing twice', async () => {
    await world.fortnox.addArticle({
      articleNumber: JACKET.sku,
      description: 'Jacket',
      stockGoods: true,
      quantity: 10,
    });
    const order = await world.centra.placeOrder({
      lines: [{ ...JACKET, quantity: 2 }],
      country: 'SE',
      currency: 'SEK',
      paymentMethod: 'klarna',
    });
    const lineId = order.lines[0]?.id ?? 0;
    const first = await world.centra.createShipment(order.number, {
      lines: [{ lineId, quantity: 1 }],
      isGoodToGo: true,
    });
    const { runId } = await (await world.wake(order.number)).describe();
    await world.until(order.number, (view) => isDone(view, `S-${first.id}-payment`));
    const handle = await world.wake(order.number);
    await expect.poll(async () => (await handle.describe()).runId, { timeout: 20_000 }).not.toBe(runId);

    await handle.signal(skip, { by: 'anna', reason: 'counted by hand', step: `S-${first.id}-stock` });
    const second = await world.centra.createShipment(order.number, {
      lines: [{ lineId, quantity: 1 }],
      isGoodToGo: true,
    });
    await world.wake(order.number);
    await world.until(order.number, (view) => isDone(view, `S-${second.id}-payment`));
    for (const { id } of [first, second]) await world.centra.shipShipment(id);
    await world.wake(order.number);
    await expect
      .poll(async () => (await world.records.orders.find('acme', order.number))?.stage, { timeout: 30_000 })
      .toBe('completed');

    const { invoices, payments, stockMovements } = await world.fortnox.state();
    expect(invoices).toHaveLength(2);
    expect(payments).toHaveLength(2);
    const documents = stockMovements.filter(({ cause }) => cause.startsWith('outbound '));
    expect(documents.map(({ cause }) => cause.split(' ').at(-1))).toEqual([String(second.id)]);
    expect((await world.centra.state()).captures).toHaveLength(2);
    expect(await world.records.decisions.ofOrder('acme', order.number)).toHaveLength(1);
  });
});
