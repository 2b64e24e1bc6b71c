#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { ConfigError, loadConfigFromEnvironment } from '../config/environment.ts';
import { SetUpError } from '../worker/check-set-up.ts';
import { run } from './run.ts';
import type { Role } from './shipledger.ts';

const HELP = `shipledger: keeps the books true to what has left the warehouse

Usage: shipledger <command>

  start    worker and API in one process
  worker   the worker alone: workflows and all calls to Centra and the ERP
  api      the HTTP API alone: webhooks and operator actions
  demo     everything on this machine, with a simulated Centra and Fortnox
             --exit    end when the story has been told; the exit code tells whether the books are right

The config file is named by SHIPLEDGER_CONFIG; shipledger.example.yaml explains it.`;

const ROLES: Readonly<Record<string, readonly Role[]>> = {
  start: ['worker', 'api'],
  worker: ['worker'],
  api: ['api'],
};

process.exitCode = await main(process.argv.slice(2));

async function main(argv: readonly string[]): Promise<number> {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { help: { type: 'boolean', short: 'h' }, exit: { type: 'boolean' } },
    });
    const [command, ...others] = positionals;
    if (values.help || command === undefined) {
      console.log(HELP);
      return values.help ? 0 : 2;
    }
    if (others.length > 0) return misuse(`unexpected argument: ${others.join(' ')}`);
    if (command === 'demo') {
      // Brings simulators and tools along, which a running installation does not have.
      const { runDemo } = await import('./demo/demo.ts').catch(explainMissing);
      return await runDemo({ exit: values.exit === true });
    }
    const roles = ROLES[command];
    if (!roles) return misuse(`unknown command: ${command}`);
    if (values.exit) return misuse('--exit goes with demo');
    return await run(loadConfigFromEnvironment(), roles);
  } catch (error) {
    return explain(error);
  }
}

/** An installation without development packages has no simulators. */
function explainMissing(error: unknown): never {
  const isMissing = error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
  throw isMissing ? new Error('the demo needs the development packages: run it in a clone, after npm ci') : error;
}

function misuse(message: string): number {
  console.error(`shipledger: ${message}; see shipledger --help`);
  return 2;
}

/** One line for each thing that is wrong; a stack trace helps nobody who runs a command. */
function explain(error: unknown): number {
  if (error instanceof ConfigError || error instanceof SetUpError) {
    for (const problem of error.problems) console.error(`shipledger: ${problem}`);
    return 1;
  }
  if (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')) {
    return misuse(error.message);
  }
  console.error(`shipledger: ${error instanceof Error ? error.message : String(error)}`);
  return 1;
}
