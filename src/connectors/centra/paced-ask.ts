import { inTurn, type Turns } from '../in-turn.ts';
import type { Reading } from '../budget-levels.ts';
import { rateLimits } from './documents/rate-limits.ts';
import { limitName } from './limits.ts';
import type { Ask } from './transport.ts';

/** What a query costs that was not made before; Centra tells only afterwards. */
const ASSUMED_COMPLEXITY = 1_000;

const COUNTED: Readonly<Record<string, string>> = {
  REQUEST_COUNT: 'requests',
  MUTATION_COUNT: 'mutations',
  QUERY_COMPLEXITY: 'complexity',
};

export interface Complexities {
  /** What the operation cost when it was last made. */
  readonly expected: (operation: string) => number;
  /** To be told what a call really cost. */
  readonly note: (operation: string, complexity: number) => void;
  /** What earlier calls cost more than was expected of them. */
  readonly debt: () => number;
  /** So much of the debt is paid. */
  readonly pay: (complexity: number) => void;
}

export function createComplexities(): Complexities {
  const last = new Map<string, number>();
  let debt = 0;
  const expected = (operation: string): number => last.get(operation) ?? ASSUMED_COMPLEXITY;
  return {
    expected,
    note: (operation, complexity) => {
      debt += complexity - expected(operation);
      last.set(operation, complexity);
    },
    debt: () => debt,
    pay: (complexity) => {
      debt -= complexity;
    },
  };
}

/** Asks Centra within its limits, and now and then what is left of them. */
export function createPacedAsk(ask: Ask, turns: Turns, complexities: Complexities): Ask {
  return async (operation) => {
    const { name, isWrite } = operation;
    const debt = complexities.debt();
    const cost = {
      requests: 1,
      mutations: isWrite ? 1 : 0,
      complexity: Math.max(0, complexities.expected(name) + debt),
    };
    const { answer, isCheckDue } = await inTurn(turns, cost, (signal) => {
      complexities.pay(debt);
      return ask(operation, signal);
    });
    if (isCheckDue) await check(ask, turns);
    return answer;
  };
}

/** What cannot be learned now is learned the next time; the answer that was asked for must not suffer. */
async function check(ask: Ask, { budget }: Turns): Promise<void> {
  try {
    const { rateLimits: limits } = await ask(rateLimits());
    await budget.correct(
      limits.flatMap(({ type, intervalSeconds, quota, remainingQuota }): Reading[] => {
        const counts = COUNTED[type];
        return counts ? [{ name: limitName(counts, intervalSeconds), quota, remaining: remainingQuota }] : [];
      }),
    );
  } catch {
    return;
  }
}
