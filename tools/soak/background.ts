import { setTimeout as sleep } from 'node:timers/promises';

/** Work that is done again and again beside the story. */
export interface Background {
  /** What went wrong in it, in words; it goes on all the same. */
  readonly errors: () => readonly string[];
  readonly stop: () => Promise<void>;
}

export function inBackground(everyMs: number, work: (stopped: AbortSignal) => Promise<void>): Background {
  const stopped = new AbortController();
  const { signal } = stopped;
  const errors: string[] = [];
  const working = (async (): Promise<void> => {
    while (!signal.aborted) {
      try {
        await work(signal);
      } catch (error) {
        if (!signal.aborted) errors.push(error instanceof Error ? error.message : String(error));
      }
      await sleep(everyMs, undefined, { signal }).catch(() => undefined);
    }
  })();
  return {
    errors: () => errors,
    stop: async () => {
      stopped.abort();
      await working;
    },
  };
}
