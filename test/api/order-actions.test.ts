import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Records } from '../../src/records/records.ts';
import { orderWorkflowId } from '../../src/workflows/ids.ts';
import {
  awayTemporal,
  call,
  openTestRecords,
  orderRecord,
  startTemporal,
  startTestApi,
  storyOf,
  TOKENS,
  type TestApi,
} from './api-world.ts';

let temporal: TestWorkflowEnvironment;
let records: Records;
let api: TestApi;
let lastOrder = 1000;

beforeAll(async () => {
  [temporal, records] = await Promise.all([startTemporal(), openTestRecords()]);
  api = await startTestApi({ temporal: temporal.client, records });
}, 300_000);

afterAll(async () => {
  await api.stop();
  await Promise.all([records.close(), temporal.teardown()]);
});

/** An order that has a record, and no workflow: it has ended. */
async function recordedOrder(): Promise<number> {
  lastOrder += 1;
  await records.orders.upsert(orderRecord(lastOrder));
  return lastOrder;
}

const tell = (order: number, action: string, body?: unknown, token: string = TOKENS.operator): Promise<Response> =>
  call(api, 'POST', `/orders/acme/${order}/${action}`, { token, body });

const story = (order: number) => storyOf(temporal.client, orderWorkflowId('acme', order));

const expectNoWorkflow = async (order: number): Promise<void> => {
  await expect(temporal.client.workflow.getHandle(orderWorkflowId('acme', order)).describe()).rejects.toThrow(
    /not found/,
  );
};

describe('an operator', () => {
  test.each([
    ['retry', undefined, 'retry', {}],
    [
      'retry',
      { step: 'S-1902-invoice', reason: 'VAT rate added' },
      'retry',
      { step: 'S-1902-invoice', reason: 'VAT rate added' },
    ],
    [
      'skip',
      { step: 'R-31-credit', reason: 'credited by hand' },
      'skip',
      { step: 'R-31-credit', reason: 'credited by hand' },
    ],
    [
      'skip',
      { step: 'S-1902-capture', reason: 'paid in the shop', releaseInvoice: true },
      'skip',
      { step: 'S-1902-capture', reason: 'paid in the shop', releaseInvoice: true },
    ],
    [
      'mark-done',
      { step: 'S-1902-invoice', reference: '4711', reason: 'invoiced by hand' },
      'markDone',
      { step: 'S-1902-invoice', reference: '4711', reason: 'invoiced by hand' },
    ],
    [
      'mark-done',
      { step: 'R-31-credit', reference: 4712, reason: 'credited by hand' },
      'markDone',
      { step: 'R-31-credit', reference: '4712', reason: 'credited by hand' },
    ],
    ['pause', { reason: 'wrong prices' }, 'pause', { reason: 'wrong prices' }],
    ['resume', { reason: 'prices corrected' }, 'resume', { reason: 'prices corrected' }],
    ['resend-invoices', { reason: ' customer asked ' }, 'resendInvoices', { reason: 'customer asked' }],
    [
      'resend-invoices',
      { reason: 'cancelled by mistake', shipmentId: 1902, recreate: true },
      'resendInvoices',
      { reason: 'cancelled by mistake', shipmentId: 1902, recreate: true },
    ],
    [
      'shipments/1902/resend-invoice',
      { reason: 'customer asked' },
      'resendInvoices',
      { reason: 'customer asked', shipmentId: 1902 },
    ],
    ['look', undefined, 'orderChanged', {}],
  ])('says %s %j and the order is told so, in the operator’s name', async (action, body, signal, command) => {
    const order = await recordedOrder();
    const response = await tell(order, action, body);
    expect(response.status).toBe(202);
    expect(response.headers.get('location')).toBe(`/orders/acme/${order}`);
    expect(await response.json()).toEqual({ order: `/orders/acme/${order}` });
    expect(await story(order)).toEqual({
      type: 'orderWorkflow',
      args: [{ connectionId: 'acme', orderNumber: order }],
      signals: [{ name: signal, args: [{ ...command, by: 'olle' }] }],
    });
  });

  test('tells a running order, and starts no second one', async () => {
    const order = await recordedOrder();
    await tell(order, 'look');
    await tell(order, 'retry', {}, TOKENS.admin);
    expect((await story(order)).signals).toEqual([
      { name: 'orderChanged', args: [{ by: 'olle' }] },
      { name: 'retry', args: [{ by: 'anna' }] },
    ]);
  });

  test('cannot speak in another’s name', async () => {
    const order = await recordedOrder();
    const response = await tell(order, 'retry', { by: 'the director' });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      errors: [{ field: 'by', message: 'unknown field; known here: step, reason, recreate' }],
    });
    await expectNoWorkflow(order);
  });

  test.each([
    ['skip', {}, ['step', 'reason']],
    ['skip', { step: 'S-1902-invoice', reason: '   ' }, ['reason']],
    ['mark-done', { step: 'S-1902-invoice', reason: 'by hand' }, ['reference']],
    ['mark-done', { step: '1902', reference: ['4711'], reason: 'by hand' }, ['step', 'reference']],
    ['pause', {}, ['reason']],
    ['skip', { step: 'S-1902-refund', reason: 'no such step' }, ['step']],
    ['skip', { step: 'S-1902-capture', reason: 'x', releaseInvoice: 'yes' }, ['releaseInvoice']],
    ['resend-invoices', { reason: 'x', shipmentId: '1902' }, ['shipmentId']],
    ['resend-invoices', { reason: 'a\u0000b' }, ['reason']],
    ['resend-invoices', { reason: 'x'.repeat(301) }, ['reason']],
    ['shipments/1902/resend-invoice', { reason: 'x', shipmentId: 1903 }, ['shipmentId']],
    ['shipments/none/resend-invoice', { reason: 'x' }, ['shipmentId']],
    ['retry', [], ['body']],
    ['look', { step: 'S-1902-invoice' }, ['step']],
  ])('who says %s %j is told which field is wrong, and nothing is started', async (action, body, fields) => {
    const order = await recordedOrder();
    const response = await tell(order, action, body);
    expect(response.status).toBe(400);
    const { errors } = (await response.json()) as { errors: { field: string; message: string }[] };
    expect(errors.map(({ field }) => field)).toEqual(fields);
    for (const { message } of errors) expect(message).not.toBe('');
    await expectNoWorkflow(order);
  });
});

describe('an order that nobody has heard of', () => {
  test.each(['retry', 'skip', 'resend-invoices', 'shipments/7/resend-invoice'])(
    'is not told to %s: a typo makes no workflow',
    async (action) => {
      const response = await tell(999_999, action, { reason: 'x', ...(action === 'skip' && { step: 'S-1-invoice' }) });
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ type: '/problems/unknown-order' });
      await expectNoWorkflow(999_999);
    },
  );

  test('can be looked at, which is how it becomes known; from then on it can be told', async () => {
    expect((await tell(888_888, 'look')).status).toBe(202);
    expect((await tell(888_888, 'retry')).status).toBe(202);
    expect((await story(888_888)).signals.map(({ name }) => name)).toEqual(['orderChanged', 'retry']);
  });

  test('of a connection that is not in the config is not even looked at', async () => {
    const response = await call(api, 'POST', '/orders/nobody/1/look', { token: TOKENS.operator });
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ type: '/problems/unknown-connection' });
  });
});

test.each(['retry', 'skip', 'resend-invoices', 'shipments/7/resend-invoice', 'look'])(
  'a viewer may not say %s, nor may a stranger',
  async (action) => {
    const order = await recordedOrder();
    const viewer = await tell(order, action, {}, TOKENS.viewer);
    expect(viewer.status).toBe(403);
    expect(await viewer.json()).toMatchObject({
      type: '/problems/role-missing',
      detail: 'This needs the role operator; the token vera has viewer.',
    });
    expect((await tell(order, action, {}, 'guessed')).status).toBe(401);
    await expectNoWorkflow(order);
  },
);

test('while Temporal is away, an operator is told to send it again later', async () => {
  const order = await recordedOrder();
  const other = await startTestApi({ temporal: awayTemporal(), records });
  const response = await call(other, 'POST', `/orders/acme/${order}/retry`, { token: TOKENS.operator });
  await other.stop();
  expect(response.status).toBe(503);
  expect(await response.json()).toMatchObject({ type: '/problems/temporal-away' });
});
