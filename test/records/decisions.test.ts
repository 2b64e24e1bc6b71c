import { expect, test } from 'vitest';
import type { DecisionRecord } from '../../src/records/tables.ts';
import { describeOnEachDatabase } from '../support/databases.ts';

function decision(id: string, change: Partial<DecisionRecord> = {}): DecisionRecord {
  return {
    id,
    connectionId: 'acme',
    orderNumber: 1001,
    at: new Date('2026-03-01T12:00:00.000Z'),
    action: 'retry',
    by: 'finance@acme.example',
    reason: 'the card was renewed',
    payload: '{"stepId":"S-1902-capture"}',
    outcome: 'accepted',
    note: '',
    ...change,
  };
}

describeOnEachDatabase('the journal of decisions', (database) => {
  const decisions = () => database.records().decisions;

  test('a decision journaled twice counts once, as it was first told', async () => {
    const retry = decision('twice', { orderNumber: 1 });
    await Promise.all([decisions().add(retry), decisions().add(retry)]);
    await decisions().add({ ...retry, reason: 'told otherwise' });
    expect(await decisions().ofOrder('acme', 1)).toEqual([retry]);
  });

  test('an order’s decisions are told in the order of time, with no others among them', async () => {
    const second = decision('b', { orderNumber: 2, at: new Date('2026-03-02T08:00:00Z'), outcome: 'refused' });
    const first = decision('c', { orderNumber: 2, at: new Date('2026-03-01T08:00:00Z') });
    for (const told of [second, first, decision('x', { orderNumber: 3 }), decision('y', { connectionId: 'other' })]) {
      await decisions().add(told);
    }
    expect(await decisions().ofOrder('acme', 2)).toEqual([first, second]);
  });

  test('whatever people type is journaled', async () => {
    await decisions().add(decision('odd', { orderNumber: 4, reason: 'a\0b', payload: '\uD800', by: '"; drop table' }));
    expect(await decisions().ofOrder('acme', 4)).toMatchObject([
      { reason: 'a\uFFFDb', payload: '\uFFFD', by: '"; drop table' },
    ]);
  });
});
