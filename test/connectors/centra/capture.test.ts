import { afterEach, describe, expect, it } from 'vitest';
import { MaybeDoneError, type RefusedError } from '../../../src/connectors/call-errors.ts';
import { fakeGraphql, type FakeGraphql } from './fake-graphql.ts';
import { money } from './answers.ts';

let fake: FakeGraphql | undefined;
afterEach(async () => fake?.close());

const failure = (promise: Promise<unknown>): Promise<Error> =>
  promise.then(
    () => expect.unreachable('the call went well'),
    (error: Error) => error,
  );

type Entry = { id: number; createdAt: string; entryType: string; status: string; value: { value: number } };
let entries = 0;
/** Entries are numbered as they are made; each a minute after the one before. */
const entry = (entryType: string, value: number, status = 'SUCCESS'): Entry => {
  const id = ++entries;
  return { id, createdAt: new Date(Date.UTC(2026, 2, 2, 8, id)).toISOString(), entryType, status, value: { value } };
};
const request = (value: number) => entry('CAPTURE_REQUEST', value, 'PENDING');

const shipment = (id: number, total: number, more: object = {}) => ({
  id,
  isCaptured: false,
  isPaid: false,
  capturedAt: null,
  capturedValue: null,
  grandTotal: { value: total },
  ...more,
});
const captured = (id: number, total: number, capturedValue: number | null = total, more: object = {}) =>
  shipment(id, total, {
    isCaptured: true,
    isPaid: true,
    capturedAt: '2026-03-02T12:00:00+01:00',
    capturedValue: capturedValue === null ? null : { value: capturedValue },
    ...more,
  });

interface Story {
  /** What Centra answers to the capture of shipment 1. */
  readonly answer?: { shipment: ReturnType<typeof shipment> | null; entries?: Entry[]; warnings?: string[] };
  readonly refusal?: string;
  /** What reading the order's payments shows. */
  readonly shipments?: object[];
  readonly history?: Entry[];
}

async function centraThat({ answer, refusal, shipments = [], history = [] }: Story) {
  const said = (messages: readonly string[]) => messages.map((message) => ({ message, path: ['id'] }));
  fake = await fakeGraphql(({ operationName }) => {
    const order = { grandTotal: money(0), shipments, paymentHistory: history };
    if (operationName === 'ReadCapture') return { body: { data: { shipments: shipments.length ? [{ order }] : [] } } };
    const shown = answer?.shipment;
    const captureShipment = {
      userErrors: said(refusal === undefined ? [] : [refusal]),
      userWarnings: said(answer?.warnings ?? []),
      paymentHistoryEntries: answer?.entries ?? [],
      shipment: shown ? { ...shown, total: money(shown.grandTotal.value * 100) } : null,
    };
    return { body: { data: { captureShipment } } };
  });
  return fake;
}

const capturing = async (story: Story) => (await centraThat(story)).centra.captureShipment(1);
const reading = async (story: Story) => (await centraThat(story)).centra.readCapture(1);
const taken = (capturedMinor: number, giftCardMinor = 0) => ({
  state: 'captured',
  capturedMinor,
  giftCardMinor,
  currency: 'SEK',
});
const unclear = (capturedMinor: number) => ({ ...taken(capturedMinor), isSplitUnclear: true });
const pending = { state: 'pending', capturedMinor: 0, giftCardMinor: 0, currency: 'SEK' };
const none = { ...pending, state: 'none' };

describe('a capture', () => {
  it('is done when the provider answers at once, and nothing is read besides', async () => {
    expect(await capturing({ answer: { shipment: captured(1, 100), entries: [entry('CAPTURE', 100)] } })).toEqual(
      taken(10_000),
    );
    expect(fake?.asked).toHaveLength(1);
  });

  it('is pending while the provider’s answer is open, whatever isCaptured says meanwhile', async () => {
    for (const shown of [shipment(1, 100), captured(1, 100)]) {
      for (const open of [[request(100)], [entry('CAPTURE_PENDING', 100, 'PENDING')]]) {
        expect(await capturing({ answer: { shipment: shown, entries: open } })).toEqual(pending);
        await fake?.close();
      }
    }
  });

  it('of nothing is done, with nothing', async () => {
    expect(await capturing({ answer: { shipment: captured(1, 0, 0) } })).toEqual(taken(0));
  });

  it('keeps what Centra warns of though it is done, without addresses and not without end', async () => {
    const warnings = [`Confirmation to jon@example.com failed. ${'x'.repeat(900)}`];
    const answer = { shipment: captured(1, 100), entries: [entry('CAPTURE', 100)], warnings };
    const { note = '' } = await capturing({ answer });
    expect(note).toContain('Confirmation to (address) failed.');
    expect(note.length).toBeLessThanOrEqual(300);
  });

  it('that was made before, by whomever, is read, not refused', async () => {
    for (const refusal of [
      'Shipment is Already Captured.',
      'It has already been captured',
      'Nothing left to do here',
    ]) {
      const story = { refusal, shipments: [captured(1, 100)], history: [entry('CAPTURE', 100)] };
      expect(await capturing(story)).toEqual(taken(10_000));
      expect(fake?.asked.map(({ operationName }) => operationName)).toEqual(['CaptureShipment', 'ReadCapture']);
      await fake?.close();
    }
  });

  it('that Centra claims but does not show is unclear', async () => {
    const claimed = { refusal: 'already captured', shipments: [shipment(1, 100)] };
    expect(await failure(capturing(claimed))).toBeInstanceOf(MaybeDoneError);
    await fake?.close();
    const silent = { answer: { shipment: shipment(1, 100) }, shipments: [shipment(1, 100)] };
    expect(await failure(capturing(silent))).toBeInstanceOf(MaybeDoneError);
    await fake?.close();
    expect(await failure(capturing({ answer: { shipment: null } }))).toBeInstanceOf(MaybeDoneError);
    await fake?.close();
    // The money was asked for: that it cannot be seen now must not look as if nothing had been done.
    expect(await failure(capturing({ ...silent, shipments: [] }))).toBeInstanceOf(MaybeDoneError);
  });

  it('that is refused is a problem in Centra’s words, also when nothing can be read', async () => {
    for (const shipments of [[shipment(1, 100)], []]) {
      const error = await failure(capturing({ refusal: 'Payment declined', shipments }));
      expect((error as RefusedError).problem).toEqual({
        code: 'captureRefused',
        detail: 'Shipment 1: Payment declined',
      });
      await fake?.close();
    }
  });

  it('that is refused while another shipment’s request is open is refused', async () => {
    const story = {
      refusal: 'Payment declined',
      shipments: [shipment(1, 100), shipment(2, 60)],
      history: [request(60)],
    };
    expect(((await failure(capturing(story))) as RefusedError).problem.code).toBe('captureRefused');
  });

  it('counts as settled when someone marked the shipment as paid, in whole or in part: how much, Centra does not show', async () => {
    expect(await reading({ shipments: [shipment(1, 100, { isPaid: true })] })).toEqual(taken(10_000));
  });

  it('of less than the shipment shows what was captured', async () => {
    expect(await reading({ shipments: [captured(1, 100, 60)], history: [entry('CAPTURE', 60)] })).toEqual(taken(6_000));
  });

  it('of an unknown shipment is refused', async () => {
    expect((await failure(reading({}))).message).toContain('centraRefused: Shipment 1');
  });
});

describe('a capture that was requested', () => {
  it('is none once it failed, as an entry of its own or by the status of the request', async () => {
    const failures = [
      [request(100), entry('CAPTURE_FAILED', 100, 'FAILED')],
      [request(100), entry('CAPTURE_FAILED', 0, 'FAILED')],
      [{ ...request(100), status: 'FAILED' }],
    ];
    for (const history of failures) {
      expect(await reading({ shipments: [shipment(1, 100)], history })).toEqual(none);
      await fake?.close();
    }
  });

  it('is captured once it succeeded, also of another amount', async () => {
    for (const amount of [100, 90]) {
      const history = [request(100), entry('CAPTURE_PENDING', 100, 'PENDING'), entry('CAPTURE', amount)];
      expect(await reading({ shipments: [captured(1, 100, amount)], history })).toEqual(taken(amount * 100));
      await fake?.close();
    }
  });

  it('is captured with a part of its amount though another request is open', async () => {
    const history = [request(100), request(60), entry('CAPTURE', 90)];
    const shipments = [captured(1, 100, 90), shipment(2, 60)];
    expect(await reading({ shipments, history })).toEqual(taken(9_000));
  });

  it('stays pending when the provider answers another shipment’s first', async () => {
    const shipments = [shipment(1, 100), captured(2, 60)];
    const history = [request(100), request(60), entry('CAPTURE', 60)];
    expect(await reading({ shipments, history })).toEqual(pending);
    await fake?.close();
    const refusedAtOnce = [request(100), entry('CAPTURE', 60, 'FAILED')];
    expect(await reading({ shipments: [shipment(1, 100), shipment(2, 60)], history: refusedAtOnce })).toEqual(pending);
  });

  it('is none though another shipment’s request is still open', async () => {
    const shipments = [shipment(1, 100), shipment(2, 60)];
    const history = [request(100), request(60), entry('CAPTURE_FAILED', 100, 'FAILED')];
    expect(await reading({ shipments, history })).toEqual(none);
  });

  it('is not doubted because another shipment is being captured later', async () => {
    const first = captured(1, 100, 100, { capturedAt: '2026-03-01T09:00:00+01:00' });
    const history = [entry('CAPTURE', 100), request(60)];
    expect(await reading({ shipments: [first, shipment(2, 60)], history })).toEqual(taken(10_000));
  });
});

describe('a request that is never answered', () => {
  it('holds nobody back whose money was taken: asked for twice, or for a shipment that is no more', async () => {
    const twice = [request(500), request(500), entry('CAPTURE', 500)];
    expect(await reading({ shipments: [captured(1, 500)], history: twice })).toMatchObject(taken(50_000));
    const remade = [request(500), request(450), entry('CAPTURE', 450)];
    expect(await reading({ shipments: [captured(1, 450)], history: remade })).toMatchObject(taken(45_000));
  });

  it('keeps a shipment pending that only reads as captured while another of the same total was paid', async () => {
    const history = [request(500), request(500), entry('CAPTURE', 500)];
    expect(await reading({ shipments: [captured(1, 500), captured(2, 500)], history })).toMatchObject(pending);
  });
});

describe('money that was captured for the whole order', () => {
  const order = entry('CAPTURE', 150);

  it('is the shipment’s where Centra shows it, or gives it its share without asking the provider', async () => {
    const shipments = [captured(1, 100), shipment(2, 50)];
    expect(await capturing({ refusal: 'already captured', shipments, history: [order] })).toEqual(taken(10_000));
    await fake?.close();
    const assigned = { answer: { shipment: captured(1, 100) }, shipments, history: [order] };
    expect(await capturing(assigned)).toEqual(taken(10_000));
  });

  it('is the shipment’s where Centra only says so, and the entries cover it beside the other shipments', async () => {
    const story = (first: number) => ({
      refusal: 'already captured',
      shipments: [shipment(1, first), captured(2, 50)],
      history: [order],
    });
    expect(await capturing(story(100))).toEqual(taken(10_000));
    await fake?.close();
    expect(await failure(capturing(story(100.01)))).toBeInstanceOf(MaybeDoneError);
  });

  it('tells how much a gift card paid only where the shipment is all there is', async () => {
    const history = [entry('CAPTURE', 60), entry('CAPTURE_GIFT_CARD', 40)];
    const refusal = 'already captured';
    expect(await capturing({ refusal, shipments: [shipment(1, 100)], history })).toEqual(taken(10_000, 4_000));
    await fake?.close();
    expect(await capturing({ refusal, shipments: [shipment(1, 70), shipment(2, 30)], history })).toEqual(
      unclear(7_000),
    );
  });
});

describe('a capture of which a gift card pays a part', () => {
  it('is told exactly by the capture’s own entries, whether capturedValue counts the card or not', async () => {
    for (const capturedValue of [100, 60]) {
      const own = [entry('CAPTURE', 60), entry('CAPTURE_GIFT_CARD', 40)];
      const answer = { shipment: captured(1, 100, capturedValue), entries: own };
      expect(await capturing({ answer })).toEqual(taken(10_000, 4_000));
      await fake?.close();
    }
  });

  it('may be all of it', async () => {
    for (const capturedValue of [100, 0, null]) {
      const shown = captured(1, 100, capturedValue);
      const own = [entry('CAPTURE_GIFT_CARD', 100)];
      expect(await capturing({ answer: { shipment: shown, entries: own } })).toEqual(taken(10_000, 10_000));
      await fake?.close();
      expect(await reading({ shipments: [shown], history: own })).toEqual(taken(10_000, 10_000));
      await fake?.close();
    }
  });

  it('is told by the order’s entries where they add up exactly', async () => {
    const history = [entry('CAPTURE', 60), entry('CAPTURE_GIFT_CARD', 40), entry('CAPTURE', 50)];
    const withoutCards = [captured(1, 100, 60), captured(2, 50)];
    expect(await reading({ shipments: withoutCards, history })).toEqual(taken(10_000, 4_000));
    await fake?.close();
    expect(await reading({ shipments: [captured(1, 100), shipment(2, 50)], history: history.slice(0, 2) })).toEqual(
      taken(10_000, 4_000),
    );
  });

  it('is unclear where the entries could be either shipment’s', async () => {
    const history = [entry('CAPTURE', 60), entry('CAPTURE_GIFT_CARD', 40), entry('CAPTURE', 50)];
    expect(await reading({ shipments: [captured(1, 100), captured(2, 50)], history })).toEqual(unclear(10_000));
  });

  it('does not explain an amount that is missing', async () => {
    const history = [entry('CAPTURE', 50), entry('CAPTURE_GIFT_CARD', 40)];
    expect(await reading({ shipments: [captured(1, 100, 50)], history })).toEqual(unclear(5_000));
  });

  it('is pending while the provider has not paid its part', async () => {
    const history = [entry('CAPTURE_GIFT_CARD', 40), request(60)];
    const shipments = [shipment(1, 100), shipment(2, 60)];
    expect(await reading({ shipments, history })).toEqual(pending);
  });
});

describe('good to go', () => {
  const answering = (userErrors: object[]) =>
    fakeGraphql(() => ({ body: { data: { updateShipment: { userErrors, userWarnings: [] } } } }));

  it('is taken back, unless the shipment has left: then Centra’s words tell', async () => {
    fake = await answering([]);
    await expect(fake.centra.withdrawGoodToGo(1)).resolves.toBeUndefined();
    await fake.close();
    fake = await answering([{ message: 'Shipment is already shipped', path: ['id'] }]);
    expect(((await failure(fake.centra.withdrawGoodToGo(1))) as RefusedError).problem).toEqual({
      code: 'centraRefused',
      detail: 'Shipment 1: Shipment is already shipped',
    });
  });
});
