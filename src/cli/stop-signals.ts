const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Aborts at the first SIGINT, SIGTERM or SIGHUP (a closed terminal). A second one ends the process at once, for who cannot wait.
 *
 * Call `forget` to give the signals back.
 */
export function listenForStop(): { readonly asked: AbortSignal; readonly forget: () => void } {
  const controller = new AbortController();
  const listener = (): void => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  for (const signal of SIGNALS) process.on(signal, listener);
  return { asked: controller.signal, forget: () => SIGNALS.forEach((signal) => process.off(signal, listener)) };
}

/** Settles once the signal is aborted. */
export function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
