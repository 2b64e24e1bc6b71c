import { createChance } from './chance.ts';
import { integerFrom, numberFrom, oneOfWords, optional, record, ShapeError, textOf, type Shaped } from './shapes.ts';

/**
 * What goes wrong:
 *
 * - `status500`, `status429`, `dropBefore`, `refuse`, `expiredToken`: nothing is done; an error, a refusal of one's own
 *   `code` and `message`, or a connection that breaks. `expiredToken` also ends the token.
 * - `commitThenDrop`, `commitThenStatus504`: it is done, and the client never learns of it.
 * - `commitLate`: 504 at once; it is done `delayMs` later.
 * - `slow`: it is done and answered `delayMs` later.
 */
export const FAULT_KINDS = [
  'status500',
  'status429',
  'commitThenDrop',
  'dropBefore',
  'commitThenStatus504',
  'commitLate',
  'slow',
  'expiredToken',
  'refuse',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

const faultShape = record({
  method: optional(oneOfWords(['GET', 'POST', 'PUT', 'DELETE'])),
  /** A part of the path with its query, or a regular expression. Without one: any call but for a token. */
  path: optional(pathPattern),
  kind: oneOfWords(FAULT_KINDS),
  /**
   * How likely it is to begin with a call, from 0 to 1. With it the fault stays until faults are cleared; without it, it
   * begins with the first call and is used up.
   */
  probability: optional(numberFrom(0, 1)),
  /** How many calls in a row meet it once it has begun; by default one. */
  times: optional(integerFrom(1, 1_000_000)),
  delayMs: optional(integerFrom(0, 3_600_000)),
  code: optional(integerFrom(0, 9_999_999)),
  message: optional(textOf(1, 1000)),
});
export type Fault = Shaped<typeof faultShape>;

/** Throws a `ShapeError` for what is no fault, and for one that comes late without saying how late. */
export function readFault(value: unknown, name: string): Fault {
  const fault = faultShape(value, name);
  if ((fault.kind === 'commitLate' || fault.kind === 'slow') && fault.delayMs === undefined) {
    throw new ShapeError('delayMs', `there for a fault of kind ${fault.kind}`);
  }
  return fault;
}

interface Call {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
}

export interface Faults {
  readonly add: (fault: Fault) => void;
  readonly clear: () => void;
  /** Begins the sequence of chances anew: the same seed, faults and calls give the same failures. */
  readonly seed: (seed: number) => void;
  /** The first fault that a call meets, in the order they were added. */
  readonly take: (call: Call) => Fault | undefined;
  /** What can still go wrong. */
  readonly pending: () => readonly Fault[];
  /** How many calls have met a fault, by kind; clearing faults does not forget it. */
  readonly met: () => Readonly<Partial<Record<FaultKind, number>>>;
}

interface Planned {
  readonly fault: Fault;
  /** Calls that are still to meet it, once it has begun. */
  readonly left: number;
}

/** @param seed of the chances that faults with a `probability` are drawn from */
export function createFaults(seed: number): Faults {
  const met = new Map<FaultKind, number>();
  let chance = createChance(seed);
  let planned: readonly Planned[] = [];

  const begins = ({ fault, left }: Planned): boolean =>
    left > 0 || fault.probability === undefined || chance() < fault.probability;

  return {
    add: (fault) => {
      planned = [...planned, { fault, left: fault.probability === undefined ? (fault.times ?? 1) : 0 }];
    },
    clear: () => {
      planned = [];
    },
    seed: (next) => {
      chance = createChance(next);
    },
    take: (call) => {
      const hit = planned.find((candidate) => meets(candidate.fault, call) && begins(candidate));
      if (!hit) return undefined;
      const { fault } = hit;
      const left = (hit.left || (fault.times ?? 1)) - 1;
      const isUsedUp = left === 0 && fault.probability === undefined;
      planned = planned.flatMap((one) => (one === hit ? (isUsedUp ? [] : [{ fault, left }]) : [one]));
      met.set(fault.kind, (met.get(fault.kind) ?? 0) + 1);
      return fault;
    },
    pending: () =>
      planned.map(({ fault, left }) => (fault.probability === undefined ? { ...fault, times: left } : fault)),
    met: () => Object.fromEntries(met),
  };
}

function meets({ method, path }: Fault, call: Call): boolean {
  if (method !== undefined && method !== call.method) return false;
  if (path === undefined) return !call.url.startsWith('/oauth-v1');
  return call.url.includes(path) || new RegExp(path).test(call.url);
}

function pathPattern(value: unknown, name: string): string {
  const path = textOf(1, 1000)(value, name);
  try {
    new RegExp(path).test('');
    return path;
  } catch {
    throw new ShapeError(name, 'a part of a path or a regular expression');
  }
}
