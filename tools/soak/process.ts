import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { dieWithUs } from '../temporal-cli/die-with-us.ts';
import { currentSurroundings } from '../temporal-cli/environment.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

/** As a container runtime waits before it starts a program anew. */
const RESTART_AFTER_MS = 1_000;
/** By then everything is audited: what it still does, does not matter. */
const STOP_GRACE_MS = 2_000;

/** One process of Shipledger that is started again whenever it ends, as production does it. */
export interface SupervisedProcess {
  /** SIGKILL: nothing is finished and nothing said. */
  readonly kill: () => void;
  /** How often it ended without being asked to. */
  readonly ownEnds: () => number;
  readonly stop: () => Promise<void>;
}

/** @param logFile its output is added there */
export function supervise(role: 'worker' | 'api', configFile: string, logFile: string): SupervisedProcess {
  let child: ChildProcess | undefined;
  let isStopping = false;
  let isKilled = false;
  let ownEnds = 0;

  const run = async (): Promise<void> => {
    const log = openSync(logFile, 'a');
    child = spawn(process.execPath, [MAIN, role], {
      env: { ...currentSurroundings().variables, SHIPLEDGER_CONFIG: configFile },
      stdio: ['ignore', log, log],
      // A group of its own: on Ctrl-C it is ended by us, before what it needs.
      detached: true,
    });
    const forget = dieWithUs(child);
    await once(child, 'exit');
    forget();
    closeSync(log);
  };
  const ended = (async (): Promise<void> => {
    while (!isStopping) {
      await run();
      if (!isStopping && !isKilled) ownEnds += 1;
      isKilled = false;
      if (!isStopping) await sleep(RESTART_AFTER_MS);
    }
  })();

  return {
    kill: () => {
      isKilled = true;
      child?.kill('SIGKILL');
    },
    ownEnds: () => ownEnds,
    stop: async () => {
      isStopping = true;
      child?.kill('SIGTERM');
      const killer = setTimeout(() => child?.kill('SIGKILL'), STOP_GRACE_MS);
      await ended;
      clearTimeout(killer);
    },
  };
}
