/** Time that passes only when nobody has anything else to do: hours of waiting in a moment. */
export interface VirtualTime {
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** Lets time pass until the work has ended. */
  readonly during: <T>(work: Promise<T>) => Promise<T>;
}

export function createVirtualTime(startMs = Date.parse('2026-03-02T08:00:00Z')): VirtualTime {
  const sleepers: { readonly atMs: number; readonly wake: () => void }[] = [];
  let nowMs = startMs;
  return {
    now: () => nowMs,
    sleep: (ms) => new Promise((wake) => sleepers.push({ atMs: nowMs + Math.max(0, ms), wake })),
    async during(work) {
      let isOver = false;
      const end = (): void => void (isOver = true);
      work.then(end, end);
      for (;;) {
        await new Promise((resolve) => setImmediate(resolve));
        if (isOver) return work;
        const next = sleepers.toSorted((a, b) => a.atMs - b.atMs)[0];
        if (!next) continue;
        nowMs = next.atMs;
        for (const due of sleepers.filter(({ atMs }) => atMs <= nowMs)) {
          sleepers.splice(sleepers.indexOf(due), 1);
          due.wake();
        }
      }
    },
  };
}
