import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { NotDoneError } from '../../src/connectors/call-errors.ts';
import type { Erp, SetUpFinding } from '../../src/connectors/erp/erp.ts';
import { checkSetUp, SetUpError } from '../../src/worker/check-set-up.ts';

const WRONG_COMPANY: SetUpFinding = {
  level: 'error',
  subject: 'company 1',
  text: 'the log-in leads to company 2',
  remedy: 'Correct it.',
};
const NO_ACCOUNT: SetUpFinding = { level: 'warning', subject: 'account 1', text: 'it is missing', remedy: 'Add it.' };
const CASH: SetUpFinding = { level: 'info', subject: 'method', text: 'it is cash', remedy: 'Nothing.' };

const patience = { startMs: 100, againMs: 10 };

type Answer = () => Promise<readonly SetUpFinding[]>;
const finds =
  (...found: SetUpFinding[]): Answer =>
  () =>
    Promise.resolve(found);
const isAway: Answer = () => Promise.reject(new NotDoneError('not connected'));
const neverAnswers: Answer = () => new Promise(() => undefined);

/** Starts with an ERP that answers so, time after time; the last answer stands. */
function start(...answers: Answer[]) {
  const asked: string[] = [];
  const told: string[] = [];
  const checkSetUpOf: Erp['checkSetUp'] = (extent) => {
    asked.push(extent);
    return (answers[Math.min(asked.length, answers.length) - 1] as Answer)();
  };
  const log = {
    info: (_: object, message: string) => void told.push(`info ${message}`),
    warn: (_: object, message: string) => void told.push(`warn ${message}`),
  };
  const started = checkSetUp([{ id: 'acme', erp: { checkSetUp: checkSetUpOf } as Erp }], log, patience);
  return { started, asked, told };
}

describe('a start of the worker', () => {
  it('is refused where stock would be counted twice or the wrong company booked in', async () => {
    const { started, asked } = start(finds(WRONG_COMPANY));
    const error = await started.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(SetUpError);
    expect((error as SetUpError).problems).toEqual([
      'connection acme, company 1: the log-in leads to company 2. Correct it.',
    ]);
    expect(asked).toEqual(['dangers']);
  });

  it('goes on where only single documents would have to wait, and tells each reason', async () => {
    const { started, asked, told } = start(finds(), finds(NO_ACCOUNT, CASH));
    const check = await started;
    await expect.poll(() => told).toHaveLength(2);
    expect(told).toEqual(['warn set-up of the ERP: it is missing', 'info set-up of the ERP: it is cash']);
    expect(asked).toEqual(['dangers', 'everything']);
    check.stop();
  });

  it.each([
    ['is away', isAway],
    ['does not answer in time', neverAnswers],
  ])('goes on with one warning while the ERP %s, and tells the rest when it is back', async (_, answer) => {
    const { started, told } = start(answer, isAway, isAway, finds(NO_ACCOUNT));
    const check = await started;
    await expect.poll(() => told).toHaveLength(2);
    expect(told).toEqual(['warn the set-up of the ERP could not be checked', 'warn set-up of the ERP: it is missing']);
    check.stop();
  });

  it('ends the work when a danger shows only once the ERP is back', async () => {
    const { started } = start(isAway, finds(WRONG_COMPANY));
    const { danger } = await started;
    await expect(danger).rejects.toBeInstanceOf(SetUpError);
  });

  it('asks no more once it is stopped', async () => {
    const { started, asked } = start(isAway);
    const check = await started;
    check.stop();
    await sleep(30);
    const before = asked.length;
    await sleep(50);
    expect(asked).toHaveLength(before);
  });
});
