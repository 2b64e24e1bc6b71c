import { homedir } from 'node:os';
import { join } from 'node:path';
import { TEMPORAL_CLI_VERSION } from './pinned-version.ts';

export type Variables = Readonly<Record<string, string | undefined>>;

/** What the search for the Temporal CLI depends on outside of itself. */
export interface Surroundings {
  /** The environment variables: `TEMPORAL_CLI` and `PATH` are read here, and child processes get all of them. */
  readonly variables: Variables;
  /** Holds one executable of the pinned version. */
  readonly cacheDirectory: string;
  /** Temporal's archive of this version for any platform; the query tells which. */
  readonly archiveUrl: string;
}

/** The real surroundings: this process's environment and the home directory of whoever runs it. */
export function currentSurroundings(): Surroundings {
  const variables = process.env;
  const caches = variables['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  return {
    variables,
    cacheDirectory: join(caches, 'shipledger', 'temporal-cli', TEMPORAL_CLI_VERSION),
    archiveUrl: `https://temporal.download/cli/archive/v${TEMPORAL_CLI_VERSION}`,
  };
}
