/** Small readers for JSON that comes in over the control API. Each reads one value, or throws `Unreadable` naming it. */
export type Reader<T> = (value: unknown, name: string) => T;

export class Unreadable extends Error {
  constructor(name: string, remedy: string) {
    super(`${name} ${remedy}.`);
    this.name = 'Unreadable';
  }
}

export const text: Reader<string> = (value, name) => {
  if (typeof value !== 'string' || value === '') throw new Unreadable(name, 'must be a text that is not empty');
  return value;
};

export const flag: Reader<boolean> = (value, name) => {
  if (typeof value !== 'boolean') throw new Unreadable(name, 'must be true or false');
  return value;
};

export const decimal =
  (least: number, most = Number.MAX_SAFE_INTEGER): Reader<number> =>
  (value, name) => {
    if (typeof value !== 'number' || !(value >= least && value <= most)) {
      throw new Unreadable(name, `must be a number from ${least} to ${most}`);
    }
    return value;
  };

export const integer =
  (least: number): Reader<number> =>
  (value, name) => {
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < least) {
      throw new Unreadable(name, `must be a whole number of at least ${least}`);
    }
    return value;
  };

export const matching =
  (pattern: RegExp, remedy: string): Reader<string> =>
  (value, name) => {
    if (typeof value !== 'string' || !pattern.test(value)) throw new Unreadable(name, remedy);
    return value;
  };

/** An instant that does not depend on anybody's time zone. */
export const instant: Reader<Date> = (value, name) => {
  const date = typeof value === 'string' && /(Z|[+-]\d\d:\d\d)$/.test(value) ? new Date(value) : undefined;
  if (date === undefined || Number.isNaN(date.getTime())) {
    throw new Unreadable(name, 'must be an ISO 8601 instant with an offset, such as 2026-01-31T12:00:00Z');
  }
  return date;
};

export const oneOf =
  <const T extends string>(values: readonly T[]): Reader<T> =>
  (value, name) => {
    const known = values.find((candidate) => candidate === value);
    if (known === undefined) throw new Unreadable(name, `must be one of ${values.join(', ')}`);
    return known;
  };

export const optional =
  <T>(reader: Reader<T>): Reader<T | undefined> =>
  (value, name) =>
    value === undefined ? undefined : reader(value, name);

export const withDefault =
  <T>(reader: Reader<T>, otherwise: T): Reader<T> =>
  (value, name) =>
    value === undefined ? otherwise : reader(value, name);

export const nullable =
  <T>(reader: Reader<T>): Reader<T | null> =>
  (value, name) =>
    value === null ? null : reader(value, name);

export const listOf =
  <T>(reader: Reader<T>): Reader<T[]> =>
  (value, name) => {
    if (!Array.isArray(value) || value.length === 0) throw new Unreadable(name, 'must be a list that is not empty');
    return value.map((item, index) => reader(item, `${name}[${index}]`));
  };

export const possiblyEmptyListOf =
  <T>(reader: Reader<T>): Reader<T[]> =>
  (value, name) =>
    Array.isArray(value) && value.length === 0 ? [] : listOf(reader)(value, name);

/** @param remedy What to say when neither reads it. */
export const either =
  <A, B>(one: Reader<A>, other: Reader<B>, remedy: string): Reader<A | B> =>
  (value, name) => {
    for (const reader of [one, other]) {
      try {
        return reader(value, name);
      } catch (error) {
        if (!(error instanceof Unreadable)) throw error;
      }
    }
    throw new Unreadable(name, remedy);
  };

/** An object of exactly these fields: a misspelt one must not be ignored. */
export const record =
  <T extends object>(readers: { readonly [K in keyof T]: Reader<T[K]> }): Reader<T> =>
  (value, name) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new Unreadable(name, 'must be an object');
    }
    const prefix = name === BODY ? '' : `${name}.`;
    const unknown = Object.keys(value).find((key) => !Object.hasOwn(readers, key));
    if (unknown !== undefined) {
      throw new Unreadable(`${prefix}${unknown}`, `is not known here; known are ${Object.keys(readers).join(', ')}`);
    }
    const entries = Object.entries<Reader<unknown>>(readers).map(([key, read]) => [
      key,
      read((value as Record<string, unknown>)[key], `${prefix}${key}`),
    ]);
    return Object.fromEntries(entries) as T;
  };

/** How errors call the whole of what was sent. */
export const BODY = 'The body';
