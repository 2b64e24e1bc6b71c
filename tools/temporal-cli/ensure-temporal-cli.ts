import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { download } from './download.ts';
import { currentSurroundings, type Surroundings } from './environment.ts';
import { goInstall } from './go-install.ts';
import { answering, namedExplicitly, placesToLook } from './installed.ts';
import { withLock } from './lock.ts';
import { TEMPORAL_CLI_VERSION } from './pinned-version.ts';
import type { Log } from './progress.ts';

export interface EnsureOptions {
  /** Told what happens and why, a line at a time; silent when the CLI is there already. */
  readonly log: Log;
  readonly signal?: AbortSignal;
  /** Only tests give others than the real ones. */
  readonly surroundings?: Surroundings;
}

interface Attempt {
  readonly name: string;
  readonly failure: string;
}

const WAYS_TO_OBTAIN = [
  { name: 'download', obtain: download },
  { name: 'go install', obtain: goInstall },
] as const;

/**
 * Finds the Temporal CLI, or obtains it: `TEMPORAL_CLI`, the PATH, our cache, Go's bin folder, Temporal's download, and as
 * the last way a build with Go. What is obtained stays in the cache, so the next call is quick.
 *
 * @returns the path of an executable that answers `temporal --version`.
 * @throws Error when `TEMPORAL_CLI` is set and does not work, or when nothing works: then it lists what was tried and the
 * remedies.
 */
export async function ensureTemporalCli({
  log,
  signal,
  surroundings = currentSurroundings(),
}: EnsureOptions): Promise<string> {
  const named = await namedExplicitly(surroundings.variables);
  if (named) return named;
  const found = await lookAround(surroundings);
  if (typeof found === 'string') return found;

  const lock = `${surroundings.cacheDirectory}.lock`;
  const onWait = (holder: number): void => {
    log(`Waiting for process ${holder}, which is obtaining the Temporal CLI already.`);
  };
  return await withLock(lock, { onWait, signal }, async () => {
    const meanwhile = await lookAround(surroundings);
    return typeof meanwhile === 'string' ? meanwhile : await obtain(surroundings, meanwhile, log, signal);
  });
}

async function lookAround(surroundings: Surroundings): Promise<string | readonly Attempt[]> {
  const attempts: Attempt[] = [{ name: 'TEMPORAL_CLI', failure: 'is not set' }];
  for (const { name, find } of placesToLook(surroundings)) {
    try {
      return await find();
    } catch (error) {
      attempts.push({ name, failure: (error as Error).message });
    }
  }
  return attempts;
}

async function obtain(
  surroundings: Surroundings,
  looked: readonly Attempt[],
  log: Log,
  signal: AbortSignal | undefined,
): Promise<string> {
  const attempts = [...looked];
  for (const way of WAYS_TO_OBTAIN) {
    try {
      const executable = await intoCache(surroundings, (directory) => way.obtain(surroundings, directory, log, signal));
      log(`The Temporal CLI is ready: ${executable}`);
      return executable;
    } catch (error) {
      signal?.throwIfAborted();
      const failure = (error as Error).message;
      log(`  ${way.name} did not work: ${failure}`);
      attempts.push({ name: way.name, failure });
    }
  }
  throw new Error(nothingWorked(attempts, surroundings));
}

/** Made elsewhere and renamed when whole: whoever finds the executable in the cache can use it. */
async function intoCache(
  { cacheDirectory, variables }: Surroundings,
  make: (directory: string) => Promise<string>,
): Promise<string> {
  await mkdir(cacheDirectory, { recursive: true });
  const workshop = await mkdtemp(join(cacheDirectory, 'making-'));
  try {
    const made = await answering(await make(workshop), variables);
    const executable = join(cacheDirectory, 'temporal');
    await rename(made, executable);
    return executable;
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
}

function nothingWorked(attempts: readonly Attempt[], { cacheDirectory, archiveUrl }: Surroundings): string {
  const host = new URL(archiveUrl).host;
  return [
    `The Temporal CLI ${TEMPORAL_CLI_VERSION} is needed and could not be obtained. Tried:`,
    ...attempts.map(({ name, failure }) => `  - ${name}: ${failure}`),
    'Any one of these helps:',
    `  1. Install the Temporal CLI, or put its executable at ${join(cacheDirectory, 'temporal')}, or name it in TEMPORAL_CLI.`,
    `  2. Let this machine reach ${host}, so that it can be downloaded.`,
    '  3. Install Go and let this machine reach a Go module proxy, so that it can be built (about 3 minutes, once).',
  ].join('\n');
}
