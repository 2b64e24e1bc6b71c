import { setTimeout as sleep } from 'node:timers/promises';
import type { Dice } from './dice.ts';
import type { Operator } from './operator.ts';
import type { Shop } from './shop.ts';

/** What one order is played with. */
export interface Scene {
  readonly shop: Shop;
  readonly operator: Operator;
  readonly dice: Dice;
  readonly thinkMs: number;
  readonly asked: AbortSignal;
}

const LOOK_EVERY_MS = 1_000;

/** Takes the time that people and parcels take. */
export async function think({ dice, thinkMs, asked }: Scene): Promise<void> {
  await sleep(dice.next() * thinkMs, undefined, { signal: asked });
}

/** Waits until something is so, however long it takes. */
export async function until<T>({ asked }: Scene, look: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await sleep(LOOK_EVERY_MS, undefined, { signal: asked });
  }
}
