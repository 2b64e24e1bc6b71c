import { join } from 'node:path';
import type { Surroundings } from './environment.ts';
import { onPath } from './installed.ts';
import { TEMPORAL_CLI_MODULE, TEMPORAL_CLI_VERSION } from './pinned-version.ts';
import { type Log, withProgress } from './progress.ts';
import { runCommand } from './run-command.ts';

/**
 * Builds the CLI from source with Go, for machines that reach the Go module proxy but not Temporal's own downloads.
 *
 * @param directory - an empty directory of ours; outside of any Go module, so that none of its settings count.
 * @returns the executable, in that directory.
 * @throws Error when Go is not installed or the build fails.
 */
export async function goInstall(
  { variables }: Surroundings,
  directory: string,
  log: Log,
  signal?: AbortSignal,
): Promise<string> {
  const go = await onPath('go', variables);
  const source = `${TEMPORAL_CLI_MODULE}/cmd/temporal@v${TEMPORAL_CLI_VERSION}`;
  log(`Building the Temporal CLI with ${go} install ${source}. This usually takes 3 minutes, once.`);
  let packages = 0;
  await withProgress(
    log,
    () => `${packages} packages built so far`,
    () =>
      runCommand(go, ['install', '-v', source], {
        variables: { ...variables, GOBIN: directory },
        directory,
        signal,
        onErrorLine: (line) => {
          if (isPackage(line)) packages += 1;
        },
      }),
  );
  return join(directory, 'temporal');
}

/** `go install -v` names each package that it builds on a line of its own, among lines about downloads. */
const isPackage = (line: string): boolean => !line.includes(' ');
