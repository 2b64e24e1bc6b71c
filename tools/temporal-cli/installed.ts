import { access, constants } from 'node:fs/promises';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import type { Surroundings, Variables } from './environment.ts';
import { TEMPORAL_CLI_MODULE, TEMPORAL_CLI_VERSION } from './pinned-version.ts';
import { runCommand } from './run-command.ts';

const ANSWER_TIMEOUT_MS = 10_000;

/** A place where the Temporal CLI may be already. `find` throws an Error that says why it is not there. */
export interface Place {
  readonly name: string;
  readonly find: () => Promise<string>;
}

/** Where the CLI may be already, in the order in which we look. */
export function placesToLook({ variables, cacheDirectory }: Surroundings): readonly Place[] {
  return [
    { name: 'temporal on the PATH', find: async () => answering(await onPath('temporal', variables), variables) },
    { name: "Shipledger's cache", find: () => answering(join(cacheDirectory, 'temporal'), variables) },
    { name: "Go's bin folder", find: () => builtByGo(variables) },
  ];
}

/**
 * @returns the executable that `TEMPORAL_CLI` names, or undefined when it is not set.
 * @throws Error when it is set and does not work: whoever sets it means that one and no other.
 */
export async function namedExplicitly(variables: Variables): Promise<string | undefined> {
  const named = variables['TEMPORAL_CLI'];
  if (!named) return undefined;
  try {
    return await answering(isAbsolute(named) ? named : resolve(named), variables);
  } catch (error) {
    throw new Error(
      `TEMPORAL_CLI is set to ${named}, which does not work: ${(error as Error).message}. ` +
        'Remedy: set it to the path of a temporal executable, or unset it to have one found or made.',
      { cause: error },
    );
  }
}

/**
 * @returns the first file of that name in the PATH that may be executed.
 * @throws Error when there is none.
 */
export async function onPath(name: string, variables: Variables): Promise<string> {
  const directories = (variables['PATH'] ?? '').split(delimiter).filter(isAbsolute);
  for (const directory of directories) {
    const candidate = join(directory, name);
    if (await isExecutable(candidate)) return candidate;
  }
  throw new Error(`no ${name} in any of its ${directories.length} directories`);
}

/** A file can be there and still be for another machine, or cut short: only one that answers counts. */
export async function answering(file: string, variables: Variables): Promise<string> {
  if (!(await isExecutable(file))) throw new Error(`${file} is not there or cannot be executed`);
  await runCommand(file, ['--version'], { variables, timeoutMs: ANSWER_TIMEOUT_MS });
  return file;
}

/** What `go install` made earlier, if it is our version: built that way, the CLI itself says only "0.0.0-DEV". */
async function builtByGo(variables: Variables): Promise<string> {
  const go = await onPath('go', variables);
  const goPath = (await runCommand(go, ['env', 'GOPATH'], { variables })).trim();
  const file = await answering(join(goPath, 'bin', 'temporal'), variables);
  const built = await runCommand(go, ['version', '-m', file], { variables });
  const version = moduleVersion(built);
  if (version === `v${TEMPORAL_CLI_VERSION}`) return file;
  throw new Error(`${file} is ${version ?? 'of an unknown version'}, not v${TEMPORAL_CLI_VERSION}`);
}

const moduleVersion = (built: string): string | undefined =>
  built
    .split('\n')
    .map((line) => line.trim().split('\t'))
    .find(([kind, module]) => kind === 'mod' && module === TEMPORAL_CLI_MODULE)?.[2];

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
