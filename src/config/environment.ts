import { ConfigError } from './config-error.ts';
import { loadConfig, type Config } from './config.ts';

export { ConfigError };

/**
 * The config that `SHIPLEDGER_CONFIG` names. The only place that reads the process's environment.
 *
 * @throws ConfigError with everything that is wrong.
 */
export function loadConfigFromEnvironment(): Config {
  const { SHIPLEDGER_CONFIG } = process.env;
  if (!SHIPLEDGER_CONFIG) {
    throw new ConfigError([
      'SHIPLEDGER_CONFIG is not set: it names the config file; shipledger.example.yaml is a start',
    ]);
  }
  return loadConfig(SHIPLEDGER_CONFIG, process.env);
}
