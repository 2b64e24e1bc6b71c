import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { currentSurroundings } from '../temporal-cli/environment.ts';

export const root = fileURLToPath(new URL('../../', import.meta.url));

/** A program of ours that runs beside us. What it prints is printed here too. */
export interface Program {
  /**
   * Reads on until a line has the pattern, and returns what its group found there.
   *
   * @throws Error when the program ends before
   */
  readonly untilPrinted: (pattern: RegExp) => Promise<string>;
  /** Interrupts it, and waits until it has ended. */
  readonly stop: () => Promise<void>;
}

/** @param variables added to our own environment */
export function startProgram(args: readonly string[], variables: Readonly<Record<string, string>> = {}): Program {
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...currentSurroundings().variables, ...variables },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close');
  // Read at all times: a program whose output nobody takes stands still.
  const unread: string[] = [];
  const lines = createInterface({ input: child.stdout }).on('line', (line) => {
    console.log(line);
    unread.push(line);
  });
  let isOver = false;
  lines.once('close', () => {
    isOver = true;
  });

  return {
    untilPrinted: async (pattern) => {
      for (;;) {
        for (let line = unread.shift(); line !== undefined; line = unread.shift()) {
          const found = pattern.exec(line);
          if (found) return found[1] ?? line;
        }
        if (isOver) throw new Error(`${args.join(' ')} ended before it had printed ${String(pattern)}`);
        await Promise.race([once(lines, 'line'), once(lines, 'close')]);
      }
    },
    stop: async () => {
      child.kill('SIGINT');
      await ended;
    },
  };
}
