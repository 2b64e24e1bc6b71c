export type Log = (line: string) => void;

const EVERY_MS = 15_000;

/** While the work goes on, says every 15 seconds how long it has taken and how far it is, so that nobody thinks it hangs. */
export async function withProgress<T>(log: Log, howFar: () => string, work: () => Promise<T>): Promise<T> {
  const startMs = performance.now();
  const timer = setInterval(() => {
    log(`  ${Math.round((performance.now() - startMs) / 1000)} s: ${howFar()}`);
  }, EVERY_MS);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
