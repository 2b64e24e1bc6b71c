import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { ResolvedHints } from '../../src/activities/resolve-hints.ts';
import { TASK_QUEUE } from '../../src/workflows/ids.ts';
import { JACKET } from '../support/goods.ts';
import { openWorld, type World } from '../support/world.ts';

describe('a webhook that was taken in', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld({ temporalCli: inject('temporalCli') });
  });
  afterAll(() => world.stop());

  const takeIn = (name: string, events: readonly object[]): Promise<ResolvedHints> =>
    world.temporal.workflow.execute('intakeWorkflow', {
      workflowId: `acme/intake/${name}`,
      taskQueue: TASK_QUEUE,
      args: [{ connectionId: 'acme', events }],
    }) as Promise<ResolvedHints>;

  it('wakes each order that its events are about, once, and leaves other events alone', async () => {
    const one = await world.centra.placeOrder({ lines: [JACKET], country: 'SE', currency: 'SEK' });
    const other = await world.centra.placeOrder({ lines: [JACKET], country: 'SE', currency: 'SEK' });
    const parcel = await world.centra.createShipment(one.number, {});
    const { orders, unresolved } = await takeIn('known', [
      { type: 'order', action: 'insert', id: one.number },
      { type: 'shipment', action: 'create', id: parcel.id },
      { type: 'shipment', action: 'good_to_go', id: parcel.id },
      { type: 'order', action: 'update', id: other.number },
      { type: 'customer', action: 'update', id: 4 },
    ]);
    expect(orders.map(({ orderNumber }) => orderNumber)).toEqual([one.number, other.number]);
    expect(unresolved).toEqual([]);
    for (const { number } of [one, other]) {
      await expect
        .poll(async () => (await world.records.orders.find('acme', number))?.stage, { timeout: 15_000 })
        .toBe('waiting');
    }
    const { events } = await world.historyOf(one.number);
    const signals = events?.flatMap((event) => event.workflowExecutionSignaledEventAttributes?.signalName ?? []);
    expect(signals).toEqual(['shipmentChanged']);
  });

  it('that names what Centra does not know is looked up again, and then kept for people to see', async () => {
    const { orders, unresolved } = await takeIn('unknown', [
      { type: 'shipment', action: 'create', id: 987_654 },
      { type: 'return', action: 'create', id: 987_655 },
      { type: 'shipment', action: 'good_to_go', id: 987_654 },
    ]);
    expect(orders).toEqual([]);
    expect(unresolved).toEqual([
      { type: 'shipment', id: 987_654 },
      { type: 'return', id: 987_655 },
    ]);
    expect(await world.records.unresolved.list('acme')).toMatchObject([
      { objectType: 'shipment', objectId: 987_654, timesSeen: 1 },
      { objectType: 'return', objectId: 987_655, timesSeen: 1 },
    ]);
  }, 90_000);
});
