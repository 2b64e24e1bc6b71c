import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger, type WorkerOptions } from '@temporalio/worker';

/**
 * Where the worker finds the workflows: compiled (`npm run build`), the bundle that was built with the program, so that
 * starting needs no compiler and every process runs the same code; from source, they are bundled now.
 *
 * @throws Error when the program is compiled but its bundle is missing.
 */
export async function workflowCode(): Promise<Pick<WorkerOptions, 'workflowBundle'>> {
  if (import.meta.url.endsWith('.ts')) return { workflowBundle: await bundleWorkflows() };
  const codePath = fileURLToPath(new URL('../../workflow-bundle.js', import.meta.url));
  if (!existsSync(codePath)) throw new Error(`${codePath} is missing; run: npm run build`);
  return { workflowBundle: { codePath } };
}

/** Bundles the workflows from source, as `tools/build.ts` does for a release. */
export function bundleWorkflows(): ReturnType<typeof bundleWorkflowCode> {
  const pathOf = (file: string): string => fileURLToPath(new URL(`../workflows/${file}`, import.meta.url));
  return bundleWorkflowCode({
    workflowsPath: pathOf('index.ts'),
    payloadConverterPath: pathOf('payload-converter.ts'),
    logger: new DefaultLogger('WARN'),
  });
}
