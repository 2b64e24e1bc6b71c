import { isDate, isObject } from './fields.ts';

/**
 * Reads a value that must have a certain shape, or throws a `ShapeError` that names where it has not. For what is not
 * Fortnox's own forgiving JSON: warehouse documents and controls, where a number is a number.
 */
export type Shape<T> = (value: unknown, name: string) => T;

/** What a shape reads. */
export type Shaped<S> = S extends Shape<infer T> ? T : never;

export class ShapeError extends Error {
  constructor(name: string, must: string) {
    super(`${name || 'the body'} must be ${must}`);
    this.name = 'ShapeError';
  }
}

type Shapes = Readonly<Record<string, Shape<unknown>>>;
type OptionalKeys<S extends Shapes> = { [K in keyof S]: undefined extends Shaped<S[K]> ? K : never }[keyof S];
type RecordOf<S extends Shapes> = { readonly [K in Exclude<keyof S, OptionalKeys<S>>]: Shaped<S[K]> } & {
  readonly [K in OptionalKeys<S>]?: Exclude<Shaped<S[K]>, undefined>;
};

/** An object with these fields and no other. */
export function record<S extends Shapes>(shapes: S): Shape<RecordOf<S>> {
  return (value, name) => {
    if (!isObject(value)) throw new ShapeError(name, 'an object');
    const unknown = Object.keys(value).find((key) => !Object.hasOwn(shapes, key));
    if (unknown !== undefined) throw new ShapeError(inside(name, unknown), 'left out: there is no such field');
    const read = Object.entries(shapes).map(([key, shape]) => [key, shape(value[key], inside(name, key))] as const);
    return Object.fromEntries(read.filter(([, field]) => field !== undefined)) as RecordOf<S>;
  };
}

/** One or more of the same. */
export function listOf<T>(shape: Shape<T>): Shape<T[]> {
  return (value, name) => {
    if (!Array.isArray(value) || value.length === 0) throw new ShapeError(name, 'a list that is not empty');
    return value.map((item, index) => shape(item, `${name}[${index}]`));
  };
}

export function optional<T>(shape: Shape<T>): Shape<T | undefined> {
  return (value, name) => (value === undefined || value === null ? undefined : shape(value, name));
}

export function orNull<T>(shape: Shape<T>): Shape<T | null> {
  return (value, name) => (value === null ? null : shape(value, name));
}

export function oneOfWords<const W extends string>(words: readonly W[]): Shape<W> {
  return (value, name) => {
    const word = words.find((candidate) => candidate === value);
    if (word === undefined) throw new ShapeError(name, `one of ${words.join(', ')}`);
    return word;
  };
}

export function textOf(minLength: number, maxLength: number): Shape<string> {
  return (value, name) => {
    if (typeof value === 'string' && value.length >= minLength && value.length <= maxLength) return value;
    throw new ShapeError(name, `a text of ${minLength} to ${maxLength} characters`);
  };
}

export function matching(pattern: RegExp, description: string): Shape<string> {
  return (value, name) => {
    if (typeof value === 'string' && pattern.test(value)) return value;
    throw new ShapeError(name, description);
  };
}

export function numberFrom(min: number, max: number): Shape<number> {
  return (value, name) => {
    if (typeof value === 'number' && value >= min && value <= max) return value;
    throw new ShapeError(name, `a number from ${min} to ${max}`);
  };
}

export function integerFrom(min: number, max: number): Shape<number> {
  return (value, name) => {
    if (Number.isInteger(value)) return numberFrom(min, max)(value, name);
    throw new ShapeError(name, `a whole number from ${min} to ${max}`);
  };
}

export const trueOrFalse: Shape<boolean> = (value, name) => {
  if (typeof value === 'boolean') return value;
  throw new ShapeError(name, 'true or false');
};

export const calendarDate: Shape<string> = (value, name) => {
  if (isDate(value)) return value;
  throw new ShapeError(name, 'a date as YYYY-MM-DD');
};

export const uuid = matching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, 'a UUID');

function inside(name: string, key: string): string {
  return name === '' ? key : `${name}.${key}`;
}
