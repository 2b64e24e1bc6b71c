import { z } from 'zod';
import { HttpProblem, type FieldError } from './problem-documents.ts';

/** Centra's ids and order numbers are GraphQL `Int`s. */
const MAX_ID = 2_147_483_647;

/** An id or order number in JSON. */
export const id = z.int().min(1).max(MAX_ID);

/** An id or order number in a path or query. */
export const idText = z
  .string()
  .regex(/^[1-9]\d*$/, 'must be a whole number such as 1001')
  .transform(Number)
  .pipe(id);

/** A line that a person typed: no control characters, which would break lists and logs, and no halves of characters. */
export const line = (maxLength: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(maxLength)
    .regex(/^[^\p{Cc}\p{Cs}]+$/u, 'must be one line of text');

/**
 * Reads fields from outside.
 *
 * @param where What carries them, for the message: `body`, `query` or `path`.
 * @throws HttpProblem 400 naming every field that is wrong, and what is allowed.
 */
export function readFields<T extends z.ZodObject>(
  schema: T,
  where: 'body' | 'query' | 'path',
  fields: unknown,
): z.output<T> {
  const read = schema.safeParse(fields);
  if (read.success) return read.data;
  const known = Object.keys(schema.shape).join(', ') || 'none';
  const errors = read.error.issues.flatMap((issue): FieldError[] =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((field) => ({ field, message: `unknown field; known here: ${known}` }))
      : [{ field: issue.path.join('.') || where, message: messageFor(issue, fields) }],
  );
  const oneEach = errors.filter(({ field }, i) => errors.findIndex((error) => error.field === field) === i);
  throw new HttpProblem('invalid-request', `Correct the fields under "errors" in the ${where}.`, { errors: oneEach });
}

/** Zod's own words where they say what is allowed, ours where they talk of types. */
function messageFor(issue: z.core.$ZodIssue, fields: unknown): string {
  const [name = ''] = issue.path;
  const isMissing = typeof fields === 'object' && fields !== null && !Object.hasOwn(fields, name);
  if (isMissing) return 'is missing';
  if (issue.code === 'invalid_type') return `must be a ${issue.expected === 'int' ? 'whole number' : issue.expected}`;
  if (issue.code === 'too_small')
    return issue.origin === 'string' ? 'must not be empty' : `must be at least ${issue.minimum}`;
  if (issue.code === 'too_big') {
    return issue.origin === 'string'
      ? `must have at most ${issue.maximum} characters`
      : `must be at most ${issue.maximum}`;
  }
  return issue.message;
}
