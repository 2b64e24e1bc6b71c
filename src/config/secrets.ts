import type { Config } from './config.ts';
import type { Path } from './path.ts';

const SECRET_KEYS: ReadonlySet<string | number> = new Set([
  'token',
  'clientSecret',
  'refreshToken',
  'webhookSecrets',
  'apiKey',
]);
const STARS = '***';

/** Whether what stands at a path may never be shown. The URL of the database is one as a whole: it holds a password. */
export function isSecret(path: Path): boolean {
  return path.some((part) => SECRET_KEYS.has(part)) || (path[0] === 'database' && path[1] === 'url');
}

/** A copy for logs, with `***` in the place of every secret. */
export function redactedConfig(config: Config): Config {
  const show = (key: string, value: unknown): unknown => {
    if (SECRET_KEYS.has(key)) return Array.isArray(value) ? value.map(() => STARS) : STARS;
    return key === 'url' && typeof value === 'string' ? withoutPassword(value) : value;
  };
  return JSON.parse(JSON.stringify(config, show)) as Config;
}

function withoutPassword(url: string): string {
  const shown = new URL(url);
  if (shown.password !== '') shown.password = STARS;
  return shown.href;
}
