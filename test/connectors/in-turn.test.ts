import { describe, expect, it } from 'vitest';
import type { Budget } from '../../src/connectors/budget.ts';
import { NotDoneError, RateLimitedError } from '../../src/connectors/call-errors.ts';
import { inTurn } from '../../src/connectors/in-turn.ts';

function turns(cancellation?: () => AbortSignal | undefined) {
  const pauses: number[] = [];
  const budget: Budget = {
    approach: async () => undefined,
    spend: async () => ({ isCheckDue: false, isProbe: false, grantedAtMs: 0 }),
    answered: async () => undefined,
    missed: async () => undefined,
    correct: async () => undefined,
    pause: async (ms) => void pauses.push(ms),
  };
  return { budget, maxWaitMs: 1_000, pauseMs: 5_000, cancellation, pauses };
}

describe('a call in its turn', () => {
  it('is not made any more when the work that it is part of has been given up meanwhile', async () => {
    let calls = 0;
    const made = inTurn(
      turns(() => AbortSignal.abort()),
      { requests: 1 },
      async () => ++calls,
    );
    await expect(made).rejects.toBeInstanceOf(NotDoneError);
    expect(calls).toBe(0);
  });

  it('is broken off when the work is given up while it is under way', async () => {
    const { signal } = new AbortController();
    const { answer } = await inTurn(
      turns(() => signal),
      { requests: 1 },
      async (given) => given,
    );
    expect(answer).toBe(signal);
  });

  it.each([
    ['for as long as the other system says', 7_000, 7_000],
    ['for a window where it does not say', undefined, 5_000],
    ['for a second at least, whatever a clock that is wrong makes of it', 0, 1_000],
    ['for five minutes at most, whatever a time without its zone makes of it', 7_200_000, 300_000],
  ])('that is refused by a limit makes everybody pause %s', async (_, retryAfterMs, pauseMs) => {
    const { pauses, ...limited } = turns();
    const refused = inTurn(limited, { requests: 1 }, () => {
      throw new RateLimitedError('429', retryAfterMs === undefined ? {} : { retryAfterMs });
    });
    const error = await refused.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(NotDoneError);
    expect((error as NotDoneError).retryAfterMs).toBeGreaterThanOrEqual(pauseMs);
    expect(pauses).toEqual([pauseMs]);
  });
});
