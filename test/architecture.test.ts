import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ARROWS } from '../tools/arrows.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

describe('the arrows between the folders', () => {
  it('are stated for every folder of src', () => {
    const folders = readdirSync(join(root, 'src'));
    const stated = ARROWS.map(({ folder }) => folder);
    expect(folders.map((name) => `src/${name}`).filter((folder) => !stated.includes(folder))).toEqual([]);
  });

  /** File, the one line in it, and whether the linter must let it pass. */
  const CASES: readonly (readonly [file: string, line: string, verdict: 'passes' | 'is refused'])[] = [
    ['src/domain/plan.ts', `import './money.ts';`, 'passes'],
    ['src/domain/plan.ts', `import 'node:crypto';`, 'is refused'],
    ['src/domain/plan.ts', `import 'fs';`, 'is refused'],
    ['src/domain/plan.ts', `import 'zod';`, 'is refused'],
    ['src/domain/plan.ts', `import '../workflows/order.ts';`, 'is refused'],
    ['src/domain/plan.ts', `import './../records/effects.ts';`, 'is refused'],
    ['src/domain/plan.ts', `export type { Effect } from '../records/effects.ts';`, 'is refused'],

    ['src/workflows/order.ts', `import '@temporalio/workflow';`, 'passes'],
    ['src/workflows/order.ts', `import '../domain/steps.ts';`, 'passes'],
    ['src/workflows/order.ts', `import type { A } from '../activities/index.ts'; export type B = A;`, 'passes'],
    ['src/workflows/order.ts', `import '../activities/index.ts';`, 'is refused'],
    ['src/workflows/order.ts', `export { once } from '../activities/once.ts';`, 'is refused'],
    ['src/workflows/order.ts', `import type { Client } from '@temporalio/client'; export type C = Client;`, 'passes'],
    ['src/workflows/order.ts', `import '@temporalio/client';`, 'is refused'],
    ['src/workflows/order.ts', `import 'node:crypto';`, 'is refused'],
    ['src/workflows/order.ts', `import 'zod';`, 'is refused'],
    ['src/workflows/order.ts', `import 'pino';`, 'is refused'],
    ['src/workflows/order.ts', `await import('undici');`, 'is refused'],
    ['src/workflows/order.ts', `import '../config/config.ts';`, 'is refused'],

    ['src/connectors/erp/fortnox/rows.ts', `import '../../../domain/money.ts';`, 'passes'],
    ['src/connectors/erp/fortnox/rows.ts', `import 'undici';`, 'passes'],
    ['src/connectors/erp/fortnox/rows.ts', `import '../../../records/effects.ts';`, 'is refused'],
    ['src/connectors/centra/centra.ts', `import '@temporalio/activity';`, 'is refused'],

    ['src/records/effects.ts', `import 'kysely';`, 'passes'],
    ['src/records/effects.ts', `import '../connectors/centra/centra.ts';`, 'is refused'],
    ['src/records/effects.ts', `import '../config/config.ts';`, 'is refused'],

    ['src/activities/once.ts', `import '../records/effects.ts';`, 'passes'],
    ['src/activities/once.ts', `import '../workflows/order.ts';`, 'is refused'],
    ['src/activities/once.ts', `import 'express';`, 'is refused'],

    ['src/config/config.ts', `import '../domain/policy.ts';`, 'passes'],
    ['src/config/config.ts', `import '../connectors/centra/centra.ts';`, 'is refused'],

    ['src/worker/run-workers.ts', `import '../activities/index.ts';`, 'passes'],
    ['src/worker/run-workers.ts', `import '../workflows/messages.ts';`, 'passes'],
    ['src/worker/run-workers.ts', `import '../workflows/order.ts';`, 'is refused'],
    ['src/worker/run-workers.ts', `import '../api/server.ts';`, 'is refused'],

    ['src/api/server.ts', `import '../workflows/ids.ts';`, 'passes'],
    ['src/api/server.ts', `import '../connectors/centra/webhook-signature.ts';`, 'passes'],
    ['src/api/server.ts', `import type { Config } from '../config/config.ts'; export type C = Config;`, 'passes'],
    ['src/api/server.ts', `import '../config/config.ts';`, 'is refused'],
    ['src/api/server.ts', `import '../connectors/centra/centra.ts';`, 'is refused'],
    ['src/api/orders/route.ts', `import '../../workflows/order.ts';`, 'is refused'],
    ['src/api/server.ts', `import '../activities/index.ts';`, 'is refused'],

    ['src/cli/run.ts', `import '../worker/run-workers.ts';`, 'passes'],
    ['src/cli/run.ts', `import '../../simulators/centra/server.ts';`, 'is refused'],
    ['src/cli/run.ts', `import '../../tools/arrows.ts';`, 'is refused'],
    ['src/cli/demo/stage.ts', `import '../../../simulators/centra/server.ts';`, 'passes'],
    ['src/cli/demo/stage.ts', `import '../../../tools/arrows.ts';`, 'passes'],
    ['src/cli/demo/stage.ts', `import '../../../test/domain/fixtures.ts';`, 'is refused'],

    ['simulators/centra/server.ts', `import 'graphql';`, 'passes'],
    ['simulators/centra/server.ts', `import '../../src/domain/money.ts';`, 'is refused'],
    ['tools/temporal-cli/ensure.ts', `import '../arrows.ts';`, 'passes'],
    ['tools/temporal-cli/ensure.ts', `import '../../src/domain/money.ts';`, 'is refused'],
  ];

  let refusals: ReadonlyMap<string, readonly Diagnostic[]>;
  const caseFile = (index: number, file: string): string => join(dirname(file), `case-${index}.ts`);

  beforeAll(async () => {
    const files = CASES.map(([file, line], index) => [caseFile(index, file), line] as const);
    refusals = await lint(Object.fromEntries(files));
  });

  it.each(CASES.map((each, index) => [...each, index] as const))('%s: %s %s', (file, _line, verdict, index) => {
    const found = refusals.get(caseFile(index, file)) ?? [];
    const ofArrows = found.filter(({ code }) => code.includes('no-restricted-imports'));
    expect(ofArrows).toHaveLength(verdict === 'passes' ? 0 : 1);
    if (verdict === 'is refused')
      expect(ofArrows[0]?.help).toMatch(/^\S+: .*\. The arrows are in tools\/arrows\.ts\.$/);
  });
});

describe('the program that merchants run', () => {
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly dependencies: Readonly<Record<string, string>>;
  };

  it('starts without what only development has', () => {
    const needed = packagesNeededBy('src/cli/main.ts');
    expect(needed).toContain('express');
    expect(needed.filter((name) => !(name in dependencies))).toEqual([]);
  });

  /** All packages that are loaded when the file is: types and what is imported later are not. */
  function packagesNeededBy(entry: string): string[] {
    const seen = new Set<string>();
    const packages = new Set<string>();
    const queue = [entry];
    for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
      if (seen.has(file)) continue;
      seen.add(file);
      const text = readFileSync(join(root, file), 'utf8');
      for (const [, specifier = ''] of text.matchAll(
        /^(?:import|export)(?! type\b)(?:[\w\s{},*]+ from)? '([^']+)';/gm,
      )) {
        if (specifier.startsWith('.')) queue.push(join(dirname(file), specifier));
        else if (!specifier.startsWith('node:')) packages.add(packageOf(specifier));
      }
    }
    return [...packages];
  }

  const packageOf = (specifier: string): string =>
    specifier
      .split('/')
      .slice(0, specifier.startsWith('@') ? 2 : 1)
      .join('/');
});

describe('the linter', () => {
  it('refuses what would hide a mistake, and lets the config read its environment', async () => {
    const found = await lint({
      'src/activities/env.ts': `export const a = process.env['SHOP'];`,
      'src/config/env.ts': `export const a = process.env['SHOP'];`,
      'src/records/any.ts': `export const a = (b: any): unknown => b;`,
      'src/api/floating.ts': `const f = async (): Promise<void> => {};\nexport const g = (): void => { f(); };`,
      'src/domain/switch.ts': `export const f = (s: 'a' | 'b'): void => { switch (s) { case 'a': console.log(s); } };`,
      'src/domain/one.ts': `import { two } from './two.ts';\nexport const one = (): unknown => two;`,
      'src/domain/two.ts': `import { one } from './one.ts';\nexport const two = (): unknown => one;`,
      'src/domain/types.ts': `import { Three } from './three.ts';\nexport type Four = Three;`,
      'src/domain/three.ts': `export interface Three { readonly three: 3 }`,
    });
    const codes = Object.fromEntries([...found].map(([file, all]) => [file, all.map(({ code }) => code)]));
    expect(codes).toEqual({
      'src/activities/env.ts': ['node(no-process-env)'],
      'src/records/any.ts': ['typescript(no-explicit-any)'],
      'src/api/floating.ts': ['typescript(no-floating-promises)'],
      'src/domain/switch.ts': ['typescript(switch-exhaustiveness-check)'],
      'src/domain/one.ts': ['import(no-cycle)'],
      'src/domain/two.ts': ['import(no-cycle)'],
      'src/domain/types.ts': ['typescript(consistent-type-imports)'],
    });
  });
});

describe('the workflow bundle', () => {
  /** Zod alone would add 500 kB and make each cached workflow take four times the memory. */
  const HEAVY = ['zod', 'pino', 'undici', 'express', 'kysely', 'pg', '@electric-sql/pglite', '@temporalio/client'];
  const LARGEST_BY_BARE = 1.5;
  const workflowsPath = join(root, 'src/workflows/index.ts');

  it.runIf(existsSync(workflowsPath))(
    'holds no library but the workflow SDK, and little code of ours',
    async () => {
      const [bare, ours] = [await bundle(await bareWorkflow()), await bundle(workflowsPath)];
      expect(ours).toContain('src/workflows/order.ts');
      expect(HEAVY.filter((name) => ours.includes(`/node_modules/${name}/`))).toEqual([]);
      expect(ours.length).toBeLessThan(bare.length * LARGEST_BY_BARE);
    },
    60_000,
  );

  it('would show a heavy library, if one were in it', async () => {
    const withZod = await bundle(await workflowFile(`export { z } from 'zod';`));
    expect(HEAVY.filter((name) => withZod.includes(`/node_modules/${name}/`))).toEqual(['zod']);
  });

  const bareWorkflow = (): Promise<string> =>
    workflowFile(`import { sleep } from '@temporalio/workflow';\nexport const bare = (): Promise<void> => sleep(1);`);
});

const temporary: string[] = [];
afterAll(async () => {
  for (const directory of temporary) await rm(directory, { recursive: true });
});

interface Diagnostic {
  readonly code: string;
  readonly help: string;
  readonly filename: string;
}

/** Lints files by our own rules, in a project of their own with the same folders. */
async function lint(files: Readonly<Record<string, string>>): Promise<ReadonlyMap<string, readonly Diagnostic[]>> {
  const directory = await project(files);
  for (const needed of ['oxlint.config.ts', 'package.json', 'tsconfig.json', 'tools/arrows.ts']) {
    await cp(join(root, needed), join(directory, needed));
  }
  const { diagnostics } = JSON.parse(await oxlint(directory, Object.keys(files))) as {
    readonly diagnostics: readonly Diagnostic[];
  };
  return Map.groupBy(diagnostics, ({ filename }) => filename);
}

/** It exits with 1 when it finds something, which is what we ask it for. */
const oxlint = (directory: string, files: readonly string[]): Promise<string> =>
  new Promise((resolve) => {
    const program = join(root, 'node_modules/oxlint/bin/oxlint');
    const options = { cwd: directory, maxBuffer: 50_000_000 };
    execFile(process.execPath, [program, '--format=json', ...files], options, (_error, output) => resolve(output));
  });

async function bundle(path: string): Promise<string> {
  const { code } = await bundleWorkflowCode({ workflowsPath: path, logger: new DefaultLogger('ERROR') });
  // The source map is carried in the bundle and weighs more than the code; it is not loaded for each workflow.
  return code.replace(/^\/\/# sourceMappingURL=.*$/m, '');
}

async function workflowFile(text: string): Promise<string> {
  return join(await project({ 'workflows.ts': text }), 'workflows.ts');
}

/** A folder with these files, where imports find the same packages as here. */
async function project(files: Readonly<Record<string, string>>): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'architecture-'));
  temporary.push(directory);
  await symlink(join(root, 'node_modules'), join(directory, 'node_modules'));
  for (const [file, text] of Object.entries(files)) {
    await mkdir(join(directory, dirname(file)), { recursive: true });
    await writeFile(join(directory, file), text);
  }
  return directory;
}
