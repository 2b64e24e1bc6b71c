import { seededRandom } from '../../simulators/centra/seeded-random.ts';

/** Chance from a seed: the same seed and name give the same throws, whatever else is thrown elsewhere. */
export interface Dice {
  /** From 0 up to 1. */
  readonly next: () => number;
  /** A whole number, both ends included. */
  readonly whole: (min: number, max: number) => number;
  readonly hits: (probability: number) => boolean;
  readonly oneOf: <T>(choices: readonly T[]) => T;
  /** One of the names, as likely as its weight says. */
  readonly weighted: <K extends string>(weights: Readonly<Record<K, number>>) => K;
}

export function createDice(seed: number, name: string): Dice {
  const next = seededRandom(seed, name);
  const whole = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1));
  return {
    next,
    whole,
    hits: (probability) => next() < probability,
    oneOf: (choices) => {
      const choice = choices[whole(0, choices.length - 1)];
      if (choice === undefined) throw new RangeError('nothing to choose from');
      return choice;
    },
    weighted: (weights) => {
      const entries = Object.entries(weights) as [keyof typeof weights, number][];
      let left = next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
      const hit = entries.find(([, weight]) => (left -= weight) < 0) ?? entries[0];
      if (hit === undefined) throw new RangeError('nothing to choose from');
      return hit[0];
    },
  };
}
