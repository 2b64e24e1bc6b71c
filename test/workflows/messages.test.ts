import { describe, expect, it } from 'vitest';
import {
  readMarkDone,
  readPause,
  readResend,
  readReturnIds,
  readRetry,
  readSkip,
} from '../../src/workflows/messages.ts';

/** What people type into forms, where nothing checks it before the order hears it. */
describe('a command typed by hand', () => {
  const typed = { step: 'S-1902-invoice', reference: '4711', by: 'anna', reason: 'made by hand' };

  it('is understood whichever way a form sends it', () => {
    const understood = { ok: true, command: typed };
    expect(readMarkDone(typed)).toEqual(understood);
    expect(readMarkDone(JSON.stringify(typed))).toEqual(understood);
    expect(readMarkDone([typed])).toEqual(understood);
    expect(readMarkDone(JSON.stringify([typed]))).toEqual(understood);
    expect(readMarkDone({ ...typed, reference: 4711 })).toEqual(understood);
    expect(readMarkDone({ ...typed, step: ' S-1902-invoice\n', shipment: 1902, at: null })).toEqual(understood);
    expect(readPause('{"by": "anna", "reason": "wrong prices"}')).toMatchObject({ ok: true });
    expect(readRetry('{"by": "anna"}')).toMatchObject({ ok: true, command: { by: 'anna', recreate: false } });
    expect(readSkip([{ ...typed, releaseInvoice: 'true' }])).toMatchObject({ command: { releaseInvoice: true } });
    expect(readResend({ by: 7, reason: 'asked', shipmentId: '1902' })).toMatchObject({ command: { shipmentId: 1902 } });
    expect(readReturnIds('{"returnId": "31"}')).toEqual([31]);
  });

  it('that cannot be understood is told why, and never throws', () => {
    const lacking = (payload: unknown) => readMarkDone(payload);
    expect(lacking({ ...typed, reference: '  ' })).toEqual({ ok: false, why: 'missing: reference' });
    expect(lacking({})).toEqual({ ok: false, why: 'missing: step, reference, by, reason' });
    const unreadable: unknown[] = [
      'please',
      '"please"',
      '{"by": ',
      [],
      [typed, typed],
      null,
      undefined,
      7,
      true,
      '[[[]]]',
    ];
    for (const payload of unreadable) {
      expect(lacking(payload)).toEqual({ ok: false, why: 'expected an object with step, reference, by, reason' });
      expect(readPause(payload)).toEqual({ ok: false, why: 'expected an object with by, reason' });
      expect(readReturnIds(payload)).toEqual([]);
    }
  });

  it('is not kept longer than anybody reads', () => {
    const read = readPause({ by: 'anna', reason: 'x'.repeat(100_000) });
    expect(read.ok && read.command.reason.length).toBe(300);
  });
});
