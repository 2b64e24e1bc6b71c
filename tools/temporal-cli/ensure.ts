import { ensureTemporalCli } from './ensure-temporal-cli.ts';

/**
 * `npm run temporal:ensure`: makes sure that the Temporal CLI is on this machine. The path alone goes to standard output, so
 * that a script can use it; what happens meanwhile goes to standard error.
 */
try {
  console.log(await ensureTemporalCli({ log: (line) => console.error(line) }));
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
