import type { ChildProcess } from 'node:child_process';

const ENDING_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Ends the child when this process ends, even by a signal that nobody else handles.
 *
 * @returns what to call when the child has ended by itself.
 */
export function dieWithUs(child: ChildProcess): () => void {
  const kill = (): void => {
    child.kill('SIGKILL');
  };
  const onSignal = (signal: NodeJS.Signals): void => {
    // Somebody else listens: they decide when to end, and 'exit' comes then.
    if (process.listenerCount(signal) > 1) return;
    forget();
    kill();
    process.kill(process.pid, signal);
  };
  const forget = (): void => {
    process.off('exit', kill);
    for (const signal of ENDING_SIGNALS) process.off(signal, onSignal);
  };
  process.on('exit', kill);
  for (const signal of ENDING_SIGNALS) process.on(signal, onSignal);
  return forget;
}
