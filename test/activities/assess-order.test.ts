import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAssessOrder } from '../../src/activities/assess-order.ts';
import type { Connection } from '../../src/activities/dependencies.ts';
import { NotDoneError, RefusedError } from '../../src/connectors/call-errors.ts';
import type { Centra, OrderLook } from '../../src/connectors/centra/centra.ts';
import type { OrderObservation } from '../../src/domain/observation.ts';
import { NO_PROGRESS, type Progress, type StepProgress } from '../../src/domain/progress.ts';
import { openRecords, type Records } from '../../src/records/records.ts';
import { aReturn, anOrder, completed, NOW, POLICY } from '../domain/fixtures.ts';

describe('a look at an order', () => {
  let records: Records;
  beforeAll(async () => {
    records = await openRecords({ inMemory: true });
  });
  afterAll(() => records.close());

  /** Looks at order 1001 where Centra answers like this. */
  function look(
    observeOrder: (
      orderNumber: number,
      ids: readonly number[],
      look: OrderLook,
    ) => Promise<OrderObservation | undefined>,
    returnIds: readonly number[] = [],
    progress?: Progress,
  ) {
    const connection = {
      id: 'acme',
      key: 'acme',
      policy: POLICY,
      centra: { observeOrder } as unknown as Centra,
      erpKind: 'fortnox',
    };
    const connections = new Map([['acme', connection as unknown as Connection]]);
    const assessOrder = createAssessOrder({ connections, records, lookAgainAfterMs: [], now: () => new Date(NOW) });
    return assessOrder({ connectionId: 'acme', orderNumber: 1001, now: NOW, returnIds, ...(progress && { progress }) });
  }

  /** What a look with this progress asks Centra for. */
  async function asksFor(progress: Progress): Promise<OrderLook | undefined> {
    let asked: OrderLook | undefined;
    await look(
      (_, __, more) => {
        asked = more;
        return Promise.resolve(anOrder([completed()]));
      },
      [],
      progress,
    );
    return asked;
  }

  it('that Centra refuses is for a person, and is repeated in an hour; the order does not fail', async () => {
    const problem = { code: 'centraAccessMissing', detail: 'You need Order:read permission' } as const;
    const { plan, order } = await look(() => Promise.reject(new RefusedError(problem)));
    expect(order).toBeUndefined();
    expect(plan).toMatchObject({ isComplete: false, lookAgainAt: '2026-03-10T13:00:00.000Z' });
    expect(plan.lanes.flatMap((lane) => lane.steps)).toMatchObject([
      { id: 'O-1001-review', state: 'needsAttention', problem },
    ]);
  });

  it('that cannot be had now is left to the retries of the activity', async () => {
    await expect(look(() => Promise.reject(new NotDoneError('Centra is away')))).rejects.toThrow('Centra is away');
  });

  it('remembers every return that was ever named or seen', async () => {
    const seen = anOrder([completed({ returns: [aReturn()] })]);
    const { progress } = await look(() => Promise.resolve(seen), [33, 32, 33]);
    expect(progress.returnIds).toEqual([31, 32, 33]);
  });

  it('remembers the order’s id, with which the next look is cheaper', async () => {
    const first = await look(() => Promise.resolve(anOrder([completed()])));
    expect(first.progress.orderId).toBe('05ac658a8e815571fdba2984eb358932');
    expect(await asksFor(first.progress)).toMatchObject({ orderId: first.progress.orderId });
    expect((await asksFor(NO_PROGRESS))?.orderId).toBeUndefined();
  });

  it('asks for the warehouses only between a shipment’s invoice and its stock document', async () => {
    const settled: StepProgress = { state: 'done', at: NOW };
    const withSteps = (steps: Progress['steps']) => asksFor({ ...NO_PROGRESS, steps });
    expect(await withSteps({})).toMatchObject({ withStock: false });
    expect(await withSteps({ 'S-1902-capture': settled })).toMatchObject({ withStock: false });
    expect(await withSteps({ 'S-1902-invoice': settled })).toMatchObject({ withStock: true });
    expect(await withSteps({ 'S-1902-invoice': { state: 'skipped', at: NOW } })).toMatchObject({ withStock: true });
    expect(await withSteps({ 'S-1902-invoice': settled, 'S-1902-stock': settled })).toMatchObject({ withStock: false });
    const mixed = { 'S-1902-invoice': settled, 'S-1902-stock': settled, 'S-1903-invoice': settled };
    expect(await withSteps(mixed)).toMatchObject({ withStock: true });
  });

  it('has the same fingerprint whether it was asked for the warehouses or not', async () => {
    const rows = [{ sku: 'JKT-M', quantity: 1, warehouse: 'Stockholm' }];
    const seen = (more: object) => look(() => Promise.resolve(anOrder([completed(more)])));
    expect((await seen({ stockRows: rows })).fingerprint).toBe((await seen({})).fingerprint);
  });

  it('has another fingerprint when anything in Centra has changed, and the same when nothing has', async () => {
    const fingerprint = async (seen: OrderObservation): Promise<string> =>
      (await look(() => Promise.resolve(seen))).fingerprint;
    const before = await fingerprint(anOrder([completed()]));
    expect(await fingerprint(anOrder([completed()]))).toBe(before);
    expect(await fingerprint(anOrder([completed()], { isOnHold: true }))).not.toBe(before);
  });
});
