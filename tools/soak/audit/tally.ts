/** What came of one kind of effect. */
export interface Tally {
  readonly effect: string;
  expected: number;
  done: number;
  /** Not there, or not finished. */
  lost: number;
  /** There once more than it should, or never asked for. */
  double: number;
  /** There, and not as it should be. */
  wrong: number;
  /** Each lost, double and wrong one in words. */
  readonly findings: Finding[];
}

export interface Finding {
  readonly connectionId: string;
  /** Unknown for what nobody asked for. */
  readonly orderNumber: number | undefined;
  readonly words: string;
}

/** How one expected effect was found. */
export interface Verdict {
  readonly name: string;
  readonly orderNumber: number;
  /** How many were found that count. */
  readonly found: number;
  /** Why what was found does not count as finished. */
  readonly unfinished?: string | undefined;
  readonly differences: readonly string[];
}

export const emptyTally = (effect: string): Tally => ({
  effect,
  expected: 0,
  done: 0,
  lost: 0,
  double: 0,
  wrong: 0,
  findings: [],
});

export function count(tally: Tally, connectionId: string, verdict: Verdict): void {
  const { name, orderNumber, found, unfinished, differences } = verdict;
  const note = (words: string): void => {
    tally.findings.push({ connectionId, orderNumber, words: `${tally.effect} ${name}: ${words}` });
  };
  tally.expected += 1;
  if (found === 0 || unfinished !== undefined) {
    tally.lost += 1;
    note(`lost: ${unfinished ?? 'it is not there'}`);
  }
  if (found > 1) {
    tally.double += found - 1;
    note(`double: it is there ${found} times`);
  }
  if (differences.length > 0) {
    tally.wrong += 1;
    note(`wrong: ${differences.join('; ')}`);
  }
  if (found === 1 && unfinished === undefined && differences.length === 0) tally.done += 1;
}

/** Something is there that nobody asked for. */
export function countExtra(tally: Tally, connectionId: string, name: string): void {
  tally.double += 1;
  tally.findings.push({ connectionId, orderNumber: undefined, words: `${tally.effect} ${name}: nobody asked for it` });
}

/** `amount is 12, not 10`, or nothing where both are the same. */
export function difference(what: string, is: string | number, expected: string | number): string[] {
  return is === expected ? [] : [`${what} is ${is}, not ${expected}`];
}

export function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return groups;
}
