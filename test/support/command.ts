import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { currentSurroundings } from '../../tools/temporal-cli/environment.ts';

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

/** Runs the `shipledger` command to its end, with nothing in its environment but what is given. */
export function shipledger(
  args: readonly string[],
  environment: Record<string, string>,
): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const { PATH = '' } = currentSurroundings().variables;
    execFile(process.execPath, [main, ...args], { env: { PATH, ...environment } }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}
