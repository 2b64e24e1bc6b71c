import type { Kysely } from 'kysely';
import { storable } from './json.ts';
import type { DecisionRecord, Tables } from './tables.ts';

/** The journal of what people told orders to do. It is only ever added to. */
export interface Decisions {
  /** Journals a decision; the same `id` again counts once. */
  readonly add: (decision: DecisionRecord) => Promise<void>;
  /** Oldest first. */
  readonly ofOrder: (connectionId: string, orderNumber: number) => Promise<readonly DecisionRecord[]>;
}

export function createDecisions(db: Kysely<Tables>): Decisions {
  return {
    async add(decision) {
      const { by, reason, payload, note } = decision;
      const typed = { by: storable(by), reason: storable(reason), payload: storable(payload), note: storable(note) };
      await db
        .insertInto('decisions')
        .values({ ...decision, ...typed })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .execute();
    },

    ofOrder(connectionId, orderNumber) {
      return db
        .selectFrom('decisions')
        .selectAll()
        .where('connectionId', '=', connectionId)
        .where('orderNumber', '=', orderNumber)
        .orderBy('at')
        .orderBy('id')
        .execute();
    },
  };
}
