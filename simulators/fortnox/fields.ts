import { hundredthsFrom } from './decimals.ts';
import { refused, refusedWithUndocumentedCode } from './errors.ts';
import { checkText } from './text-rules.ts';

/**
 * What a field of a payload holds. `hundredths` are decimals kept at two digits; `rate` keeps all its digits; `group` is
 * an object and `list` an array of objects, with fields of their own.
 */
export type FieldRule =
  | {
      readonly kind: 'text';
      readonly minLength?: number;
      readonly maxLength: number;
      readonly oneOf?: readonly string[];
    }
  | { readonly kind: 'hundredths' | 'rate' | 'integer' | 'flag' | 'date' }
  | { readonly kind: 'group' | 'list'; readonly fields: FieldTable };

export type FieldTable = { readonly [name: string]: FieldRule };

type ValueOf<R extends FieldRule> = R extends { kind: 'list'; fields: infer T extends FieldTable }
  ? FieldsOf<T>[]
  : R extends { kind: 'group'; fields: infer T extends FieldTable }
    ? FieldsOf<T>
    : R['kind'] extends 'text' | 'date'
      ? string
      : R['kind'] extends 'flag'
        ? boolean
        : number;

/** The values of a payload that passed its table. What was not said is not there. */
export type FieldsOf<T extends FieldTable> = { -readonly [K in keyof T]?: ValueOf<T[K]> };

export const text = (maxLength = 1024) => ({ kind: 'text', maxLength }) as const;
/** A text of so many characters. */
export const exactly = (length: number) => ({ kind: 'text', minLength: length, maxLength: length }) as const;
export const oneOf = (...values: readonly string[]) => ({ kind: 'text', maxLength: 1024, oneOf: values }) as const;
export const hundredths = { kind: 'hundredths' } as const;
export const rate = { kind: 'rate' } as const;
export const integer = { kind: 'integer' } as const;
export const flag = { kind: 'flag' } as const;
export const date = { kind: 'date' } as const;

/** The word that empties a field. A blank text or null says nothing: the field stays as it is. */
const BLANK = 'API_BLANK';

/**
 * Reads a payload by its table.
 *
 * Throws Fortnox's refusals: 2001392 for no object, 2001399 for a field it does not know or that cannot be written,
 * 2000108 for a number, 2000134 for a flag, 2000359 for a character.
 */
export function readFields<T extends FieldTable>(table: T, payload: unknown): FieldsOf<T> {
  if (!isObject(payload)) throw refused(2001392, 'Ingen eller felaktig typ av data.');
  const read: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(payload)) {
    const rule = Object.hasOwn(table, name) ? table[name] : undefined;
    if (!rule) throw refused(2001399, `Felaktigt fältnamn (${name})`);
    if (value !== null && value !== '') read[name] = readValue(name, rule, value);
  }
  return read as FieldsOf<T>;
}

/** The payload inside its wrapper: `{"Invoice": {...}}`. Throws 2001392 when the wrapper is missing or another. */
export function unwrap(name: string, body: unknown): unknown {
  if (!isObject(body) || !isObject(body[name])) throw refused(2001392, 'Ingen eller felaktig typ av data.');
  const other = Object.keys(body).find((key) => key !== name);
  if (other !== undefined) throw refused(2001399, `Felaktigt fältnamn (${other})`);
  return body[name];
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A calendar date that exists, as `YYYY-MM-DD`. */
export function isDate(value: unknown): value is string {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const time = Date.parse(`${value}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
}

function readValue(name: string, rule: FieldRule, value: unknown): unknown {
  if (value === BLANK) return rule.kind === 'text' ? '' : undefined;
  switch (rule.kind) {
    case 'text':
      return readText(name, rule, value);
    case 'hundredths':
      return hundredthsFrom(value) ?? notNumeric(value);
    case 'rate':
      return numberFrom(value) ?? notNumeric(value);
    case 'integer':
      return integerFrom(value) ?? notNumeric(value);
    case 'flag':
      return flagFrom(value);
    case 'date':
      if (!isDate(value)) throw refusedWithUndocumentedCode(`Ogiltigt datum i ${name} (${shown(value)})`);
      return value;
    case 'group':
      return readFields(rule.fields, value);
    case 'list':
      if (!Array.isArray(value)) throw refused(2001392, 'Ingen eller felaktig typ av data.');
      return value.map((item) => readFields(rule.fields, item));
  }
}

function readText(name: string, rule: Extract<FieldRule, { kind: 'text' }>, value: unknown): string {
  // Fortnox takes a number where a text is meant: CustomerNumber 1 is "1".
  if (typeof value !== 'string' && typeof value !== 'number') {
    throw refused(2000106, `Värdet måste vara alfanumeriskt (${shown(value)})`);
  }
  const written = String(value);
  checkText(name, written, rule);
  if (rule.oneOf && !rule.oneOf.includes(written)) {
    throw refusedWithUndocumentedCode(`Ogiltigt värde i ${name} (${written}). Giltiga: ${rule.oneOf.join(', ')}.`);
  }
  return written;
}

function numberFrom(value: unknown): number | undefined {
  const written = typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value;
  return typeof written === 'number' && Number.isFinite(written) ? written : undefined;
}

function integerFrom(value: unknown): number | undefined {
  const number = numberFrom(value);
  return Number.isSafeInteger(number) ? number : undefined;
}

function flagFrom(value: unknown): boolean {
  if (value === true || value === 'true') return true;
  if (value === false || value === 'false') return false;
  throw refused(2000134, `Värdet måste vara en boolean (${shown(value)})`);
}

function notNumeric(value: unknown): never {
  throw refused(2000108, `Värdet måste vara numeriskt (${shown(value)})`);
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
