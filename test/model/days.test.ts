import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { StepView } from '../../src/domain/order-view.ts';
import type { Records } from '../../src/records/records.ts';
import { placeOrder, stockUp, type OrderKind } from './order-kinds.ts';
import { POLICIES } from './policies.ts';
import { openModelRecords, openStage, type Stage } from './stage.ts';

vi.mock('@temporalio/workflow', async (original) => ({
  ...(await original<object>()),
  ...(await import('./little-temporal.ts')).insideWorkflows,
}));

/** What takes days, on a clock on which they pass at once. */
describe('an order, as days pass', () => {
  let records: Records;
  let stage: Stage;
  beforeAll(async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-03-02T09:00:00Z') });
    records = await openModelRecords();
  });
  afterEach(() => stage.stop());
  afterAll(async () => {
    await records.close();
    vi.useRealTimers();
  });

  const open = async (policy: keyof typeof POLICIES, connection: object = {}): Promise<void> => {
    stage = await openStage(records, POLICIES[policy] ?? {}, connection);
    await stockUp(stage);
  };
  const sell = async (kind: OrderKind) => {
    const orderNumber = await placeOrder(stage, kind);
    const { id } = await stage.centra.createShipment(orderNumber, { isGoodToGo: true });
    await told(orderNumber);
    return { orderNumber, id };
  };
  const told = async (orderNumber: number): Promise<void> => {
    await stage.wake(orderNumber);
    await stage.settle();
  };
  const stepOf = async (orderNumber: number, id: string): Promise<StepView | undefined> =>
    (await stage.view(orderNumber))?.lanes.flatMap(({ steps }) => steps).find((step) => step.id === id);
  const effects = async () => {
    const { centra, fortnox } = await stage.books();
    const { captures } = centra;
    const { invoices, payments, stockDocuments } = fortnox;
    return {
      captures: captures.length,
      invoices: invoices.length,
      payments: payments.length,
      moved: stockDocuments.length,
    };
  };

  it('waits for a provider that takes days, and finds its answer though no webhook tells of it', async () => {
    await open('default');
    const { orderNumber, id } = await sell('async');
    await stage.passDays(3);
    expect(await stepOf(orderNumber, `S-${id}-capture`)).toMatchObject({ state: 'pending' });
    expect(await effects()).toMatchObject({ captures: 0, invoices: 0 });
    await stage.centra.settleCapture(id, 'success');
    await stage.passDays(0.5);
    expect(await effects()).toMatchObject({ captures: 1, invoices: 1, payments: 1 });
  });

  it('asks a person, in the lists too, when the provider does not answer for two weeks', async () => {
    await open('default');
    const { orderNumber, id } = await sell('async');
    await stage.passDays(13);
    expect((await stage.recorded(orderNumber))?.stage).toBe('waiting');
    await stage.passDays(3);
    expect(await stepOf(orderNumber, `S-${id}-capture`)).toMatchObject({ problem: { code: 'captureUnanswered' } });
    expect((await stage.recorded(orderNumber))?.stage).toBe('attention');
    await stage.centra.settleCapture(id, 'success');
    await stage.passDays(0.5);
    expect((await stage.recorded(orderNumber))?.stage).toBe('waiting');
    expect(await effects()).toMatchObject({ captures: 1, invoices: 1 });
  });

  it('stays open for returns, closes when their time is over, and opens again for one that is late', async () => {
    await open('keptOpenForReturns');
    const { orderNumber, id } = await sell('plain');
    await stage.centra.shipShipment(id);
    await told(orderNumber);
    await stage.passDays(13);
    expect((await stage.recorded(orderNumber))?.stage).toBe('waiting');
    await stage.passDays(2);
    expect((await stage.recorded(orderNumber))?.stage).toBe('completed');

    const back = await stage.centra.createReturn(id, { restock: 'release' });
    await stage.centra.completeReturn(back.id);
    await told(orderNumber);
    expect(await effects()).toEqual({ captures: 1, invoices: 2, payments: 1, moved: 2 });
    expect((await stage.recorded(orderNumber))?.stage).toBe('completed');
  });

  it('begun before going live has only the parcels and returns from after it booked', async () => {
    const midway = '2026-04-15T12:00:00Z';
    await open('default', { goLive: midway.slice(0, 10) });
    vi.setSystemTime(new Date('2026-04-01T09:00:00Z'));
    const orderNumber = await placeOrder(stage, 'plain');
    const before = (await stage.books()).centra.orders[0]?.lines ?? [];
    const [jackets, shirts] = before.map((line) => ({ lineId: line.id, quantity: line.originalQuantity }));
    const old = await stage.centra.createShipment(orderNumber, { lines: jackets ? [jackets] : [], isGoodToGo: true });
    await stage.centra.captureShipment(old.id);
    await stage.centra.shipShipment(old.id);
    vi.setSystemTime(new Date(midway));
    const parcel = await stage.centra.createShipment(orderNumber, { lines: shirts ? [shirts] : [], isGoodToGo: true });
    await told(orderNumber);
    await stage.centra.shipShipment(parcel.id);
    const back = await stage.centra.createReturn(old.id, { restock: 'release' });
    await stage.centra.completeReturn(back.id);
    await told(orderNumber);

    const { fortnox, centra } = await stage.books();
    expect(fortnox.invoices.map((invoice) => invoice.ExternalInvoiceReference1)).toEqual([
      expect.stringContaining(`-S-0000${parcel.id}-invoice`),
    ]);
    expect(centra.captures.map(({ shipmentId }) => shipmentId)).toEqual([old.id, parcel.id]);
    expect(await stepOf(orderNumber, `R-${back.id}-credit`)).toMatchObject({ problem: { code: 'notOurInvoice' } });
  });

  it('of a connection that only observes is shown with what would be done, and nothing is done', async () => {
    await open('default', { mode: 'observe' });
    const { orderNumber, id } = await sell('plain');
    await stage.centra.captureShipment(id);
    await stage.centra.shipShipment(id);
    const back = await stage.centra.createReturn(id, { restock: 'release' });
    await stage.centra.completeReturn(back.id);
    await told(orderNumber);
    const said = { by: 'anna', reason: 'try' };
    for (const signal of ['retry', 'resendInvoices']) await stage.tell(orderNumber, signal, said);
    await stage.settle();

    const { centra, fortnox } = await stage.books();
    for (const kind of ['invoice', 'payment', 'stock']) {
      const step = await stepOf(orderNumber, `S-${id}-${kind}`);
      expect(step, kind).toMatchObject({ state: 'waiting', waitsFor: expect.stringContaining('observes') });
      expect(step?.amountMinor).toBeGreaterThan(0);
    }
    expect(await stepOf(orderNumber, `R-${back.id}-credit`)).toMatchObject({ state: 'waiting' });
    const writes = Object.keys(fortnox.requestCounts).filter((route) => !/^GET|oauth/.test(route));
    expect(writes).toEqual([]);
    expect(Object.keys(centra.requests).filter((field) => /capture|update|complete/i.test(field))).toEqual([]);
  });
});
