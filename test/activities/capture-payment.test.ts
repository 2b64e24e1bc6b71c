import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCapturePayment } from '../../src/activities/capture-payment.ts';
import type { Connection } from '../../src/activities/dependencies.ts';
import { StaleError } from '../../src/activities/stale-error.ts';
import type { StepRequest } from '../../src/activities/step-request.ts';
import { MaybeDoneError } from '../../src/connectors/call-errors.ts';
import type { Capture, Centra } from '../../src/connectors/centra/centra.ts';
import { stepId, shipment } from '../../src/domain/steps.ts';
import { openRecords, type Records } from '../../src/records/records.ts';
import { NOW } from '../domain/fixtures.ts';

describe('capturing a payment', () => {
  let records: Records;
  let shipmentId = 0;
  let clock = new Date(NOW);
  beforeAll(async () => {
    records = await openRecords({ inMemory: true }, () => clock);
  });
  afterAll(() => records.close());

  /** A Centra whose capture breaks off, and which then shows this. */
  const aBrokenCapture = (shown: Capture['state']) =>
    aCapture(() => Promise.reject(new MaybeDoneError('connection reset')), shown);

  /** A Centra that answers a capture like this, and when asked how it stands shows that. */
  function aCapture(answer: () => Promise<Capture>, shown: Capture['state'] = 'none') {
    let calls = 0;
    clock = new Date(NOW);
    const id = ++shipmentId;
    const centra = {
      captureShipment: () => {
        calls++;
        return answer();
      },
      readCapture: () => Promise.resolve({ state: shown, capturedMinor: 0, giftCardMinor: 0, currency: 'SEK' }),
    } as unknown as Centra;
    const connections = new Map([['acme', { id: 'acme', key: 'acme', centra } as unknown as Connection]]);
    const capture = createCapturePayment({ connections, records, lookAgainAfterMs: [60_000], now: () => clock });
    const step = {
      id: stepId(shipment(id), 'capture'),
      kind: 'capture',
      shipmentId: id,
      title: '1001-1',
    } as StepRequest['step'];
    return {
      attempt: (more: Partial<StepRequest> = {}) =>
        capture({
          connectionId: 'acme',
          orderNumber: 1001,
          step,
          requestedAt: clock.toISOString(),
          isRecreation: false,
          isOtherCapturePending: false,
          ...more,
        }),
      pass: (ms: number) => {
        clock = new Date(clock.getTime() + ms);
        return clock.toISOString();
      },
      calls: () => calls,
    };
  }

  it('is repeated once when a person has seen to it, and not again when that breaks off too', async () => {
    const { attempt, pass, calls } = aBrokenCapture('none');
    await expect(attempt()).rejects.toThrow('looking again');
    pass(120_000);
    await expect(attempt()).rejects.toMatchObject({ problem: { code: 'captureUnclear' } });
    const retriedAt = pass(60_000);
    await expect(attempt({ retriedAt })).rejects.toThrow('looking again');
    for (let i = 0; i < 5; i++) {
      pass(300_000);
      await expect(attempt({ retriedAt })).rejects.toMatchObject({ problem: { code: 'captureUnclear' } });
    }
    expect(calls()).toBe(2);
  });

  it('does not take another shipment’s open request for its own', async () => {
    const { attempt, pass } = aBrokenCapture('pending');
    await expect(attempt()).rejects.toThrow('looking again');
    await expect(attempt({ isOtherCapturePending: true })).rejects.toThrow('looking again');
    pass(120_000);
    await expect(attempt({ isOtherCapturePending: true })).rejects.toMatchObject({
      problem: { code: 'captureUnclear' },
    });
    expect(await attempt()).toMatchObject({ state: 'pending' });
  });

  it('keeps what a gift card paid, and what Centra warned of', async () => {
    const seen = {
      state: 'captured',
      capturedMinor: 124_900,
      giftCardMinor: 50_000,
      currency: 'SEK',
      note: 'No e-mail',
    };
    const { attempt } = aCapture(() => Promise.resolve(seen as Capture));
    const expected = { state: 'done', amountMinor: 124_900, giftCardMinor: 50_000, note: 'No e-mail' };
    expect(await attempt()).toMatchObject(expected);
    expect(await attempt()).toMatchObject(expected);
  });

  it('that was planned long ago has to be planned anew: the order may be on hold by now', async () => {
    const { attempt, calls } = aBrokenCapture('none');
    await expect(attempt({ requestedAt: '2026-03-10T11:00:00Z' })).rejects.toThrow(StaleError);
    expect(calls()).toBe(0);
  });
});
