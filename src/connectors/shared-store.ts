import type { JsonValue } from '../domain/json-value.ts';

/** Values that all worker processes share and change one at a time; in production the records database. */
export interface SharedStore {
  /**
   * @param change Gets the value, undefined at first, and one clock for all processes. Nobody else changes the key
   *   meanwhile. When it throws, the value stays as it was.
   */
  readonly update: <T>(
    key: string,
    change: (value: JsonValue | undefined, now: Date) => Changed<T> | Promise<Changed<T>>,
  ) => Promise<T>;
}

export interface Changed<T> {
  readonly value: JsonValue;
  readonly result: T;
}
