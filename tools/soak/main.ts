import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startPostgres } from '../postgres/start-postgres.ts';
import { ensureTemporalCli } from '../temporal-cli/ensure-temporal-cli.ts';
import { currentSurroundings } from '../temporal-cli/environment.ts';
import { HELP, readOptions, type Options } from './options.ts';
import { reportOf } from './report.ts';
import { estimateMs, planOf } from './soak-plan.ts';
import { soak } from './soak.ts';

process.exitCode = await main(process.argv.slice(2));

/** Exit code: 0 when nothing was lost, double or wrong; 1 when something was; 2 for options not understood; 130 for Ctrl-C. */
async function main(argv: readonly string[]): Promise<number> {
  let options: Options | 'help';
  try {
    options = readOptions(argv);
  } catch (error) {
    console.error(`soak: ${(error as Error).message.split('\n')[0]} See npm run soak -- --help`);
    return 2;
  }
  if (options === 'help') {
    console.log(HELP);
    return 0;
  }
  const asked = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => asked.abort());
  try {
    return await run(options, asked.signal);
  } catch (error) {
    if (asked.signal.aborted) {
      say('soak: interrupted; nothing of it is left running');
      return 130;
    }
    console.error(`soak: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  }
}

async function run(options: Options, asked: AbortSignal): Promise<number> {
  const plan = planOf(options);
  const minutes = (ms: number): string => `${Math.ceil(ms / 60_000)} minutes`;
  say(`${plan.shipments} shipments of ${plan.orders} orders, seed ${plan.seed}, ${plan.connections} connection(s).`);
  say(
    `Fortnox takes 25 requests in 5 seconds, which makes it about ${minutes(estimateMs(plan.shipments, plan.connections))}; ` +
      `faults for ${minutes(plan.faultsMs)}, then up to ${minutes(plan.settleMs)} until everything is settled.`,
  );
  say('Shipledger has no sweep yet: orders that have gone quiet are looked at through its API instead.');
  const directory = await directoryFor(options.keep);
  const temporalCli = await ensureTemporalCli({ log: say, signal: asked });
  const postgres = await startPostgres(currentSurroundings().variables['PATH'] ?? '');
  try {
    const result = await soak(plan, { temporalCli, postgresUrl: postgres.url, directory, say }, asked);
    console.log(reportOf(result));
    if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify(result, null, 2)}\n`);
    return result.isClean ? 0 : 1;
  } finally {
    await postgres.stop();
    if (options.keep === undefined) await rm(directory, { recursive: true, force: true });
    else say(`logs, config and Temporal's database are kept in ${directory}`);
  }
}

async function directoryFor(kept: string | undefined): Promise<string> {
  if (kept === undefined) return mkdtemp(join(tmpdir(), 'shipledger-soak-'));
  await mkdir(kept, { recursive: true });
  // Temporal would go on with the orders of an earlier soak.
  if ((await readdir(kept)).length > 0) throw new Error(`--keep ${kept}: there is something in it already`);
  return resolve(kept);
}

function say(line: string): void {
  console.log(`${new Date().toISOString().slice(11, 19)} ${line}`);
}
