import type { JsonValue } from './json-value.ts';

/** Values that all worker processes share and change one at a time; in production the records database (`src/records/shared-state.ts`). */
export interface SharedStore {
  /**
   * @param change Gets the value, undefined at first, one clock for all processes, and those who wait for what the key
   *   names. Nobody else changes the key or its line meanwhile. When it throws, both stay as they were.
   * @throws what `change` throws, and Error when somebody else takes too long; nothing is changed then.
   */
  readonly update: <T>(
    key: string,
    change: (value: JsonValue | undefined, now: Date, line: Line) => Changed<T> | Promise<Changed<T>>,
  ) => Promise<T>;
}

export interface Changed<T> {
  readonly value: JsonValue;
  readonly result: T;
}

/** Works that wait for one thing, in the order in which they began to wait. */
export interface Line {
  readonly look: (work: string) => Promise<Standing>;
  /** Takes a place, or keeps the one that the work has. Who does not come back after this time holds up nobody. */
  readonly wait: (work: string, waitMs: number) => Promise<void>;
  /** The work has had its turn: it holds up nobody, and for a while keeps its place for what it does next. */
  readonly serve: (work: string) => Promise<void>;
  /** Nobody waits any more. */
  readonly end: () => Promise<void>;
}

export interface Standing {
  /** How many waited before it; all who wait where it has no place. */
  readonly ahead: number;
  /** How many others wait. */
  readonly others: number;
  readonly isWaiting: boolean;
}
