import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase, type Database } from '../../src/records/database.ts';
import type { Line } from '../../src/domain/shared-store.ts';
import { createLine } from '../../src/records/line.ts';
import { migrate } from '../../src/records/migrate.ts';
import { createPostgresDatabase } from '../support/databases.ts';

/** When who waits here is to come back. */
const WAIT_MS = 5 * 60_000;

describe.each(['PGlite', 'PostgreSQL'])('those who wait for a system, on %s', (engine) => {
  let database: Database;
  let remove: (() => Promise<void>) | undefined;
  let systems = 0;

  beforeAll(async () => {
    const created = engine === 'PGlite' ? undefined : await createPostgresDatabase();
    remove = created?.remove;
    database = await openDatabase(created?.location ?? { inMemory: true });
    await migrate(database.db);
  }, 60_000);
  afterAll(async () => {
    await database.close();
    await remove?.();
  });

  /** A line of its own, as it is at each minute. */
  function newLine(): (minute: number) => Line {
    const system = `system-${++systems}`;
    const startMs = Date.parse('2026-03-02T08:00:00Z');
    return (minute) => createLine(database.db, system, new Date(startMs + minute * 60_000));
  }

  test('stand in the order in which they came, and keep their places however often they come back', async () => {
    const at = newLine();
    for (const [minute, work] of ['c', 'a', 'b', 'c', 'b'].entries()) await at(minute).wait(work, WAIT_MS);
    const standings = ['c', 'a', 'b'].map((work) => at(5).look(work));
    expect(await Promise.all(standings)).toEqual([
      { ahead: 0, others: 2, isWaiting: true },
      { ahead: 1, others: 2, isWaiting: true },
      { ahead: 2, others: 2, isWaiting: true },
    ]);
    expect(await at(5).look('new')).toEqual({ ahead: 3, others: 3, isWaiting: false });
  });

  test('wait each for their own system', async () => {
    await newLine()(0).wait('a', WAIT_MS);
    expect(await newLine()(0).look('b')).toEqual({ ahead: 0, others: 0, isWaiting: false });
  });

  test('hold up nobody once they have had their turn, and are first again with what they do next', async () => {
    const at = newLine();
    await at(0).wait('old', WAIT_MS);
    await at(1).wait('young', WAIT_MS);
    await at(2).serve('old');
    expect(await at(2).look('young')).toMatchObject({ ahead: 0, others: 0 });
    expect(await at(3).look('old')).toEqual({ ahead: 0, others: 1, isWaiting: false });
  });

  test('begin anew ten minutes after their turn, so that work without end does not always go first', async () => {
    const at = newLine();
    await at(0).wait('endless', WAIT_MS);
    await at(1).wait('young', WAIT_MS);
    await at(2).serve('endless');
    await at(8).serve('endless');
    await at(11).wait('young', WAIT_MS);
    expect(await at(11).look('endless')).toMatchObject({ ahead: 0 });
    expect(await at(13).look('endless')).toMatchObject({ ahead: 1 });
    await at(13).wait('endless', WAIT_MS);
    expect(await at(13).look('young')).toMatchObject({ ahead: 0, others: 1 });
  });

  test('hold up nobody when they do not come back, and have their place when they do so later', async () => {
    const at = newLine();
    await at(0).wait('gone', WAIT_MS);
    await at(1).wait('here', WAIT_MS);
    await at(6).wait('here', WAIT_MS);
    expect(await at(6).look('here')).toMatchObject({ ahead: 0, others: 0 });
    await at(7).wait('gone', WAIT_MS);
    expect(await at(7).look('here')).toMatchObject({ ahead: 1, others: 1 });
  });

  test('leave nothing behind but, for a day, the place of who may come back', async () => {
    const at = newLine();
    await at(0).wait('may come back', WAIT_MS);
    await at(0).wait('served', WAIT_MS);
    await at(1).serve('served');
    await at(60).end();
    const works = async () => {
      const rows = await database.db.selectFrom('line').select('work').where('key', '=', `system-${systems}`).execute();
      return rows.map(({ work }) => work);
    };
    expect(await works()).toEqual(['may come back']);
    await at(25 * 60).end();
    expect(await works()).toEqual([]);
  });
});
