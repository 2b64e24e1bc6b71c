import { Client } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ApiDeps } from '../../src/api/dependencies.ts';
import type { Records } from '../../src/records/records.ts';
import { awayRecords, awayTemporal, openTestRecords, startTemporal, startTestApi } from './api-world.ts';

let temporal: TestWorkflowEnvironment;
let records: Records;

beforeAll(async () => {
  [temporal, records] = await Promise.all([startTemporal(), openTestRecords()]);
}, 300_000);

afterAll(async () => {
  await Promise.all([records.close(), temporal.teardown()]);
});

async function ask(path: string, deps: Partial<ApiDeps> = {}) {
  const api = await startTestApi({ temporal: temporal.client, records, ...deps });
  const response = await fetch(`${api.url}${path}`);
  const body = (await response.json()) as unknown;
  await api.stop();
  return { status: response.status, body, log: api.log() };
}

describe('a process is ready', () => {
  test('when Temporal and the database answer', async () => {
    expect(await ask('/readyz')).toMatchObject({
      status: 200,
      body: {
        state: 'ok',
        parts: [
          { name: 'temporal', state: 'ok' },
          { name: 'database', state: 'ok' },
        ],
      },
    });
  });

  test('and shows until when the ERP lets us in, and that it does not: webhooks are accepted all the same', async () => {
    const parts = [
      { name: 'acme fortnox', state: 'ok', expiresAt: '2026-03-01T12:00:00.000Z' },
      { name: 'other-shop fortnox', state: 'degraded', detail: 'the client secret was refused' },
    ] as const;
    const { status, body } = await ask('/readyz', { readiness: () => Promise.resolve(parts) });
    expect(status).toBe(200);
    expect(body).toMatchObject({ state: 'degraded', parts: [{}, {}, ...parts] });
  });

  test('even when nobody can tell how the other systems are', async () => {
    const readiness = () => Promise.reject(new Error('no such file'));
    const { status, body, log } = await ask('/readyz', { readiness });
    expect(status).toBe(200);
    expect(body).toMatchObject({ state: 'degraded', parts: [{}, {}, { name: 'connections', state: 'degraded' }] });
    expect(log).toContain('no such file');
    expect(JSON.stringify(body)).not.toContain('no such file');
  });
});

describe('a process is not ready, but lives', () => {
  test.each([
    ['Temporal', 'temporal', { temporal: awayTemporal() }],
    ['the database', 'database', { records: awayRecords() }],
  ])('while %s is away', async (_what, name, deps) => {
    const { status, body, log } = await ask('/readyz', deps);
    expect(status).toBe(503);
    const { state, parts } = body as { state: string; parts: { name: string; state: string }[] };
    expect(state).toBe('down');
    expect(parts.filter((part) => part.state === 'down').map((part) => part.name)).toEqual([name]);
    expect(log).toContain(`"part":"${name}"`);
    expect(JSON.stringify(body)).not.toContain('127.0.0.1');
    expect(await ask('/healthz', deps)).toMatchObject({ status: 200, body: { state: 'ok' } });
  });

  test('while its namespace does not exist', async () => {
    const elsewhere = new Client({ connection: temporal.connection, namespace: 'elsewhere' });
    expect(await ask('/readyz', { temporal: elsewhere })).toMatchObject({ status: 503, body: { state: 'down' } });
  });
});
