import { afterEach, describe, expect, it } from 'vitest';
import { MaybeDoneError, NotDoneError, RefusedError } from '../../../src/connectors/call-errors.ts';
import { fakeGraphql, type Answered, type Asked, type FakeGraphql } from './fake-graphql.ts';

let fake: FakeGraphql | undefined;
afterEach(async () => fake?.close());

async function centraThat(answer: (asked: Asked) => Answered) {
  fake = await fakeGraphql(answer);
  return fake;
}

const reading = async (answered: Answered) => failure((await centraThat(() => answered)).centra.observeOrder(14, []));
const writing = async (answered: Answered) => failure((await centraThat(() => answered)).centra.captureShipment(1));

const failure = (promise: Promise<unknown>): Promise<Error> =>
  promise.then(
    () => expect.unreachable('the call went well'),
    (error: Error) => error,
  );

const AUTHORIZATION = {
  message: 'You need Order:read permission to access orderConnection.',
  extensions: { category: 'authorization' },
};

describe('what Centra’s answers mean', () => {
  it('a refused token heals by itself when it is renewed', async () => {
    for (const status of [401, 403]) {
      const expired = { message: 'Token expired', extensions: { category: 'authorization' } };
      const error = await writing({ status, body: { errors: [expired] } });
      expect(error).toBeInstanceOf(NotDoneError);
      expect(error.message).toContain('token');
      expect(error.message).not.toContain('secret');
      await fake?.close();
    }
  });

  it('a limit says when to come back', async () => {
    const error = await writing({ status: 429, headers: { 'retry-after': '7' }, body: '' });
    expect(error).toBeInstanceOf(NotDoneError);
    // A little later, so that those who were refused together do not come back together.
    expect((error as NotDoneError).retryAfterMs).toBeGreaterThanOrEqual(7_000);
    expect((error as NotDoneError).retryAfterMs).toBeLessThanOrEqual(12_000);
  });

  it.each([
    ['a moment that is no number of seconds', new Date(Date.now() + 7_000).toUTCString()],
    ['epoch seconds', String(Math.ceil(Date.now() / 1000) + 7)],
    ['epoch milliseconds', String(Date.now() + 7_000)],
    ['ISO 8601', new Date(Date.now() + 7_000).toISOString()],
  ])('a limit may say it as %s', async (_, header) => {
    const error = await writing({ status: 429, headers: { 'retry-after': header }, body: '' });
    expect((error as NotDoneError).retryAfterMs).toBeGreaterThan(1_000);
    expect((error as NotDoneError).retryAfterMs).toBeLessThanOrEqual(12_000);
  });

  it('a reading that is answered in part only is refused, and names the permission if that is why', async () => {
    const data = { orders: null };
    const inPart = await reading({ body: { errors: [{ message: 'Internal error' }], data } });
    expect((inPart as RefusedError).problem).toEqual({ code: 'centraRefused', detail: 'ObserveOrder: Internal error' });
    await fake?.close();
    const missing = await reading({ body: { errors: [AUTHORIZATION], data } });
    expect((missing as RefusedError).problem.code).toBe('centraAccessMissing');
  });

  it.each([499, 500, 503])('HTTP %i leaves open whether a capture was made', async (status) => {
    expect(await writing({ status, body: '' })).toBeInstanceOf(MaybeDoneError);
    await fake?.close();
    expect(await reading({ status, body: '' })).toBeInstanceOf(NotDoneError);
  });

  it('a document that is not accepted is shown in Centra’s words', async () => {
    const error = await writing({ status: 400, body: { errors: [{ message: 'Cannot query field "x".' }] } });
    expect(error).toBeInstanceOf(RefusedError);
    expect((error as RefusedError).problem).toEqual({
      code: 'centraRefused',
      detail: 'CaptureShipment, HTTP 400: Cannot query field "x".',
    });
  });

  it.each([200, 400, 403])('a missing permission is named, whatever the status (%i)', async (status) => {
    const error = await reading({ status, body: { errors: [AUTHORIZATION], extensions: { complexity: 1 } } });
    expect((error as RefusedError).problem).toMatchObject({
      code: 'centraAccessMissing',
      detail: expect.stringContaining('ObserveOrder needs Order:read:') as string,
    });
  });

  it('a mutation with errors and no data was not executed; with any data, it may have been', async () => {
    expect(await writing({ body: { errors: [{ message: 'no' }] } })).toBeInstanceOf(RefusedError);
    for (const data of [null, { captureShipment: null }]) {
      await fake?.close();
      const error = await writing({ body: { errors: [{ message: 'no' }], data } });
      expect(error).toBeInstanceOf(MaybeDoneError);
    }
    await fake?.close();
    expect(await writing({ body: { errors: [AUTHORIZATION], data: null } })).toBeInstanceOf(MaybeDoneError);
  });

  it('an answer in an unknown shape names the field, and leaves open whether a capture was made', async () => {
    const read = await reading({ body: { data: { orders: [{ number: 'fourteen' }] } } });
    expect(read).toBeInstanceOf(RefusedError);
    expect(read.message).toContain('orders.0.number');
    await fake?.close();
    expect(await writing({ body: { data: {} } })).toBeInstanceOf(MaybeDoneError);
    await fake?.close();
    expect(await writing({ body: '<html>' })).toBeInstanceOf(MaybeDoneError);
    await fake?.close();
    expect(await reading({ body: '<html>' })).toBeInstanceOf(NotDoneError);
  });
});

describe('what Centra says beside its answer', () => {
  const deprecated = ['Field: GTIN, reason: use EAN, date of removal: 2027-12-31', 'Field: status, reason: old'];

  it('of fields that it will remove is told once for each', async () => {
    const told: string[] = [];
    fake = await fakeGraphql(
      () => ({ body: { data: { orders: [] }, extensions: { complexity: 7, deprecatedFieldsUsed: deprecated } } }),
      { onDeprecated: (words) => told.push(words) },
    );
    for (let look = 0; look < 3; look++) await fake.centra.observeOrder(14, []);
    expect(told).toEqual(deprecated);
  });

  it('never hides the answer, whatever it is', async () => {
    for (const extensions of [null, 7, { complexity: 'much', deprecatedFieldsUsed: { GTIN: true } }, { memory: 1 }]) {
      const { centra } = await centraThat(() => ({ body: { data: { orders: [] }, extensions } }));
      expect(await centra.observeOrder(14, [])).toBeUndefined();
      await fake?.close();
    }
  });
});

describe('a schema that differs from what we hope for', () => {
  const returnsOf = (ids: readonly number[]) => ids.map((id) => ({ id, order: { number: id + 1000 } }));
  const refusing = (message: string) => ({ status: 400, body: { errors: [{ message }] } });

  it('is learnt once: without a filter by id, returns are found by paging', async () => {
    const everyReturn = Array.from({ length: 450 }, (_, at) => at + 1);
    const { centra, asked } = await centraThat(({ query, variables }) => {
      if (query.includes('where')) return refusing('Field "id" is not defined by type "ReturnFilter".');
      const page = Number(variables['page']);
      return { body: { data: { returns: returnsOf(everyReturn.slice((page - 1) * 200, page * 200)) } } };
    });
    expect(await centra.ordersOfReturns([3, 401, 999])).toEqual(
      new Map([
        [3, 1003],
        [401, 1401],
      ]),
    );
    expect(asked.map(({ variables }) => variables['page'])).toEqual([undefined, 1, 2, 3]);
    expect(await centra.ordersOfReturns([250])).toEqual(new Map([[250, 1250]]));
    expect(asked.slice(4).map(({ variables }) => variables['page'])).toEqual([1, 2]);
  });

  it('is not blamed for other refusals', async () => {
    const { centra, asked } = await centraThat(() => refusing('Syntax Error: Unexpected "{"'));
    expect(await failure(centra.ordersOfReturns([1]))).toBeInstanceOf(RefusedError);
    expect(asked).toHaveLength(1);
  });
});

describe('resolving ids', () => {
  it('asks for up to 200 ids at once, each only once, and leaves out what Centra does not know', async () => {
    const { centra, asked } = await centraThat(({ variables }) => {
      const ids = (variables['ids'] as number[]).filter((id) => id % 2 === 0);
      return { body: { data: { shipments: ids.map((id) => ({ id, order: { number: id + 1000 } })) } } };
    });
    const ids = Array.from({ length: 450 }, (_, at) => at);
    const found = await centra.ordersOfShipments([...ids, ...ids]);
    expect(found.size).toBe(225);
    expect(found.get(448)).toBe(1448);
    expect(asked.map(({ variables }) => (variables['ids'] as number[]).length)).toEqual([200, 200, 50]);
  });

  it('asks nothing when there is nothing to ask', async () => {
    const { centra, asked } = await centraThat(() => ({ body: '' }));
    expect((await centra.ordersOfShipments([])).size + (await centra.ordersOfReturns([])).size).toBe(0);
    expect(asked).toEqual([]);
  });
});
