import type { TestWorkflowEnvironment } from '@temporalio/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Records } from '../../src/records/records.ts';
import {
  call,
  openTestRecords,
  orderRecord,
  sendWebhook,
  signatureOf,
  startTemporal,
  startTestApi,
  TOKENS,
  type TestApi,
} from './api-world.ts';

/** Whatever comes in, a caller is told what is wrong with it; nothing that a caller sends is a fault of ours. */

const RUNS = { numRuns: 300 };
const TIMEOUT_MS = 60_000;

let temporal: TestWorkflowEnvironment;
let records: Records;
let api: TestApi;

beforeAll(async () => {
  [temporal, records] = await Promise.all([startTemporal(), openTestRecords()]);
  await records.orders.upsert(orderRecord(1));
  api = await startTestApi({ temporal: temporal.client, records });
}, 300_000);

afterAll(async () => {
  await api.stop();
  await Promise.all([records.close(), temporal.teardown()]);
});

async function expectAnswered(response: Response): Promise<void> {
  const text = await response.text();
  expect(response.status, text).toBeLessThan(500);
  if (response.status >= 400)
    expect(JSON.parse(text)).toMatchObject({ status: response.status, title: expect.any(String) });
}

/** What HTTP lets through in a header. */
const headerText = fc.string({
  unit: fc
    .integer({ min: 0x20, max: 0xff })
    .filter((c) => c !== 0x7f)
    .map((c) => String.fromCharCode(c)),
});

const bytes = fc.uint8Array({ maxLength: 600 }).map((values) => Uint8Array.from(values));

const eventLike = fc.record(
  {
    type: fc.oneof(fc.constantFrom('order', 'shipment', 'return'), fc.string(), fc.jsonValue()),
    action: fc.oneof(fc.string({ unit: 'binary' }), fc.jsonValue()),
    id: fc.oneof(fc.maxSafeNat(), fc.bigInt().map(String), fc.double(), fc.jsonValue()),
    date: fc.oneof(fc.string(), fc.jsonValue()),
  },
  { requiredKeys: [] },
);
const payload = fc.oneof(
  fc
    .array(eventLike, { maxLength: 8 })
    .map((events) => `payload=${encodeURIComponent(JSON.stringify({ events }).toWellFormed())}`),
  fc.json().map((json) => `payload=${json}`),
  fc.string().map((text) => `payload=${text}`),
  fc.string({ unit: 'binary' }).map((text) => text.toWellFormed()),
);

describe('a webhook', () => {
  test(
    'with any bytes, rightly signed, is accepted or refused',
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.oneof(bytes, payload), async (body) => expectAnswered(await sendWebhook(api, body))),
        RUNS,
      );
    },
    TIMEOUT_MS,
  );

  test(
    'with any signature is refused',
    async () => {
      const signature = fc.oneof(
        headerText,
        fc.tuple(fc.nat(), headerText).map(([t, v1]) => `t=${t},v1=${v1}`),
      );
      await fc.assert(
        fc.asyncProperty(signature, async (text) => {
          expect((await sendWebhook(api, 'payload=', { signature: text })).status).toBe(401);
        }),
        RUNS,
      );
    },
    TIMEOUT_MS,
  );

  test(
    'to any connection is answered',
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.string({ unit: 'binary' }), async (name) => {
          const connection = encodeURIComponent(name.toWellFormed());
          await expectAnswered(await sendWebhook(api, 'payload=', { connection, signature: signatureOf('payload=') }));
        }),
        RUNS,
      );
    },
    TIMEOUT_MS,
  );
});

describe('a person', () => {
  const actions = fc.constantFrom(
    'retry',
    'skip',
    'mark-done',
    'pause',
    'resume',
    'resend-invoices',
    'shipments/7/resend-invoice',
    'look',
  );
  const command = fc.record(
    {
      step: fc.oneof(fc.constant('S-7-invoice'), fc.string(), fc.jsonValue()),
      reason: fc.oneof(fc.string({ unit: 'binary' }), fc.jsonValue()),
      shipmentId: fc.oneof(fc.maxSafeNat(), fc.jsonValue()),
      releaseInvoice: fc.oneof(fc.boolean(), fc.jsonValue()),
      recreate: fc.oneof(fc.boolean(), fc.jsonValue()),
    },
    { requiredKeys: [] },
  );
  const body = fc.oneof(
    command.map((fields) => JSON.stringify(fields)),
    fc.json(),
    fc.string(),
  );

  test(
    'may tell an order anything',
    async () => {
      await fc.assert(
        fc.asyncProperty(actions, body, async (action, text) => {
          await expectAnswered(
            await call(api, 'POST', `/orders/acme/1/${action}`, { token: TOKENS.operator, body: text }),
          );
        }),
        RUNS,
      );
    },
    TIMEOUT_MS,
  );

  test(
    'may look for anything',
    async () => {
      const names = fc.constantFrom('stage', 'problem', 'connection', 'erpDocument', 'limit', 'cursor', 'x');
      const place = fc.tuple(
        fc.oneof(fc.maxSafeInteger(), fc.jsonValue()),
        fc.oneof(fc.string({ unit: 'binary' }), fc.constant('a\0'), fc.jsonValue()),
        fc.oneof(fc.maxSafeInteger(), fc.jsonValue()),
      );
      const cursor = place.map((parts) => Buffer.from(JSON.stringify(parts)).toString('base64url'));
      const value = fc.oneof(fc.string({ unit: 'binary' }), cursor, fc.integer().map(String));
      const forged = cursor.map((text): [string, string][] => [['cursor', text]]);
      const filter = fc.array(
        fc.tuple(
          names,
          value.map((text) => text.toWellFormed()),
        ),
        { maxLength: 3 },
      );
      await fc.assert(
        fc.asyncProperty(fc.oneof(filter, forged), async (pairs) => {
          const path = `/orders?${new URLSearchParams(pairs).toString()}`;
          await expectAnswered(await call(api, 'GET', path, { token: TOKENS.viewer }));
        }),
        RUNS,
      );
    },
    TIMEOUT_MS,
  );

  test(
    'may ask at any path, with any token',
    async () => {
      const part = fc.oneof(
        fc.constantFrom('orders', 'acme', '1', 'shipments', '..', '%'),
        fc.string().map(encodeURIComponent),
      );
      const path = fc.array(part, { maxLength: 5 }).map((parts) => `/${parts.join('/')}`);
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom('GET', 'POST', 'PUT', 'OPTIONS'),
          path,
          headerText,
          async (method, at, authorization) => {
            await expectAnswered(await fetch(`${api.url}${at}`, { method, headers: { authorization } }));
          },
        ),
        RUNS,
      );
    },
    TIMEOUT_MS,
  );
});
