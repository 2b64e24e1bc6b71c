import { expect, test } from 'vitest';
import { describeOnEachDatabase } from '../support/databases.ts';

const NOON = new Date('2026-03-01T12:00:00.000Z');
const LATER = new Date('2026-03-01T12:05:00.000Z');

describeOnEachDatabase('the book of effects', (database) => {
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
    const begun = await Promise.all(Array.from({ length: 20 }, () => effects().begin(effect, NOON)));
    expect(begun.filter(({ state }) => state === 'first')).toHaveLength(1);
    expect(begun.filter(({ state }) => state === 'inDoubt')).toHaveLength(19);
  });

  test('a step that was tried before is in doubt, and says since when', async () => {
    const effect = newEffect();
    await effects().begin(effect, NOON);
    expect(await effects().begin(effect, LATER)).toEqual({ state: 'inDoubt', lastTriedAt: NOON, tries: 1 });
  });

  test('a step that was done is never tried again: everyone is given its outcome', async () => {
    const effect = newEffect();
    await effects().begin(effect, NOON);
    await effects().finish(effect.key, { documentNumber: '2001' }, LATER);
    expect(await effects().begin(effect, LATER)).toEqual({ state: 'done', outcome: { documentNumber: '2001' } });
  });

  test('an outcome that says nothing is an outcome all the same', async () => {
    const effect = newEffect();
    await effects().begin(effect, NOON);
    await effects().finish(effect.key, null, NOON);
    expect(await effects().begin(effect, NOON)).toEqual({ state: 'done', outcome: null });
  });

  test('an outcome is never overwritten: the same again is fine, another one names both', async () => {
    const effect = newEffect();
    await effects().begin(effect, NOON);
    await effects().finish(effect.key, { documentNumber: '2001', rows: 2 }, NOON);
    await effects().finish(effect.key, { rows: 2, documentNumber: '2001' }, LATER);
    const second = effects().finish(effect.key, { documentNumber: '2002' }, LATER);
    await expect(second).rejects.toThrow(new RegExp(`${effect.key}.*"2001".*"2002"`));
    expect(await effects().begin(effect, LATER)).toMatchObject({ outcome: { documentNumber: '2001' } });
  });

  test('what was never begun cannot be finished', async () => {
    await expect(effects().finish('acme-S-nobody-invoice', 1, NOON)).rejects.toThrow(/never begun/);
  });

  test('a withdrawn intent lets the next try be a first', async () => {
    const effect = newEffect();
    await effects().begin(effect, NOON);
    await effects().withdraw(effect.key);
    expect(await effects().begin(effect, LATER)).toEqual({ state: 'first' });
    expect(await effects().begin(effect, LATER)).toMatchObject({ state: 'inDoubt', lastTriedAt: LATER });
  });

  test('what was done cannot be withdrawn', async () => {
    const effect = newEffect();
    await effects().begin(effect, NOON);
    await effects().finish(effect.key, 'done', NOON);
    await effects().withdraw(effect.key);
    expect(await effects().begin(effect, NOON)).toEqual({ state: 'done', outcome: 'done' });
  });

  test('of many that looked and found nothing, exactly one may try again', async () => {
    const effect = newEffect();
    await effects().begin(effect, NOON);
    const allowed = await Promise.all(Array.from({ length: 20 }, () => effects().beginAgain(effect.key, 1, LATER)));
    expect(allowed.filter(Boolean)).toHaveLength(1);
    expect(await effects().begin(effect, LATER)).toEqual({ state: 'inDoubt', lastTriedAt: LATER, tries: 2 });
  });

  test('whoever was first cannot withdraw once another was allowed to try again', async () => {
    const effect = newEffect();
    await effects().begin(effect, NOON);
    await effects().beginAgain(effect.key, 1, LATER);
    await effects().withdraw(effect.key);
    expect(await effects().begin(effect, LATER)).toMatchObject({ state: 'inDoubt', tries: 2 });
  });

  test('who looked before a withdrawal may not try beside the new first', async () => {
    const effect = newEffect();
    await effects().begin(effect, NOON);
    const looked = await effects().begin(effect, LATER);
    await effects().withdraw(effect.key);
    await effects().begin(effect, LATER);
    expect(looked).toMatchObject({ state: 'inDoubt', tries: 1 });
    expect(await effects().beginAgain(effect.key, 1, LATER)).toBe(false);
  });

  test('a cancelled document is set aside, and its step may happen once more', async () => {
    const effect = newEffect();
    await effects().begin(effect, NOON);
    await effects().finish(effect.key, { documentNumber: '2001' }, NOON);
    expect(await effects().supersede(effect.key, { documentNumber: '2001' }, 'cancelled in the ERP', LATER)).toBe(true);
    expect(await effects().begin(effect, LATER)).toEqual({ state: 'first' });
    await effects().finish(effect.key, { documentNumber: '2002' }, LATER);
    expect(await effects().begin(effect, LATER)).toMatchObject({ outcome: { documentNumber: '2002' } });
  });

  test('only the document on record is set aside, by one of many', async () => {
    const effect = newEffect();
    await effects().begin(effect, NOON);
    await effects().finish(effect.key, { documentNumber: '2002' }, NOON);
    const setAside = (documentNumber: string) =>
      effects().supersede(effect.key, { documentNumber }, 'cancelled', LATER);
    expect(await setAside('2001')).toBe(false);
    const all = await Promise.all(Array.from({ length: 10 }, () => setAside('2002')));
    expect(all.filter(Boolean)).toHaveLength(1);
  });

  test('an order shows what was done for it, oldest first, and nothing that is in doubt or set aside', async () => {
    const [invoice, stock, unclear, remade] = [newEffect(7), newEffect(7), newEffect(7), newEffect(7)];
    for (const effect of [invoice, stock, unclear, remade]) await effects().begin(effect, NOON);
    await effects().finish(stock.key, { id: 'out' }, LATER);
    await effects().finish(invoice.key, { documentNumber: '2001' }, NOON);
    await effects().finish(remade.key, 'x', NOON);
    await effects().supersede(remade.key, 'x', 'cancelled', LATER);
    expect(await effects().outcomesOfOrder('acme', 7)).toEqual([
      { key: invoice.key, kind: 'invoice', outcome: { documentNumber: '2001' }, at: NOON },
      { key: stock.key, kind: 'invoice', outcome: { id: 'out' }, at: LATER },
    ]);
    expect(await effects().outcomesOfOrder('other', 7)).toEqual([]);
  });

  test('an outcome with characters that PostgreSQL cannot keep is kept all the same', async () => {
    const effect = newEffect();
    await effects().begin(effect, NOON);
    await effects().finish(effect.key, { note: 'a\0b\uD800' }, NOON);
    await effects().finish(effect.key, { note: 'a\0b\uD800' }, NOON);
    expect(await effects().begin(effect, NOON)).toEqual({ state: 'done', outcome: { note: 'a\uFFFDb\uFFFD' } });
  });
});
