import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { resendInvoices, retry, skip } from '../../src/workflows/messages.ts';
import { JACKET, SHIRTS } from '../support/goods.ts';
import { createShop } from '../support/shop.ts';
import { isDone, openWorld, stepIn, type World } from '../support/world.ts';

/** The life of orders, on a real Temporal server, against the simulated Centra and Fortnox. */
describe('an order', () => {
  let world: World;
  let shop: ReturnType<typeof createShop>;
  beforeAll(async () => {
    world = await openWorld({ temporalCli: inject('temporalCli') });
    shop = createShop(world);
  });
  afterAll(() => world.stop());

  const by = { by: 'anna', reason: 'test' };

  it('of two parcels is captured, invoiced and moved parcel by parcel, to the öre', async () => {
    const order = await shop.place(undefined, { shippingCost: 49 });
    const [a, b] = order.lines;
    const first = await world.centra.createShipment(order.number, {
      lines: [{ lineId: b?.id ?? 0, quantity: 3 }],
      isGoodToGo: true,
    });
    await world.wake(order.number);
    await world.until(order.number, (view) => isDone(view, `S-${first.id}-payment`));
    await world.centra.shipShipment(first.id);
    await world.wake(order.number);
    await world.until(order.number, (view) => isDone(view, `S-${first.id}-stock`));

    const second = await world.centra.createShipment(order.number, {
      lines: [{ lineId: a?.id ?? 0, quantity: 1 }],
      isGoodToGo: true,
    });
    await world.centra.captureShipment(second.id);
    await world.centra.shipShipment(second.id);
    const handle = await world.wake(order.number);
    const end = (await handle.result()) as { stage: string };
    expect(end.stage).toBe('completed');

    expect(await shop.documentsOf('S', first.id)).toMatchObject([{ Booked: true, Total: 149, Balance: 0 }]);
    expect(await shop.documentsOf('S', second.id)).toMatchObject([{ Booked: true, Total: 1249.5, Balance: 0 }]);
    expect(await shop.capturesOf(first.id)).toMatchObject([{ amountMinor: 14_900 }]);
    expect(await shop.capturesOf(second.id)).toMatchObject([{ amountMinor: 124_950 }]);
  });

  it('whose parcel is refused waits for a person, while its other parcel goes on; retry mends it', async () => {
    const order = await shop.place([{ ...JACKET, taxPercent: 19 }, SHIRTS], { country: 'DE' });
    const [german, swedish] = order.lines;
    const bad = await world.centra.createShipment(order.number, {
      lines: [{ lineId: german?.id ?? 0, quantity: 1 }],
      isGoodToGo: true,
    });
    const good = await world.centra.createShipment(order.number, {
      lines: [{ lineId: swedish?.id ?? 0, quantity: 3 }],
      isGoodToGo: true,
    });
    const handle = await world.wake(order.number);
    const stuck = await world.until(
      order.number,
      (view) =>
        stepIn(view, `S-${bad.id}-invoice`)?.state === 'needsAttention' &&
        stepIn(view, `S-${good.id}-invoice`)?.state === 'needsAttention',
    );
    expect(stuck.stage).toBe('attention');
    expect(stepIn(stuck, `S-${bad.id}-invoice`)?.problem).toMatchObject({ code: 'vatRateMissing' });
    // Germany at 25 % has no account in the mapping: found before anything is sent.
    expect(stepIn(stuck, `S-${good.id}-invoice`)?.problem).toMatchObject({ code: 'mappingMissing' });
    expect(await shop.documentsOf('S', bad.id)).toEqual([]);

    await world.fortnox.addVatRate(19);
    await handle.signal(retry, { ...by, step: `S-${bad.id}-invoice` });
    await handle.signal(skip, { ...by, step: `S-${good.id}-invoice` });
    await world.until(order.number, (view) => isDone(view, `S-${bad.id}-payment`));
    expect(await shop.documentsOf('S', bad.id)).toHaveLength(1);
    expect(await shop.documentsOf('S', good.id)).toEqual([]);
    const decisions = await world.records.decisions.ofOrder('acme', order.number);
    expect(decisions.map(({ action, by: who, outcome }) => [action, who, outcome])).toEqual([
      ['retry', 'anna', 'accepted'],
      ['skip', 'anna', 'accepted'],
    ]);
  });

  it('is captured once and invoiced once, though every answer is lost', async () => {
    const order = await shop.place([JACKET]);
    const parcel = await world.centra.createShipment(order.number, { isGoodToGo: true });
    await world.centra.addFault({ operation: 'captureShipment', kind: 'commitThenDrop', times: 1 });
    for (const [method, path] of [
      ['POST', '/3/invoices'],
      ['PUT', '/bookkeep'],
      ['POST', '/3/invoicepayments'],
      ['PUT', '/release'],
    ] as const) {
      await world.fortnox.addFault({ method, path, kind: 'commitThenDrop', times: 1 });
    }
    await world.wake(order.number);
    await world.until(order.number, (view) => isDone(view, `S-${parcel.id}-payment`));
    await world.centra.shipShipment(parcel.id);
    const handle = await world.wake(order.number);
    await handle.result();
    expect(await shop.capturesOf(parcel.id)).toHaveLength(1);
    expect(await shop.documentsOf('S', parcel.id)).toMatchObject([{ Booked: true, Total: 1249.5, Balance: 0 }]);
    expect(await shop.paymentsOf(parcel.id)).toHaveLength(1);
    expect(await shop.movementsOf(parcel.id)).toEqual([-1]);
  });

  it('is never captured blindly again: an unclear capture goes to a person', async () => {
    const order = await shop.place([JACKET]);
    const parcel = await world.centra.createShipment(order.number, { isGoodToGo: true });
    await world.centra.addFault({ operation: 'captureShipment', kind: 'status500', times: 1 });
    const handle = await world.wake(order.number);
    const stuck = await world.until(
      order.number,
      (view) => stepIn(view, `S-${parcel.id}-capture`)?.state === 'needsAttention',
    );
    expect(stepIn(stuck, `S-${parcel.id}-capture`)?.problem).toMatchObject({ code: 'captureUnclear' });
    expect(await shop.capturesOf(parcel.id)).toEqual([]);
    await handle.signal(retry, by);
    await world.until(order.number, (view) => isDone(view, `S-${parcel.id}-payment`));
    expect(await shop.capturesOf(parcel.id)).toHaveLength(1);
  });

  it('whose capture the provider refuses is not invoiced', async () => {
    const order = await shop.place([JACKET]);
    const parcel = await world.centra.createShipment(order.number, { isGoodToGo: true });
    await world.centra.addFault({
      operation: 'captureShipment',
      kind: 'refuse',
      times: 1,
      message: 'Insufficient funds',
    });
    await world.wake(order.number);
    const stuck = await world.until(
      order.number,
      (view) => stepIn(view, `S-${parcel.id}-capture`)?.state === 'needsAttention',
    );
    expect(stepIn(stuck, `S-${parcel.id}-capture`)?.problem?.detail).toContain('Insufficient funds');
    expect(stepIn(stuck, `S-${parcel.id}-invoice`)?.state).toBe('due');
    expect(await shop.documentsOf('S', parcel.id)).toEqual([]);
  });

  it('gets its returns credited one by one, to the whole invoice, and stock moved back', async () => {
    const order = await shop.place([SHIRTS]);
    const parcel = await world.centra.createShipment(order.number, { isGoodToGo: true });
    await world.wake(order.number);
    await world.until(order.number, (view) => isDone(view, `S-${parcel.id}-payment`));
    await world.centra.shipShipment(parcel.id);
    const line = parcel.lines[0]?.id ?? 0;
    const returns = [];
    for (const restock of ['release', 'remove', 'release'] as const) {
      returns.push(
        await world.centra.createReturn(parcel.id, { lines: [{ shipmentLineId: line, quantity: 1 }], restock }),
      );
    }
    for (const { id } of returns) await world.centra.completeReturn(id);
    const handle = await world.wake(order.number);
    await handle.result();
    const credits = (await Promise.all(returns.map(({ id }) => shop.documentsOf('R', id)))).flat();
    expect(credits).toHaveLength(3);
    expect(credits.every((credit) => credit.Booked)).toBe(true);
    expect(credits.reduce((sum, credit) => sum + Math.round(credit.Total * 100), 0)).toBe(-10_000);
    const moved = await Promise.all(returns.map(({ id }) => shop.movementsOf(id)));
    expect(moved).toEqual([[1], [], [1]]);
  });

  it('that is completed opens again for a late return and does nothing twice', async () => {
    const order = await shop.place([JACKET]);
    const parcel = await world.centra.createShipment(order.number, { isGoodToGo: true });
    await world.wake(order.number);
    await world.until(order.number, (view) => isDone(view, `S-${parcel.id}-payment`));
    await world.centra.shipShipment(parcel.id);
    await (await world.wake(order.number)).result();

    const back = await world.centra.createReturn(parcel.id, { restock: 'release' });
    await world.centra.completeReturn(back.id);
    await (await world.wake(order.number)).result();
    expect(await shop.documentsOf('S', parcel.id)).toHaveLength(1);
    expect(await shop.capturesOf(parcel.id)).toHaveLength(1);
    expect(await shop.documentsOf('R', back.id)).toMatchObject([{ Booked: true, Total: -1249.5 }]);
    expect(await world.records.orders.find('acme', order.number)).toMatchObject({ stage: 'completed' });
  });

  it('has its invoice sent to the customer once, and again for each time a person asks; it never gets a second one', async () => {
    const sending = await openWorld({ temporalCli: inject('temporalCli'), policy: { invoice: { send: 'email' } } });
    try {
      const sender = createShop(sending);
      const order = await sender.place([JACKET]);
      const parcel = await sending.centra.createShipment(order.number, { isGoodToGo: true });
      const handle = await sending.wake(order.number);
      await sending.until(order.number, (view) => isDone(view, `S-${parcel.id}-payment`));
      const sent = async (): Promise<number | undefined> =>
        (await sending.fortnox.state()).requestCounts['GET /3/invoices/:documentNumber/email'];
      expect(await sent()).toBe(1);
      await handle.signal(resendInvoices, by);
      await expect.poll(sent, { timeout: 20_000 }).toBe(2);
      await handle.signal(resendInvoices, { ...by, shipmentId: parcel.id });
      await expect.poll(sent, { timeout: 20_000 }).toBe(3);
      await sending.until(order.number, (view) => view.stage === 'waiting');
      expect(await sender.documentsOf('S', parcel.id)).toMatchObject([{ Booked: true, Sent: true }]);
    } finally {
      await sending.stop();
    }
  });

  it('whose draft was cancelled in the ERP is remade only when a person says so', async () => {
    const order = await shop.place([JACKET]);
    const parcel = await world.centra.createShipment(order.number, { isGoodToGo: true });
    await world.fortnox.addFault({ method: 'PUT', path: '/bookkeep', kind: 'refuse', times: 1, code: 2001339 });
    const handle = await world.wake(order.number);
    const invoice = `S-${parcel.id}-invoice`;
    await world.until(order.number, (view) => stepIn(view, invoice)?.state === 'needsAttention');
    const [draft] = await shop.documentsOf('S', parcel.id);
    await world.fortnox.cancelInvoice(draft?.DocumentNumber ?? '');
    await handle.signal(retry, by);
    await world.until(order.number, (view) => stepIn(view, invoice)?.problem?.code === 'documentCancelled');
    await handle.signal(resendInvoices, { ...by, recreate: true });
    await world.until(order.number, (view) => isDone(view, invoice));
    const [remade, ...more] = await shop.documentsOf('S', parcel.id);
    expect(more).toEqual([]);
    expect(remade).toMatchObject({ Booked: true, Total: 1249.5 });
    expect(remade?.DocumentNumber).not.toBe(draft?.DocumentNumber);
  });

  it('whose draft differs from Centra is not booked; once the setting is mended, retry makes it anew, once', async () => {
    const order = await shop.place([JACKET]);
    const parcel = await world.centra.createShipment(order.number, { isGoodToGo: true });
    await world.fortnox.setCompany({ roundToWholeKrona: true });
    const handle = await world.wake(order.number);
    const invoice = `S-${parcel.id}-invoice`;
    const asked = await world.until(order.number, (view) => stepIn(view, invoice)?.state === 'needsAttention');
    expect(stepIn(asked, invoice)?.problem?.code).toBe('erpRoundsToWhole');
    expect(await shop.documentsOf('S', parcel.id)).toMatchObject([{ Booked: false }]);

    await handle.signal(retry, by);
    await world.until(order.number, (view) => stepIn(view, invoice)?.state === 'due');
    await world.until(order.number, (view) => stepIn(view, invoice)?.state === 'needsAttention');
    expect(await shop.documentsOf('S', parcel.id)).toHaveLength(1);

    await world.fortnox.setCompany({ roundToWholeKrona: false });
    await world.fortnox.addFault({ method: 'PUT', path: '/cancel', kind: 'commitThenDrop', times: 1 });
    await handle.signal(retry, by);
    await world.until(order.number, (view) => isDone(view, `S-${parcel.id}-payment`));
    expect(await shop.documentsOf('S', parcel.id)).toMatchObject([{ Booked: true, Total: 1249.5, Balance: 0 }]);
  });

  it('that is changed after its invoice asks a person, who accepts one change and not the next', async () => {
    const order = await shop.place([{ ...JACKET, quantity: 3 }]);
    const parcel = await world.centra.createShipment(order.number, { isGoodToGo: true });
    const handle = await world.wake(order.number);
    await world.until(order.number, (view) => isDone(view, `S-${parcel.id}-payment`));
    const review = `S-${parcel.id}-review`;
    for (const quantity of [2, 1]) {
      await world.centra.changeShipmentLine(parcel.id, parcel.lines[0]?.id ?? 0, { quantity });
      await world.wake(order.number);
      const asked = await world.until(order.number, (view) => view.stage === 'attention');
      expect(stepIn(asked, review)?.problem?.code).toBe('changedAfterInvoicing');
      await handle.signal(skip, { ...by, step: review });
      await world.until(order.number, (view) => view.stage === 'waiting');
    }
    expect(await shop.documentsOf('S', parcel.id)).toHaveLength(1);
  });

  it('whose refused capture withdraws "good to go" is captured once the parcel is released again', async () => {
    const strict = await openWorld({
      temporalCli: inject('temporalCli'),
      policy: { capture: { onFailure: 'withdrawGoodToGo' } },
    });
    try {
      await strict.fortnox.addArticle({
        articleNumber: JACKET.sku,
        description: 'Jacket',
        stockGoods: true,
        quantity: 1,
      });
      const order = await strict.centra.placeOrder({
        lines: [JACKET],
        country: 'SE',
        currency: 'SEK',
        paymentMethod: 'klarna',
      });
      const parcel = await strict.centra.createShipment(order.number, { isGoodToGo: true });
      await strict.centra.addFault({ operation: 'captureShipment', kind: 'refuse', times: 1, message: 'Expired' });
      const handle = await strict.wake(order.number);
      const capture = `S-${parcel.id}-capture`;
      const isHeldBack = (detail = ''): boolean => /Expired.*good to go was withdrawn/.test(detail);
      await strict.until(order.number, (view) => isHeldBack(stepIn(view, capture)?.problem?.detail));
      const held = (await strict.centra.state()).orders.flatMap(({ shipments }) => shipments);
      expect(held).toMatchObject([{ id: parcel.id, isGoodToGo: false }]);

      await handle.signal(retry, by);
      await strict.until(order.number, (view) => stepIn(view, capture)?.state === 'waiting');
      expect((await strict.centra.state()).captures).toEqual([]);
      await strict.centra.releaseShipment(parcel.id);
      await strict.wake(order.number);
      await strict.until(order.number, (view) => isDone(view, `S-${parcel.id}-payment`));
      expect((await strict.centra.state()).captures).toHaveLength(1);
    } finally {
      await strict.stop();
    }
  });

  it('put on hold while Fortnox is away is not invoiced when Fortnox comes back, but when it is released', async () => {
    const order = await shop.place([JACKET]);
    const parcel = await world.centra.createShipment(order.number, { isGoodToGo: true });
    await world.fortnox.addFault({ method: 'POST', path: '/3/invoices', kind: 'status429', times: 1 });
    await world.wake(order.number);
    await world.until(order.number, (view) => isDone(view, `S-${parcel.id}-capture`));
    await world.centra.holdOrder(order.number, true);
    const held = await world.until(order.number, (view) => stepIn(view, `S-${parcel.id}-invoice`)?.state === 'waiting');
    expect(stepIn(held, `S-${parcel.id}-invoice`)?.waitsFor).toContain('hold');
    expect(await shop.documentsOf('S', parcel.id)).toEqual([]);
    await world.centra.holdOrder(order.number, false);
    await world.wake(order.number);
    await world.until(order.number, (view) => isDone(view, `S-${parcel.id}-payment`));
    expect(await shop.documentsOf('S', parcel.id)).toHaveLength(1);
  });

  it('that is cancelled while its capture is under way is still accounted for', async () => {
    const order = await shop.place([JACKET]);
    const parcel = await world.centra.createShipment(order.number, { isGoodToGo: true });
    await world.centra.addFault({ operation: 'captureShipment', kind: 'slow', delayMs: 6_000, times: 1 });
    await world.wake(order.number);
    await world.until(order.number, (view) => view.stage === 'working');
    await world.centra.cancelOrder(order.number);
    await world.wake(order.number);
    await world.until(order.number, (view) => isDone(view, `S-${parcel.id}-payment`));
    expect(await shop.capturesOf(parcel.id)).toHaveLength(1);
    expect(await shop.documentsOf('S', parcel.id)).toMatchObject([{ Booked: true, Total: 1249.5 }]);
  });

  it('whose invoice a person made by hand gets no credit of ours, and no invoice by a resend of all', async () => {
    const order = await shop.place([JACKET]);
    const parcel = await world.centra.createShipment(order.number, { isGoodToGo: true });
    await world.fortnox.addFault({ method: 'POST', path: '/3/invoices', kind: 'refuse', times: 1, code: 2001339 });
    const handle = await world.wake(order.number);
    const invoice = `S-${parcel.id}-invoice`;
    await world.until(order.number, (view) => stepIn(view, invoice)?.state === 'needsAttention');
    await handle.signal(skip, { ...by, step: invoice });
    await world.centra.shipShipment(parcel.id);
    const back = await world.centra.createReturn(parcel.id, {});
    await world.centra.completeReturn(back.id);
    await handle.signal(resendInvoices, by);
    await world.wake(order.number);
    const asked = await world.until(order.number, (view) => stepIn(view, `R-${back.id}-credit`)?.problem !== undefined);
    expect(stepIn(asked, `R-${back.id}-credit`)?.problem?.code).toBe('notOurInvoice');
    expect(await shop.documentsOf('S', parcel.id)).toEqual([]);
    expect(await shop.documentsOf('R', back.id)).toEqual([]);
  });

  it('paid through a provider that answers later waits for it, and asks a person when it refuses', async () => {
    const order = await shop.place([JACKET], { payment: 'async' });
    const parcel = await world.centra.createShipment(order.number, { isGoodToGo: true });
    const handle = await world.wake(order.number);
    const capture = `S-${parcel.id}-capture`;
    await world.until(order.number, (view) => stepIn(view, capture)?.state === 'pending');
    await world.centra.settleCapture(parcel.id, 'failed');
    await world.wake(order.number);
    const asked = await world.until(order.number, (view) => stepIn(view, capture)?.state === 'needsAttention');
    expect(stepIn(asked, capture)?.problem?.code).toBe('captureRefused');
    expect(await shop.documentsOf('S', parcel.id)).toEqual([]);

    await handle.signal(retry, by);
    await world.until(order.number, (view) => stepIn(view, capture)?.state === 'pending');
    await world.centra.settleCapture(parcel.id, 'success');
    await world.wake(order.number);
    await world.until(order.number, (view) => isDone(view, `S-${parcel.id}-payment`));
    expect(await shop.documentsOf('S', parcel.id)).toMatchObject([{ Booked: true, Total: 1249.5, Balance: 0 }]);
  });

  it('that Centra does not know is a problem that says so, not a failed workflow; skip closes it', async () => {
    const handle = await world.wake(999_999);
    const view = await world.until(999_999, (v) => v.stage === 'attention');
    expect(stepIn(view, 'O-999999-review')?.problem).toMatchObject({ code: 'orderNotFound' });
    expect(await world.records.orders.find('acme', 999_999)).toMatchObject({
      stage: 'attention',
      problems: ['orderNotFound'],
    });
    await handle.signal(skip, { ...by, step: 'O-999999-review' });
    await handle.result();
    expect(await world.records.orders.find('acme', 999_999)).toMatchObject({ stage: 'completed' });
  });

  it('journals what it cannot understand, and goes on', async () => {
    const order = await shop.place([JACKET]);
    const handle = await world.wake(order.number);
    await handle.signal('retry', 'please');
    await handle.signal('skip', { by: 'anna' });
    await handle.signal('skip', { ...by, step: 'S-1-nonsense' });
    await handle.signal('resendInvoices', { ...by, shipmentId: 'all of them' });
    await handle.signal('shipmentChanged', null);
    await handle.signal('returnChanged', { returnId: 'x', returnIds: 7 });
    await world.signalRaw(order.number, 'skip', 'json/protobuf', '{}');
    await world.signalRaw(order.number, 'retry', 'json/plain', '{"by": ');
    await handle.signal('markEverythingDone', { by: 'anna' });
    await world.until(order.number, (view) => view.type !== undefined);
    await expect
      .poll(async () => (await world.records.decisions.ofOrder('acme', order.number)).map(({ note }) => note), {
        timeout: 10_000,
      })
      .toEqual([
        // Unknown signals are answered at once, commands after the first look.
        'no such signal',
        'expected an object with by',
        'missing: step, reason',
        'this order has no step S-1-nonsense',
        'shipmentId must be the number of a shipment, such as 1902',
        'expected an object with step, by, reason',
        'expected an object with by',
      ]);
    expect((await handle.describe()).status.name).toBe('RUNNING');
  });
});
