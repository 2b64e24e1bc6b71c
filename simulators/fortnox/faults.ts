import { integerFrom, oneOfWords, optional, record, ShapeError, textOf, type Shaped } from './shapes.ts';

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
  method: optional(oneOfWords(['GET', 'POST', 'PUT'])),
  /** A part of the path with its query, or a regular expression. Without one: any call but for a token. */
  path: optional(pathPattern),
  kind: oneOfWords(FAULT_KINDS),
  /** How many calls meet it; by default one. */
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

export interface Faults {
  readonly add: (fault: Fault) => void;
  readonly clear: () => void;
  /** The first fault that a call meets; it is then used once. */
  readonly take: (call: { readonly method: string; readonly url: string }) => Fault | undefined;
  /** What is still to come. */
  readonly pending: () => readonly Fault[];
}

export function createFaults(): Faults {
  let pending: Fault[] = [];
  return {
    add: (fault) => {
      pending.push(fault);
    },
    clear: () => {
      pending = [];
    },
    take: (call) => {
      const index = pending.findIndex((fault) => meets(fault, call));
      const fault = pending[index];
      if (!fault) return undefined;
      const { times = 1 } = fault;
      const rest = times > 1 ? [{ ...fault, times: times - 1 }] : [];
      pending = pending.toSpliced(index, 1, ...rest);
      return fault;
    },
    pending: () => pending,
  };
}

function meets({ method, path }: Fault, call: { readonly method: string; readonly url: string }): boolean {
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
