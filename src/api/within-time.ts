export class TooSlowError extends Error {
  override readonly name = 'TooSlowError';
}

/**
 * Waits for work, but no longer than this. The work itself goes on and may still succeed.
 *
 * @throws TooSlowError when time is up.
 */
export async function withinTime<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeIsUp = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new TooSlowError(`no answer within ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    return await Promise.race([work, timeIsUp]);
  } finally {
    clearTimeout(timer);
  }
}
