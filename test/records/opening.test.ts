import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openRecords } from '../../src/records/records.ts';
import { createPostgresDatabase, execute } from '../support/databases.ts';

const EFFECT = { key: 'acme-S-0000001902-invoice', connectionKey: 'acme', kind: 'invoice', orderNumber: 1001 };

describe('records in a directory', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'shipledger-records-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  test('the book of effects survives a restart', async () => {
    const before = await openRecords({ directory });
    await before.effects.begin(EFFECT);
    await before.effects.finish(EFFECT.key, { documentNumber: '2001' });
    await before.close();
    const after = await openRecords({ directory });
    expect(await after.effects.begin(EFFECT)).toEqual({ state: 'done', outcome: { documentNumber: '2001' } });
    await after.close();
  });

  test('a second process is refused while the first one runs, and let in once that was killed', async () => {
    const script = `
      import { openRecords } from './src/records/records.ts';
      const records = await openRecords({ directory: process.argv[1] });
      await records.effects.begin(${JSON.stringify(EFFECT)});
      console.log('open');
      setInterval(() => undefined, 1_000);`;
    const first = spawn(process.execPath, ['--input-type=module', '--eval', script, directory], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(first.stdout, 'data');
    await expect(openRecords({ directory })).rejects.toThrow(/in use by another process.*use PostgreSQL/);

    first.kill('SIGKILL');
    await once(first, 'exit');
    const second = await openRecords({ directory });
    expect(await second.effects.begin(EFFECT)).toMatchObject({ state: 'inDoubt', tries: 1 });
    await second.close();
  });
});

describe('records in PostgreSQL', () => {
  test('processes that start at once on an empty database all find it ready', async () => {
    const { location, remove } = await createPostgresDatabase();
    const opened = await Promise.all(Array.from({ length: 4 }, () => openRecords(location)));
    const begun = await Promise.all(opened.map(({ effects }) => effects.begin(EFFECT)));
    expect(begun.filter(({ state }) => state === 'first')).toHaveLength(1);
    await Promise.all(opened.map((records) => records.close()));
    await remove();
  });

  test('a lost idle connection does not end the process: the next question is answered', async () => {
    const { location, remove } = await createPostgresDatabase();
    const records = await openRecords(location);
    await execute(
      location.url,
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    );
    await expect.poll(() => records.orders.find('acme', 1).catch(String)).toBeUndefined();
    await records.close();
    await remove();
  });

  test('a database that a newer version migrated is refused, saying so', async () => {
    const { location, remove } = await createPostgresDatabase();
    await (await openRecords(location)).close();
    await execute(location.url, `insert into kysely_migration values ('0999-from-the-future', '2036-01-01T00:00:00Z')`);
    await expect(openRecords(location)).rejects.toThrow(/newer than this version.*0999-from-the-future/);
    await remove();
  });

  test('a database that is not there is named, without its password', async () => {
    const port = await unusedPort();
    const opening = openRecords({ url: `postgres://ledger:sesame@127.0.0.1:${port}/records` });
    await expect(opening).rejects.toThrow(/cannot reach the records database at postgres:\/\/ledger:\*\*\*@127/);
    await expect(opening).rejects.not.toThrow(/sesame/);
  });
});

async function unusedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || !address) throw new Error('no port');
  return address.port;
}
