import { createLogger } from '../api/logging.ts';
import type { Config } from '../config/config.ts';
import { installRuntime, startShipledger, type Role } from './shipledger.ts';
import { listenForStop, untilAborted } from './stop-signals.ts';

/** Runs the given roles until a stop signal comes or something breaks. Returns the exit code. */
export async function run(config: Config, roles: readonly Role[]): Promise<number> {
  const logger = createLogger({ level: config.log.level });
  installRuntime(logger);
  const shipledger = await startShipledger(config, roles, logger);
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
    await shipledger.stop();
  }
}
