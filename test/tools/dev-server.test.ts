import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { Connection } from '@temporalio/client';
import { describe, expect, inject, it, vi } from 'vitest';
import { startTemporalDevServer } from '../../tools/temporal-cli/dev-server.ts';
import { freePort } from '../../tools/temporal-cli/free-port.ts';
import type {} from '../support/temporal.global-setup.ts';

const executable = inject('temporalCli');

describe('the Temporal dev server', () => {
  it('answers when it is said to have started, with its Web UI and our search attributes, and is gone after stop', async () => {
    const server = await startTemporalDevServer({
      executable,
      searchAttributes: { OrderStage: 'KEYWORD', Problems: 'KEYWORD_LIST' },
      log: console.log,
    });
    const connection = await Connection.connect({ address: server.address });
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace: 'default' });
    expect(Object.keys(customAttributes ?? {})).toEqual(expect.arrayContaining(['OrderStage', 'Problems']));
    await connection.close();
    await vi.waitFor(async () => expect((await fetch(server.uiUrl)).status).toBe(200), 5_000);

    await server.stop();
    await expect(Connection.connect({ address: server.address, connectTimeout: 500 })).rejects.toThrow();
  });

  it('takes another port when the wanted one is in use, and says so', async () => {
    const inTheWay = createServer().listen(0, '127.0.0.1');
    await once(inTheWay, 'listening');
    const { port } = inTheWay.address() as { port: number };
    const log: string[] = [];
    const server = await startTemporalDevServer({
      executable,
      port,
      searchAttributes: {},
      log: (line) => log.push(line),
    });
    await server.stop();
    inTheWay.close();
    expect(server.address).not.toBe(`127.0.0.1:${port}`);
    expect(log[0]).toBe(`Port ${port} is in use, so Temporal is on ${server.address.split(':')[1]}.`);
  });

  it('tells what the server said last when it ends by itself', async () => {
    const dbFilename = '/nowhere/at/all/temporal.db';
    const started = startTemporalDevServer({ executable, searchAttributes: {}, log: console.log, dbFilename });
    await expect(started).rejects.toThrow(/ended with exit code 1; the last that it said: .*\/nowhere\/at\/all/s);
  });
});

describe('a child process of ours', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('ends with us on %s', async (signal) => {
    const module = new URL('../../tools/temporal-cli/die-with-us.ts', import.meta.url);
    const script = `
      const { dieWithUs } = await import('${module.href}');
      const child = (await import('node:child_process')).spawn('sleep', ['600'], { detached: true });
      dieWithUs(child);
      console.log(child.pid);
      setInterval(() => {}, 1000);`;
    const us = spawn(process.execPath, ['--input-type=module', '--eval', script]);
    const [said] = (await once(us.stdout, 'data')) as [Buffer];
    const childPid = Number(said.toString());
    expect(isAlive(childPid)).toBe(true);

    us.kill(signal);
    const [, endedBy] = (await once(us, 'exit')) as [number | null, string | null];
    expect(endedBy).toBe(signal);
    await vi.waitFor(() => expect(isAlive(childPid)).toBe(false), 5_000);
  });
});

describe('a free port', () => {
  it('is the wanted one when nobody listens there', async () => {
    const wanted = await freePort();
    expect(await freePort(wanted)).toBe(wanted);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
