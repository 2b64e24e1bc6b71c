import { expect, test } from 'vitest';
import { openRecords } from '../../src/records/records.ts';
import { createPostgresDatabase, describeOnEachDatabase, execute } from '../support/databases.ts';

describeOnEachDatabase('what all processes share', (database) => {
  const plusOne = (value: unknown) => {
    const next = Number(value ?? 0) + 1;
    return { value: next, result: next };
  };

  test('is kept under its key, and begins with nothing', async () => {
    const { sharedState } = database.records();
    const seen: unknown[] = [];
    const remember = (value: unknown) => {
      seen.push(value);
      return { value: { level: 7 }, result: 'told' };
    };
    expect(await sharedState.update('a', remember)).toBe('told');
    await sharedState.update('a', remember);
    await sharedState.update('b', remember);
    expect(seen).toEqual([undefined, { level: 7 }, undefined]);
  });

  test('changes one at a time, so that no change is lost', async () => {
    const { sharedState } = database.records();
    const results = await Promise.all(Array.from({ length: 50 }, () => sharedState.update('counter', plusOne)));
    expect(results.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, at) => at + 1));
  });

  test('stays as it was when a change fails, and is free for the next', async () => {
    const { sharedState } = database.records();
    await sharedState.update('fragile', plusOne);
    await expect(sharedState.update('fragile', () => Promise.reject(new Error('broke')))).rejects.toThrow('broke');
    expect(await sharedState.update('fragile', plusOne)).toBe(2);
  });

  test('tells the time by the clock of the database, which never goes back', async () => {
    const { sharedState } = database.records();
    const now = (_: unknown, at: Date) => ({ value: null, result: at.getTime() });
    const first = await sharedState.update('clock', now);
    expect(await sharedState.update('clock', now)).toBeGreaterThanOrEqual(first);
    expect(Math.abs(first - Date.now())).toBeLessThan(60_000);
  });
});

test('a database that breaks in the middle of a change fails that change, and nothing else', async () => {
  const { location, remove } = await createPostgresDatabase();
  const { sharedState, close } = await openRecords(location);
  const uncaught: unknown[] = [];
  const note = (error: unknown) => void uncaught.push(error);
  process.on('uncaughtException', note);
  const broken = sharedState.update('log-in', async (value) => {
    await execute(
      location.url,
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    );
    await new Promise((resolve) => setTimeout(resolve, 50));
    return { value: value ?? 1, result: undefined };
  });
  await expect(broken).rejects.toThrow();
  expect(await sharedState.update('log-in', (value) => ({ value: 2, result: value }))).toBeUndefined();
  await close();
  process.off('uncaughtException', note);
  expect(uncaught).toEqual([]);
  await remove();
});

test('two processes never change the same thing at once', async () => {
  const { location, remove } = await createPostgresDatabase();
  const processes = await Promise.all([openRecords(location), openRecords(location)]);
  let inside = 0;
  const alone = async (value: unknown) => {
    inside += 1;
    expect(inside).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 2));
    inside -= 1;
    return { value: Number(value ?? 0) + 1, result: undefined };
  };
  const changes = processes.flatMap(({ sharedState }) =>
    Array.from({ length: 20 }, () => sharedState.update('log-in', alone)),
  );
  await Promise.all(changes);
  const total = await processes[0]?.sharedState.update('log-in', (value) => ({ value: value ?? null, result: value }));
  expect(total).toBe(40);
  await Promise.all(processes.map((records) => records.close()));
  await remove();
});

test('a limit that another process holds for long takes no more than one connection to the database', async () => {
  const { location, remove } = await createPostgresDatabase();
  const [frozen, busy] = await Promise.all([openRecords(location), openRecords(location)]);
  let letGo = (): void => undefined;
  const held = new Promise<void>((resolve) => (letGo = resolve));
  const isHeld = new Promise<void>((resolve) => {
    void frozen.sharedState.update('slow', async (value) => {
      resolve();
      await held;
      return { value: value ?? 0, result: undefined };
    });
  });
  await isHeld;
  const plusOne = (value: unknown) => ({ value: Number(value ?? 0) + 1, result: Number(value ?? 0) + 1 });
  const waiting = Array.from({ length: 30 }, () => busy.sharedState.update('slow', plusOne));
  const startMs = performance.now();
  expect(await busy.sharedState.update('other', plusOne)).toBe(1);
  expect(performance.now() - startMs).toBeLessThan(2_000);
  letGo();
  expect(Math.max(...(await Promise.all(waiting)))).toBe(30);
  await Promise.all([frozen.close(), busy.close()]);
  await remove();
});
