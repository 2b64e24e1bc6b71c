import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const root = new URL('../../', import.meta.url);

it('every file that docs/guarantees.md names is there', () => {
  const text = readFileSync(new URL('docs/guarantees.md', root), 'utf8');
  const named = [...text.matchAll(/`((?:src|test|docs)\/[\w./-]+\.\w+)`/g)].map(([, file = '']) => file);
  expect(named.length).toBeGreaterThan(30);
  expect(named.filter((file) => !existsSync(new URL(file, root)))).toEqual([]);
});
