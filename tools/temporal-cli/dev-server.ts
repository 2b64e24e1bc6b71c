import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { dieWithUs } from './die-with-us.ts';
import { freePort } from './free-port.ts';
import type { Log } from './progress.ts';

export interface DevServerOptions {
  /** A Temporal CLI, as `ensureTemporalCli` gives it. */
  readonly executable: string;
  /** Another one is taken where these are in use. */
  readonly port?: number;
  readonly uiPort?: number;
  /** Made besides `default`, which is always there. */
  readonly namespace?: string;
  /** Name and type, as the SDK's `SearchAttributeType` writes it. */
  readonly searchAttributes: Readonly<Record<string, SearchAttributeType>>;
  readonly log: Log;
  /** Where state is kept across starts; without it, it is gone with the server. */
  readonly dbFilename?: string;
}

export interface TemporalDevServer {
  /** Host and port for clients and workers. */
  readonly address: string;
  readonly uiUrl: string;
  readonly stop: () => Promise<void>;
  /** Ends it at once, as a power cut would. */
  readonly kill: () => Promise<void>;
}

/** The SDK's names of the types, and how the CLI's flag wants them. */
const FLAG_TYPES = {
  TEXT: 'Text',
  KEYWORD: 'Keyword',
  INT: 'Int',
  DOUBLE: 'Double',
  BOOL: 'Bool',
  DATETIME: 'Datetime',
  KEYWORD_LIST: 'KeywordList',
} as const;

export type SearchAttributeType = keyof typeof FLAG_TYPES;

const HOST = '127.0.0.1';
const START_TIMEOUT_MS = 30_000;
const LOOK_AGAIN_MS = 50;
const SETTLE_MS = 300;
const STOP_GRACE_MS = 5_000;
const LINES_KEPT = 20;

/**
 * Starts Temporal's development server with its Web UI, on this machine only, and waits until it answers. It ends with
 * `stop`, and with this process at the latest.
 *
 * @throws Error with the server's last output, when it ends by itself or does not answer within 30 seconds.
 */
export async function startTemporalDevServer(options: DevServerOptions): Promise<TemporalDevServer> {
  try {
    return await startOnce(options);
  } catch (error) {
    const isTaken = error instanceof Error && /address already in use/.test(error.message);
    if (!isTaken) throw error;
    // Somebody took the port between our look and the server's start.
    const { port: _port, uiPort: _uiPort, ...anywhere } = options;
    return startOnce(anywhere);
  }
}

async function startOnce(options: DevServerOptions): Promise<TemporalDevServer> {
  const port = await portFor('Temporal', options.port, options.log);
  const uiPort = await portFor('its Web UI', options.uiPort, options.log);
  const address = `${HOST}:${port}`;
  // A group of its own: on Ctrl-C we stop it ourselves, after the workers have drained.
  const child = spawn(options.executable, startArguments(options, port, uiPort), {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const forget = dieWithUs(child);
  const lastLines = keepLastLines(child);
  let phase: 'starting' | 'running' | 'stopping' = 'starting';
  const ended = endOf(child).then((how) => {
    forget();
    const report = `the Temporal dev server ${how}; the last that it said: ${lastLines.join('\n') || 'nothing'}`;
    if (phase === 'running') options.log(report);
    return report;
  });
  const stop = async (): Promise<void> => {
    phase = 'stopping';
    child.kill('SIGTERM');
    const killer = setTimeout(() => child.kill('SIGKILL'), STOP_GRACE_MS);
    await ended;
    clearTimeout(killer);
  };
  const kill = async (): Promise<void> => {
    phase = 'stopping';
    child.kill('SIGKILL');
    await ended;
  };

  try {
    await answers(address, options.namespace ?? 'default', ended);
    await outlives(ended);
  } catch (error) {
    await stop();
    throw error;
  }
  phase = 'running';
  return { address, uiUrl: `http://${HOST}:${uiPort}`, stop, kill };
}

/** Two that start at once on one port: what answered may be the other one, and ours is about to end. */
async function outlives(ended: Promise<string>): Promise<void> {
  const report = await Promise.race([ended, delay(SETTLE_MS)]);
  if (report !== undefined) throw new Error(report);
}

async function portFor(whom: string, wanted: number | undefined, log: Log): Promise<number> {
  const port = await freePort(wanted);
  if (wanted !== undefined && port !== wanted) log(`Port ${wanted} is in use, so ${whom} is on ${port}.`);
  return port;
}

function startArguments(options: DevServerOptions, port: number, uiPort: number): string[] {
  const { namespace, searchAttributes, dbFilename } = options;
  const attributes = Object.entries(searchAttributes);
  return [
    'server',
    'start-dev',
    `--ip=${HOST}`,
    `--port=${port}`,
    `--ui-port=${uiPort}`,
    '--headless=false',
    '--log-level=warn',
    ...(namespace === undefined ? [] : [`--namespace=${namespace}`]),
    ...(dbFilename === undefined ? [] : [`--db-filename=${dbFilename}`]),
    ...attributes.map(([name, type]) => `--search-attribute=${name}=${FLAG_TYPES[type]}`),
  ];
}

function keepLastLines(child: ChildProcess): readonly string[] {
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      if (lines.length > LINES_KEPT) lines.shift();
    });
  }
  return lines;
}

/** Resolves when the process and its output have ended, or could not begin; says how. */
async function endOf(child: ChildProcess): Promise<string> {
  try {
    const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
    return signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`;
  } catch (error) {
    return `could not be started: ${(error as Error).message}`;
  }
}

/** An open port is not enough: it answers when the namespace can be described. */
async function answers(address: string, namespace: string, ended: Promise<string>): Promise<void> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  for (;;) {
    const result = await Promise.race([ended, describes(address, namespace)]);
    if (result === true) return;
    if (typeof result === 'string') throw new Error(result);
    if (performance.now() > deadline) {
      throw new Error(`the Temporal dev server did not answer on ${address} in ${START_TIMEOUT_MS / 1000} s`);
    }
    await delay(LOOK_AGAIN_MS);
  }
}

async function describes(address: string, namespace: string): Promise<boolean> {
  try {
    const connection = await Connection.connect({ address, connectTimeout: 1_000 });
    try {
      await connection.workflowService.describeNamespace({ namespace });
      return true;
    } finally {
      await connection.close();
    }
  } catch {
    return false;
  }
}
