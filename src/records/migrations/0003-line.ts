import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

export const line: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`
      create table line (
        key text not null,
        work text not null,
        since timestamptz not null,
        until timestamptz not null,
        is_waiting boolean not null,
        primary key (key, work)
      )`.execute(db);
  },
};
