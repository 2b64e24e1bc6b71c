import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { resendInvoices, retry } from '../../src/workflows/messages.ts';
import { orderWorkflowId } from '../../src/workflows/ids.ts';
import { JACKET } from '../support/goods.ts';
import { createShop } from '../support/shop.ts';
import { isDone, openWorld, type World } from '../support/world.ts';

/** What operators do to running workflows and their activities never makes anything happen twice. */
describe('an order', () => {
  let world: World;
  let shop: ReturnType<typeof createShop>;
  beforeAll(async () => {
    world = await openWorld({ temporalCli: inject('temporalCli'), policy: { complete: { returnsWindowDays: 30 } } });
    shop = createShop(world);
  });
  afterAll(() => world.stop());

  const by = { by: 'anna', reason: 'impatient' };

  const sell = async () => {
    const order = await shop.place([JACKET]);
    const parcel = await world.centra.createShipment(order.number, { isGoodToGo: true });
    return { number: order.number, id: parcel.id };
  };

  /** Captured, invoiced, paid and moved once each, and the return, if there was one, credited and moved back once. */
  async function expectOnce(id: number, returnId?: number): Promise<void> {
    expect(await shop.capturesOf(id)).toMatchObject([{ amountMinor: 124_950 }]);
    expect(await shop.documentsOf('S', id)).toMatchObject([{ Booked: true, Total: 1249.5, Balance: 0 }]);
    expect(await shop.paymentsOf(id)).toMatchObject([{ Booked: true, Amount: 1249.5 }]);
    expect(await shop.movementsOf(id)).toEqual([-1]);
    if (returnId === undefined) return;
    expect(await shop.documentsOf('R', returnId)).toMatchObject([{ Booked: true, Total: -1249.5 }]);
    expect(await shop.movementsOf(returnId)).toEqual([1]);
  }

  const activityOf = async (number: number, type: string) => {
    const { raw } = await world.temporal.workflow.getHandle(orderWorkflowId('acme', number)).describe();
    return raw.pendingActivities?.find(({ activityType }) => activityType?.name === type);
  };

  it('that is reset to its beginning lives again without doing anything again', async () => {
    const { number, id } = await sell();
    await world.wake(number);
    await world.until(number, (view) => isDone(view, `S-${id}-payment`));
    await world.centra.shipShipment(id);
    await world.wake(number);
    await world.until(number, (view) => isDone(view, `S-${id}-stock`));
    const back = await world.centra.createReturn(id, { restock: 'release' });
    await world.centra.completeReturn(back.id);
    const handle = await world.wake(number);
    await world.until(number, (view) => isDone(view, `R-${back.id}-stock`));
    await expectOnce(id, back.id);

    const { runId } = await handle.describe();
    const { events } = await handle.fetchHistory();
    const first = events?.find((event) => event.workflowTaskCompletedEventAttributes != null)?.eventId;
    await world.temporal.workflowService.resetWorkflowExecution({
      namespace: 'default',
      workflowExecution: { workflowId: handle.workflowId, runId },
      workflowTaskFinishEventId: first ?? null,
      reason: 'a test',
      requestId: 'reset-1',
    });
    await expect.poll(async () => (await handle.describe()).runId).not.toBe(runId);
    await world.until(number, (view) => isDone(view, `R-${back.id}-stock`));
    await world.wake(number);
    await sleep(3_000);
    await world.until(number, (view) => isDone(view, `R-${back.id}-stock`) && view.stage === 'waiting');
    await expectOnce(id, back.id);
  }, 90_000);

  it('whose activity is reset while it waits for its next try after an unclear one is not done twice', async () => {
    const { number, id } = await sell();
    await world.fortnox.addFault({ method: 'POST', path: '/3/invoices', kind: 'commitThenDrop' });
    await world.fortnox.addFault({ method: 'GET', path: '/3/invoices', kind: 'status500' });
    const handle = await world.wake(number);
    await expect
      .poll(async () => (await activityOf(number, 'invoiceShipment'))?.attempt ?? 0, { timeout: 30_000 })
      .toBeGreaterThan(1);
    const activity = await activityOf(number, 'invoiceShipment');
    await world.temporal.workflowService.resetActivity({
      namespace: 'default',
      execution: { workflowId: handle.workflowId },
      id: activity?.activityId ?? '',
      resetHeartbeat: true,
    });
    await world.until(number, (view) => isDone(view, `S-${id}-payment`));
    await world.centra.shipShipment(id);
    await world.wake(number);
    await world.until(number, (view) => isDone(view, `S-${id}-stock`));
    await expectOnce(id);
  }, 90_000);

  it('whose person retries and resends while an unclear invoice is still looked after gets one invoice', async () => {
    const { number, id } = await sell();
    await world.fortnox.addFault({ method: 'POST', path: '/3/invoices', kind: 'commitThenDrop' });
    await world.fortnox.addFault({ method: 'GET', path: '/3/invoices', kind: 'status500' });
    const handle = await world.wake(number);
    await expect
      .poll(async () => (await activityOf(number, 'invoiceShipment'))?.attempt ?? 0, { timeout: 30_000 })
      .toBeGreaterThan(1);
    await handle.signal(retry, { ...by, recreate: true });
    await handle.signal(resendInvoices, { ...by, recreate: true });
    await world.until(number, (view) => isDone(view, `S-${id}-payment`));
    await world.centra.shipShipment(id);
    await world.wake(number);
    await world.until(number, (view) => isDone(view, `S-${id}-stock`));
    await expectOnce(id);
  }, 90_000);

  it('that an administrator terminates in the middle of its work goes on from the records', async () => {
    const { number, id } = await sell();
    await world.fortnox.addFault({ method: 'PUT', path: '/bookkeep', kind: 'commitThenDrop' });
    const handle = await world.wake(number);
    await expect.poll(async () => (await shop.documentsOf('S', id)).length, { timeout: 30_000 }).toBe(1);
    await handle.terminate('a mistake');
    await world.wake(number);
    await world.until(number, (view) => isDone(view, `S-${id}-payment`));
    await world.centra.shipShipment(id);
    await world.wake(number);
    await world.until(number, (view) => isDone(view, `S-${id}-stock`));
    await expectOnce(id);
  }, 90_000);

  it('whose history Temporal has deleted since is given its late return from the records', async () => {
    const { number, id } = await sell();
    await world.wake(number);
    await world.until(number, (view) => isDone(view, `S-${id}-payment`));
    await world.centra.shipShipment(id);
    const handle = await world.wake(number);
    await world.until(number, (view) => isDone(view, `S-${id}-stock`));
    await handle.terminate('as if it had completed long ago');
    const isGone = async (): Promise<boolean> => {
      const workflowExecution = { workflowId: handle.workflowId };
      await world.temporal.workflowService
        .deleteWorkflowExecution({ namespace: 'default', workflowExecution })
        .catch(() => undefined);
      return handle.describe().then(
        () => false,
        () => true,
      );
    };
    await expect.poll(isGone, { timeout: 30_000, interval: 1_000 }).toBe(true);

    const back = await world.centra.createReturn(id, { restock: 'release' });
    await world.centra.completeReturn(back.id);
    await world.wake(number);
    await world.until(number, (view) => isDone(view, `R-${back.id}-stock`));
    await expectOnce(id, back.id);
  }, 90_000);
});
