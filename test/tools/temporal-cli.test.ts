import { spawnSync } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ensureTemporalCli } from '../../tools/temporal-cli/ensure-temporal-cli.ts';
import type { Surroundings, Variables } from '../../tools/temporal-cli/environment.ts';
import { freePort } from '../../tools/temporal-cli/free-port.ts';
import { onPath } from '../../tools/temporal-cli/installed.ts';

const WORKS = '#!/bin/sh\necho "temporal version 1.5.1"';
const BROKEN = '#!/bin/sh\necho "wrong machine" >&2\nexit 126';

let home: string;
let closers: (() => unknown)[];
let log: string[];

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'temporal-cli-'));
  closers = [];
  log = [];
  await mkdir(join(home, 'bin'));
  for (const tool of ['chmod', 'gzip', 'sleep', 'tar']) {
    await symlink(await onPath(tool, { PATH: '/usr/bin:/bin' }), join(home, 'bin', tool));
  }
});

afterEach(async () => {
  for (const close of closers) await close();
  await rm(home, { recursive: true, force: true });
});

describe('where the Temporal CLI comes from', () => {
  it('is the one that TEMPORAL_CLI names, before all others', async () => {
    await program('bin/temporal', WORKS);
    const named = await program('elsewhere/temporal', WORKS);
    expect(await ensure({ TEMPORAL_CLI: named })).toBe(named);
  });

  it('is never another one when TEMPORAL_CLI names one that does not work', async () => {
    await program('bin/temporal', WORKS);
    const named = await program('elsewhere/temporal', BROKEN);
    await expect(ensure({ TEMPORAL_CLI: named })).rejects.toThrow(/TEMPORAL_CLI is set to .*wrong machine.*Remedy/s);
    await expect(ensure({ TEMPORAL_CLI: join(home, 'absent') })).rejects.toThrow(/TEMPORAL_CLI.*is not there/);
  });

  it('is the one on the PATH, before the cache', async () => {
    await program('cache/temporal', WORKS);
    const onPath = await program('bin/temporal', WORKS);
    expect(await ensure()).toBe(onPath);
  });

  it('is the cached one when the one on the PATH does not work', async () => {
    await program('bin/temporal', BROKEN);
    const cached = await program('cache/temporal', WORKS);
    expect(await ensure()).toBe(cached);
    expect(log).toEqual([]);
  });

  it('is what go install made earlier, if it is the pinned version', async () => {
    const built = await program('go/bin/temporal', WORKS);
    await fakeGo({ builtVersion: 'v1.5.1' });
    expect(await ensure()).toBe(built);
  });

  it('is not what go install made of another version', async () => {
    await program('go/bin/temporal', WORKS);
    await fakeGo({ builtVersion: 'v1.4.0' });
    expect(await ensure()).toBe(join(home, 'cache/temporal'));
    expect(log.join('\n')).toMatch(/go install .*cmd\/temporal@v1\.5\.1.* 3 minutes/);
  });

  it('is downloaded when it is nowhere, before it is built', async () => {
    await fakeGo({ builtVersion: 'v1.4.0' });
    const archiveUrl = await serveArchive();
    expect(await ensure({}, { archiveUrl })).toBe(join(home, 'cache/temporal'));
    expect(await goInstalls()).toBe(0);
    expect(await readdir(join(home, 'cache'))).toEqual(['temporal']);
    log = [];
    expect(await ensure({}, { archiveUrl: await refusing() })).toBe(join(home, 'cache/temporal'));
    expect(log).toEqual([]);
  });

  it('is built by Go when what was downloaded does not work', async () => {
    await fakeGo({});
    expect(await ensure({}, { archiveUrl: await serveArchive(BROKEN) })).toBe(join(home, 'cache/temporal'));
    expect(log.join('\n')).toMatch(/download did not work: .*wrong machine/);
    expect(await goInstalls()).toBe(1);
  });
});

describe('two commands at once', () => {
  it('build it once: the second waits, says so, and finds it', async () => {
    await fakeGo({ seconds: 1 });
    const found = await Promise.all([ensure(), ensure()]);
    expect(found).toEqual([join(home, 'cache/temporal'), join(home, 'cache/temporal')]);
    expect(await goInstalls()).toBe(1);
    expect(log.filter((line) => line.includes(`Waiting for process ${process.pid}`))).toHaveLength(1);
  });

  it('do not wait for one that died while it built', async () => {
    await fakeGo({});
    await writeFile(join(home, 'cache.lock'), String(deadProcess()));
    expect(await ensure()).toBe(join(home, 'cache/temporal'));
    expect(await readdir(home)).not.toContain('cache.lock');
  });

  it('can be told to stop waiting', async () => {
    await fakeGo({});
    await writeFile(join(home, 'cache.lock'), String(process.pid));
    const stopped = ensure({}, {}, AbortSignal.timeout(400));
    await expect(stopped).rejects.toThrow(/abort/);
    expect(await goInstalls()).toBe(0);
  });
});

describe('when nothing works', () => {
  it('says what was tried, why each failed, and what helps', async () => {
    await fakeGo({ failure: 'dial tcp: no route to host' });
    const failed = await ensure().then(
      () => 'it did not fail',
      (error: Error) => error.message,
    );
    expect(failed.split('\n')).toEqual([
      'The Temporal CLI 1.5.1 is needed and could not be obtained. Tried:',
      '  - TEMPORAL_CLI: is not set',
      expect.stringMatching(/^ {2}- temporal on the PATH: no temporal in any of its 1 directories$/),
      expect.stringMatching(/^ {2}- Shipledger's cache: .*cache\/temporal is not there/),
      expect.stringMatching(/^ {2}- Go's bin folder: .*go\/bin\/temporal is not there/),
      expect.stringMatching(/^ {2}- download: http:\/\/127\.0\.0\.1.*ECONNREFUSED/),
      expect.stringMatching(/^ {2}- go install: .* ended with exit code 1: dial tcp: no route to host$/),
      'Any one of these helps:',
      expect.stringMatching(/^ {2}1\. Install the Temporal CLI, .*TEMPORAL_CLI/),
      expect.stringMatching(/^ {2}2\. Let this machine reach 127\.0\.0\.1/),
      expect.stringMatching(/^ {2}3\. Install Go/),
    ]);
    expect(await readdir(home)).not.toContain('cache.lock');
  });
});

/** Runs as on a machine that has nothing but what the test put there, and cannot download. */
async function ensure(
  variables: Variables = {},
  others: Partial<Surroundings> = {},
  signal?: AbortSignal,
): Promise<string> {
  const surroundings = {
    variables: { PATH: join(home, 'bin'), ...variables },
    cacheDirectory: join(home, 'cache'),
    archiveUrl: await refusing(),
    ...others,
  };
  return await ensureTemporalCli({ log: (line) => log.push(line), surroundings, ...(signal ? { signal } : {}) });
}

async function program(path: string, script: string): Promise<string> {
  const file = join(home, path);
  await mkdir(join(file, '..'), { recursive: true });
  await writeFile(file, script);
  await chmod(file, 0o755);
  return file;
}

interface FakeGo {
  /** Of the temporal that is in its bin folder. */
  readonly builtVersion?: string;
  /** How long its build takes. */
  readonly seconds?: number;
  /** What its build fails with. */
  readonly failure?: string;
}

/** A Go that answers the questions we ask, and "builds" a program that works. */
async function fakeGo({ builtVersion = 'v0.0.1', seconds = 0, failure }: FakeGo): Promise<void> {
  const build = [
    `echo install >> ${home}/installs`,
    `sleep ${seconds}`,
    failure === undefined ? '' : `echo '${failure}' >&2; exit 1`,
    `printf '${WORKS.replace('\n', '\\n')}' > "$GOBIN/temporal"; chmod +x "$GOBIN/temporal"`,
  ].join('\n');
  await program(
    'bin/go',
    `#!/bin/sh
case "$1" in
  env) echo ${home}/go ;;
  version) printf '%s: go1.26\\n\\tmod\\tgithub.com/temporalio/cli\\t${builtVersion}\\th1:x=\\n' "$3" ;;
  install) ${build} ;;
esac`,
  );
}

async function goInstalls(): Promise<number> {
  const installs = await readFile(join(home, 'installs'), 'utf8').catch(() => '');
  return installs.split('\n').filter(Boolean).length;
}

/** Serves an archive as Temporal does: a gzipped tar with the program in it. */
async function serveArchive(script = WORKS): Promise<string> {
  await program('archive/temporal', script);
  spawnSync('tar', ['-czf', join(home, 'archive.tar.gz'), '-C', join(home, 'archive'), 'temporal']);
  const archive = await readFile(join(home, 'archive.tar.gz'));
  const server: Server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '', 'http://localhost');
    response.writeHead(searchParams.get('format') === 'tar.gz' ? 200 : 404).end(archive);
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  closers.push(
    () => server.closeAllConnections(),
    () => server.close(),
  );
  return `http://127.0.0.1:${port}/cli/archive/v1.5.1`;
}

const refusing = async (): Promise<string> => `http://127.0.0.1:${await freePort()}/cli/archive/v1.5.1`;

/** The id of a process that has ended. */
const deadProcess = (): number => spawnSync('true').pid;
