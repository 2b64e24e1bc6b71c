import { expect, it, vi } from 'vitest';
import { placeOrder, stockUp } from './order-kinds.ts';
import { POLICIES } from './policies.ts';
import { openModelRecords, openStage } from './stage.ts';

vi.mock('@temporalio/workflow', async (original) => ({
  ...(await original<object>()),
  ...(await import('./little-temporal.ts')).insideWorkflows,
}));

it('a parcel that is deleted while its capture is unclear holds up the others until a person has accepted it, no longer', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-03-02T09:00:00Z') });
  const records = await openModelRecords();
  const stage = await openStage(records, POLICIES['default'] ?? {});
  try {
    await stockUp(stage);
    const orderNumber = await placeOrder(stage, 'plain');
    const told = async () => {
      await stage.wake(orderNumber);
      await stage.settle();
    };
    const stepsOf = async () => (await stage.view(orderNumber))?.lanes.flatMap(({ steps }) => steps) ?? [];
    const [jackets, shirts] = ((await stage.books()).centra.orders[0]?.lines ?? []).map((line) => ({
      lineId: line.id,
      quantity: line.originalQuantity,
    }));
    const first = await stage.centra.createShipment(orderNumber, { lines: jackets ? [jackets] : [], isGoodToGo: true });
    await stage.centra.addFault({ operation: 'captureShipment', kind: 'dropBefore', times: 1 });
    await told();
    await stage.passDays(0.1);
    const unclear = (await stepsOf()).find(({ id }) => id === `S-${first.id}-capture`);
    expect(unclear).toMatchObject({ problem: { code: 'captureUnclear' } });

    await stage.centra.deleteShipment(first.id);
    const second = await stage.centra.createShipment(orderNumber, { lines: shirts ? [shirts] : [], isGoodToGo: true });
    await told();
    const review = (await stepsOf()).find(({ id }) => id === `S-${first.id}-review`);
    expect(review?.problem).toMatchObject({
      code: 'vanishedAfterWork',
      detail: expect.stringContaining('a capture that is unclear'),
    });
    expect((await stage.books()).centra.captures).toEqual([]);

    const seenTo = { by: 'anna', reason: 'the provider shows no capture' };
    await stage.tell(orderNumber, 'skip', { ...seenTo, step: `S-${first.id}-review` });
    await stage.settle();
    expect((await stage.books()).centra.captures.map(({ shipmentId }) => shipmentId)).toEqual([second.id]);
  } finally {
    await stage.stop();
    await records.close();
    vi.useRealTimers();
  }
});
