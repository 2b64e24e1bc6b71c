import { readFileSync } from 'node:fs';
import { defineConfig, type OxlintOverride } from 'oxlint';
import { ARROWS, restrictionsOf } from './tools/arrows.ts';

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

const manifest = JSON.parse(readFileSync(new URL('./package.json', import.meta.url), 'utf8')) as Manifest;
const packages = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });

export default defineConfig({
  options: { typeAware: true, denyWarnings: true, reportUnusedDisableDirectives: 'error' },
  plugins: ['eslint', 'typescript', 'unicorn', 'oxc', 'import', 'node', 'promise', 'vitest'],
  categories: { correctness: 'error' },
  ignorePatterns: ['dist/**', 'scratch/**'],
  rules: {
    // `== null` is the one comparison that says "null or undefined".
    eqeqeq: ['error', 'always', { null: 'ignore' }],
    'import/no-cycle': 'error',
    // What the program does is decided by its config, which names what is wrong; a variable read elsewhere fails silently.
    'node/no-process-env': 'error',
    'typescript/consistent-type-imports': 'error',
    'typescript/no-explicit-any': 'error',
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': 'error',
    'typescript/no-non-null-assertion': 'error',
    // Text is cut by code points on purpose: vendors count those, not what a reader sees as one letter.
    'typescript/no-misused-spread': ['error', { allow: ['string'] }],
    'typescript/switch-exhaustiveness-check': 'error',
    'vitest/expect-expect': ['error', { assertFunctionNames: ['expect*', 'assert*', 'fc.assert'] }],
    // The second one is what to say when the expectation fails.
    'vitest/valid-expect': ['error', { maxArgs: 2 }],
    // A property looks at each case that chance makes, and expects what goes with it.
    'vitest/no-conditional-expect': 'off',
    // Any failure will do where a test promises only that something fails.
    'vitest/require-to-throw-message': 'off',
  },
  overrides: [
    ...ARROWS.map((arrow): OxlintOverride => ({
      files: [`${arrow.folder}/**`],
      rules: { 'no-restricted-imports': ['error', { patterns: restrictionsOf(arrow, packages) }] },
    })),
    {
      // `finally` waits for the promise that it is given, whatever its type says.
      files: ['test/**'],
      rules: { 'typescript/no-misused-promises': ['error', { checksVoidReturn: { arguments: false } }] },
    },
    {
      files: ['src/config/**', 'tools/**/environment.ts', 'test/support/**'],
      rules: { 'node/no-process-env': 'off' },
    },
  ],
});
