import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Variables } from './environment.ts';

export interface CommandOptions {
  readonly variables: Variables;
  readonly directory?: string;
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number;
  /** Told each line of standard error as it comes. */
  readonly onErrorLine?: (line: string) => void;
}

/**
 * Runs a command without a shell and gives back what it printed on standard output.
 *
 * @throws Error with the command's exit and the end of what it said, when it cannot start, fails or takes too long.
 */
export async function runCommand(file: string, args: readonly string[], options: CommandOptions): Promise<string> {
  const child = spawn(file, args, {
    env: options.variables,
    cwd: options.directory,
    signal: stopSignal(options),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output: string[] = [];
  const errorLines: string[] = [];
  child.stdout.setEncoding('utf8').on('data', (text: string) => output.push(text));
  createInterface({ input: child.stderr }).on('line', (line) => {
    errorLines.push(line);
    options.onErrorLine?.(line);
  });
  const command = [file, ...args].join(' ');
  const [code, killedBy] = await closed(child, command);
  if (code === 0) return output.join('');
  const said = errorLines.slice(-5).join('\n').trim() || 'it said nothing';
  throw new Error(`${command} ended with ${killedBy ? `signal ${killedBy}` : `exit code ${code}`}: ${said}`);
}

async function closed(child: ReturnType<typeof spawn>, command: string): Promise<[number | null, string | null]> {
  try {
    return (await once(child, 'close')) as [number | null, string | null];
  } catch (error) {
    throw new Error(`${command} could not be run: ${(error as Error).message}`, { cause: error });
  }
}

function stopSignal({ signal, timeoutMs }: CommandOptions): AbortSignal | undefined {
  const signals = [signal, timeoutMs === undefined ? undefined : AbortSignal.timeout(timeoutMs)];
  const given = signals.filter((each) => each !== undefined);
  return given.length === 0 ? undefined : AbortSignal.any(given);
}
