/** What a gateway gave up on and Centra still does: executed later, with nobody there to hear the answer. */
export interface LateCommits {
  readonly add: (execution: () => Promise<unknown>, delayMs: number) => void;
  readonly waiting: () => number;
  /** Forgets what has not been executed. */
  readonly stop: () => void;
}

export function createLateCommits(): LateCommits {
  const timers = new Set<NodeJS.Timeout>();
  return {
    add: (execution, delayMs) => {
      const timer = setTimeout(() => {
        timers.delete(timer);
        void execution();
      }, delayMs);
      // Nobody waits for it: it must not keep the process alive.
      timer.unref();
      timers.add(timer);
    },
    waiting: () => timers.size,
    stop: () => {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}
