import { seededRandom } from './seeded-random.ts';

/** The chance of each event to be hit, from 0 to 1. */
export interface WebhookTrouble {
  /** Never sent. */
  readonly lost: number;
  /** Sent, and sent again in a later call. */
  readonly doubled: number;
  /** Overtaken: sent in a later call than it belongs to. */
  readonly shuffled: number;
}

const NO_TROUBLE: WebhookTrouble = { lost: 0, doubled: 0, shuffled: 0 };

export interface TroubleMaker {
  set(trouble: WebhookTrouble): void;
  setSeed(seed: number): void;
  /** When an event is sent: in the next call, in a later one, in both, or never. */
  fateOf(): readonly ('next' | 'later')[];
  /** How many events were hit since the start. */
  met(): Readonly<Record<keyof WebhookTrouble, number>>;
}

/** Throws dice for every event; the same events in the same order meet the same fate for a seed. */
export function createTroubleMaker(seed: number): TroubleMaker {
  let draw = seededRandom(seed, 'webhooks');
  let trouble = NO_TROUBLE;
  const met = { lost: 0, doubled: 0, shuffled: 0 };
  const hits = (kind: keyof WebhookTrouble): boolean => {
    const isHit = draw() < trouble[kind];
    if (isHit) met[kind] += 1;
    return isHit;
  };
  return {
    set: (newTrouble) => {
      trouble = newTrouble;
    },
    setSeed: (newSeed) => {
      draw = seededRandom(newSeed, 'webhooks');
    },
    fateOf: () => {
      if (hits('lost')) return [];
      if (hits('doubled')) return ['next', 'later'];
      return hits('shuffled') ? ['later'] : ['next'];
    },
    met: () => ({ ...met }),
  };
}
