import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { UNCONFIRMED_NAMES } from '../../src/connectors/centra/unconfirmed-names.ts';

it('every name in Centra’s schema that no source confirms is told in docs/assumptions.md, and no other', () => {
  const text = readFileSync(new URL('../../docs/assumptions.md', import.meta.url), 'utf8');
  const [, section = ''] = /### Names in Centra's schema\n([\s\S]*?)(?:\n#|$)/.exec(text) ?? [];
  const rows = section.split('\n').filter((line) => line.startsWith('| `'));
  const told = rows.flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => name));
  expect(new Set(told)).toEqual(new Set(Object.keys(UNCONFIRMED_NAMES)));
});

it('every document that we send to Centra is told in docs/centra.md', () => {
  const files = globSync(`${import.meta.dirname}/../../src/connectors/centra/documents/*.ts`);
  const names = files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/name: '([A-Z]\w+)'/g)].map(([, name = '']) => name),
  );
  expect(names.length).toBeGreaterThan(5);
  const text = readFileSync(new URL('../../docs/centra.md', import.meta.url), 'utf8');
  const isTold = (name: string): boolean =>
    text.includes(name) || text.includes(name[0]?.toLowerCase() + name.slice(1));
  expect(names.filter((name) => !isTold(name))).toEqual([]);
});
