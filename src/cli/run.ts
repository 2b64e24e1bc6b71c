import { createLogger } from '../api/logging.ts';
import type { Config } from '../config/config.ts';
import { redactedConfig } from '../config/secrets.ts';
import { installRuntime, startShipledger, type Role } from './shipledger.ts';
import { listenForStop, untilAborted } from './stop-signals.ts';

/** Runs the given roles until a stop signal comes or something breaks. Returns the exit code. */
export async function run(config: Config, roles: readonly Role[]): Promise<number> {
  const logger = createLogger({ level: config.log.level });
  installRuntime(logger);
  const shipledger = await startShipledger(config, roles, logger);
  logger.debug({ config: redactedConfig(config) }, 'config');
  logger.info({ roles, connections: config.connections.map(({ id, mode }) => `${id} (${mode})`) }, 'shipledger runs');
  const fault = roles.includes('worker') ? shipledger.ended : new Promise<never>(() => undefined);
  const { asked, forget } = listenForStop();
  try {
    await Promise.race([untilAborted(asked), fault]);
    logger.info('stopping: taking nothing new, finishing what runs');
    return 0;
  } catch (error) {
    logger.fatal({ err: error }, 'a worker failed');
    return 1;
  } finally {
    forget();
    ignoreLateRetries();
    await shipledger.stop();
  }
}

/**
 * The Temporal client's pause between two tries of a call outlives its connection, and the try after it throws outside
 * of any call. While we stop, that says nothing; everything else still ends the process.
 */
function ignoreLateRetries(): void {
  process.on('uncaughtException', (error) => {
    if (error.message.includes('Channel has been shut down')) return;
    console.error(error);
    process.exit(1);
  });
}
