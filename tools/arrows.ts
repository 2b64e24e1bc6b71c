import { builtinModules } from 'node:module';

/** What the files of a folder may import, besides the folder itself. Everything else that we know of is refused. */
export interface Arrow {
  readonly folder: string;
  /** Folders of `src`, and the top-level folders beside it. */
  readonly folders: readonly string[];
  /** Single files out of folders that are otherwise refused, as `folder/file.ts`. */
  readonly files?: readonly string[];
  /** Packages; `node:*` stands for all of Node's own modules. */
  readonly packages: readonly string[];
  /** Folders and packages of which only the types may be imported: nothing of them runs here. */
  readonly typesOf?: readonly string[];
  /** Said to whoever breaks the rule. */
  readonly because: string;
}

const SOURCE_FOLDERS = [
  'activities',
  'api',
  'cli',
  'config',
  'connectors',
  'domain',
  'records',
  'worker',
  'workflows',
] as const;
const TOP_FOLDERS = ['simulators', 'tools', 'test', 'scratch', 'dist', 'src'] as const;

/** The face that workflows show to those who start, signal and query them. */
const WORKFLOW_FACE = ['messages.ts', 'ids.ts', 'start-options.ts', 'search-attributes.ts'].map(
  (file) => `workflows/${file}`,
);

/** The architecture in one table: who may know whom. Arrows point one way. */
export const ARROWS: readonly Arrow[] = [
  {
    folder: 'src/domain',
    folders: [],
    packages: [],
    because: 'the rules are pure: the domain imports nothing but itself',
  },
  {
    folder: 'src/workflows',
    folders: ['domain'],
    packages: ['@temporalio/workflow', '@temporalio/common'],
    typesOf: ['activities', '@temporalio/client'],
    because:
      'workflow code must replay the same for years, and is kept in memory for each order: only the domain, and types',
  },
  {
    folder: 'src/connectors',
    folders: ['domain'],
    packages: ['undici', 'zod', 'node:*'],
    because: 'a connector speaks to one other system and knows nothing of ours but the domain',
  },
  {
    folder: 'src/records',
    folders: ['domain'],
    packages: ['kysely', 'pg', '@electric-sql/pglite', 'node:*'],
    because: 'the records outlive everything else, so they depend on the domain alone',
  },
  {
    folder: 'src/activities',
    folders: ['connectors', 'records', 'domain'],
    packages: ['@temporalio/activity', '@temporalio/common', 'node:*'],
    typesOf: ['@temporalio/worker'],
    because: 'an activity is an intent, one call and its outcome',
  },
  {
    folder: 'src/config',
    folders: ['domain'],
    packages: ['yaml', 'zod', 'node:*'],
    because: 'everybody reads the config, so it knows nobody',
  },
  {
    folder: 'src/worker',
    folders: ['activities', 'records', 'connectors', 'config', 'domain'],
    files: WORKFLOW_FACE,
    packages: ['@temporalio/worker', '@temporalio/client', '@temporalio/common', '@temporalio/proto', 'pino', 'node:*'],
    because: 'the worker names workflows by their path; their code runs only in the sandbox',
  },
  {
    folder: 'src/api',
    folders: ['records', 'domain'],
    files: [...WORKFLOW_FACE, 'connectors/centra/webhook-signature.ts', 'connectors/centra/webhook-body.ts'],
    packages: ['@temporalio/client', '@temporalio/common', 'express', 'pino', 'zod', 'node:*'],
    typesOf: ['config'],
    because: 'the API starts, signals and reads; it never calls Centra or the ERP',
  },
  {
    folder: 'src/cli',
    folders: SOURCE_FOLDERS,
    packages: ['@temporalio/client', '@temporalio/common', '@temporalio/worker', 'pino', 'node:*'],
    because: 'only the demo may bring simulators and tools: the program ships without them',
  },
  {
    folder: 'src/cli/demo',
    folders: [...SOURCE_FOLDERS, 'simulators', 'tools'],
    packages: ['@temporalio/client', '@temporalio/common', '@temporalio/worker', 'pino', 'node:*'],
    because: 'the demo is part of the program, not of its tests',
  },
  {
    folder: 'simulators',
    folders: [],
    packages: ['express', 'graphql', 'node:*'],
    because: 'a simulator that imports our code would share our misunderstandings',
  },
  {
    folder: 'tools',
    folders: [],
    packages: ['@temporalio/client', '@temporalio/worker', 'playwright-core', 'node:*'],
    because: 'tools must work before the program does',
  },
  {
    folder: 'tools/postgres',
    folders: [],
    packages: ['pg', 'node:*'],
    because: 'tools must work before the program does',
  },
  {
    folder: 'tools/soak',
    folders: ['simulators'],
    packages: ['pg', 'node:*'],
    because: 'an audit that imports our code would share our mistakes',
  },
];

interface RestrictedPattern {
  readonly group?: string[];
  readonly regex?: string;
  readonly message: string;
  readonly allowTypeImports?: boolean;
}

/**
 * The patterns of `no-restricted-imports` that hold an arrow.
 *
 * Refusals are listed one by one, rather than as "all but these", because a negated group ends the linter's search: what it
 * lets through can no longer be held to types only.
 *
 * @param packages - all packages that could be imported: those that package.json names.
 */
export function restrictionsOf(arrow: Arrow, packages: readonly string[]): RestrictedPattern[] {
  const { folder, folders, files = [], typesOf = [], because } = arrow;
  const message = `${folder}: ${because}. The arrows are in tools/arrows.ts.`;
  const inside = folder.replace('src/', '').split('/')[0];
  const refusedFolders = [...SOURCE_FOLDERS, ...TOP_FOLDERS].filter(
    (name) => name !== inside && !folders.includes(name) && !typesOf.includes(name),
  );
  const refusedPackages = packages.filter((name) => !arrow.packages.includes(name) && !typesOf.includes(name));
  const nodeModules = arrow.packages.includes('node:*') ? [] : ['node:.*', ...builtinModules.map(escaped)];

  const patterns: RestrictedPattern[] = refusedFolders.map((name) => {
    const allowed = files.filter((file) => file.startsWith(`${name}/`));
    return allowed.length === 0
      ? { regex: upTo(name), message }
      : { group: [`**/${name}/**`, ...allowed.map((file) => `!**/${file}`)], message };
  });
  if (refusedPackages.length + nodeModules.length > 0) {
    patterns.push({ regex: `^(${[...refusedPackages.map(escaped), ...nodeModules].join('|')})(/.*)?$`, message });
  }
  for (const name of typesOf) {
    const regex = packages.includes(name) ? `^${escaped(name)}(/.*)?$` : upTo(name);
    patterns.push({ regex, message, allowTypeImports: true });
  }
  return patterns;
}

/** A relative import that climbs out and goes down into the folder, however deep it starts. */
const upTo = (name: string): string => `(^|/)\\.\\./${name}(/|$)`;

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`);
