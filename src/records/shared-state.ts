import { sql, type Kysely } from 'kysely';
import type { SharedStore } from '../domain/shared-store.ts';
import { jsonb } from './json.ts';
import { createLine } from './line.ts';
import type { Tables } from './tables.ts';

/**
 * The longest that one process waits for another to finish its change. One that is frozen in the middle of it must not
 * hold everybody back until all come at once.
 */
const LONGEST_WAIT_MS = 15_000;

/**
 * What all processes must agree on from one moment to the next: what is left of a rate limit, a log-in. A change must not use
 * the database but by its line: an embedded one serves nobody else meanwhile.
 */
export function createSharedState(db: Kysely<Tables>): SharedStore {
  const inOrder = createQueues();

  const update: SharedStore['update'] = (key, change) =>
    db.transaction().execute(async (trx) => {
      await sql`set local lock_timeout = ${sql.lit(`${LONGEST_WAIT_MS}ms`)}`.execute(trx);
      // One statement that makes the row where there is none and locks it in any case, until the transaction ends.
      const row = await trx
        .insertInto('sharedState')
        .values({ key, value: null, updatedAt: sql<Date>`clock_timestamp()` })
        .onConflict((conflict) => conflict.column('key').doUpdateSet({ key }))
        .returning(['value', sql<Date>`clock_timestamp()`.as('now')])
        .executeTakeFirstOrThrow();
      const { value, result } = await change(row.value ?? undefined, row.now, createLine(trx, key, row.now));
      await trx
        .updateTable('sharedState')
        .set({ value: jsonb(value), updatedAt: row.now })
        .where('key', '=', key)
        .execute();
      return result;
    });

  return { update: (key, change) => inOrder(key, () => update(key, change)) };
}

/**
 * One change of a key at a time within the process: those that wait for the row of one system would otherwise hold all
 * connections to the database, and with them the work of every other system.
 */
function createQueues() {
  const last = new Map<string, Promise<unknown>>();
  return <T>(key: string, act: () => Promise<T>): Promise<T> => {
    const askedAtMs = performance.now();
    const turn = (last.get(key) ?? Promise.resolve()).then(() => {
      if (performance.now() - askedAtMs > LONGEST_WAIT_MS) throw new Error(`others took too long with ${key}`);
      return act();
    });
    const settled = turn.then(
      () => undefined,
      () => undefined,
    );
    last.set(key, settled);
    void settled.then(() => last.get(key) === settled && last.delete(key));
    return turn;
  };
}
