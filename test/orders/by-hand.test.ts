import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { formatMoney } from '../../src/domain/money.ts';
import type { OrderView } from '../../src/domain/order-view.ts';
import { markDone, pause, resume, skip } from '../../src/workflows/messages.ts';
import { lineOf, materialOf, returnOf } from '../connectors/erp-materials.ts';
import { JACKET } from '../support/goods.ts';
import { createShop } from '../support/shop.ts';
import { isDone, openWorld, stepIn, type World } from '../support/world.ts';

/** What people do themselves, and how an order goes on from it. */
describe('an order in which a person takes a hand', () => {
  let world: World;
  let shop: ReturnType<typeof createShop>;
  beforeAll(async () => {
    world = await openWorld({ temporalCli: inject('temporalCli') });
    shop = createShop(world);
  });
  afterAll(() => world.stop());

  const by = { by: 'anna', reason: 'made by hand' };
  let documents = 0;

  /** A document as a person makes it in the ERP: without any key of ours. */
  async function madeByHand(totalMinor: number, more: { isCredit?: boolean; isBooked?: boolean } = {}) {
    const { isCredit = false, isBooked = true } = more;
    const material = materialOf([lineOf(1, totalMinor)]);
    const { documentNumber } = await world.erp.createDocument({
      key: `by hand ${++documents}`,
      material: isCredit ? returnOf(material, documents) : material,
      documentDate: '2026-02-03',
    });
    if (isBooked) await world.erp.bookDocument(documentNumber);
    return documentNumber;
  }

  const decisionsOf = async (orderNumber: number) =>
    (await world.records.decisions.ofOrder('acme', orderNumber)).map(({ action, outcome, note }) => [
      action,
      outcome,
      note,
    ]);

  /** An order with a parcel that is captured and whose invoice the ERP refuses. */
  async function refusedInvoice() {
    const order = await shop.place([JACKET]);
    const parcel = await world.centra.createShipment(order.number, { isGoodToGo: true });
    await world.fortnox.addFault({ method: 'POST', path: '/3/invoices', kind: 'refuse', times: 1, code: 2001339 });
    const handle = await world.wake(order.number);
    const invoice = `S-${parcel.id}-invoice`;
    await world.until(order.number, (view) => stepIn(view, invoice)?.state === 'needsAttention');
    return { order, parcel, handle, invoice };
  }

  it('goes on from an invoice made by hand: it is paid and credited, stock moves, and none is made beside it', async () => {
    const { order, parcel, handle, invoice } = await refusedInvoice();
    const number = await madeByHand(125_000);
    await handle.signal('markDone', JSON.stringify({ ...by, step: invoice, reference: Number(number), seen: true }));
    const paid = await world.until(order.number, (view) => isDone(view, `S-${parcel.id}-payment`));
    const differs = `Centra says ${formatMoney(124_950, 'SEK')}, document ${number} says ${formatMoney(125_000, 'SEK')}`;
    expect(stepIn(paid, invoice)).toMatchObject({ reference: number, by: 'anna', reason: by.reason, note: differs });
    await world.centra.shipShipment(parcel.id);
    const back = await world.centra.createReturn(parcel.id, { restock: 'release' });
    await world.centra.completeReturn(back.id);
    await (await world.wake(order.number)).result();

    expect(await shop.documentsOf('S', parcel.id)).toEqual([]);
    const [credit] = await shop.documentsOf('R', back.id);
    expect(credit).toMatchObject({ Booked: true, Total: -1249.5 });
    const { payments } = await world.fortnox.state();
    expect(payments.filter(({ InvoiceNumber }) => String(InvoiceNumber) === number)).toHaveLength(1);
    expect(await shop.movementsOf(parcel.id)).toEqual([-1]);
    expect(await shop.movementsOf(back.id)).toEqual([1]);
    expect(await decisionsOf(order.number)).toEqual([
      ['markDone', 'accepted', `looking document ${number} up in the ERP`],
      ['markDone', 'accepted', `${invoice} is done as ${number}: ${differs}`],
    ]);
    const record = await world.records.orders.find('acme', order.number);
    expect(record?.erpDocuments).toEqual([number, credit?.DocumentNumber]);
  });

  it('is told why a document cannot be the step’s, and stays as it was', async () => {
    const { order, handle, invoice } = await refusedInvoice();
    const cancelled = await madeByHand(124_950, { isBooked: false });
    await world.erp.cancelDocument(cancelled);
    const credit = await madeByHand(124_950, { isCredit: true });
    for (const reference of ['999999', cancelled, credit, '../customers', '']) {
      const before = (await decisionsOf(order.number)).length;
      await handle.signal(markDone, { ...by, step: invoice, reference });
      await expect
        .poll(
          async () => (await decisionsOf(order.number)).slice(before).some(([, outcome]) => outcome === 'refused'),
          {
            timeout: 20_000,
          },
        )
        .toBe(true);
    }
    await handle.signal(markDone, { ...by, step: 'S-1-invoice', reference: '1' });
    const refusals = async () => (await decisionsOf(order.number)).filter(([, outcome]) => outcome === 'refused');
    await expect.poll(refusals, { timeout: 20_000 }).toHaveLength(6);
    expect((await refusals()).map(([, , note]) => note)).toEqual([
      `${invoice} stays as it was: the ERP does not show a document 999999: "Kan inte hitta fakturan." (code 2000434)`,
      `${invoice} stays as it was: document ${cancelled} is cancelled in the ERP`,
      `${invoice} stays as it was: document ${credit} is a credit, not an invoice`,
      'reference must be the number of one document in the ERP',
      'missing: reference',
      'this order has no step S-1-invoice',
    ]);
    const view = await world.until(order.number, (v) => stepIn(v, invoice)?.state === 'needsAttention');
    expect(stepIn(view, invoice)?.reference).toBeUndefined();
  });

  it('is told of a draft of ours that stands beside the invoice made by hand, and can correct a slip', async () => {
    const order = await shop.place([JACKET]);
    const parcel = await world.centra.createShipment(order.number, { isGoodToGo: true });
    await world.fortnox.addFault({ method: 'PUT', path: '/bookkeep', kind: 'refuse', times: 1, code: 2001339 });
    const handle = await world.wake(order.number);
    const invoice = `S-${parcel.id}-invoice`;
    await world.until(order.number, (view) => stepIn(view, invoice)?.state === 'needsAttention');
    await handle.signal(pause, by);
    const [draft] = await shop.documentsOf('S', parcel.id);
    const [slip, meant] = [await madeByHand(99_900), await madeByHand(124_950, { isBooked: false })];
    await handle.signal(markDone, { ...by, step: invoice, reference: slip });
    await world.until(order.number, (view) => stepIn(view, invoice)?.reference === slip);
    await handle.signal(markDone, { ...by, step: invoice, reference: meant });
    const view = await world.until(order.number, (v) => stepIn(v, invoice)?.reference === meant);
    expect(stepIn(view, invoice)?.note).toBe(
      `document ${meant} is not booked; document ${draft?.DocumentNumber} of ours stands beside it: cancel or credit it`,
    );
    await world.erp.bookDocument(meant);
    await handle.signal(resume, by);
    await world.until(order.number, (v) => isDone(v, `S-${parcel.id}-payment`));
    await handle.signal(markDone, { ...by, step: invoice, reference: slip });
    await expect
      .poll(async () => (await decisionsOf(order.number)).at(-1), { timeout: 20_000 })
      .toEqual([
        'markDone',
        'refused',
        `${invoice} is marked as ${meant} already, and S-${parcel.id}-payment was done by it`,
      ]);
  });

  it('whose invoice was skipped is paid and credited after all, once the invoice is named', async () => {
    const { order, parcel, handle, invoice } = await refusedInvoice();
    await handle.signal(skip, { ...by, step: invoice });
    await world.until(order.number, (view) => stepIn(view, `S-${parcel.id}-payment`)?.state === 'skipped');
    const number = await madeByHand(124_950);
    await handle.signal(markDone, { ...by, step: invoice, reference: number });
    const view = await world.until(order.number, (v) => isDone(v, `S-${parcel.id}-payment`));
    expect(stepIn(view, invoice)?.note).toBeUndefined();
    await world.centra.shipShipment(parcel.id);
    const back = await world.centra.createReturn(parcel.id, {});
    await world.centra.completeReturn(back.id);
    await (await world.wake(order.number)).result();
    expect(await shop.documentsOf('R', back.id)).toMatchObject([{ Booked: true, Total: -1249.5 }]);
  });

  it('whose capture a person found at the provider is invoiced and paid as Centra asks', async () => {
    const order = await shop.place([JACKET]);
    const parcel = await world.centra.createShipment(order.number, { isGoodToGo: true });
    await world.centra.addFault({ operation: 'captureShipment', kind: 'status500', times: 1 });
    const handle = await world.wake(order.number);
    const capture = `S-${parcel.id}-capture`;
    await world.until(order.number, (view) => stepIn(view, capture)?.problem?.code === 'captureUnclear');
    await handle.signal(markDone, { ...by, step: capture, reference: 'klarna 8d2f' });
    const view = await world.until(order.number, (v) => isDone(v, `S-${parcel.id}-payment`));
    expect(stepIn(view, capture)).toMatchObject({ state: 'done', reference: 'klarna 8d2f', by: 'anna' });
    expect(await shop.capturesOf(parcel.id)).toEqual([]);
    expect(await shop.documentsOf('S', parcel.id)).toMatchObject([{ Booked: true, Total: 1249.5, Balance: 0 }]);

    await handle.signal(markDone, { ...by, step: `S-${parcel.id}-stock`, reference: 'moved in the warehouse' });
    await world.until(order.number, (v) => isDone(v, `S-${parcel.id}-stock`));
    await world.centra.captureShipment(parcel.id);
    await world.centra.shipShipment(parcel.id);
    await (await world.wake(order.number)).result();
    expect(await shop.movementsOf(parcel.id)).toEqual([]);
  });

  it('is not marked while it is being done: the person is told to try again', async () => {
    const order = await shop.place([JACKET]);
    const parcel = await world.centra.createShipment(order.number, { isGoodToGo: true });
    await world.centra.addFault({ operation: 'captureShipment', kind: 'slow', delayMs: 4_000, times: 1 });
    const handle = await world.wake(order.number);
    await world.until(order.number, (view) => view.stage === 'working');
    await handle.signal(markDone, { ...by, step: `S-${parcel.id}-capture`, reference: 'klarna 8d2f' });
    const view = await world.until(order.number, (v) => isDone(v, `S-${parcel.id}-payment`));
    expect(stepIn(view, `S-${parcel.id}-capture`)?.reference).toBeUndefined();
    expect(await decisionsOf(order.number)).toEqual([
      ['markDone', 'refused', `S-${parcel.id}-capture is being done right now; try again when it has ended`],
    ]);
  });

  it('begins nothing while it is paused, but looks, shows what is due, and does not end; then it goes on', async () => {
    const order = await shop.place([JACKET]);
    const parcel = await world.centra.createShipment(order.number, {});
    const handle = await world.wake(order.number);
    await world.until(order.number, (view) => view.lanes.length > 0);
    await handle.signal(pause, { by: 'anna', reason: 'wrong prices' });
    await handle.signal(pause, { by: 'olle', reason: 'again' });
    await world.centra.releaseShipment(parcel.id);
    await world.wake(order.number);
    const paused = await world.until(order.number, (view) => stepIn(view, `S-${parcel.id}-capture`)?.state === 'due');
    expect(paused).toMatchObject({ stage: 'paused', paused: { by: 'anna', reason: 'wrong prices' } });
    expect(await shop.capturesOf(parcel.id)).toEqual([]);
    await expect
      .poll(() => world.records.orders.find('acme', order.number), { timeout: 10_000 })
      .toMatchObject({ stage: 'paused', view: { paused: { by: 'anna' } } });
    const { searchAttributes } = await handle.describe();
    expect(searchAttributes['OrderStage']).toEqual(['paused']);

    await handle.signal(resume, { by: 'olle', reason: 'prices corrected' });
    await world.until(order.number, (view) => isDone(view, `S-${parcel.id}-payment`));
    await handle.signal(pause, by);
    await world.until(order.number, (view) => view.stage === 'paused');
    await world.centra.shipShipment(parcel.id);
    await world.wake(order.number);
    await world.until(order.number, (view) => stepIn(view, `S-${parcel.id}-stock`)?.state === 'due');
    await handle.signal(markDone, { ...by, step: `S-${parcel.id}-stock`, reference: 'counted' });
    const settled = await world.until(order.number, (view) => isDone(view, `S-${parcel.id}-stock`));
    expect(settled.stage).toBe('paused');
    await expect.poll(() => decisionsOf(order.number), { timeout: 10_000 }).toHaveLength(5);
    await handle.terminate('the server was lost');
    await world.wake(order.number);
    await world.until(order.number, (view) => view.lanes.length > 0 && view.stage === 'paused');
    await handle.signal(resume, by);
    await handle.signal(resume, by);
    expect(await world.temporal.workflow.getHandle(handle.workflowId).result()).toMatchObject({ stage: 'completed' });
    expect((await decisionsOf(order.number)).map(([action, outcome]) => `${action} ${outcome}`)).toEqual([
      'pause accepted',
      'pause refused',
      'resume accepted',
      'pause accepted',
      'markDone accepted',
      'resume accepted',
      'resume refused',
    ]);
  });

  describe('and that straddles the day of going live', () => {
    /** A parcel that was invoiced before, by hand, and that comes back now. */
    async function straddling() {
      const order = await shop.place([JACKET]);
      const parcel = await world.centra.createShipment(order.number, {
        isGoodToGo: true,
        createdAt: '2025-12-01T09:00:00Z',
      });
      await world.centra.captureShipment(parcel.id);
      await world.centra.shipShipment(parcel.id);
      const back = await world.centra.createReturn(parcel.id, { restock: 'release' });
      await world.centra.completeReturn(back.id);
      const handle = await world.wake(order.number);
      const credit = `R-${back.id}-credit`;
      await world.until(order.number, (view) => stepIn(view, credit)?.problem?.code === 'notOurInvoice');
      return { parcel, back, handle, credit };
    }

    it('has its return credited once a person names the invoice', async () => {
      const { parcel, back, handle } = await straddling();
      const number = await madeByHand(124_950);
      await handle.signal(markDone, { ...by, step: `S-${parcel.id}-invoice`, reference: number });
      await handle.result();
      expect(await shop.documentsOf('R', back.id)).toMatchObject([{ Booked: true, Total: -1249.5 }]);
      expect(await shop.documentsOf('S', parcel.id)).toEqual([]);
      expect(await shop.movementsOf(back.id)).toEqual([1]);
    });

    it('is settled once a person names the credit', async () => {
      const { back, handle, credit } = await straddling();
      const number = await madeByHand(124_950, { isCredit: true });
      await handle.signal(markDone, { ...by, step: credit, reference: number });
      const end = (await handle.result()) as OrderView;
      expect(stepIn(end, credit)).toMatchObject({ state: 'done', reference: number });
      expect(await shop.documentsOf('R', back.id)).toEqual([]);
      expect(await shop.movementsOf(back.id)).toEqual([1]);
    });
  });
});
