import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { asFailure } from '../../src/activities/failures.ts';
import { InDoubtError } from '../../src/activities/once.ts';
import { StaleError } from '../../src/activities/stale-error.ts';
import { MaybeDoneError, NotDoneError, NotItsTurnError, RefusedError } from '../../src/connectors/call-errors.ts';
import { SecondOutcomeError } from '../../src/records/effects.ts';

function failureOf(error: unknown): ApplicationFailure {
  const failure = asFailure(error);
  if (failure instanceof ApplicationFailure) return failure;
  throw new Error(`no failure for ${String(error)}`);
}

describe('what goes wrong in an activity', () => {
  it('is a problem for a person when the other system refused', () => {
    const problem = { code: 'vatRateMissing', detail: 'no 19 %' } as const;
    expect(failureOf(new RefusedError(problem))).toMatchObject({
      type: 'Problem',
      nonRetryable: true,
      details: [problem],
    });
  });

  it('is tried again for ever, and quietly, when the other system is away or limits us', () => {
    for (const error of [new NotDoneError('away'), new MaybeDoneError('broke off')]) {
      const failure = failureOf(error);
      expect(failure.nonRetryable).toBe(false);
      expect(failure.category).toBe(ApplicationFailureCategory.BENIGN);
    }
    expect(failureOf(new NotDoneError('429', { retryAfterMs: 7_000 })).nextRetryDelay).toBe(7_000);
    expect(failureOf(new NotItsTurnError('place 7 in the line', { retryAfterMs: 9_000 })).nextRetryDelay).toBe(9_000);
    expect(failureOf(new InDoubtError('acme-S-1-invoice', 60_000)).nextRetryDelay).toBe(60_000);
  });

  it('is told to a developer when it is a defect of ours, instead of being tried for ever', () => {
    expect(failureOf(new TypeError('x is undefined'))).toMatchObject({
      nonRetryable: true,
      details: [{ code: 'internalFault', detail: 'TypeError: x is undefined' }],
    });
  });

  it('is told to a person when something was found to have happened twice', () => {
    expect(failureOf(new SecondOutcomeError('a second one'))).toMatchObject({
      nonRetryable: true,
      details: [{ code: 'twoDocuments', detail: 'a second one' }],
    });
  });

  it('asks for another look when it was planned too long ago', () => {
    expect(failureOf(new StaleError('S-1-capture'))).toMatchObject({ type: 'Stale', nonRetryable: true });
  });

  it('is left as it is when nothing is known about it', () => {
    const error = new Error('connection to the database lost');
    expect(asFailure(error)).toBe(error);
  });
});
