import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { JsonValue } from '../domain/json-value.ts';
import { jsonb, storable } from './json.ts';
import type { EffectRow, Tables } from './tables.ts';

/**
 * The book of effects: what was tried on other systems and what came of it. All moments are by the database's clock, which
 * is one for all workers: theirs may be minutes apart, and how long ago a try was decides whether it may be repeated.
 */
export interface Effects {
  /**
   * Asks to try an effect. Of all that ever ask, one is told `first` and may go ahead; the others are told the outcome,
   * or that an earlier try may have landed. `first` is told anew only after `withdraw` or `supersede`.
   */
  readonly begin: (effect: EffectIdentity) => Promise<Begun>;
  /**
   * Asks to try again what is in doubt, after look-ups found nothing. Of all that saw the same number of tries, one is
   * told true.
   */
  readonly beginAgain: (key: string, expectedTries: number) => Promise<boolean>;
  /**
   * Keeps what came of an effect. The first outcome stays; the same one again is fine.
   *
   * @throws SecondOutcomeError when the effect was never begun or has another outcome: then something happened twice.
   */
  readonly finish: (key: string, outcome: JsonValue) => Promise<void>;
  /**
   * The first try certainly did not land: the next one to ask is the first. Changes nothing when there is an outcome, or
   * when somebody was allowed to try again meanwhile, since that try may still land.
   */
  readonly withdraw: (key: string) => Promise<void>;
  /**
   * Sets an outcome aside because what it names no longer counts, so that the effect may happen once more. The outcome
   * is kept in the history. False, and nothing is changed, when the outcome on record is not this one: then somebody was
   * faster.
   */
  readonly supersede: (key: string, outcome: JsonValue, reason: string) => Promise<boolean>;
  /** What was done for an order, oldest first; what was set aside is not in it. */
  readonly outcomesOfOrder: (connectionKey: string, orderNumber: number) => Promise<readonly EffectOutcome[]>;
}

/** Something happened twice under one key, or without having been begun. */
export class SecondOutcomeError extends Error {
  override readonly name = 'SecondOutcomeError';
}

export interface EffectIdentity {
  /** Unique for ever, built of nothing that may be renamed. */
  readonly key: string;
  readonly connectionKey: string;
  readonly kind: string;
  readonly orderNumber: number;
}

export type Begun =
  | { readonly state: 'first' }
  | { readonly state: 'done'; readonly outcome: JsonValue }
  | {
      readonly state: 'inDoubt';
      readonly lastTriedAt: Date;
      /** How long ago that was, in milliseconds. */
      readonly elapsedMs: number;
      readonly tries: number;
    };

export interface EffectOutcome {
  readonly key: string;
  readonly kind: string;
  readonly outcome: JsonValue;
  readonly at: Date;
}

/** @param clock Instead of the database's own, for tests. */
export function createEffects(db: Kysely<Tables>, clock?: () => Date): Effects {
  const now = (): RawBuilder<Date> =>
    clock === undefined ? sql<Date>`clock_timestamp()` : sql<Date>`${clock().toISOString()}::timestamptz`;
  return {
    async begin(effect) {
      for (;;) {
        if (await isFirst(effect)) return { state: 'first' };
        const { state, outcome, lastTriedAt, elapsedMs, tries } = await read(effect.key);
        if (state === 'done') return { state, outcome };
        if (state !== 'free') return { state: 'inDoubt', lastTriedAt, elapsedMs, tries };
        // It was set free between the two statements: ask again.
      }
    },

    async beginAgain(key, expectedTries) {
      const allowed = await db
        .updateTable('effects')
        .set({ state: 'again', tries: expectedTries + 1, lastTriedAt: now() })
        .where('effectKey', '=', key)
        .where('tries', '=', expectedTries)
        .where('state', 'in', ['first', 'again'])
        .returning('effectKey')
        .executeTakeFirst();
      return allowed !== undefined;
    },

    async finish(key, outcome) {
      const kept = await db
        .updateTable('effects')
        .set({ state: 'done', outcome: jsonb(outcome), outcomeAt: now() })
        .where('effectKey', '=', key)
        .where('state', '!=', 'done')
        .returning('effectKey')
        .executeTakeFirst();
      if (!kept) await refuseOtherOutcome(key, outcome);
    },

    async withdraw(key) {
      await db
        .updateTable('effects')
        .set({ state: 'free' })
        .where('effectKey', '=', key)
        .where('state', '=', 'first')
        .execute();
    },

    supersede(key, outcome, reason) {
      return db.transaction().execute(async (trx) => {
        const current = await trx
          .selectFrom('effects')
          .select(['effectKey', 'outcomeAt'])
          .where('effectKey', '=', key)
          .where('outcome', '=', jsonb(outcome))
          .forUpdate()
          .executeTakeFirst();
        if (!current) return false;
        await trx
          .insertInto('effectsSuperseded')
          .values({ ...current, outcome: jsonb(outcome), reason: storable(reason), supersededAt: now() })
          .execute();
        await trx
          .updateTable('effects')
          .set({ state: 'free', outcome: null, outcomeAt: null })
          .where('effectKey', '=', key)
          .execute();
        return true;
      });
    },

    async outcomesOfOrder(connectionKey, orderNumber) {
      return db
        .selectFrom('effects')
        .select(['effectKey as key', 'kind', 'outcome', 'outcomeAt as at'])
        .where('connectionKey', '=', connectionKey)
        .where('orderNumber', '=', orderNumber)
        .where('outcomeAt', 'is not', null)
        .orderBy('outcomeAt')
        .orderBy('effectKey')
        .$narrowType<{ at: Date }>()
        .execute();
    },
  };

  /** One statement, so that of two that ask at the same moment exactly one is the first. */
  async function isFirst({ key, ...identity }: EffectIdentity): Promise<boolean> {
    const at = now();
    const row = await db
      .insertInto('effects')
      .values({ ...identity, effectKey: key, state: 'first', firstTriedAt: at, lastTriedAt: at, tries: 1 })
      .onConflict((conflict) =>
        conflict
          .column('effectKey')
          .doUpdateSet((eb) => ({ state: 'first', lastTriedAt: at, tries: eb('effects.tries', '+', 1) }))
          .where('effects.state', '=', 'free'),
      )
      .returning('effectKey')
      .executeTakeFirst();
    return row !== undefined;
  }

  function read(key: string): Promise<EffectRow & { readonly elapsedMs: number }> {
    const elapsedMs = sql<number>`(extract(epoch from ${now()} - last_tried_at) * 1000)::float8`.as('elapsedMs');
    return db
      .selectFrom('effects')
      .selectAll()
      .select(elapsedMs)
      .where('effectKey', '=', key)
      .executeTakeFirstOrThrow();
  }

  async function refuseOtherOutcome(key: string, outcome: JsonValue): Promise<void> {
    const row = await db
      .selectFrom('effects')
      .select(['outcome', sql<boolean>`outcome = ${jsonb(outcome)}`.as('isSame')])
      .where('effectKey', '=', key)
      .executeTakeFirst();
    if (row?.isSame) return;
    const second = JSON.stringify(outcome);
    throw new SecondOutcomeError(
      row
        ? `${key} has the outcome ${JSON.stringify(row.outcome)} already, so ${second} is a second one: look both up in the other system and cancel one`
        : `${key} was never begun, so its outcome ${second} cannot be kept: an effect is begun before it is tried`,
    );
  }
}
