import type { Line, SharedStore } from '../../src/domain/shared-store.ts';
import type { JsonValue } from '../../src/domain/json-value.ts';

interface Place {
  readonly sinceMs: number;
  readonly untilMs: number;
  readonly isWaiting: boolean;
}

/** What processes share, in the memory of this one. Its lines forget no places. */
export function createMemoryStore(now: () => Date = () => new Date()): SharedStore {
  const values = new Map<string, JsonValue>();
  const lines = new Map<string, Map<string, Place>>();
  let queue: Promise<unknown> = Promise.resolve();
  return {
    update(key, change) {
      const turn = queue.then(async () => {
        const at = now();
        const places = lines.get(key) ?? new Map<string, Place>();
        lines.set(key, places);
        const { value, result } = await change(values.get(key), at, lineOf(places, at.getTime()));
        values.set(key, value);
        return result;
      });
      queue = turn.catch(() => undefined);
      return turn;
    },
  };
}

function lineOf(places: Map<string, Place>, nowMs: number): Line {
  const put = async (work: string, isWaiting: boolean, untilMs: number): Promise<void> => {
    places.set(work, { sinceMs: places.get(work)?.sinceMs ?? nowMs, untilMs, isWaiting });
  };
  return {
    async look(work) {
      const mine = places.get(work);
      const others = [...places].filter(([name, place]) => name !== work && place.isWaiting && place.untilMs > nowMs);
      const isAhead = (name: string, { sinceMs }: Place): boolean =>
        !mine || sinceMs < mine.sinceMs || (sinceMs === mine.sinceMs && name < work);
      const ahead = others.filter(([name, place]) => isAhead(name, place)).length;
      return { ahead, others: others.length, isWaiting: mine?.isWaiting ?? false };
    },
    wait: (work, waitMs) => put(work, true, nowMs + waitMs + 5_000),
    serve: (work) => put(work, false, Infinity),
    async end() {
      for (const [work, { isWaiting }] of places) if (!isWaiting) places.delete(work);
    },
  };
}
