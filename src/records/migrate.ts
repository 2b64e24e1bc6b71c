import { sql, type Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import { MIGRATIONS } from './migrations/index.ts';
import type { Tables } from './tables.ts';

/**
 * Brings the database to what this version of the code expects. Processes that start at once wait for each other: on
 * PostgreSQL, Kysely's migrator holds an advisory lock; an embedded database has one process only.
 *
 * @throws Error when the database was migrated by a newer version, or a migration fails; nothing is changed then.
 */
export async function migrate(db: Kysely<Tables>): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve({ ...MIGRATIONS }) } });
  const { error } = await migrator.migrateToLatest();
  if (error === undefined) return;
  const unknown = await unknownMigrations(db);
  if (unknown.length > 0) {
    throw new Error(
      `the records database is newer than this version of Shipledger: it has ${unknown.join(', ')}, which this version does not know; run the version that made it, or a later one`,
      { cause: error },
    );
  }
  const reason = error instanceof Error ? `: ${error.message}` : '';
  throw new Error(`the records database could not be migrated${reason}`, { cause: error });
}

async function unknownMigrations(db: Kysely<Tables>): Promise<string[]> {
  try {
    const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
    return rows.map(({ name }) => name).filter((name) => !(name in MIGRATIONS));
  } catch {
    return []; // The table is not there: the migration failed before the first step.
  }
}
