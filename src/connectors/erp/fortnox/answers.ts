import { z } from 'zod';

/**
 * Fortnox's answers change the type of a field between calls: a number may be a text, a flag may be `"false"`, what is
 * not set may be null. These readers take all of it and give one type.
 */

/** A decimal number, kept as Fortnox wrote it, so that no digit is lost before it becomes minor units. */
export const decimal = z.union([z.number(), z.string().regex(/^-?\d+(\.\d+)?$/)]);

/** A decimal that is 0 where it is not set. */
export const decimalOrZero = z.preprocess((value) => (value === null || value === '' ? 0 : value), decimal.default(0));

export const flag = z
  .union([z.boolean(), z.enum(['true', 'false', ''])])
  .nullish()
  .transform((value) => value === true || value === 'true');

/** A text, or a number that names something; empty where it is not set. */
export const text = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((value) => String(value ?? ''));

/** A text that must be there. */
export const name = z.union([z.string().min(1), z.number()]).transform(String);

/** The part of a list's answer that says how far it goes. */
export const pages = z.object({ '@TotalPages': z.coerce.number() });

/** What a text says as JSON; undefined where it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
