import { createHash, randomUUID } from 'node:crypto';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Records } from '../../src/records/records.ts';
import { intakeWorkflowId, TASK_QUEUE } from '../../src/workflows/ids.ts';
import {
  awayTemporal,
  MAX_BYTES,
  OLD_SECRET,
  openTestRecords,
  OTHER_SECRET,
  sendWebhook,
  signatureOf,
  startTemporal,
  startTestApi,
  storyOf,
  webhookBody,
  type TestApi,
} from './api-world.ts';

const EVENTS = [
  { type: 'order', action: 'update', date: '2026-03-01 14:40:58.628033', id: 2735 },
  { type: 'shipment', action: 'good_to_go', date: '2026-03-01 14:40:59.100200', id: 1902 },
];

/** Like EVENTS, and unlike any other delivery. */
const newDelivery = (): string =>
  webhookBody(EVENTS.map((event) => ({ ...event, date: `2026-03-01 ${randomUUID()}` })));

const intakeOf = (body: string): string => intakeWorkflowId('acme', createHash('sha256').update(body).digest('hex'));

let temporal: TestWorkflowEnvironment;
let records: Records;
let api: TestApi;

beforeAll(async () => {
  [temporal, records] = await Promise.all([startTemporal(), openTestRecords()]);
  api = await startTestApi({ temporal: temporal.client, records });
}, 300_000);

afterAll(async () => {
  await api.stop();
  await Promise.all([records.close(), temporal.teardown()]);
});

const startsOf = async (body: string): Promise<string[]> => {
  const { events } = await temporal.client.workflow.getHandle(intakeOf(body)).fetchHistory();
  return (events ?? []).flatMap((event) => event.workflowExecutionStartedEventAttributes?.originalExecutionRunId ?? []);
};

describe('a webhook that Centra signed', () => {
  test('is accepted by starting one intake with its events, without any worker', async () => {
    const body = newDelivery();
    const response = await sendWebhook(api, body);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ accepted: 2 });
    expect(await storyOf(temporal.client, intakeOf(body))).toEqual({
      type: 'intakeWorkflow',
      args: [
        {
          connectionId: 'acme',
          events: [
            { type: 'order', action: 'update', id: 2735 },
            { type: 'shipment', action: 'good_to_go', id: 1902 },
          ],
        },
      ],
      signals: [],
    });
    const { taskQueue } = await temporal.client.workflow.getHandle(intakeOf(body)).describe();
    expect(taskQueue).toBe(TASK_QUEUE);
  });

  test('with spaces sent as plus signs is read as well', async () => {
    const body = newDelivery().replaceAll('%20', '+');
    expect((await sendWebhook(api, body)).status).toBe(200);
    expect(await storyOf(temporal.client, intakeOf(body))).toMatchObject({
      args: [{ events: [{ id: 2735 }, { id: 1902 }] }],
    });
  });

  test('under the secret that is being replaced is accepted too', async () => {
    const body = newDelivery();
    expect((await sendWebhook(api, body, { signature: signatureOf(body, { secret: OLD_SECRET }) })).status).toBe(200);
  });

  test('without any event is fine and starts nothing', async () => {
    const body = webhookBody([]);
    const response = await sendWebhook(api, body);
    expect(await response.json()).toEqual({ accepted: 0 });
    await expect(temporal.client.workflow.getHandle(intakeOf(body)).describe()).rejects.toThrow(/not found/);
  });
});

describe('the same delivery twice', () => {
  test('starts one intake, and both are told that it is accepted', async () => {
    const body = newDelivery();
    const [first, second] = await Promise.all([sendWebhook(api, body), sendWebhook(api, body)]);
    expect([first.status, second.status]).toEqual([200, 200]);
    const [run] = await startsOf(body);
    expect((await sendWebhook(api, body)).status).toBe(200);
    expect(await startsOf(body)).toEqual([run]);
  });

  test('starts nothing when its intake has ended already', async () => {
    const body = newDelivery();
    await sendWebhook(api, body);
    const [run] = await startsOf(body);
    await untilIntakeEnds(body);
    expect((await sendWebhook(api, body)).status).toBe(200);
    expect(await startsOf(body)).toEqual([run]);
  }, 60_000);

  test('is taken in again when its intake was ended by force', async () => {
    const body = newDelivery();
    await sendWebhook(api, body);
    const [run] = await startsOf(body);
    await temporal.client.workflow.getHandle(intakeOf(body)).terminate('by mistake');
    expect((await sendWebhook(api, body)).status).toBe(200);
    expect(await startsOf(body)).not.toEqual([run]);
  });

  test('is news when the events carry no stamp that tells them apart', async () => {
    const body = webhookBody([{ type: 'order', action: 'update', id: 4711 }]);
    await sendWebhook(api, body);
    const [run] = await startsOf(body);
    await untilIntakeEnds(body);
    expect((await sendWebhook(api, body)).status).toBe(200);
    expect(await startsOf(body)).not.toEqual([run]);
  }, 60_000);

  async function untilIntakeEnds(body: string): Promise<void> {
    const workflowsPath = fileURLToPath(new URL('./intake-that-ends.workflow.ts', import.meta.url));
    const worker = await Worker.create({ connection: temporal.nativeConnection, taskQueue: TASK_QUEUE, workflowsPath });
    await worker.runUntil(temporal.client.workflow.getHandle(intakeOf(body)).result());
  }
});

describe('a webhook that is not authentic', () => {
  const body = newDelivery();
  const twoHoursAgo = Date.now() / 1000 - 7_200;

  test.each([
    ['without a signature', null],
    ['with a signature of another form', 'sha256=abcdef'],
    ['signed with another secret', signatureOf(body, { secret: 'guessed' })],
    ['signed two hours ago', signatureOf(body, { at: twoHoursAgo })],
    ['signed two hours from now', signatureOf(body, { at: Date.now() / 1000 + 7_200 })],
    ['with the signature of another body', signatureOf(`${body}&x=1`)],
    ['with the signature of another shop', signatureOf(body, { secret: OTHER_SECRET })],
  ])('%s is refused and starts nothing', async (_how, signature) => {
    const response = await sendWebhook(api, body, { signature });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ type: '/problems/signature-refused', status: 401 });
    await expect(temporal.client.workflow.getHandle(intakeOf(body)).describe()).rejects.toThrow(/not found/);
  });
});

describe('a webhook that cannot be taken in', () => {
  test.each([
    '',
    'hello',
    'payload=',
    'payload={',
    'payload=%7B%22x%22%3A%22test%22%7D',
    'payload={"events":[{"id":"x"}]}',
  ])('because its body is "%s" is refused as unreadable', async (body) => {
    const response = await sendWebhook(api, body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ type: '/problems/unreadable-body' });
  });

  test('because there is no such connection is refused', async () => {
    const response = await sendWebhook(api, newDelivery(), { connection: 'nobody' });
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ type: '/problems/unknown-connection' });
  });

  test('because it is larger than the config allows is refused', async () => {
    const response = await sendWebhook(api, 'x'.repeat(MAX_BYTES + 1));
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ type: '/problems/too-large' });
    expect((await sendWebhook(api, 'x'.repeat(MAX_BYTES))).status).toBe(400);
  });

  test('because it is compressed is refused: the signature is over the bytes as sent', async () => {
    const response = await fetch(`${api.url}/webhooks/centra/acme`, {
      method: 'POST',
      headers: { 'content-encoding': 'gzip' },
      body: 'x',
    });
    expect(response.status).toBe(415);
  });
});

test('Centra’s own example of a signature is authentic in its time, and only then; its body has no events', async () => {
  const body = 'payload=%7B%22x%22%3A%22test%22%7D';
  const signature = 't=12345678,v1=0b9cd84f5d583e5e1aadfb9f160aa8080b51d5b85ff85808d6b75bdac356c549';
  const delivery = { connection: 'other-shop', signature };
  const inItsTime = await startTestApi({ temporal: temporal.client, records, now: () => new Date(12_345_678_000) });
  const response = await sendWebhook(inItsTime, body, delivery);
  await inItsTime.stop();
  expect(await response.json()).toMatchObject({ type: '/problems/unreadable-body' });
  expect((await sendWebhook(api, body, delivery)).status).toBe(401);
});

describe('while Temporal', () => {
  const expectTryLater = async (other: TestApi): Promise<void> => {
    const startedAt = performance.now();
    const response = await sendWebhook(other, newDelivery());
    expect(response.status).toBe(503);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await response.json()).toMatchObject({ type: '/problems/temporal-away', status: 503 });
    // Centra gives up after 5 s.
    expect(performance.now() - startedAt).toBeLessThan(4_800);
  };

  test('is away, Centra is told in time to send again', async () => {
    const other = await startTestApi({ temporal: awayTemporal(), records });
    await expectTryLater(other).finally(other.stop);
  });

  test('takes connections but does not answer, Centra is told in time to send again', async () => {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => void sockets.push(socket)).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const other = await startTestApi({ temporal: awayTemporal(`127.0.0.1:${port}`), records });
    await expectTryLater(other).finally(other.stop);
    for (const socket of sockets) socket.destroy();
    silent.close();
  });
});
