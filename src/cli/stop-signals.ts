/** Settles at the first SIGINT or SIGTERM. A second one ends the process at once, for who cannot wait. */
export function untilAskedToStop(): { signal: Promise<NodeJS.Signals>; forget: () => void } {
  const { promise, resolve } = Promise.withResolvers<NodeJS.Signals>();
  let isAsked = false;
  const listener = (signal: NodeJS.Signals): void => {
    if (isAsked) process.exit(130);
    isAsked = true;
    resolve(signal);
  };
  process.on('SIGINT', listener).on('SIGTERM', listener);
  return { signal: promise, forget: () => process.off('SIGINT', listener).off('SIGTERM', listener) };
}
