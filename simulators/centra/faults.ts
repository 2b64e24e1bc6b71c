/**
 * - `status500`, `status429`, `expiredToken`, `dropBefore`: nothing is executed; the answer is 500, 429, 403, or none.
 * - `commitThenDrop`, `commitThenStatus500`: it is executed, and the caller never learns.
 * - `slow`: it is executed after a delay.
 * - `refuse`: a mutation gets a user error; for a capture it is the payment provider who refuses.
 */
export const FAULT_KINDS = [
  'status500',
  'status429',
  'expiredToken',
  'dropBefore',
  'commitThenDrop',
  'commitThenStatus500',
  'slow',
  'refuse',
] as const;

export interface Fault {
  /** A root field (`captureShipment`), an operation's own name, or `*` for any request. */
  readonly operation: string;
  readonly kind: (typeof FAULT_KINDS)[number];
  /** How slow, or how long until a 429 is over. */
  readonly delayMs: number;
  /** Why it is refused. */
  readonly message: string;
}

export interface Faults {
  /** Makes the next `times` matching requests fail. */
  add(fault: Fault, times: number): void;
  clear(): void;
  /** The first fault planned for a request that goes by any of these names. It is used up. */
  take(names: readonly string[]): Fault | undefined;
}

export function createFaults(): Faults {
  const planned: { readonly fault: Fault; left: number }[] = [];
  return {
    add: (fault, times) => void planned.push({ fault, left: times }),
    clear: () => void planned.splice(0),
    take: (names) => {
      const index = planned.findIndex(({ fault }) => fault.operation === '*' || names.includes(fault.operation));
      const next = planned[index];
      if (next === undefined) return undefined;
      next.left -= 1;
      if (next.left === 0) planned.splice(index, 1);
      return next.fault;
    },
  };
}
