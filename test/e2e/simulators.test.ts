import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const main = fileURLToPath(new URL('../../simulators/main.ts', import.meta.url));
const FREE_PORTS = ['--page-port', '0', '--centra-port', '0', '--fortnox-port', '0'];

describe('npm run simulators', () => {
  it('explains itself', async () => {
    const { code, output } = await run(['--help']);
    expect(code).toBe(0);
    for (const option of ['--page-port', '--centra-port', '--fortnox-port', '--webhook', '--seed']) {
      expect(output).toContain(option);
    }
  });

  it.each([
    [['--nonsense'], '--nonsense'],
    [['now'], 'now'],
    [['--page-port', 'first'], '--page-port'],
    [['--page-port', '65536'], '--page-port'],
    [['--seed', 'x'], '--seed'],
    [['--webhook', 'ftp://example.com'], '--webhook'],
  ])('refuses %j with one line and exit code 2', async (args, named) => {
    const { code, output } = await run(args);
    expect(code).toBe(2);
    expect(output.trim().split('\n')).toEqual([expect.stringContaining(named)]);
  });

  it('names a port that is taken, in one line, and ends with exit code 1', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    for (const option of ['--page-port', '--centra-port', '--fortnox-port']) {
      const { code, output } = await run([...FREE_PORTS, option, String(port)]);
      expect(code).toBe(1);
      expect(output.trim().split('\n')).toEqual([expect.stringContaining(`port ${port} is taken`)]);
    }
    other.close();
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('tells where everything is, and ends cleanly on %s', async (signal) => {
    const simulators = start(FREE_PORTS);
    await expect.poll(simulators.output, { timeout: 30_000 }).toContain('npm start');
    const addresses = [...simulators.output().matchAll(/^ {2}(?:the page|centra.url|erp.apiUrl) +(\S+)$/gm)].map(
      ([, address = '']) => address,
    );
    expect(addresses).toHaveLength(3);
    for (const address of addresses) await expect(fetch(address)).resolves.toBeDefined();
    simulators.child.kill(signal);
    expect(await simulators.code).toBe(0);
    for (const address of addresses) await expect(fetch(address)).rejects.toThrow();
  });
});

function start(args: readonly string[]) {
  const child = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const code = once(child, 'close').then(([exitCode]) => exitCode as number | null);
  return { child, output: () => output, code };
}

async function run(args: readonly string[]): Promise<{ code: number | null; output: string }> {
  const { code, output } = start(args);
  return { code: await code, output: output() };
}
