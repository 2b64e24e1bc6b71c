import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Records } from '../../src/records/records.ts';
import { faultsIn, type Audited } from './books.ts';
import { placeOrder, stockUp } from './order-kinds.ts';
import { POLICIES } from './policies.ts';
import { openModelRecords, openStage, type Books } from './stage.ts';

vi.mock('@temporalio/workflow', async (original) => ({
  ...(await original<object>()),
  ...(await import('./little-temporal.ts')).insideWorkflows,
}));

/** An auditor who sees nothing would let every random life pass. */
describe('the auditor of the random lives', () => {
  let records: Records;
  let sound: Audited;
  beforeAll(async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-03-02T09:00:00Z') });
    records = await openModelRecords();
    const stage = await openStage(records, POLICIES['default'] ?? {});
    await stockUp(stage);
    const before = await stage.books();
    const number = await placeOrder(stage, 'plain');
    const { id } = await stage.centra.createShipment(number, { isGoodToGo: true });
    await stage.wake(number);
    await stage.settle();
    await stage.centra.shipShipment(id);
    const back = await stage.centra.createReturn(id, { restock: 'release' });
    await stage.centra.completeReturn(back.id);
    await stage.wake(number);
    await stage.settle();
    const view = await stage.view(number);
    if (!view) throw new Error('the order is not known');
    sound = {
      before,
      now: await stage.books(),
      policy: stage.policy,
      views: new Map([[number, view]]),
      viewsBefore: new Map(),
      informed: new Set([number]),
      shipmentOfReturn: new Map([[`R-${back.id}`, id]]),
      accepted: new Set(),
    };
    await stage.stop();
  });
  afterAll(async () => {
    await records.close();
    vi.useRealTimers();
  });

  /** The books as they would be if something had gone wrong. */
  const wrong = (change: (books: Books) => { centra?: object; fortnox?: object }): Audited => {
    const { centra = {}, fortnox = {} } = change(sound.now);
    return {
      ...sound,
      now: { centra: { ...sound.now.centra, ...centra }, fortnox: { ...sound.now.fortnox, ...fortnox } },
    };
  };

  it('finds nothing in books that are right', () => {
    expect(faultsIn(sound)).toEqual([]);
  });

  it.each<[string, (books: Books) => { centra?: object; fortnox?: object }, RegExp]>([
    [
      'two invoices under one key',
      ({ fortnox: { invoices } }) => ({
        fortnox: { invoices: [...invoices, { ...invoices[0], DocumentNumber: '99' }] },
      }),
      /both carry/,
    ],
    [
      'a double capture',
      ({ centra: { captures } }) => ({ centra: { captures: [...captures, ...captures] } }),
      /was taken 2 times/,
    ],
    [
      'a wrong amount',
      ({ fortnox: { invoices } }) => ({
        fortnox: { invoices: invoices.map((i) => ({ ...i, Total: i.Total + 0.01 })) },
      }),
      /is booked with/,
    ],
    [
      'a wrong VAT',
      ({ fortnox: { invoices } }) => ({
        fortnox: { invoices: invoices.map((i) => ({ ...i, TotalVAT: i.TotalVAT + 1 })) },
      }),
      /has VAT/,
    ],
    [
      'a payment registered twice',
      ({ fortnox: { payments } }) => ({ fortnox: { payments: [...payments, ...payments] } }),
      /registered twice/,
    ],
    [
      'goods moved twice',
      ({ fortnox: { stockMovements } }) => ({ fortnox: { stockMovements: [...stockMovements, ...stockMovements] } }),
      /moved .* instead of/,
    ],
    [
      'an invoice that is not there',
      ({ fortnox: { invoices } }) => ({ fortnox: { invoices: invoices.slice(1) } }),
      /invoice is due and not done/,
    ],
    ['a payment that is not there', () => ({ fortnox: { payments: [] } }), /payment is due and not done/],
    ['goods that were not moved', () => ({ fortnox: { stockMovements: [] } }), /stock is due and not done/],
    [
      'a credit of a return that Centra does not have any more',
      () => ({ centra: { returns: [] } }),
      /is left, and nobody is told/,
    ],
  ])('finds %s', (_what, change, says) => {
    expect(faultsIn(wrong(change)).join('\n')).toMatch(says);
  });
});
