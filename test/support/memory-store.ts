import type { JsonValue } from '../../src/domain/json-value.ts';
import type { SharedStore } from '../../src/connectors/shared-store.ts';

/** What processes share, in the memory of this one. */
export function createMemoryStore(now: () => Date = () => new Date()): SharedStore {
  const values = new Map<string, JsonValue>();
  let queue: Promise<unknown> = Promise.resolve();
  return {
    update(key, change) {
      const turn = queue.then(async () => {
        const { value, result } = await change(values.get(key), now());
        values.set(key, value);
        return result;
      });
      queue = turn.catch(() => undefined);
      return turn;
    },
  };
}
