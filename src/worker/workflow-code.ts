import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { WorkerOptions } from '@temporalio/worker';

/**
 * Where the worker finds the workflows: compiled (`npm run build`), the bundle that was built with the program, so that
 * starting needs no compiler and every process runs the same code; from source, the files themselves.
 *
 * @throws Error when the program is compiled but its bundle is missing.
 */
export function workflowCode(): Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath'> {
  if (import.meta.url.endsWith('.ts')) {
    return { workflowsPath: fileURLToPath(new URL('../workflows/index.ts', import.meta.url)) };
  }
  const codePath = fileURLToPath(new URL('../../workflow-bundle.js', import.meta.url));
  if (!existsSync(codePath)) throw new Error(`${codePath} is missing; run: npm run build`);
  return { workflowBundle: { codePath } };
}
