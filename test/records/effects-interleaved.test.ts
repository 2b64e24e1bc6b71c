import fc from 'fast-check';
import { expect, test } from 'vitest';
import { describeOnEachDatabase } from '../support/databases.ts';

/** What one worker does next. It does what it may: only who was the first withdraws, only who looked tries again. */
type Move = { readonly worker: number; readonly action: 'begin' | 'beginAgain' | 'withdraw' | 'finish' };

const move: fc.Arbitrary<Move> = fc.record({
  worker: fc.nat(3),
  action: fc.constantFrom('begin', 'begin', 'beginAgain', 'withdraw', 'finish'),
});

/** The moves of a round are made at the same time. */
const rounds = fc.array(fc.array(move, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 12 });

describeOnEachDatabase('workers in any interleaving', (database) => {
  test('never get two permissions to act without a withdrawal or an agreed second try in between', async () => {
    const effects = database.records().effects;
    let count = 0;
    await fc.assert(
      fc.asyncProperty(rounds, async (plan) => {
        const key = `acme-S-${++count}-invoice`;
        const identity = { key, connectionKey: 'acme', kind: 'invoice', orderNumber: 1 };
        const seenTries = new Map<number, number>();
        const wasFirst = new Set<number>();
        let isUnderWay = false;
        let isDone = false;

        for (const round of plan) {
          const seen = { first: 0, again: 0, withdrawn: 0, finished: 0 };
          const makeMove: Record<Move['action'], (worker: number) => Promise<void>> = {
            async begin(worker) {
              const begun = await effects.begin(identity);
              if (begun.state === 'first') {
                seen.first += 1;
                wasFirst.add(worker);
              } else if (begun.state === 'inDoubt') {
                seenTries.set(worker, begun.tries);
              }
            },
            async beginAgain(worker) {
              const tries = seenTries.get(worker);
              if (tries !== undefined && (await effects.beginAgain(key, tries))) seen.again += 1;
            },
            async withdraw(worker) {
              if (!wasFirst.delete(worker)) return;
              seen.withdrawn += 1;
              await effects.withdraw(key);
            },
            async finish() {
              if (!isUnderWay) return;
              seen.finished += 1;
              await effects.finish(key, 'the one outcome');
            },
          };
          await Promise.all(round.map(({ worker, action }) => makeMove[action](worker)));

          const permissions = seen.first + seen.again;
          expect(isDone ? permissions : 0, 'after an outcome').toBe(0);
          expect(isUnderWay && seen.withdrawn === 0 ? seen.first : 0, 'while a try may be under way').toBe(0);
          expect(permissions, 'at the same time').toBeLessThanOrEqual(1 + seen.withdrawn);
          isDone ||= seen.finished > 0;
          isUnderWay = permissions > 0 || (isUnderWay && seen.withdrawn === 0);
        }
      }),
      { numRuns: 150 },
    );
  }, 60_000);
});
