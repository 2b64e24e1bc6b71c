import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { CamelCasePlugin, Kysely, PGliteDialect, PostgresDialect, sql, type Dialect } from 'kysely';
import pg from 'pg';
import { claimDirectory } from './directory-claim.ts';
import type { Tables } from './tables.ts';

/** PostgreSQL at a URL; PGlite embedded in this one process, in a directory or in memory. */
export type DatabaseLocation = { readonly url: string } | { readonly directory: string } | { readonly inMemory: true };

export interface Database {
  readonly db: Kysely<Tables>;
  readonly close: () => Promise<void>;
}

/**
 * Opens the database and makes sure that it answers.
 *
 * @throws Error when it cannot be reached or the directory is in use, naming the place without its password.
 */
export async function openDatabase(location: DatabaseLocation): Promise<Database> {
  if ('url' in location) return openPostgres(location.url);
  if ('directory' in location) return openDirectory(location.directory);
  return ready('the records database in memory', await pgliteDialect());
}

/**
 * Connections of one process. Statements take milliseconds, so ten serve hundreds of activities; what is held for longer is
 * one for each log-in that is being renewed, and never more than one for each limit (`shared-state.ts`), whatever waits for
 * it. PostgreSQL takes a hundred by default, from all processes and from Temporal beside us.
 */
const CONNECTIONS = 10;

function openPostgres(url: string): Promise<Database> {
  const pool = new pg.Pool({
    connectionString: url,
    max: CONNECTIONS,
    connectionTimeoutMillis: 10_000,
    types: { getTypeParser: parserOf },
  });
  // An idle connection that breaks is replaced at its next use. Without a listener it would end the process.
  pool.on('error', () => undefined);
  // Nor has one that breaks while a transaction holds it; whoever holds it is told by the next statement.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return ready(`the records database at ${withoutPassword(url)}`, new PostgresDialect({ pool }));
}

async function openDirectory(directory: string): Promise<Database> {
  await mkdir(directory, { recursive: true });
  const claim = await claimDirectory(directory);
  try {
    const opened = await ready(
      `the records database in ${directory}`,
      await pgliteDialect(join(directory, 'postgres')),
    );
    return {
      db: opened.db,
      close: async () => {
        await opened.close();
        await claim.release();
      },
    };
  } catch (error) {
    await claim.release();
    throw error;
  }
}

/** Loaded only where it is used: 10 MB of WebAssembly are no matter of those who have a PostgreSQL. */
async function pgliteDialect(dataDir?: string): Promise<Dialect> {
  const { PGlite } = await import('@electric-sql/pglite');
  return new PGliteDialect({ pglite: () => PGlite.create(dataDir) });
}

async function ready(what: string, dialect: Dialect): Promise<Database> {
  const db = new Kysely<Tables>({ dialect, plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })] });
  const close = (): Promise<void> => db.destroy();
  try {
    await sql`select 1`.execute(db);
    return { db, close };
  } catch (error) {
    await close();
    throw new Error(`cannot reach ${what}: ${reasonOf(error)}; is it running, and is "database" in the config right?`, {
      cause: error,
    });
  }
}

/** The driver gives 64-bit integers as text. Ours are order numbers, ids and clock readings, all exact as numbers. */
const parserOf = ((oid: number, format?: 'text' | 'binary') =>
  oid === pg.types.builtins.INT8
    ? Number
    : pg.types.getTypeParser(oid, format as 'text')) as typeof pg.types.getTypeParser;

function withoutPassword(url: string): string {
  const shown = new URL(url);
  if (shown.password !== '') shown.password = '***';
  return shown.href;
}

/** A host with several addresses fails with one error for each and no message of its own. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join(', ');
  return error instanceof Error ? error.message : String(error);
}
