import { sql, type RawBuilder } from 'kysely';

/** A value for a JSON column. The cast lets both drivers send it as text, and PostgreSQL compare it as JSON. */
export function jsonb<T>(value: T): RawBuilder<T> {
  const text = JSON.stringify(value, (_key, part: unknown) => (typeof part === 'string' ? storable(part) : part));
  return sql<T>`${text}::jsonb`;
}

/**
 * A text as PostgreSQL can store it. NUL and half a surrogate pair have no place there, and a record of what somebody
 * typed must not fail for ever on one.
 */
export function storable(text: string): string {
  return text.replaceAll('\0', '\uFFFD').toWellFormed();
}
