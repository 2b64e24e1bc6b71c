import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { shipledger } from '../support/command.ts';

const directory = mkdtempSync(join(tmpdir(), 'shipledger-cli-'));

describe('the command', () => {
  afterAll(() => rmSync(directory, { recursive: true }));

  it('refuses a broken config with exit code 1 and one line for each error', async () => {
    const config = join(directory, 'broken.yaml');
    writeFileSync(config, 'temporal: { address: nowhere }\nconnections: []\n');
    const { code, stderr } = await shipledger(['start'], { SHIPLEDGER_CONFIG: config });
    expect(code).toBe(1);
    const lines = stderr.trim().split('\n');
    expect(lines.length).toBeGreaterThanOrEqual(4);
    expect(lines.every((line) => line.startsWith('shipledger: '))).toBe(true);
    expect(stderr).toContain('temporal.address');
    expect(stderr).not.toContain('    at ');
  });

  it('says which variable names the config, when none does', async () => {
    const { code, stderr } = await shipledger(['worker'], {});
    expect({ code, isNamed: stderr.includes('SHIPLEDGER_CONFIG') }).toEqual({ code: 1, isNamed: true });
  });

  it('explains itself, and refuses what it does not know with exit code 2', async () => {
    expect(await shipledger(['--help'], {})).toMatchObject({ code: 0 });
    for (const args of [['nonsense'], ['start', 'now'], ['start', '--exit'], ['--nonsense'], []]) {
      expect(await shipledger(args, {})).toMatchObject({ code: 2 });
    }
  });
});
