import { unlink } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';

export interface Claim {
  readonly release: () => Promise<void>;
}

/**
 * Claims a directory for this process: an embedded database that two processes write to is lost, and PGlite itself does
 * not notice. The claim is a listening socket in the directory, because the operating system ends it with the process,
 * however that ends; a file with a process id would have to be guessed about.
 *
 * @throws Error when another process holds the directory.
 */
export async function claimDirectory(directory: string): Promise<Claim> {
  const path = join(directory, 'in-use.sock');
  const server = (await listen(path)) ?? (await replaceStale(path)) ?? refuse(directory);
  return { release: () => new Promise((resolve) => server.close(() => resolve())) };
}

/** Undefined when something is at the path already. */
function listen(path: string): Promise<Server | undefined> {
  const server = createServer((connection) => connection.destroy());
  server.unref();
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error),
    );
    server.listen(path, () => resolve(server));
  });
}

/** A socket that nobody answers at was left by a process that was killed. */
async function replaceStale(path: string): Promise<Server | undefined> {
  if (await isAnswered(path)) return undefined;
  await unlink(path);
  return listen(path);
}

function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = connect(path);
    connection.once('connect', () => {
      connection.destroy();
      resolve(true);
    });
    connection.once('error', () => resolve(false));
  });
}

function refuse(directory: string): never {
  throw new Error(
    `the records database in ${directory} is in use by another process, and an embedded database serves only one; stop the other process, or use PostgreSQL (database.url)`,
  );
}
