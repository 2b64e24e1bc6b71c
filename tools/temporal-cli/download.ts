import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Surroundings } from './environment.ts';
import { type Log, withProgress } from './progress.ts';
import { runCommand } from './run-command.ts';

/** A machine without a way out must not wait long to find that out. */
const ANSWER_TIMEOUT_MS = 5_000;

const PLATFORMS: Readonly<Record<string, string>> = { linux: 'linux', darwin: 'darwin' };
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

/**
 * Downloads the archive that Temporal publishes and unpacks it.
 *
 * @param directory - an empty directory of ours to work in.
 * @returns the executable, in that directory.
 * @throws Error when there is no archive for this machine, or it cannot be had within the connect time-out.
 */
export async function download(
  { archiveUrl, variables }: Surroundings,
  directory: string,
  log: Log,
  signal?: AbortSignal,
): Promise<string> {
  const url = archiveFor(archiveUrl);
  log(
    `Downloading the Temporal CLI from ${url.origin}: it is not on this machine yet. This usually takes 10 seconds, once.`,
  );
  const response = await answered(url, signal);
  const archive = join(directory, 'temporal.tar.gz');
  let bytes = 0;
  await withProgress(
    log,
    () => `${(bytes / 1e6).toFixed(0)} MB so far`,
    async () => {
      const counted = Readable.fromWeb(response).on('data', (chunk: Uint8Array) => (bytes += chunk.length));
      await pipeline(counted, createWriteStream(archive), { signal });
    },
  );
  await runCommand('tar', ['-xzf', archive, '-C', directory, 'temporal'], { variables, signal });
  return join(directory, 'temporal');
}

function archiveFor(archiveUrl: string): URL {
  const platform = PLATFORMS[process.platform];
  const arch = ARCHITECTURES[process.arch];
  if (!platform || !arch) throw new Error(`no archive is known for ${process.platform} on ${process.arch}`);
  const url = new URL(archiveUrl);
  url.search = new URLSearchParams({ platform, arch, format: 'tar.gz' }).toString();
  return url;
}

type Body = Parameters<typeof Readable.fromWeb>[0];

/** The time-out is for the answer to begin; the body then takes as long as it takes. */
async function answered(url: URL, signal: AbortSignal | undefined): Promise<Body> {
  const tooLate = new AbortController();
  const timer = setTimeout(
    () => tooLate.abort(new Error(`no answer in ${ANSWER_TIMEOUT_MS / 1000} s`)),
    ANSWER_TIMEOUT_MS,
  );
  try {
    const response = await fetch(url, { signal: AbortSignal.any([tooLate.signal, ...(signal ? [signal] : [])]) });
    if (!response.ok || !response.body) throw new Error(`it answered ${response.status}`);
    return response.body as Body;
  } catch (error) {
    throw new Error(`${url.href}: ${rootMessage(error)}`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

/** `fetch` itself says only "fetch failed"; what happened is in its cause. */
function rootMessage(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error && cause.message ? cause.message : message;
}
