import { inBackground, type Background } from './background.ts';
import { touch } from './shop.ts';
import type { Stage } from './stage.ts';

export interface Sweep extends Background {
  readonly looks: () => number;
  /** Has every order looked at, whether anything happened to it or not. */
  readonly all: () => Promise<void>;
}

/**
 * Stands in for the sweep of orders that have changed, which Shipledger does not have yet: a webhook that is lost for ever
 * would leave an order asleep. An order to which something happened is looked at once when it has been quiet for a while.
 */
export function playSweep({ shops, operator }: Stage, quietMs: number): Sweep {
  let looks = 0;
  const working = inBackground(Math.min(1_000, quietMs), async (stopped) => {
    for (const { id, touchedAt } of shops) {
      for (const [orderNumber, at] of touchedAt) {
        if (stopped.aborted) return;
        if (Date.now() - at < quietMs) continue;
        touchedAt.delete(orderNumber);
        looks += 1;
        await operator.look(id, orderNumber);
      }
    }
  });
  return {
    ...working,
    looks: () => looks,
    all: async () => {
      for (const shop of shops) {
        for (const { number } of (await shop.glance()).orders) touch(shop, number);
      }
    },
  };
}
