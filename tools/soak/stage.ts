import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { startTemporalDevServer, type TemporalDevServer } from '../temporal-cli/dev-server.ts';
import { freePort } from '../temporal-cli/free-port.ts';
import { createOperator, type Operator } from './operator.ts';
import { supervise, type SupervisedProcess } from './process.ts';
import { openShop, type Shop } from './shop.ts';
import type { SoakPlan } from './soak-plan.ts';

/** Everything that a soak needs, in processes of its own but for the simulators. */
export interface Stage {
  readonly shops: readonly Shop[];
  readonly operator: Operator;
  readonly api: SupervisedProcess;
  readonly workers: readonly SupervisedProcess[];
  /** Kills Temporal's server, and starts it again on what it had written. */
  readonly killTemporal: (downMs: number) => Promise<void>;
  readonly stop: () => Promise<void>;
}

export interface Surroundings {
  /** An executable of the Temporal CLI. */
  readonly temporalCli: string;
  /** A PostgreSQL in which databases may be created. */
  readonly postgresUrl: string;
  /** For logs, the config and Temporal's database. */
  readonly directory: string;
  readonly say: (line: string) => void;
}

const SEARCH_ATTRIBUTES = {
  Connection: 'KEYWORD',
  OrderNumber: 'INT',
  OrderStage: 'KEYWORD',
  Problems: 'KEYWORD_LIST',
  ErpDocuments: 'KEYWORD_LIST',
} as const;

const NAMES = ['acme', 'bolt', 'cobalt', 'dune', 'ember', 'fjord', 'grove', 'haven'];
export const MOST_CONNECTIONS = NAMES.length;
const READY_WITHIN_MS = 60_000;

/** Starts the stage. What was started is stopped again when something fails. */
export async function startStage(plan: SoakPlan, surroundings: Surroundings): Promise<Stage> {
  const closers: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const close of closers.splice(0).toReversed()) await close();
  };
  try {
    return { ...(await build(plan, surroundings, closers)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function build(
  plan: SoakPlan,
  { temporalCli, postgresUrl, directory, say }: Surroundings,
  closers: (() => Promise<void>)[],
): Promise<Omit<Stage, 'stop'>> {
  const shops: Shop[] = [];
  for (const [at, name] of NAMES.slice(0, plan.connections).entries()) {
    const shop = await openShop(name, plan.seed + at, plan.timeoutMs);
    closers.push(shop.stop);
    shops.push(shop);
  }
  const database = await createDatabase(postgresUrl);
  closers.push(database.remove);

  const ports = { port: await freePort(), uiPort: await freePort() };
  const startTemporal = (): Promise<TemporalDevServer> =>
    startTemporalDevServer({
      executable: temporalCli,
      ...ports,
      searchAttributes: SEARCH_ATTRIBUTES,
      dbFilename: join(directory, 'temporal.db'),
      log: say,
    });
  let temporal = await startTemporal();
  const { address } = temporal;
  closers.push(() => temporal.stop());

  const apiPort = await freePort();
  const token = randomBytes(16).toString('hex');
  const configFile = join(directory, 'shipledger.yaml');
  const config = {
    temporal: { address },
    database: { url: database.url },
    api: { port: apiPort, tokens: [{ name: 'soak', role: 'operator', token }] },
    effects: { lookAgainAfterSeconds: plan.lookAgainAfterSeconds },
    connections: shops.map((shop) => shop.config),
  };
  await writeFile(configFile, JSON.stringify(config, null, 2));
  const start = (role: 'worker' | 'api', name: string): SupervisedProcess => {
    const started = supervise(role, configFile, join(directory, `${name}.log`));
    closers.push(started.stop);
    return started;
  };
  const api = start('api', 'api');
  const apiUrl = `http://127.0.0.1:${apiPort}`;
  const closed = new AbortController();
  closers.push(async () => closed.abort());
  const operator = createOperator(apiUrl, token, closed.signal);
  // One after the other: the first one brings the database up to date.
  await untilReady(operator, directory);
  const names = Array.from({ length: plan.workers }, (_, at) => `worker-${at + 1}`);
  const workers = names.map((name) => start('worker', name));
  for (const name of names) await untilRunning(join(directory, `${name}.log`));
  for (const { centra, id, webhookSecret } of shops) {
    await centra.setWebhook({ url: `${apiUrl}/webhooks/centra/${id}`, secret: webhookSecret });
  }
  return {
    shops,
    operator,
    api,
    workers,
    killTemporal: async (downMs) => {
      await temporal.kill();
      await sleep(downMs);
      temporal = await startTemporal();
      if (temporal.address !== address) throw new Error(`Temporal came back on ${temporal.address}, not ${address}`);
    },
  };
}

async function untilReady(operator: Operator, directory: string): Promise<void> {
  for (const deadline = Date.now() + READY_WITHIN_MS; !(await operator.isReady()); await sleep(200)) {
    if (Date.now() > deadline)
      throw new Error(`the API is not ready after ${READY_WITHIN_MS / 1000} s; see ${directory}`);
  }
}

/** A worker has no port to ask; its log says when it takes work. */
async function untilRunning(logFile: string): Promise<void> {
  for (const deadline = Date.now() + READY_WITHIN_MS; ; await sleep(200)) {
    if ((await readFile(logFile, 'utf8')).includes('shipledger runs')) return;
    if (Date.now() > deadline)
      throw new Error(`a worker does not run after ${READY_WITHIN_MS / 1000} s; see ${logFile}`);
  }
}

async function createDatabase(postgresUrl: string): Promise<{ url: string; remove: () => Promise<void> }> {
  const name = `shipledger_soak_${randomBytes(6).toString('hex')}`;
  await execute(postgresUrl, `create database ${name}`);
  const url = new URL(postgresUrl);
  url.pathname = `/${name}`;
  return { url: url.href, remove: () => execute(postgresUrl, `drop database ${name} with (force)`) };
}

async function execute(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
