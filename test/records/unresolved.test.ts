import { expect, test } from 'vitest';
import { describeOnEachDatabase } from '../support/databases.ts';

const MORNING = new Date('2026-03-01T08:00:00.000Z');
const NOON = new Date('2026-03-01T12:00:00.000Z');

describeOnEachDatabase('hints that no order was found for', (database) => {
  test('are kept once each, with how often they came, until they are resolved', async () => {
    const { unresolved } = database.records();
    const shipment = { connectionId: 'acme', objectType: 'shipment', objectId: 99_999_999_999 } as const;
    const creditedReturn = { connectionId: 'acme', objectType: 'return', objectId: 31 } as const;
    await unresolved.add({ ...creditedReturn, seenAt: NOON });
    await unresolved.add({ ...shipment, seenAt: MORNING });
    await unresolved.add({ ...shipment, seenAt: NOON });
    await unresolved.add({ ...shipment, connectionId: 'other', seenAt: NOON });
    expect(await unresolved.list('acme')).toEqual([
      { ...shipment, firstSeenAt: MORNING, lastSeenAt: NOON, timesSeen: 2 },
      { ...creditedReturn, firstSeenAt: NOON, lastSeenAt: NOON, timesSeen: 1 },
    ]);
    expect(await unresolved.list()).toHaveLength(3);

    await unresolved.resolve(shipment);
    expect(await unresolved.list('acme')).toMatchObject([creditedReturn]);
    expect(await unresolved.list('other')).toHaveLength(1);
  });
});
