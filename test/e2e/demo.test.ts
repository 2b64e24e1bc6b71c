import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, inject, it } from 'vitest';
import { currentSurroundings } from '../../tools/temporal-cli/environment.ts';

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

/** What the README promises, run as a user runs it. */
describe('npm run demo', () => {
  it('tells an order’s life over HTTP, ends with equal books, and leaves nothing behind', async () => {
    const { code, output } = await run(['demo', '--exit']);
    const lines = output.trim().split('\n');
    expect(output).toContain('booked invoice');
    expect(output).toContain('The VAT rate does not exist in the ERP');
    expect(output).toContain('booked credit invoice');
    expect(lines.at(-1)).toBe('demo: completed, 2 invoices, 1 credit invoices, 0 differences');
    expect(code).toBe(0);
  });

  it('ends everything it started when it is interrupted', async () => {
    const demo = start(['demo', '--exit']);
    await demo.until('places order');
    const temporal = /Temporal with its Web UI\s+(\S+)/.exec(demo.output())?.[1] ?? expect.fail('no Temporal');
    demo.child.kill('SIGINT');
    const [code] = (await once(demo.child, 'exit')) as [number];
    expect(code).toBe(130);
    await expect(fetch(temporal)).rejects.toThrow();
  });
});

function start(args: readonly string[]) {
  const child = spawn(process.execPath, [main, ...args], {
    env: { ...currentSurroundings().variables, TEMPORAL_CLI: inject('temporalCli') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  return {
    child,
    output: () => output,
    until: (text: string) => expect.poll(() => output, { timeout: 30_000 }).toContain(text),
  };
}

async function run(args: readonly string[]): Promise<{ code: number; output: string }> {
  const { child, output } = start(args);
  const [code] = (await once(child, 'exit')) as [number];
  return { code, output: output() };
}
