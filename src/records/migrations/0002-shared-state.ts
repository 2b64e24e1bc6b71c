import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

export const sharedState: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`
      create table shared_state (
        key text primary key,
        value jsonb,
        updated_at timestamptz not null
      )`.execute(db);
  },
};
