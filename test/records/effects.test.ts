import { beforeEach, expect, test, vi } from 'vitest';
import { openRecords } from '../../src/records/records.ts';
import { createPostgresDatabase, describeOnEachDatabase, type TestDatabase } from '../support/databases.ts';

const NOON = new Date('2026-03-01T12:00:00.000Z');
const LATER = new Date('2026-03-01T12:05:00.000Z');

/** By the database's clock. */
let time = NOON;

const suite = (database: TestDatabase): void => {
  beforeEach(() => {
    time = NOON;
  });
  const effects = () => database.records().effects;
  let count = 0;
  const newEffect = (orderNumber = 1001) => ({
    key: `acme-S-${String(++count).padStart(10, '0')}-invoice`,
    connectionKey: 'acme',
    kind: 'invoice',
    orderNumber,
  });

  test('of many workers that hold the same step, exactly one gets the first try', async () => {
    const effect = newEffect();
    const begun = await Promise.all(Array.from({ length: 20 }, () => effects().begin(effect)));
    expect(begun.filter(({ state }) => state === 'first')).toHaveLength(1);
    expect(begun.filter(({ state }) => state === 'inDoubt')).toHaveLength(19);
  });

  test('a step that was tried before is in doubt, and says since when', async () => {
    const effect = newEffect();
    await effects().begin(effect);
    time = LATER;
    expect(await effects().begin(effect)).toEqual({
      state: 'inDoubt',
      lastTriedAt: NOON,
      elapsedMs: 300_000,
      tries: 1,
    });
  });

  test('a step that was done is never tried again: everyone is given its outcome', async () => {
    const effect = newEffect();
    await effects().begin(effect);
    await effects().finish(effect.key, { documentNumber: '2001' });
    expect(await effects().begin(effect)).toEqual({ state: 'done', outcome: { documentNumber: '2001' } });
  });

  test('an outcome that says nothing is an outcome all the same', async () => {
    const effect = newEffect();
    await effects().begin(effect);
    await effects().finish(effect.key, null);
    expect(await effects().begin(effect)).toEqual({ state: 'done', outcome: null });
  });

  test('an outcome is never overwritten: the same again is fine, another one names both', async () => {
    const effect = newEffect();
    await effects().begin(effect);
    await effects().finish(effect.key, { documentNumber: '2001', rows: 2 });
    await effects().finish(effect.key, { rows: 2, documentNumber: '2001' });
    const second = effects().finish(effect.key, { documentNumber: '2002' });
    await expect(second).rejects.toThrow(new RegExp(`${effect.key}.*"2001".*"2002"`));
    expect(await effects().begin(effect)).toMatchObject({ outcome: { documentNumber: '2001' } });
  });

  test('what was never begun cannot be finished', async () => {
    await expect(effects().finish('acme-S-nobody-invoice', 1)).rejects.toThrow(/never begun/);
  });

  test('a withdrawn intent lets the next try be a first', async () => {
    const effect = newEffect();
    await effects().begin(effect);
    await effects().withdraw(effect.key);
    time = LATER;
    expect(await effects().begin(effect)).toEqual({ state: 'first' });
    expect(await effects().begin(effect)).toMatchObject({ state: 'inDoubt', lastTriedAt: LATER, elapsedMs: 0 });
  });

  test('what was done cannot be withdrawn', async () => {
    const effect = newEffect();
    await effects().begin(effect);
    await effects().finish(effect.key, 'done');
    await effects().withdraw(effect.key);
    expect(await effects().begin(effect)).toEqual({ state: 'done', outcome: 'done' });
  });

  test('of many that looked and found nothing, exactly one may try again', async () => {
    const effect = newEffect();
    await effects().begin(effect);
    time = LATER;
    const allowed = await Promise.all(Array.from({ length: 20 }, () => effects().beginAgain(effect.key, 1)));
    expect(allowed.filter(Boolean)).toHaveLength(1);
    expect(await effects().begin(effect)).toMatchObject({ state: 'inDoubt', lastTriedAt: LATER, tries: 2 });
  });

  test('whoever was first cannot withdraw once another was allowed to try again', async () => {
    const effect = newEffect();
    await effects().begin(effect);
    await effects().beginAgain(effect.key, 1);
    await effects().withdraw(effect.key);
    expect(await effects().begin(effect)).toMatchObject({ state: 'inDoubt', tries: 2 });
  });

  test('who looked before a withdrawal may not try beside the new first', async () => {
    const effect = newEffect();
    await effects().begin(effect);
    const looked = await effects().begin(effect);
    await effects().withdraw(effect.key);
    await effects().begin(effect);
    expect(looked).toMatchObject({ state: 'inDoubt', tries: 1 });
    expect(await effects().beginAgain(effect.key, 1)).toBe(false);
  });

  test('a cancelled document is set aside, and its step may happen once more', async () => {
    const effect = newEffect();
    await effects().begin(effect);
    await effects().finish(effect.key, { documentNumber: '2001' });
    expect(await effects().supersede(effect.key, { documentNumber: '2001' }, 'cancelled in the ERP')).toBe(true);
    expect(await effects().begin(effect)).toEqual({ state: 'first' });
    await effects().finish(effect.key, { documentNumber: '2002' });
    expect(await effects().begin(effect)).toMatchObject({ outcome: { documentNumber: '2002' } });
  });

  test('only the document on record is set aside, by one of many', async () => {
    const effect = newEffect();
    await effects().begin(effect);
    await effects().finish(effect.key, { documentNumber: '2002' });
    const setAside = (documentNumber: string) => effects().supersede(effect.key, { documentNumber }, 'cancelled');
    expect(await setAside('2001')).toBe(false);
    const all = await Promise.all(Array.from({ length: 10 }, () => setAside('2002')));
    expect(all.filter(Boolean)).toHaveLength(1);
  });

  test('an order shows what was done for it, oldest first, and nothing that is in doubt or set aside', async () => {
    const [invoice, stock, unclear, remade] = [newEffect(7), newEffect(7), newEffect(7), newEffect(7)];
    for (const effect of [invoice, stock, unclear, remade]) await effects().begin(effect);
    await effects().finish(invoice.key, { documentNumber: '2001' });
    await effects().finish(remade.key, 'x');
    time = LATER;
    await effects().finish(stock.key, { id: 'out' });
    await effects().supersede(remade.key, 'x', 'cancelled');
    expect(await effects().outcomesOfOrder('acme', 7)).toEqual([
      { key: invoice.key, kind: 'invoice', outcome: { documentNumber: '2001' }, at: NOON },
      { key: stock.key, kind: 'invoice', outcome: { id: 'out' }, at: LATER },
    ]);
    expect(await effects().outcomesOfOrder('other', 7)).toEqual([]);
  });

  test('an outcome with characters that PostgreSQL cannot keep is kept all the same', async () => {
    const effect = newEffect();
    await effects().begin(effect);
    await effects().finish(effect.key, { note: 'a\0b\uD800' });
    await effects().finish(effect.key, { note: 'a\0b\uD800' });
    expect(await effects().begin(effect)).toEqual({ state: 'done', outcome: { note: 'a\uFFFDb\uFFFD' } });
  });
};

describeOnEachDatabase('the book of effects', suite, () => time);

/** An embedded database is in the process and has its clock. */
test('how long ago a try was is told by the database’s clock, whatever this machine’s clock says', async () => {
  const { location, remove } = await createPostgresDatabase();
  const { effects, close } = await openRecords(location);
  const effect = { key: 'acme-S-0000000001-invoice', connectionKey: 'acme', kind: 'invoice', orderNumber: 1 };
  try {
    await effects.begin(effect);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 });
    const begun = await effects.begin(effect);
    if (begun.state !== 'inDoubt') expect.fail(begun.state);
    expect(begun.elapsedMs).toBeLessThan(60_000);
  } finally {
    vi.useRealTimers();
    await close();
    await remove();
  }
});
