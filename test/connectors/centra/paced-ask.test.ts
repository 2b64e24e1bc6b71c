import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Budget } from '../../../src/connectors/budget.ts';
import type { Cost, Reading } from '../../../src/connectors/budget-levels.ts';
import { NotDoneError, RateLimitedError } from '../../../src/connectors/call-errors.ts';
import type { Operation } from '../../../src/connectors/centra/documents/operation.ts';
import { createComplexities, createPacedAsk } from '../../../src/connectors/centra/paced-ask.ts';
import type { Ask } from '../../../src/connectors/centra/transport.ts';

const query = operation('ObserveOrder', false);
const mutation = operation('CaptureShipment', true);

function operation(name: string, isWrite: boolean): Operation<unknown> {
  return { name, text: '', variables: {}, isWrite, answer: z.unknown() };
}

/** A Centra that answers as told, and a budget that keeps what was spent. */
function pacedAsk(answer: (operation: Operation<unknown>) => unknown, isCheckDue = () => false) {
  const spent: Cost[] = [];
  const readings: Reading[] = [];
  const pauses: number[] = [];
  const budget: Budget = {
    approach: async () => undefined,
    spend: async (cost) => {
      spent.push(cost);
      return { isCheckDue: isCheckDue(), isProbe: false, grantedAtMs: 0 };
    },
    answered: async () => undefined,
    missed: async () => undefined,
    correct: async (found) => void readings.push(...found),
    pause: async (ms) => void pauses.push(ms),
  };
  const complexities = createComplexities();
  const ask = (async (asked: Operation<unknown>) => answer(asked)) as Ask;
  const turns = { budget, maxWaitMs: 1_000, pauseMs: 10_000 };
  return { ask: createPacedAsk(ask, turns, complexities), spent, readings, pauses, complexities };
}

describe('what a call costs of Centra’s limits', () => {
  it('is a request, for a mutation a mutation too, and its complexity', async () => {
    const { ask, spent } = pacedAsk(() => ({}));
    await ask(query);
    await ask(mutation);
    expect(spent).toEqual([
      { requests: 1, mutations: 0, complexity: 1_000 },
      { requests: 1, mutations: 1, complexity: 1_000 },
    ]);
  });

  it('is known from the last time; what was dearer than expected is paid with the next call', async () => {
    const { ask, spent, complexities } = pacedAsk(({ name }) => {
      complexities.note(name, name === 'ObserveOrder' ? 4_000 : 50);
      return {};
    });
    await ask(query);
    await ask(query);
    await ask(query);
    await ask(mutation);
    await ask(query);
    expect(spent.map(({ complexity }) => complexity)).toEqual([1_000, 7_000, 4_000, 1_000, 3_050]);
  });
});

describe('what is left of Centra’s limits', () => {
  const limit = { type: 'MUTATION_COUNT', intervalSeconds: 'TEN_SECONDS', quota: 50, remainingQuota: 12 };

  it('is asked for when it is time, and taken over', async () => {
    const { ask, readings } = pacedAsk(
      ({ name }) => (name === 'RateLimits' ? { rateLimits: [limit, { ...limit, type: 'TEA' }] } : 'the order'),
      () => true,
    );
    expect(await ask(query)).toBe('the order');
    expect(readings).toEqual([{ name: 'mutations/TEN_SECONDS', quota: 50, remaining: 12 }]);
  });

  it('may be refused to us without harm to the answer', async () => {
    const { ask, readings } = pacedAsk(
      ({ name }) => {
        if (name === 'RateLimits') throw new NotDoneError('no such field');
        return 'the order';
      },
      () => true,
    );
    expect(await ask(query)).toBe('the order');
    expect(readings).toEqual([]);
  });

  it.each([
    ['as long as Centra says', 7_000, 7_000],
    ['for a window where it does not say', undefined, 10_000],
  ])('is nothing after a 429: everybody pauses %s', async (_, retryAfterMs, pauseMs) => {
    const { ask, pauses } = pacedAsk(() => {
      throw new RateLimitedError('429', retryAfterMs === undefined ? {} : { retryAfterMs });
    });
    const error = await ask(query).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(NotDoneError);
    expect((error as NotDoneError).retryAfterMs).toBeGreaterThanOrEqual(pauseMs);
    expect(pauses).toEqual([pauseMs]);
  });
});
