import { seededRandom } from './seeded-random.ts';

/**
 * - `status500`, `status429`, `status499`, `expiredToken`, `missingPermission`, `dropBefore`: nothing is executed; the
 *   answer is 500, 429, 499 (the server was too slow), 403, one about a permission, or none.
 * - `commitThenDrop`, `commitThenStatus500`: it is executed, and the caller never learns.
 * - `commitLate`: 504 at once, and it is executed after a delay.
 * - `slow`: it is executed after a delay.
 * - `refuse`: a mutation gets a user error; for a capture it is the payment provider who refuses.
 * - `warn`: a mutation succeeds with a user warning.
 */
export const FAULT_KINDS = [
  'status500',
  'status429',
  'status499',
  'expiredToken',
  'missingPermission',
  'dropBefore',
  'commitThenDrop',
  'commitThenStatus500',
  'commitLate',
  'slow',
  'refuse',
  'warn',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

export interface Fault {
  /** A root field (`captureShipment`), an operation's own name, or `*` for any request. */
  readonly operation: string;
  readonly kind: FaultKind;
  /** How slow or late, or how long until a 429 is over. */
  readonly delayMs: number;
  /** Why it is refused, or what is warned of. */
  readonly message: string;
}

export interface FaultRule extends Fault {
  /** How many matching requests in a row fail once it is their turn. */
  readonly times: number;
  /**
   * The chance of each matching request to be the first of a row, until the faults are cleared. Without one, the next
   * matching requests fail, and then none.
   */
  readonly probability?: number | undefined;
}

export interface Faults {
  add(rule: FaultRule): void;
  clear(): void;
  /** Throws the dice anew, from this seed: the same requests in the same order meet the same faults. */
  setSeed(seed: number): void;
  /** The fault that a request meets which goes by any of these names. Rules are asked in the order they were added. */
  take(names: readonly string[]): Fault | undefined;
  /** How many were met since the start, by kind. */
  met(): Readonly<Partial<Record<FaultKind, number>>>;
  /** Rules that can still be met. */
  active(): readonly FaultRule[];
}

interface Planned {
  readonly rule: FaultRule;
  /** How many more requests in a row fail. */
  left: number;
  draw: () => number;
}

export function createFaults(initialSeed: number): Faults {
  let seed = initialSeed;
  const planned: Planned[] = [];
  const met: Partial<Record<FaultKind, number>> = {};

  const drawFor = ({ operation, kind }: FaultRule) => seededRandom(seed, `${operation}/${kind}`);

  return {
    add: (rule) => {
      planned.push({ rule, left: rule.probability === undefined ? rule.times : 0, draw: drawFor(rule) });
    },
    clear: () => void planned.splice(0),
    setSeed: (newSeed) => {
      seed = newSeed;
      for (const plan of planned) {
        plan.draw = drawFor(plan.rule);
        if (plan.rule.probability !== undefined) plan.left = 0;
      }
    },
    take: (names) => {
      const matching = planned.filter(({ rule }) => rule.operation === '*' || names.includes(rule.operation));
      // Every rule throws its die, so that what one hits does not move another's stream.
      for (const plan of matching) startRow(plan);
      const hit = matching.find((plan) => plan.left > 0);
      if (hit === undefined) return undefined;
      hit.left -= 1;
      if (hit.left === 0 && hit.rule.probability === undefined) planned.splice(planned.indexOf(hit), 1);
      met[hit.rule.kind] = (met[hit.rule.kind] ?? 0) + 1;
      return hit.rule;
    },
    met: () => met,
    active: () => planned.map(({ rule, left }) => (rule.probability === undefined ? { ...rule, times: left } : rule)),
  };
}

function startRow(plan: Planned): void {
  const { probability, times } = plan.rule;
  if (probability !== undefined && plan.draw() < probability && plan.left === 0) plan.left = times;
}
