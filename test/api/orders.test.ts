import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Records } from '../../src/records/records.ts';
import { awayTemporal, call, openTestRecords, orderRecord, startTestApi, TOKENS, type TestApi } from './api-world.ts';

let records: Records;
let api: TestApi;

beforeAll(async () => {
  records = await openTestRecords();
  // Reading needs no Temporal: the books can be looked at while it is away.
  api = await startTestApi({ temporal: awayTemporal(), records });
  for (let number = 1; number <= 5; number++) {
    await records.orders.upsert(orderRecord(number, { observedAt: new Date(Date.UTC(2026, 2, number)) }));
  }
  await records.orders.upsert(
    orderRecord(6, {
      stage: 'attention',
      problems: ['vatRateMissing'],
      erpDocuments: ['2001'],
      observedAt: new Date('2026-03-06'),
    }),
  );
  await records.orders.upsert(orderRecord(7, { connectionId: 'other-shop', observedAt: new Date('2026-03-07') }));
}, 60_000);

afterAll(async () => {
  await api.stop();
  await records.close();
});

const get = (path: string): Promise<Response> => call(api, 'GET', path, { token: TOKENS.viewer });

interface List {
  readonly orders: readonly { orderNumber: number; href: string }[];
  readonly next?: string;
}

const list = async (path: string): Promise<List> => (await get(path)).json() as Promise<List>;
const numbers = ({ orders }: List): number[] => orders.map(({ orderNumber }) => orderNumber);

describe('the list of orders', () => {
  test('has the most lately observed first, each with where to read it', async () => {
    const page = await list('/orders');
    expect(numbers(page)).toEqual([7, 6, 5, 4, 3, 2, 1]);
    expect(page.next).toBeUndefined();
    expect(page.orders[1]).toEqual({
      connectionId: 'acme',
      orderNumber: 6,
      stage: 'attention',
      currency: 'SEK',
      problems: ['vatRateMissing'],
      erpDocuments: ['2001'],
      observedAt: '2026-03-06T00:00:00.000Z',
      completedAt: null,
      href: '/orders/acme/6',
    });
  });

  test('goes on page by page by its own links, with the same filter', async () => {
    const seen: number[] = [];
    let path: string | undefined = '/orders?connection=acme&limit=4';
    while (path !== undefined) {
      const page: List = await list(path);
      expect(page.orders.length).toBeLessThanOrEqual(4);
      seen.push(...numbers(page));
      path = page.next;
    }
    expect(seen).toEqual([6, 5, 4, 3, 2, 1]);
  });

  test.each([
    ['stage=attention', [6]],
    ['problem=vatRateMissing', [6]],
    ['erpDocument=2001', [6]],
    ['connection=other-shop', [7]],
    ['connection=other-shop&stage=attention', []],
  ])('filtered by %s', async (filter, expected) => {
    expect(numbers(await list(`/orders?${filter}`))).toEqual(expected);
  });

  test.each([
    ['stage=lost', 'stage'],
    ['stage=waiting&stage=attention', 'stage'],
    ['problem=vatRateMising', 'problem'],
    ['problems=vatRateMissing', 'problems'],
    ['connection=nobody', 'connection'],
    ['limit=0', 'limit'],
    ['limit=many', 'limit'],
    ['limit=201', 'limit'],
    ['erpDocument=%00', 'erpDocument'],
    ['cursor=made-up', 'cursor'],
    [`cursor=${cursorTo([0, 'a\0', 1])}`, 'cursor'],
    [`cursor=${cursorTo([8.64e15, 'a', 1])}`, 'cursor'],
  ])('does not answer a wrong filter with an empty list: %s', async (filter, field) => {
    const response = await get(`/orders?${filter}`);
    expect(response.status).toBe(400);
    const { errors } = (await response.json()) as { errors: { field: string; message: string }[] };
    expect(errors.map((error) => error.field)).toEqual([field]);
    expect(errors[0]?.message).not.toBe('');
  });
});

/** A cursor as only somebody makes it who has looked inside one. */
function cursorTo(place: readonly unknown[]): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

describe('one order', () => {
  test('is shown with what to do about its problems, and with what people decided', async () => {
    await records.decisions.add({
      id: 'd1',
      connectionId: 'acme',
      orderNumber: 6,
      at: new Date('2026-03-06T10:00:00Z'),
      action: 'retry',
      by: 'olle',
      reason: 'VAT rate added',
      payload: '{}',
      outcome: 'accepted',
      note: 'trying again: S-1902-invoice',
    });
    const response = await get('/orders/acme/6');
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      order: { connectionId: 'acme', orderNumber: 6, stage: 'attention', lanes: [] },
      problems: [
        expect.objectContaining({
          code: 'vatRateMissing',
          who: 'finance',
          remedy: expect.stringContaining('Add the rate in the ERP'),
        }),
      ],
      erpDocuments: ['2001'],
      observedAt: '2026-03-06T00:00:00.000Z',
      completedAt: null,
      decisions: [
        {
          at: '2026-03-06T10:00:00.000Z',
          action: 'retry',
          by: 'olle',
          reason: 'VAT rate added',
          payload: '{}',
          outcome: 'accepted',
          note: 'trying again: S-1902-invoice',
        },
      ],
    });
  });

  test('that is not known is answered with how it becomes known', async () => {
    const response = await get('/orders/acme/404');
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({
      type: '/problems/unknown-order',
      detail: expect.stringContaining('POST /orders/acme/404/look'),
    });
  });

  test('of another shop under the same number is another order', async () => {
    expect((await get('/orders/other-shop/6')).status).toBe(404);
  });

  test.each(['0', '-1', '1.5', '1e3', 'abc', '2147483648', '99999999999999999999', '%00'])(
    'cannot have the number %s',
    async (number) => {
      const response = await get(`/orders/acme/${number}`);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ errors: [{ field: 'number' }] });
    },
  );
});
