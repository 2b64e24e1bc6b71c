import { sql, type Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/** Works that wait for what a key names, in the order in which they began to wait. */
export interface Line {
  readonly look: (work: string) => Promise<Standing>;
  /** Takes a place, or keeps the one that the work has. */
  readonly wait: (work: string) => Promise<void>;
  /** The work has had its turn: it holds up nobody, and keeps its place for what it does in the next ten minutes. */
  readonly serve: (work: string) => Promise<void>;
  /** Nobody waits any more. */
  readonly end: () => Promise<void>;
}

export interface Standing {
  /** How many waited before it; all who wait where it has no place. */
  readonly ahead: number;
  /** How many others wait. */
  readonly others: number;
  readonly isWaiting: boolean;
}

/** Who waits comes back every five minutes (`src/connectors/turn-in-line.ts`); who does not holds up nobody. */
const HEARD_OF_MS = 10 * 60_000;

/** Who comes back later, as after a stop of all workers, still has its place. */
const KEPT_MS = 24 * 3_600_000;

/** The line of a key, inside the transaction that holds the key's row. Two of a millisecond go by name. */
export function createLine(trx: Kysely<Tables>, key: string, now: Date): Line {
  const heardSince = new Date(now.getTime() - HEARD_OF_MS);
  const put = async (work: string, isWaiting: boolean): Promise<void> => {
    // A place that is used up begins anew. The ten minutes of one that had its turn run from that turn.
    await sql`
      insert into line (key, work, since, seen_at, is_waiting) values (${key}, ${work}, ${now}, ${now}, ${isWaiting})
      on conflict (key, work) do update set
        since = case when line.is_waiting or line.seen_at > ${heardSince} then line.since else excluded.since end,
        seen_at = case
          when line.is_waiting or excluded.is_waiting or line.seen_at <= ${heardSince} then excluded.seen_at
          else line.seen_at
        end,
        is_waiting = excluded.is_waiting`.execute(trx);
  };
  return {
    async look(work) {
      const { rows } = await sql<Standing>`
        with mine as (
          select since, is_waiting from line
          where key = ${key} and work = ${work} and (is_waiting or seen_at > ${heardSince})
        )
        select
          (count(*) filter (where mine.since is null or (other.since, other.work) < (mine.since, ${work})))::int as ahead,
          count(other.work)::int as others,
          coalesce((select is_waiting from mine), false) as is_waiting
        from line other left join mine on true
        where other.key = ${key} and other.is_waiting and other.seen_at > ${heardSince} and other.work <> ${work}`.execute(
        trx,
      );
      const [standing] = rows;
      if (!standing) throw new Error('a count has one row');
      return standing;
    },
    wait: (work) => put(work, true),
    serve: (work) => put(work, false),
    async end() {
      await trx
        .deleteFrom('line')
        .where('key', '=', key)
        .where((or) => or.or([or('isWaiting', '=', false), or('seenAt', '<', new Date(now.getTime() - KEPT_MS))]))
        .execute();
    },
  };
}
