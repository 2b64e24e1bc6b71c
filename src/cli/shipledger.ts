import { Client, Connection } from '@temporalio/client';
import { makeTelemetryFilterString, NativeConnection, Runtime } from '@temporalio/worker';
import type { Logger } from 'pino';
import { startApi } from '../api/server.ts';
import type { Config } from '../config/config.ts';
import { openRecords } from '../records/records.ts';
import { checkSetUp } from '../worker/check-set-up.ts';
import { openConnections } from '../worker/connections.ts';
import { registerSearchAttributes } from '../worker/register-search-attributes.ts';
import { runWorkers } from '../worker/run-workers.ts';

/** What a process of Shipledger does. Production runs them apart; a small shop runs both in one. */
export type Role = 'worker' | 'api';

export interface Shipledger {
  /** Where the API listens; undefined without the role. */
  readonly apiUrl: string | undefined;
  /** Settles when everything has ended, after `stop()` or because of a fault. */
  readonly ended: Promise<void>;
  /** Ends safely: takes nothing new, finishes what runs, closes what is open. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts the parts of Shipledger that make up the given roles.
 *
 * @throws Error when Temporal or the database cannot be reached, or SetUpError when an ERP is set up so that its books
 *   would come out wrong; what was started by then is closed again.
 */
export async function startShipledger(config: Config, roles: readonly Role[], logger: Logger): Promise<Shipledger> {
  const closers: (() => Promise<unknown> | void)[] = [];
  const closeAll = async (): Promise<void> => {
    for (const close of closers.splice(0).toReversed()) await close();
  };
  try {
    const { namespace, address, tls, apiKey } = config.temporal;
    const temporalAt = { address, ...(tls === undefined ? {} : { tls }), ...(apiKey === undefined ? {} : { apiKey }) };
    const records = await openRecords(config.database);
    closers.push(() => records.close());
    const connection = await reach(`Temporal at ${address}`, () =>
      Connection.connect({ ...temporalAt, connectTimeout: '10 s' }),
    );
    closers.push(() => connection.close());
    const temporal = new Client({ connection, namespace });
    await registerSearchAttributes(connection, namespace, logger);

    let ended = Promise.resolve();
    if (roles.includes('worker')) {
      const native = await NativeConnection.connect(temporalAt);
      closers.push(() => native.close());
      const connections = openConnections(config, records.sharedState, (id, words) =>
        logger.warn({ connection: id }, `Centra will remove a field that Shipledger uses: ${words}`),
      );
      if (config.effects.recover) logger.warn('effects.recover is on: every step is looked up before it is done');
      const setUp = await checkSetUp([...connections.values()], logger);
      closers.push(setUp.stop);
      const workers = await runWorkers(native, {
        connections,
        records,
        temporal,
        namespace,
        lookAgainAfterMs: config.effects.lookAgainAfterSeconds.map((seconds) => seconds * 1_000),
        ...(config.effects.recover ? { recoveringSince: new Date() } : {}),
        now: () => new Date(),
        logger,
      });
      ended = Promise.race([workers.ended, setUp.danger]);
      // It may be that nobody waits for the end.
      ended.catch(() => undefined);
      closers.push(() => {
        workers.stop();
        return workers.ended.catch(() => undefined);
      });
    }
    let apiUrl: string | undefined;
    if (roles.includes('api')) {
      const api = await startApi({ config, temporal, records, logger });
      closers.push(() => api.stop());
      apiUrl = api.url;
      logger.info({ url: apiUrl }, 'API listens');
    }
    return { apiUrl, ended, stop: closeAll };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

/** Sends what Temporal's core and workers say to our log. Once for a process, before anything of Temporal starts. */
export function installRuntime(logger: Logger): void {
  const temporalLogger = logger.child({ component: 'temporal' });
  const say = (level: keyof typeof PINO_LEVELS, message: string, meta: object = {}): void => {
    // Every worker that has only activities says so at every start.
    const isExpected = /^No (workflows|Nexus services) registered/.test(message);
    temporalLogger[isExpected ? 'debug' : PINO_LEVELS[level]](meta, message);
  };
  Runtime.install({
    // Signals are ours to handle: worker and API stop together, in order.
    shutdownSignals: [],
    // What the core says comes through the same log, as JSON.
    telemetryOptions: { logging: { forward: {}, filter: makeTelemetryFilterString({ core: 'WARN', other: 'ERROR' }) } },
    logger: {
      log: say,
      trace: (message, meta) => say('TRACE', message, meta),
      debug: (message, meta) => say('DEBUG', message, meta),
      info: (message, meta) => say('INFO', message, meta),
      warn: (message, meta) => say('WARN', message, meta),
      error: (message, meta) => say('ERROR', message, meta),
    },
  });
}

const PINO_LEVELS = { TRACE: 'trace', DEBUG: 'debug', INFO: 'debug', WARN: 'warn', ERROR: 'error' } as const;

async function reach<T>(what: string, connect: () => Promise<T>): Promise<T> {
  try {
    return await connect();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`cannot reach ${what}: ${reason}; is it running, and is "temporal" in the config right?`, {
      cause: error,
    });
  }
}
