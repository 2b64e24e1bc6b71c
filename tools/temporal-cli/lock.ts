import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const LOOK_AGAIN_MS = 250;

/** The longest anybody may hold a lock: a process id alone can be reused by another program after a restart. */
const MAX_HELD_MS = 30 * 60_000;

export interface LockOptions {
  /** Called once, with the process id of the holder, when we have to wait. */
  readonly onWait: (holder: number) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Does the work while no other process that uses the same lock file does theirs.
 *
 * A lock whose holder has died is taken over. If two processes take over the same one in the same instant, both work: so
 * the work must be safe to do twice, and the lock only saves time.
 */
export async function withLock<T>(path: string, { onWait, signal }: LockOptions, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(path), { recursive: true });
  let isTold = false;
  while (!(await tryToHold(path))) {
    signal?.throwIfAborted();
    const holder = await liveHolder(path);
    if (holder === undefined) {
      await rm(path, { force: true });
      continue;
    }
    if (!isTold) onWait(holder);
    isTold = true;
    await delay(LOOK_AGAIN_MS, undefined, signal ? { signal } : {});
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

/** A link is made whole or not at all, so the lock never exists without its holder's process id. */
async function tryToHold(path: string): Promise<boolean> {
  const own = `${path}.${randomUUID()}`;
  await writeFile(own, String(process.pid));
  try {
    await link(own, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(own, { force: true });
  }
}

async function liveHolder(path: string): Promise<number | undefined> {
  try {
    const holder = Number(await readFile(path, 'utf8'));
    const { mtimeMs } = await stat(path);
    return isAlive(holder) && Date.now() - mtimeMs < MAX_HELD_MS ? holder : undefined;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;
