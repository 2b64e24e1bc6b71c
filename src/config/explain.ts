import type * as z from 'zod';
import { nearest } from './nearest.ts';
import { valueAt, type Path } from './path.ts';
import { keysAt } from './keys.ts';
import { isSecret } from './secrets.ts';

/** What is wrong at one place. */
export interface Finding {
  readonly path: Path;
  readonly message: string;
}

/**
 * What an issue of the schema means: what was found and what is allowed.
 *
 * A value is shown only where a value of its kind belongs and where it can be no secret: not from the environment, and
 * not a text in the place of a group, where it might be anything.
 */
export function explainIssue(
  issue: z.core.$ZodIssue,
  config: unknown,
  fromEnvironment: ReadonlySet<string>,
): readonly Finding[] {
  const path = issue.path.filter((part) => typeof part !== 'symbol');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...path, key], message: explainUnknown(key, keysAt(path)) }));
  }
  const value = valueAt(config, path);
  return [{ path, message: `${foundText()}; ${allowedText(issue, value)}` }];

  function foundText(): string {
    if (value === undefined) return 'is missing';
    if (issue.code === 'invalid_key') return 'found this name';
    if (issue.code === 'invalid_type' || typeof value === 'object') return `found ${kindOf(value)}`;
    const isHidden = isSecret(path) || (typeof value === 'string' && fromEnvironment.has(value));
    return `found ${isHidden ? '***' : JSON.stringify(value)}`;
  }
}

function explainUnknown(key: string, known: readonly string[]): string {
  const meant = nearest(key, known);
  return `there is no such setting; ${meant === undefined ? `allowed: ${known.join(', ')}` : `did you mean ${meant}?`}`;
}

function allowedText(issue: z.core.$ZodIssue, value: unknown): string {
  if (issue.message.startsWith('must')) return issue.message;
  if (issue.code === 'invalid_key') return issue.issues.map(({ message }) => message).join(', ');
  if (issue.code === 'invalid_value') {
    return `must be ${issue.values.length === 1 ? '' : 'one of '}${issue.values.join(', ')}`;
  }
  if (issue.code !== 'invalid_type') return issue.message;
  const isUnquoted = issue.expected === 'string' && (typeof value === 'number' || typeof value === 'boolean');
  return `must be ${KINDS[issue.expected] ?? issue.expected}${isUnquoted ? ': put it in quotes' : ''}`;
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a group of settings',
  record: 'a group of settings',
};

function kindOf(value: unknown): string {
  if (value === null) return 'nothing';
  return KINDS[Array.isArray(value) ? 'array' : typeof value] ?? typeof value;
}
