import type { TestProject } from 'vitest/node';
import { startPostgres } from '../../tools/postgres/start-postgres.ts';

/** Where tests find a PostgreSQL in which they may create databases, or why there is none. */
export type PostgresForTests = { readonly url: string } | { readonly missing: string };

declare module 'vitest' {
  interface ProvidedContext {
    postgres: PostgresForTests;
  }
}

/** Provides one PostgreSQL for all tests of a run: the one at `DATABASE_URL`, else one of its own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { DATABASE_URL, PATH = '' } = process.env;
  if (DATABASE_URL) {
    project.provide('postgres', { url: DATABASE_URL });
    return async () => undefined;
  }
  try {
    const { url, stop } = await startPostgres(PATH);
    project.provide('postgres', { url });
    return stop;
  } catch (error) {
    // The tests that need it say so; all others still run.
    project.provide('postgres', { missing: error instanceof Error ? error.message : String(error) });
    return async () => undefined;
  }
}
