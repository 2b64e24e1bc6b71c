import { sql, type Kysely } from 'kysely';
import type { JsonValue } from '../domain/json-value.ts';
import { jsonb } from './json.ts';
import type { Tables } from './tables.ts';

/** Small things that all processes must agree on from one moment to the next: what is left of a rate limit, a log-in. */
export interface SharedState {
  /**
   * Changes the value of a key while nobody else, in any process, may.
   *
   * @param change Gets the value, undefined at first, and the database's clock, which is one for all processes. It must
   *   not use the database: an embedded one serves nobody else meanwhile.
   * @throws what `change` throws, and Error when somebody else takes too long; the value then stays as it was.
   */
  readonly update: <T>(key: string, change: StateChange<T>) => Promise<T>;
}

export type StateChange<T> = (
  value: JsonValue | undefined,
  now: Date,
) => Promise<{ readonly value: JsonValue; readonly result: T }> | { readonly value: JsonValue; readonly result: T };

/**
 * The longest that one process waits for another to finish its change. One that is frozen in the middle of it must not
 * hold everybody back until all come at once.
 */
const LONGEST_WAIT_MS = 15_000;

export function createSharedState(db: Kysely<Tables>): SharedState {
  return {
    update: (key, change) =>
      db.transaction().execute(async (trx) => {
        await sql`set local lock_timeout = ${sql.lit(`${LONGEST_WAIT_MS}ms`)}`.execute(trx);
        // One statement that makes the row where there is none and locks it in any case, until the transaction ends.
        const row = await trx
          .insertInto('sharedState')
          .values({ key, value: null, updatedAt: sql<Date>`clock_timestamp()` })
          .onConflict((conflict) => conflict.column('key').doUpdateSet({ key }))
          .returning(['value', sql<Date>`clock_timestamp()`.as('now')])
          .executeTakeFirstOrThrow();
        const { value, result } = await change(row.value ?? undefined, row.now);
        await trx
          .updateTable('sharedState')
          .set({ value: jsonb(value), updatedAt: row.now })
          .where('key', '=', key)
          .execute();
        return result;
      }),
  };
}
