import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, inject } from 'vitest';
import type { DatabaseLocation } from '../../src/records/database.ts';
import { openRecords, type Records } from '../../src/records/records.ts';
import type {} from './postgres.global-setup.ts';

/** A fresh database of one suite. */
export interface TestDatabase {
  readonly location: () => DatabaseLocation;
  /** Opened once for the suite and closed after it. */
  readonly records: () => Records;
}

/**
 * Runs a suite on both engines that merchants run, each time on an empty database that is gone afterwards.
 *
 * @param clock By which effects are tried, instead of the database's own.
 */
export function describeOnEachDatabase(
  name: string,
  suite: (database: TestDatabase) => void,
  clock?: () => Date,
): void {
  for (const engine of [PGLITE, POSTGRES]) {
    describe(`${name}, on ${engine.name}`, () => {
      const opened: { location?: DatabaseLocation; records?: Records; remove?: () => Promise<void> } = {};
      beforeAll(async () => {
        Object.assign(opened, await engine.create());
        opened.records = await openRecords(present(opened.location), clock);
      }, 60_000);
      afterAll(async () => {
        await opened.records?.close();
        await opened.remove?.();
      });
      suite({ location: () => present(opened.location), records: () => present(opened.records) });
    });
  }
}

interface Engine {
  readonly name: string;
  readonly create: () => Promise<{ location: DatabaseLocation; remove?: () => Promise<void> }>;
}

const PGLITE: Engine = {
  name: 'PGlite',
  create: () => Promise.resolve({ location: { inMemory: true } }),
};

const POSTGRES: Engine = { name: 'PostgreSQL', create: createPostgresDatabase };

/**
 * An empty database in the test run's PostgreSQL.
 *
 * @throws Error saying how to get a PostgreSQL when there is none: half of the promises would go untested unnoticed.
 */
export async function createPostgresDatabase(): Promise<{ location: { url: string }; remove: () => Promise<void> }> {
  const postgres = inject('postgres');
  if (postgres === undefined) throw new Error('test/support/postgres.global-setup.ts is not in vitest’s globalSetup');
  if ('missing' in postgres) throw new Error(postgres.missing);
  const name = `shipledger_test_${randomBytes(6).toString('hex')}`;
  await execute(postgres.url, `create database ${name}`);
  const url = new URL(postgres.url);
  url.pathname = `/${name}`;
  return { location: { url: url.href }, remove: () => execute(postgres.url, `drop database ${name} with (force)`) };
}

/** Runs one statement on a connection of its own. */
export async function execute(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the database is there only while its suite runs');
  return value;
}
