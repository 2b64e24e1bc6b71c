import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InDoubtError, once, type OnceDeps, type Work } from '../../src/activities/once.ts';
import { MaybeDoneError, NotDoneError, RefusedError } from '../../src/connectors/call-errors.ts';
import { openRecords, type Records } from '../../src/records/records.ts';

type Outcome = { documentNumber: string };

/** An effect on a system that may lose answers: what was made there, and how it is tried. */
describe('an effect that must happen once', () => {
  let records: Records;
  let clock: Date;
  let number = 0;
  beforeAll(async () => {
    records = await openRecords({ inMemory: true }, () => clock);
  });
  afterAll(() => records.close());

  /** Another system; `answer` says how its next creation ends. */
  function aSystem() {
    clock = new Date('2026-03-10T12:00:00Z');
    const made: Outcome[] = [];
    const effect = {
      key: `acme-S-${String(++number).padStart(10, '0')}-invoice`,
      connectionKey: 'acme',
      kind: 'invoice',
      orderNumber: 1,
    };
    let looks = 0;
    const attempt = (
      answer: 'made' | 'lost' | 'late' | 'limited' | 'refused',
      more: Partial<Work<Outcome>> = {},
      deps: Partial<OnceDeps> = {},
    ): Promise<Outcome> =>
      once({ effects: records.effects, lookAgainAfterMs: [60_000, 300_000], ...deps }, effect, {
        find: async () => {
          looks++;
          return made[0];
        },
        perform: async () => {
          if (answer === 'limited') throw new NotDoneError('429');
          if (answer === 'refused') throw new RefusedError({ code: 'erpRefused', detail: 'no' });
          if (answer === 'late') throw new MaybeDoneError('504');
          made.push({ documentNumber: `${made.length + 1}` });
          if (answer === 'lost') throw new MaybeDoneError('connection reset');
          return made[0] ?? expect.fail('nothing was made');
        },
        ...more,
      });
    const pass = (ms: number): void => {
      clock = new Date(clock.getTime() + ms);
    };
    return { attempt, made, pass, now: () => clock, looks: () => looks, effect };
  }

  it('happens, and its outcome is given to whoever asks again', async () => {
    const system = aSystem();
    const outcome = await system.attempt('made');
    expect(await system.attempt('made')).toEqual(outcome);
    expect(system.made).toHaveLength(1);
    expect(system.looks()).toBe(0);
  });

  it('is found after its answer was lost, and not done again', async () => {
    const system = aSystem();
    await expect(system.attempt('lost')).rejects.toThrow(InDoubtError);
    expect(await system.attempt('made')).toEqual({ documentNumber: '1' });
    expect(system.made).toHaveLength(1);
  });

  it('that may land late is looked for after one and five minutes, and only then tried anew', async () => {
    const system = aSystem();
    await expect(system.attempt('late')).rejects.toMatchObject({ lookAgainInMs: 60_000 });
    await expect(system.attempt('made')).rejects.toMatchObject({ lookAgainInMs: 60_000 });
    system.pass(60_000);
    await expect(system.attempt('made')).rejects.toMatchObject({ lookAgainInMs: 240_000 });
    system.pass(240_000);
    expect(await system.attempt('made')).toEqual({ documentNumber: '1' });
    expect(system.looks()).toBe(3);
  });

  it('that landed late is found by the later look', async () => {
    const system = aSystem();
    await expect(system.attempt('late')).rejects.toThrow(InDoubtError);
    system.pass(120_000);
    system.made.push({ documentNumber: 'late' });
    expect(await system.attempt('made')).toEqual({ documentNumber: 'late' });
  });

  it('that was refused or limited is tried at once the next time', async () => {
    for (const answer of ['refused', 'limited'] as const) {
      const system = aSystem();
      await expect(system.attempt(answer)).rejects.toThrow();
      expect(await system.attempt('made')).toEqual({ documentNumber: '1' });
      expect(system.looks()).toBe(0);
    }
  });

  it('that was refused after an unclear try stays in doubt: the unclear one may still land', async () => {
    const system = aSystem();
    await expect(system.attempt('late')).rejects.toThrow(InDoubtError);
    system.pass(300_000);
    await expect(system.attempt('refused')).rejects.toThrow(RefusedError);
    system.made.push({ documentNumber: 'late' });
    expect(await system.attempt('made')).toEqual({ documentNumber: 'late' });
    expect(system.made).toHaveLength(1);
  });

  it('that must not be repeated goes to a person when it stays unclear', async () => {
    const system = aSystem();
    const whenUnclear = { code: 'captureUnclear', detail: 'it broke off' } as const;
    await expect(system.attempt('late', { whenUnclear })).rejects.toThrow(InDoubtError);
    system.pass(300_000);
    await expect(system.attempt('made', { whenUnclear })).rejects.toMatchObject({ problem: whenUnclear });
    expect(system.made).toEqual([]);
    expect(await system.attempt('made')).toEqual({ documentNumber: '1' });
  });

  it('that a person has seen to is repeated once; what fails after that goes to the person again', async () => {
    const system = aSystem();
    const whenUnclear = { code: 'captureUnclear', detail: 'it broke off' } as const;
    await expect(system.attempt('late', { whenUnclear })).rejects.toThrow(InDoubtError);
    system.pass(400_000);
    const seenTo = { whenUnclear, mayRepeatTriesBefore: system.now() };
    system.pass(1_000);
    await expect(system.attempt('late', seenTo)).rejects.toThrow(InDoubtError);
    system.pass(400_000);
    await expect(system.attempt('made', seenTo)).rejects.toMatchObject({ problem: whenUnclear });
    expect(system.made).toEqual([]);
  });

  it('is tried by one of two workers that hold the same step', async () => {
    const system = aSystem();
    const results = await Promise.allSettled(Array.from({ length: 5 }, () => system.attempt('made')));
    expect(system.made).toHaveLength(1);
    expect(results.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThanOrEqual(1);
  });

  it('whose process died after the intent was written is in doubt, not forgotten', async () => {
    const system = aSystem();
    await records.effects.begin(system.effect);
    await expect(system.attempt('made')).rejects.toThrow(InDoubtError);
    expect(system.made).toEqual([]);
  });

  describe('while the records recover from a loss', () => {
    const recovering = (system: ReturnType<typeof aSystem>) => ({ recoveringSince: system.now() });

    it('is looked up before its first try, once and without a wait', async () => {
      const lost = aSystem();
      lost.made.push({ documentNumber: 'from before' });
      expect(await lost.attempt('made', {}, recovering(lost))).toEqual({ documentNumber: 'from before' });
      const fresh = aSystem();
      expect(await fresh.attempt('made', {}, recovering(fresh))).toEqual({ documentNumber: '1' });
      expect(await fresh.attempt('made', {}, recovering(fresh))).toEqual({ documentNumber: '1' });
      expect(fresh.looks()).toBe(1);
    });

    it('stays a first try when the look-up fails', async () => {
      const system = aSystem();
      const find = () => Promise.reject(new NotDoneError('503'));
      await expect(system.attempt('made', { find }, recovering(system))).rejects.toThrow(NotDoneError);
      expect(await system.attempt('made', {}, recovering(system))).toEqual({ documentNumber: '1' });
    });

    it('that must not be repeated goes to a person, unless it was not due before or a person has seen to it', async () => {
      const whenUnclear = { code: 'captureUnclear', detail: 'it broke off' } as const;
      const system = aSystem();
      const since = recovering(system);
      const dueAt = new Date(system.now().getTime() - 1);
      for (const due of [{}, { dueAt }]) {
        await expect(system.attempt('made', { whenUnclear, ...due }, since)).rejects.toMatchObject({
          problem: whenUnclear,
        });
      }
      expect(system.made).toEqual([]);
      const seenTo = { whenUnclear, dueAt, mayRepeatTriesBefore: system.now() };
      expect(await system.attempt('made', seenTo, since)).toEqual({ documentNumber: '1' });
      const later = aSystem();
      const dueLater = { whenUnclear, dueAt: later.now() };
      expect(await later.attempt('made', dueLater, recovering(later))).toEqual({ documentNumber: '1' });
    });
  });
});
