import { expect, test } from 'vitest';
import type { OrderStage } from '../../src/domain/order-view.ts';
import type { OrderRecord } from '../../src/records/tables.ts';
import { describeOnEachDatabase } from '../support/databases.ts';

const DAY_MS = 86_400_000;
const FIRST_DAY = Date.parse('2026-03-01T12:00:00.000Z');

function order(connectionId: string, orderNumber: number, change: Partial<OrderRecord> = {}): OrderRecord {
  const stage: OrderStage = change.stage ?? 'waiting';
  return {
    connectionId,
    orderNumber,
    stage,
    currency: 'SEK',
    progress: { steps: {}, triggeredAt: { 'S-1-invoice': '2026-03-01T12:00:00Z' }, returnIds: [31] },
    view: { connectionId, orderNumber, stage, lanes: [] },
    problems: [],
    erpDocuments: [],
    centraUpdatedAt: new Date('2026-03-01T11:59:59.123Z'),
    completedAt: null,
    observedAt: new Date(FIRST_DAY),
    version: FIRST_DAY,
    ...change,
  };
}

describeOnEachDatabase('the records of orders', (database) => {
  const orders = () => database.records().orders;
  const numbers = (found: readonly OrderRecord[]) => found.map(({ orderNumber }) => orderNumber);

  test('what was recorded is read back as it was, to the millisecond', async () => {
    const recorded = order('read', 1, { problems: ['captureRefused'], erpDocuments: ['2001', '2,"0\\2'] });
    await orders().upsert(recorded);
    expect(await orders().find('read', 1)).toEqual(recorded);
    expect(await orders().find('read', 2)).toBeUndefined();
    expect(await orders().find('other', 1)).toBeUndefined();
  });

  test('an older record never overwrites a newer one; the same or a newer one does', async () => {
    await orders().upsert(order('versions', 1, { version: 20, stage: 'working' }));
    await orders().upsert(order('versions', 1, { version: 19, stage: 'waiting' }));
    expect(await orders().find('versions', 1)).toMatchObject({ version: 20, stage: 'working' });
    await orders().upsert(order('versions', 1, { version: 20, stage: 'attention' }));
    expect(await orders().find('versions', 1)).toMatchObject({ version: 20, stage: 'attention' });
    await orders().upsert(order('versions', 1, { version: 21, stage: 'completed' }));
    expect(await orders().find('versions', 1)).toMatchObject({ version: 21, stage: 'completed' });
  });

  test('written by many at once, the newest record is the one that stays', async () => {
    const versions = Array.from({ length: 30 }, (_, i) => ((i * 7) % 30) + 1);
    await Promise.all(versions.map((version) => orders().upsert(order('race', 1, { version }))));
    expect(await orders().find('race', 1)).toMatchObject({ version: 30 });
  });

  test('the list goes page by page, most lately observed first, and shows every order once', async () => {
    for (let day = 0; day < 7; day++) {
      // Two of them share a moment: the order number decides then.
      const observedAt = new Date(FIRST_DAY + Math.min(day, 5) * DAY_MS);
      await orders().upsert(order('pages', 100 + day, { observedAt }));
    }
    const seen: number[] = [];
    let after: string | undefined;
    do {
      const page = await orders().list({ connectionId: 'pages', limit: 3, after });
      expect(page.orders.length).toBeLessThanOrEqual(3);
      seen.push(...numbers(page.orders));
      after = page.next;
    } while (after !== undefined);
    expect(seen).toEqual([106, 105, 104, 103, 102, 101, 100]);
  });

  test('orders are found by stage, by problem and by the number of an ERP document', async () => {
    await orders().upsert(order('find', 1, { stage: 'attention', problems: ['captureRefused', 'erpAmountDiffers'] }));
    await orders().upsert(order('find', 2, { stage: 'attention', problems: ['erpAmountDiffers'] }));
    await orders().upsert(order('find', 3, { stage: 'completed', erpDocuments: ['2001', '2002'] }));
    const found = async (filter: object) =>
      numbers((await orders().list({ connectionId: 'find', limit: 10, ...filter })).orders).toSorted((a, b) => a - b);
    expect(await found({ stage: 'attention' })).toEqual([1, 2]);
    expect(await found({ problem: 'captureRefused' })).toEqual([1]);
    expect(await found({ problem: 'erpAmountDiffers' })).toEqual([1, 2]);
    expect(await found({ erpDocument: '2002' })).toEqual([3]);
    expect(await found({ erpDocument: '200' })).toEqual([]);
  });

  test('every stage is counted, those without an order as 0', async () => {
    await orders().upsert(order('counts', 1, { stage: 'attention' }));
    await orders().upsert(order('counts', 2, { stage: 'attention' }));
    await orders().upsert(order('counts', 3, { stage: 'completed' }));
    expect(await orders().counts('counts')).toEqual({ waiting: 0, working: 0, attention: 2, paused: 0, completed: 1 });
    expect((await orders().counts()).attention).toBeGreaterThanOrEqual(2);
  });

  test.each(['', 'garbage', Buffer.from('[]').toString('base64url'), Buffer.from('[1,2,3]').toString('base64url')])(
    'a page after "%s" is refused',
    async (after) => {
      await expect(orders().list({ limit: 1, after })).rejects.toThrow(RangeError);
    },
  );
});
