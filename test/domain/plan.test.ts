import { describe, expect, it } from 'vitest';
import type { PlannedStep } from '../../src/domain/lane.ts';
import { plan } from '../../src/domain/plan.ts';
import { NO_PROGRESS, type Progress, type StepProgress } from '../../src/domain/progress.ts';
import type { StepId } from '../../src/domain/steps.ts';
import {
  aReturn,
  aShipment,
  anOrder,
  captured,
  completed,
  DTC_POLICY,
  NOW,
  policyWith,
  POLICY,
  released,
} from './fixtures.ts';

type Steps = Partial<Record<StepId, StepProgress>>;
const progressWith = (steps: Steps): Progress => ({ ...NO_PROGRESS, steps });
const done = (more: Partial<StepProgress> = {}): StepProgress => ({ state: 'done', at: NOW, ...more });

const stepsOf = (...args: Parameters<typeof plan>): readonly PlannedStep[] =>
  plan(...args).lanes.flatMap((l) => l.steps);
const statesOf = (...args: Parameters<typeof plan>): Record<string, string> =>
  Object.fromEntries(stepsOf(...args).map((step) => [step.id, step.state]));
const stepNamed = (id: StepId, ...args: Parameters<typeof plan>): PlannedStep => {
  const step = stepsOf(...args).find((s) => s.id === id);
  if (!step) throw new Error(`no step ${id}`);
  return step;
};

describe('a shipment', () => {
  it('is left alone until it is good to go', () => {
    expect(statesOf(anOrder([aShipment()]), NO_PROGRESS, POLICY, NOW)).toEqual({
      'S-1902-capture': 'waiting',
      'S-1902-invoice': 'waiting',
      'S-1902-payment': 'due',
      'S-1902-stock': 'waiting',
    });
  });

  it('is captured, then invoiced, then its payment registered, once it is good to go', () => {
    const seen = anOrder([released()]);
    expect(statesOf(seen, NO_PROGRESS, POLICY, NOW)).toMatchObject({
      'S-1902-capture': 'due',
      'S-1902-invoice': 'due',
    });
    expect(stepNamed('S-1902-invoice', seen, NO_PROGRESS, POLICY, NOW).after).toEqual(['S-1902-capture']);
    expect(stepNamed('S-1902-payment', seen, NO_PROGRESS, POLICY, NOW).after).toEqual([
      'S-1902-capture',
      'S-1902-invoice',
    ]);
  });

  it('moves stock only when it is completed', () => {
    expect(statesOf(anOrder([captured()]), NO_PROGRESS, POLICY, NOW)).toMatchObject({ 'S-1902-stock': 'waiting' });
    expect(statesOf(anOrder([completed()]), NO_PROGRESS, POLICY, NOW)).toMatchObject({ 'S-1902-stock': 'due' });
    const shippedUnpaid = released({ isShipped: true, shippedAt: '2026-03-04T15:00:00Z' });
    expect(statesOf(anOrder([shippedUnpaid]), NO_PROGRESS, POLICY, NOW)).toMatchObject({ 'S-1902-stock': 'waiting' });
  });

  it('whose invoice moves the stock still has its stock looked after, once it is invoiced', () => {
    const rules = {
      invoice: { ...DTC_POLICY.invoice, trigger: 'completed' as const },
      stock: { trigger: 'completed' as const, mode: 'invoice' as const },
    };
    const policy = policyWith(rules);
    const seen = anOrder([completed({ returns: [aReturn({ isCompleted: true, isReturnedToStock: true })] })]);
    expect(stepNamed('S-1902-stock', seen, NO_PROGRESS, policy, NOW).after).toEqual(['S-1902-invoice']);
    expect(stepNamed('R-31-stock', seen, NO_PROGRESS, policy, NOW).after).toEqual(['R-31-credit']);
    const off = policyWith({ stock: { ...rules.stock, mode: 'off' } });
    expect(Object.keys(statesOf(seen, NO_PROGRESS, off, NOW)).filter((id) => id.endsWith('stock'))).toEqual([]);
  });

  it('that was captured elsewhere is not captured again', () => {
    const capture = stepNamed('S-1902-capture', anOrder([captured()]), NO_PROGRESS, POLICY, NOW);
    expect(capture.state).toBe('settled');
    expect(capture.settledAs).toMatchObject({ state: 'done', amountMinor: 124_900 });
  });

  it('keeps the amount that was captured when Centra names none and the shipment changes', () => {
    const { capturedMinor: _, ...nameless } = captured({ totalMinor: 99_900 });
    const progress = progressWith({ 'S-1902-capture': done({ amountMinor: 124_900 }) });
    const capture = stepNamed('S-1902-capture', anOrder([nameless]), progress, POLICY, NOW);
    expect(capture.settledAs?.amountMinor).toBe(124_900);
  });

  it('that was paid in part by gift card has that part told apart; what its own capture told is not forgotten', () => {
    const seen = anOrder([captured({ giftCardMinor: 50_000 })]);
    const split = { amountMinor: 124_900, giftCardMinor: 50_000 };
    expect(stepNamed('S-1902-capture', seen, NO_PROGRESS, POLICY, NOW).settledAs).toMatchObject(split);

    const unclear = anOrder([captured({ capturedMinor: 74_900, isSplitUnclear: true })]);
    const unknown = stepNamed('S-1902-capture', unclear, NO_PROGRESS, POLICY, NOW);
    expect(unknown.settledAs).toMatchObject({ amountMinor: 74_900, isSplitUnclear: true });
    const ours = progressWith({ 'S-1902-capture': done(split) });
    const known = stepNamed('S-1902-capture', unclear, ours, POLICY, NOW);
    expect(known.settledAs).toMatchObject(split);
    expect(known.settledAs).not.toHaveProperty('isSplitUnclear');
  });

  it('that reads as captured while the provider has not answered waits, whoever asked for the capture', () => {
    const seen = anOrder([captured({ capture: 'pending' })]);
    for (const mode of ['perform', 'await'] as const) {
      const policy = policyWith({ capture: { ...DTC_POLICY.capture, mode } });
      expect(stepNamed('S-1902-capture', seen, NO_PROGRESS, policy, NOW)).toMatchObject({
        state: 'waiting',
        waitsFor: 'the payment provider’s answer',
      });
    }
    expect(plan(seen, NO_PROGRESS, POLICY, NOW).lookAgainAt).toBe('2026-03-10T18:00:00.000Z');
  });

  it('whose requested capture succeeds without an amount was captured in full, not for nothing', () => {
    const { capturedMinor: _, ...nameless } = captured();
    const pending = progressWith({ 'S-1902-capture': { state: 'pending', at: NOW, amountMinor: 0 } });
    const capture = stepNamed('S-1902-capture', anOrder([nameless]), pending, POLICY, NOW);
    expect(capture.settledAs).toMatchObject({ state: 'done', amountMinor: 124_900 });
  });

  it('has its payment registered in the order’s currency, at the rate that Centra fixed', () => {
    const seen = anOrder([captured({ currencyRate: 11.5 })], { currency: 'EUR', paymentMethod: 'klarna' });
    expect(stepNamed('S-1902-payment', seen, NO_PROGRESS, POLICY, NOW).payment).toEqual({
      currency: 'EUR',
      currencyRate: 11.5,
      paymentMethod: 'klarna',
    });
  });

  it('has what leaves stock told with the step that moves it, once that is due and until it is done', () => {
    const stockRows = [{ sku: 'JKT-M', quantity: 1, warehouse: 'Stockholm' }];
    const rowsOf = (...args: Parameters<typeof plan>) => stepNamed('S-1902-stock', ...args).stockRows;
    const seen = anOrder([completed({ stockRows })]);
    expect(rowsOf(seen, NO_PROGRESS, POLICY, NOW)).toEqual(stockRows);
    expect(rowsOf(anOrder([captured({ stockRows })]), NO_PROGRESS, POLICY, NOW)).toBeUndefined();
    expect(rowsOf(seen, progressWith({ 'S-1902-stock': done() }), POLICY, NOW)).toBeUndefined();
    const byInvoice = policyWith({ stock: { trigger: 'completed', mode: 'invoice' } });
    expect(rowsOf(seen, NO_PROGRESS, byInvoice, NOW)).toBeUndefined();
  });

  it('that somebody marked as paid is invoiced, and no payment is registered that we know nothing of', () => {
    const seen = anOrder([released({ isPaid: true, paidAt: '2026-03-03T08:00:00Z' })]);
    expect(stepNamed('S-1902-capture', seen, NO_PROGRESS, POLICY, NOW).settledAs).toMatchObject({ state: 'done' });
    expect(stepNamed('S-1902-payment', seen, NO_PROGRESS, POLICY, NOW).settledAs).toMatchObject({ state: 'skipped' });
  });

  it('of value zero needs no capture and no payment, but its invoice and its stock', () => {
    expect(Object.keys(statesOf(anOrder([released({ totalMinor: 0 })]), NO_PROGRESS, POLICY, NOW))).toEqual([
      'S-1902-invoice',
      'S-1902-stock',
    ]);
  });

  it('that is emptied while its capture is unclear still shows that, since it holds up the other captures', () => {
    const unclear = { state: 'needsAttention', at: NOW, problem: { code: 'captureUnclear', detail: '' } } as const;
    const emptied = anOrder([released({ totalMinor: 0 })]);
    const capture = stepNamed('S-1902-capture', emptied, progressWith({ 'S-1902-capture': unclear }), POLICY, NOW);
    expect(capture.state).toBe('due');
  });

  it('that is called back waits again, and is dated by the day on which it is released anew', () => {
    const progress: Progress = { ...NO_PROGRESS, triggeredAt: { 'S-1902-capture': '2026-03-01T08:00:00Z' } };
    expect(stepNamed('S-1902-capture', anOrder([aShipment()]), progress, POLICY, NOW)).toMatchObject({
      state: 'waiting',
    });
    const again = stepNamed('S-1902-capture', anOrder([aShipment()]), progress, POLICY, NOW);
    expect(again.triggeredAt).toBeUndefined();
  });

  it('whose requested capture the provider refuses days later is for a person', () => {
    const pending = progressWith({ 'S-1902-capture': { state: 'pending', at: NOW } });
    const still = plan(anOrder([released({ capture: 'pending' })]), pending, POLICY, NOW);
    expect(still.lookAgainAt).toBe('2026-03-10T18:00:00.000Z');
    const saysCaptured = anOrder([captured({ capture: 'pending' })]);
    expect(stepNamed('S-1902-capture', saysCaptured, pending, POLICY, NOW).settledAs).toBeUndefined();
    const refused = anOrder([released({ capture: 'none' })]);
    expect(stepNamed('S-1902-capture', refused, pending, POLICY, NOW).problem?.code).toBe('captureRefused');
  });

  it('whose requested capture is not answered for two weeks is for a person, until an answer comes after all', () => {
    const asked = '2026-02-20T12:00:00.000Z';
    const pending = progressWith({ 'S-1902-capture': { state: 'pending', at: asked } });
    const open = anOrder([released({ capture: 'pending' })]);
    const captureIn = (seen: typeof open, progress = pending) =>
      stepNamed('S-1902-capture', seen, progress, POLICY, NOW);
    expect(captureIn(open).problem).toMatchObject({
      code: 'captureUnanswered',
      detail: expect.stringContaining('2026-02-20') as string,
    });

    const told = progressWith({
      'S-1902-capture': { state: 'needsAttention', at: asked, problem: { code: 'captureUnanswered', detail: '' } },
    });
    expect(captureIn(anOrder([captured()]), told).settledAs).toMatchObject({ state: 'done' });
    expect(captureIn(anOrder([released({ capture: 'none' })]), told).problem?.code).toBe('captureRefused');
  });

  it('whose capture is done is not doubted because of a request that stays open', () => {
    const progress = progressWith({
      'S-1902-capture': { state: 'done', at: '2026-01-20T12:00:00.000Z', amountMinor: 1 },
    });
    const seen = anOrder([captured({ capture: 'pending' })]);
    expect(stepNamed('S-1902-capture', seen, progress, POLICY, NOW).problem).toBeUndefined();
  });

  it('whose capture was skipped without a word about the invoice has its invoice held, and says so', () => {
    const held = progressWith({ 'S-1902-capture': { state: 'skipped', at: NOW, by: 'anna', releases: false } });
    const invoice = stepNamed('S-1902-invoice', anOrder([released()]), held, POLICY, NOW);
    expect(invoice).toMatchObject({ state: 'waiting', waitsFor: expect.stringContaining('the money') as string });
    // Once Centra shows the money nobody has to come again.
    expect(stepNamed('S-1902-invoice', anOrder([captured()]), held, POLICY, NOW).state).toBe('due');
  });

  it('has no payment to register when its capture or its invoice was skipped', () => {
    for (const skipped of ['S-1902-capture', 'S-1902-invoice'] as const) {
      const bySomebody: StepProgress = { state: 'skipped', at: NOW, by: 'anna' };
      const progress = progressWith({ [skipped]: bySomebody });
      const payment = stepNamed('S-1902-payment', anOrder([released()]), progress, POLICY, NOW);
      expect(payment.settledAs).toMatchObject({ state: 'skipped', by: 'policy' });
    }
  });

  it('that was captured before it was good to go is not invoiced on the day of its capture', () => {
    const policy = policyWith({ capture: { ...DTC_POLICY.capture, mode: 'await' } });
    const early = captured({ capturedAt: '2026-02-28T08:00:00Z' });
    expect(stepNamed('S-1902-invoice', anOrder([early]), NO_PROGRESS, policy, NOW).documentDate).toBe('2026-03-03');
  });

  it('waits for the warehouse to capture where the policy says await', () => {
    const policy = policyWith({ capture: { ...DTC_POLICY.capture, mode: 'await' } });
    expect(stepNamed('S-1902-capture', anOrder([released()]), NO_PROGRESS, policy, NOW)).toMatchObject({
      state: 'waiting',
    });
  });

  it('of a wholesale order is invoiced without a capture', () => {
    const seen = anOrder([released()], { type: 'wholesale' });
    expect(Object.keys(statesOf(seen, NO_PROGRESS, POLICY, NOW))).toEqual(['S-1902-invoice', 'S-1902-stock']);
    expect(stepNamed('S-1902-invoice', seen, NO_PROGRESS, POLICY, NOW).after).toEqual([]);
  });

  it('on hold, or of an order on hold or not paid, is not touched', () => {
    const held = [
      anOrder([released()], { isOnHold: true }),
      anOrder([released()], { isWaitingForPayment: true }),
      anOrder([released({ isOnHold: true })]),
    ];
    for (const seen of held) expect(Object.values(statesOf(seen, NO_PROGRESS, POLICY, NOW))).not.toContain('due');
  });

  it('from before go-live is not ours; one of the same order from after is', () => {
    const before = released({ createdAt: '2025-12-31T22:59:00Z' });
    const after = released({ shipmentId: 1903, createdAt: '2025-12-31T23:01:00Z' });
    const ids = Object.keys(statesOf(anOrder([before, after]), NO_PROGRESS, POLICY, NOW));
    expect(ids.every((id) => id.startsWith('S-1903-'))).toBe(true);
    expect(ids).not.toHaveLength(0);
  });

  it('is only looked at while the connection observes', () => {
    const states = statesOf(anOrder([completed()]), NO_PROGRESS, { ...POLICY, mode: 'observe' }, NOW);
    expect(Object.values(states)).not.toContain('due');
    const sending = policyWith({ invoice: { ...DTC_POLICY.invoice, send: 'email' } }, { mode: 'observe' });
    expect(stepNamed('S-1902-invoice', anOrder([completed()]), NO_PROGRESS, sending, NOW).send).toBe('none');
  });

  it('carries the day of its trigger in the merchant’s time zone, and keeps it when Centra’s dates move on', () => {
    const seen = anOrder([released()]);
    const first = stepNamed('S-1902-invoice', seen, NO_PROGRESS, POLICY, NOW);
    expect(first.documentDate).toBe('2026-03-03');
    const progress: Progress = { ...NO_PROGRESS, triggeredAt: { 'S-1902-invoice': first.triggeredAt ?? '' } };
    const later = anOrder([released({ updatedAt: '2026-03-09T10:00:00Z' })]);
    expect(stepNamed('S-1902-invoice', later, progress, POLICY, NOW).documentDate).toBe('2026-03-03');
  });
});

describe('a return', () => {
  const invoiced = progressWith({
    'S-1902-invoice': done({ reference: '1', amountMinor: 124_900, digest: 'as-ordered' }),
  });

  it('is credited once it is completed, after its shipment’s invoice', () => {
    const open = anOrder([completed({ returns: [aReturn({ isCompleted: false })] })]);
    expect(statesOf(open, invoiced, POLICY, NOW)).toMatchObject({ 'R-31-credit': 'waiting', 'R-31-stock': 'waiting' });
    const closed = anOrder([completed({ returns: [aReturn()] })]);
    expect(statesOf(closed, invoiced, POLICY, NOW)).toMatchObject({ 'R-31-credit': 'due', 'R-31-stock': 'due' });
    expect(stepNamed('R-31-credit', closed, invoiced, POLICY, NOW).after).toEqual(['S-1902-invoice']);
  });

  it('that did not go back into stock moves none', () => {
    const seen = anOrder([completed({ returns: [aReturn({ isReturnedToStock: false })] })]);
    expect(Object.keys(statesOf(seen, invoiced, POLICY, NOW))).not.toContain('R-31-stock');
  });

  it('never leads to more credit than was invoiced', () => {
    const progress = progressWith({ ...invoiced.steps, 'R-31-credit': done({ reference: '2', amountMinor: 100_000 }) });
    const returns = [aReturn({ totalMinor: 100_000 }), aReturn({ returnId: 32, totalMinor: 24_901 })];
    const seen = anOrder([completed({ returns })]);
    expect(stepNamed('R-32-credit', seen, progress, POLICY, NOW).problem?.code).toBe('creditsExceedInvoice');
    const exact = anOrder([
      completed({ returns: [returns[0] ?? aReturn(), aReturn({ returnId: 32, totalMinor: 24_900 })] }),
    ]);
    expect(stepNamed('R-32-credit', exact, progress, POLICY, NOW).state).toBe('due');
  });

  it('counts what a deleted return was credited with, until a person has seen to that', () => {
    const credited = { ...invoiced.steps, 'R-31-credit': done({ reference: '2', amountMinor: 100_000 }) };
    const seen = anOrder([completed({ returns: [aReturn({ returnId: 32, totalMinor: 100_000 })] })]);
    const problem = stepNamed('R-32-credit', seen, progressWith(credited), POLICY, NOW).problem;
    expect(problem?.code).toBe('creditsExceedInvoice');
    const reversed = { state: 'skipped', at: NOW, by: 'anna', reason: 'reversed', digest: 'vanished' } as const;
    const seenTo = progressWith({ ...credited, 'R-31-review': reversed });
    expect(stepNamed('R-32-credit', seen, seenTo, POLICY, NOW).state).toBe('due');
  });

  it('completed together with another one leaves it only what is left of the invoice', () => {
    const returns = [aReturn({ totalMinor: 100_000 }), aReturn({ returnId: 32, totalMinor: 100_000 })];
    const seen = anOrder([completed({ returns })]);
    expect(stepNamed('R-31-credit', seen, invoiced, POLICY, NOW).state).toBe('due');
    expect(stepNamed('R-32-credit', seen, invoiced, POLICY, NOW).problem?.code).toBe('creditsExceedInvoice');
  });

  it('that costs the customer more than it gives back is for a person; its goods go back into stock meanwhile', () => {
    const seen = anOrder([completed({ returns: [aReturn({ totalMinor: -157 })] })]);
    expect(stepNamed('R-31-credit', seen, invoiced, POLICY, NOW).problem).toEqual({
      code: 'returnCostsExceedGoods',
      detail: 'Return 31 gives nothing back: the customer owes 1.57 SEK',
    });
    expect(stepNamed('R-31-stock', seen, invoiced, POLICY, NOW)).toMatchObject({ state: 'due', after: [] });
    const open = anOrder([completed({ returns: [aReturn({ totalMinor: -157, isCompleted: false })] })]);
    expect(stepNamed('R-31-credit', open, invoiced, POLICY, NOW).state).toBe('waiting');
  });

  it('that is changed after its credit is for a person', () => {
    const credit = done({ reference: '2', amountMinor: 49_900, digest: 'one-back' });
    const credited = progressWith({ ...invoiced.steps, 'R-31-credit': credit });
    const same = anOrder([completed({ returns: [aReturn()] })]);
    expect(Object.keys(statesOf(same, credited, POLICY, NOW))).not.toContain('R-31-review');
    const changed = anOrder([completed({ returns: [aReturn({ contentDigest: 'two-back' })] })]);
    expect(stepNamed('R-31-review', changed, credited, POLICY, NOW).problem?.code).toBe('changedAfterInvoicing');
  });

  it('of a shipment that is not ours, or whose invoice was skipped, is for a person', () => {
    const foreign = anOrder([completed({ createdAt: '2025-12-01T10:00:00Z', returns: [aReturn()] })]);
    expect(stepNamed('R-31-credit', foreign, NO_PROGRESS, POLICY, NOW).problem?.code).toBe('notOurInvoice');
    const skipped = progressWith({ 'S-1902-invoice': { state: 'skipped', at: NOW, by: 'anna', reason: 'by hand' } });
    const ours = anOrder([completed({ returns: [aReturn()] })]);
    expect(stepNamed('R-31-credit', ours, skipped, POLICY, NOW).problem?.code).toBe('notOurInvoice');
  });

  it('of a shipment that is not ours is credited once its invoice is named, or settled by a credit made by hand', () => {
    const seen = anOrder([completed({ createdAt: '2025-12-01T10:00:00Z', returns: [aReturn()] })]);
    expect(stepNamed('S-1902-invoice', seen, NO_PROGRESS, POLICY, NOW)).toMatchObject({
      state: 'waiting',
      amountMinor: 124_900,
    });
    const named = progressWith({ 'S-1902-invoice': done({ reference: '4711', amountMinor: 124_900, by: 'anna' }) });
    expect(stepNamed('R-31-credit', seen, named, POLICY, NOW)).toMatchObject({
      state: 'due',
      after: ['S-1902-invoice'],
    });
    const small = progressWith({ 'S-1902-invoice': done({ reference: '4711', amountMinor: 100, by: 'anna' }) });
    expect(stepNamed('R-31-credit', seen, small, POLICY, NOW).problem?.code).toBe('creditsExceedInvoice');
    const credited = progressWith({ 'R-31-credit': done({ reference: '4712', by: 'anna' }) });
    expect(Object.keys(statesOf(seen, credited, POLICY, NOW))).not.toContain('S-1902-invoice');
  });

  it('that is reopened after its credit is for a person, once', () => {
    const credited = progressWith({ ...invoiced.steps, 'R-31-credit': done({ reference: '2', amountMinor: 49_900 }) });
    const seen = anOrder([completed({ returns: [aReturn({ isCompleted: false })] })]);
    expect(stepNamed('R-31-review', seen, credited, POLICY, NOW).problem?.code).toBe('returnReversed');
    const restocked = progressWith({ ...credited.steps, 'R-31-stock': done({ reference: 'inbound 31' }) });
    expect(stepNamed('R-31-review', seen, restocked, POLICY, NOW).problem?.detail).toBe(
      'Return 31 is open again, but there is credit invoice 2 and stock document inbound 31',
    );
    const gone = stepNamed('R-31-review', anOrder([completed()]), restocked, POLICY, NOW);
    expect(gone.problem?.detail).toBe(
      'Centra no longer has R-31, for which there is: credit 2, stock document inbound 31',
    );
    const accepted = progressWith({
      ...credited.steps,
      'R-31-review': { state: 'skipped', at: NOW, digest: 'reversed' },
    });
    expect(Object.keys(statesOf(seen, accepted, POLICY, NOW))).not.toContain('R-31-review');
  });
});

describe('what was invoiced', () => {
  const invoiced = progressWith({
    'S-1902-invoice': done({ reference: '1', amountMinor: 124_900, digest: 'as-ordered' }),
  });

  it('and then changed in Centra is for a person; accepted once, another change asks again', () => {
    const changed = anOrder([completed({ contentDigest: 'changed' })]);
    expect(stepNamed('S-1902-review', changed, invoiced, POLICY, NOW).problem?.code).toBe('changedAfterInvoicing');
    const accepted = progressWith({
      ...invoiced.steps,
      'S-1902-review': { state: 'skipped', at: NOW, digest: 'changed' },
    });
    expect(Object.keys(statesOf(changed, accepted, POLICY, NOW))).not.toContain('S-1902-review');
    const again = anOrder([completed({ contentDigest: 'changed again' })]);
    expect(stepNamed('S-1902-review', again, accepted, POLICY, NOW).problem?.code).toBe('changedAfterInvoicing');
  });

  it('and then vanished from Centra is for a person; so is what was captured, or may have been', () => {
    const traces: Steps[] = [
      invoiced.steps,
      { 'S-1902-capture': done() },
      { 'S-1902-capture': { state: 'needsAttention', at: NOW, problem: { code: 'captureUnclear', detail: '' } } },
      { 'S-1902-invoice': { state: 'needsAttention', at: NOW, problem: { code: 'erpAmountDiffers', detail: '' } } },
    ];
    for (const steps of traces) {
      const review = stepNamed('S-1902-review', anOrder([]), progressWith(steps), POLICY, NOW);
      expect(review.problem?.code).toBe('vanishedAfterWork');
    }
    const nothingLeft: Steps[] = [
      { 'S-1902-stock': done() },
      { 'S-1902-capture': { state: 'needsAttention', at: NOW, problem: { code: 'captureRefused', detail: '' } } },
    ];
    for (const steps of nothingLeft) {
      expect(stepsOf(anOrder([]), progressWith(steps), POLICY, NOW)).toEqual([]);
    }
  });
});

describe('an order', () => {
  const allDone = progressWith({
    'S-1902-capture': done(),
    'S-1902-invoice': done({ reference: '1', amountMinor: 124_900, digest: 'as-ordered' }),
    'S-1902-payment': done(),
    'S-1902-stock': done(),
  });
  const finished = { status: 'SHIPPED' as const };

  it('stays open for returns and closes when their time has passed', () => {
    const seen = anOrder([completed()], finished);
    const soon = plan(seen, allDone, POLICY, '2026-04-03T14:59:59Z');
    expect(soon).toMatchObject({ isComplete: false, completesAt: '2026-04-03T15:00:00.000Z' });
    expect(plan(seen, allDone, POLICY, '2026-04-03T15:00:00Z').isComplete).toBe(true);
  });

  it('does not close while a step, a line or a return is open', () => {
    const late = '2026-06-01T00:00:00Z';
    const { 'S-1902-stock': _, ...notMoved } = allDone.steps;
    expect(plan(anOrder([completed()], finished), progressWith(notMoved), POLICY, late).isComplete).toBe(false);
    expect(plan(anOrder([completed()], { ...finished, unshippedQuantity: 1 }), allDone, POLICY, late).isComplete).toBe(
      false,
    );
    expect(plan(anOrder([completed()]), allDone, POLICY, late).isComplete).toBe(false);
    const open = anOrder([completed({ returns: [aReturn({ isCompleted: false })] })], finished);
    expect(plan(open, allDone, POLICY, late).isComplete).toBe(false);
  });

  it('that is cancelled before anything was sent closes at once, with nothing captured or invoiced', () => {
    for (const status of ['CANCELLED', 'DELETED'] as const) {
      const seen = anOrder([released()], { status, unshippedQuantity: 2 });
      expect(plan(seen, NO_PROGRESS, POLICY, NOW)).toMatchObject({ lanes: [], isComplete: true });
    }
  });

  it('that is cancelled after a parcel was sent still accounts for the parcel', () => {
    const seen = anOrder([completed()], { status: 'CANCELLED' });
    expect(statesOf(seen, NO_PROGRESS, POLICY, NOW)).toMatchObject({ 'S-1902-invoice': 'due', 'S-1902-stock': 'due' });
  });
});
