import { spawnSync } from 'node:child_process';
import { rm, stat, writeFile } from 'node:fs/promises';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

/**
 * `npm run build`: compiles the program to `dist/` and bundles its workflows, so that starting it needs neither a compiler
 * nor a bundler, and every worker of a release runs the same workflow code.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');

await rm(dist, { recursive: true, force: true });
if (compile()) await bundleWorkflows();
else process.exitCode = 1;

function compile(): boolean {
  const tsc = join(root, 'node_modules/.bin/tsc');
  const { status, error } = spawnSync(tsc, ['-p', join(root, 'tsconfig.build.json')], { stdio: 'inherit' });
  if (error) throw error;
  if (status !== 0) return false;
  console.log(`dist/  ${globSync('**/*.js', { cwd: dist }).length} compiled files`);
  return true;
}

/** Not minified: the names of the functions are the names of the workflow types. */
async function bundleWorkflows(): Promise<void> {
  const { code } = await bundleWorkflowCode({
    workflowsPath: join(root, 'src/workflows/index.ts'),
    payloadConverterPath: join(root, 'src/workflows/payload-converter.ts'),
    logger: new DefaultLogger('WARN'),
  });
  const file = join(dist, 'workflow-bundle.js');
  await writeFile(file, code);
  const { size } = await stat(file);
  console.log(`dist/workflow-bundle.js  ${Math.round(size / 1000)} kB, its source map included`);
}
