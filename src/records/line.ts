import { sql, type Kysely } from 'kysely';
import type { Line, Standing } from '../domain/shared-store.ts';
import type { Tables } from './tables.ts';

/** Who is so late is not here to use its turn: the next ones go. */
const LATE_AFTER_MS = 5_000;

/** For how long what an order does next is as old as what it did before. */
const KEPT_AFTER_TURN_MS = 10 * 60_000;

/** Who comes back later, as after a stop of all workers, still has its place. */
const KEPT_WAITING_MS = 24 * 3_600_000;

/** The line of a key, inside the transaction that holds the key's row. Two of a millisecond go by name. */
export function createLine(trx: Kysely<Tables>, key: string, now: Date): Line {
  const afterMs = (ms: number): Date => new Date(now.getTime() + ms);
  const put = async (work: string, isWaiting: boolean, until: Date): Promise<void> => {
    // A place that is used up begins anew. The time of one that had its turn runs from the first turn.
    await sql`
      insert into line (key, work, since, until, is_waiting) values (${key}, ${work}, ${now}, ${until}, ${isWaiting})
      on conflict (key, work) do update set
        since = case when line.is_waiting or line.until > ${now} then line.since else excluded.since end,
        until = case
          when line.is_waiting or excluded.is_waiting or line.until <= ${now} then excluded.until
          else line.until
        end,
        is_waiting = excluded.is_waiting`.execute(trx);
  };
  return {
    async look(work) {
      const { rows } = await sql<Standing>`
        with mine as (
          select since, is_waiting from line where key = ${key} and work = ${work} and (is_waiting or until > ${now})
        )
        select
          (count(*) filter (where mine.since is null or (other.since, other.work) < (mine.since, ${work})))::int as ahead,
          count(*)::int as others,
          coalesce((select is_waiting from mine), false) as is_waiting
        from line other left join mine on true
        where other.key = ${key} and other.is_waiting and other.until > ${now} and other.work <> ${work}`.execute(trx);
      const [standing] = rows;
      if (!standing) throw new Error('a count has one row');
      return standing;
    },
    wait: (work, waitMs) => put(work, true, afterMs(waitMs + LATE_AFTER_MS)),
    serve: (work) => put(work, false, afterMs(KEPT_AFTER_TURN_MS)),
    async end() {
      await trx
        .deleteFrom('line')
        .where('key', '=', key)
        .where((or) => or.or([or('isWaiting', '=', false), or('until', '<', afterMs(-KEPT_WAITING_MS))]))
        .execute();
    },
  };
}
