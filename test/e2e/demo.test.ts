import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, inject, it } from 'vitest';
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
    for (const address of addressesIn(output)) await expect(fetch(address)).rejects.toThrow();
    expect(temporaryFolders()).toEqual([]);
  });

  it('can be stopped before it has begun', async () => {
    const demo = start(['demo']);
    await demo.until('Shipledger demo');
    demo.child.kill('SIGINT');
    const [code] = (await once(demo.child, 'exit')) as [number];
    expect(code).toBe(130);
    for (const address of addressesIn(demo.output())) await expect(fetch(address)).rejects.toThrow();
  });

  it('ends everything it started when it is interrupted', async () => {
    const demo = start(['demo', '--exit']);
    await demo.until('places order');
    const started = addressesIn(demo.output());
    expect(started).toHaveLength(4);
    for (const address of started) await expect(fetch(address)).resolves.toBeDefined();
    demo.child.kill('SIGINT');
    const [code] = (await once(demo.child, 'exit')) as [number];
    expect(code).toBe(130);
    expect(demo.output()).toContain('nothing of it is left running');
    for (const address of started) await expect(fetch(address)).rejects.toThrow();
    expect(temporaryFolders()).toEqual([]);
  });
});

/** The servers that a demo says it has started. */
function addressesIn(output: string): string[] {
  const [starting = ''] = output.split('\n— ');
  return [...starting.matchAll(/^ {2}\S.*?(http:\/\/\S+)$/gm)].map(([, address = '']) => address);
}

/** A folder for temporary files that only these demos use. */
const temporary = mkdtempSync(join(tmpdir(), 'shipledger-e2e-'));
const temporaryFolders = (): string[] => readdirSync(temporary).filter((name) => name.startsWith('shipledger-demo-'));
afterAll(() => rmSync(temporary, { recursive: true }));

function start(args: readonly string[]) {
  const child = spawn(process.execPath, [main, ...args], {
    env: { ...currentSurroundings().variables, TEMPORAL_CLI: inject('temporalCli'), TMPDIR: temporary },
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
