import type { Kysely } from 'kysely';
import type { Tables, UnresolvedRecord } from './tables.ts';

/** Shipments and returns that a webhook named and that no order could be found for. */
export interface UnresolvedHints {
  /** Notes that it was named; again only counts up. */
  readonly add: (hint: UnresolvedObject & { readonly seenAt: Date }) => Promise<void>;
  /** Its order was found, or a person looked into it. */
  readonly resolve: (object: UnresolvedObject) => Promise<void>;
  /** The longest unresolved first; of all connections unless one is named. */
  readonly list: (connectionId?: string) => Promise<readonly UnresolvedRecord[]>;
}

export type UnresolvedObject = Pick<UnresolvedRecord, 'connectionId' | 'objectType' | 'objectId'>;

export function createUnresolved(db: Kysely<Tables>): UnresolvedHints {
  return {
    async add({ seenAt, ...object }) {
      await db
        .insertInto('unresolved')
        .values({ ...object, firstSeenAt: seenAt, lastSeenAt: seenAt, timesSeen: 1 })
        .onConflict((conflict) =>
          conflict
            .columns(['connectionId', 'objectType', 'objectId'])
            .doUpdateSet((eb) => ({ lastSeenAt: seenAt, timesSeen: eb('unresolved.timesSeen', '+', 1) })),
        )
        .execute();
    },

    async resolve({ connectionId, objectType, objectId }) {
      await db
        .deleteFrom('unresolved')
        .where('connectionId', '=', connectionId)
        .where('objectType', '=', objectType)
        .where('objectId', '=', objectId)
        .execute();
    },

    list(connectionId) {
      let query = db.selectFrom('unresolved').selectAll();
      if (connectionId !== undefined) query = query.where('connectionId', '=', connectionId);
      return query.orderBy('firstSeenAt').orderBy('objectType').orderBy('objectId').execute();
    },
  };
}
