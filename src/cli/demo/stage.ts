import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCentraControl, type CentraControl } from '../../../simulators/centra/control.ts';
import { startCentraSimulator } from '../../../simulators/centra/server.ts';
import { createFortnoxControl, type FortnoxControl } from '../../../simulators/fortnox/control.ts';
import { startFortnoxSimulator } from '../../../simulators/fortnox/server.ts';
import { ensureTemporalCli } from '../../../tools/temporal-cli/ensure-temporal-cli.ts';
import { startTemporalDevServer } from '../../../tools/temporal-cli/dev-server.ts';
import { createLogger } from '../../api/logging.ts';
import { parseConfig } from '../../config/config.ts';
import { SEARCH_ATTRIBUTES } from '../../workflows/search-attributes.ts';
import { startShipledger, type Shipledger } from '../shipledger.ts';
import { simulatedConnection, type SimulatedSecrets } from './simulated-connection.ts';

/** Everything a story needs, all on this machine: Temporal, both simulators, and Shipledger itself. */
export interface Stage {
  readonly temporal: { readonly address: string; readonly uiUrl: string };
  readonly shipledger: Shipledger;
  readonly centra: CentraControl & { readonly controlUrl: string };
  readonly fortnox: FortnoxControl & { readonly controlUrl: string };
  /** An operator's token for the API. */
  readonly token: string;
  /** The simulators' calendar: parcels leave on different days without anybody waiting for them. */
  readonly calendar: Calendar;
  readonly stop: () => Promise<void>;
}

export interface Calendar {
  readonly now: () => Date;
  readonly setDaysAgo: (days: number) => void;
}

/** The ports people expect; others are taken where these are not free. */
const PORTS = { api: 8080, centra: 4010, fortnox: 4020, temporal: 7233, ui: 8233 } as const;

/**
 * Starts the stage, telling what it does. What was started is stopped again when something fails or `asked` aborts.
 *
 * @throws the reason of `asked` when it aborts.
 */
export async function startStage(say: (line: string) => void, asked: AbortSignal): Promise<Stage> {
  const closers: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const close of closers.splice(0).toReversed()) await close();
  };
  try {
    const stage = await build(say, asked, closers);
    asked.throwIfAborted();
    return { ...stage, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function build(
  say: (line: string) => void,
  asked: AbortSignal,
  closers: (() => Promise<void>)[],
): Promise<Omit<Stage, 'stop'>> {
  const secret = (): string => randomBytes(16).toString('hex');
  const token = secret();
  const secrets: SimulatedSecrets = {
    centraToken: secret(),
    webhook: secret(),
    fortnox: { clientId: 'shipledger-demo', clientSecret: secret(), tenantId: '123456' },
  };
  const calendar = createCalendar();

  const executable = await ensureTemporalCli({ log: say, signal: asked });
  const searchAttributes = Object.fromEntries(SEARCH_ATTRIBUTES.map(({ name, type }) => [name, type]));
  const temporal = await startTemporalDevServer({
    executable,
    port: PORTS.temporal,
    uiPort: PORTS.ui,
    searchAttributes,
    log: say,
  });
  closers.push(() => temporal.stop());
  say(`  Temporal with its Web UI    ${temporal.uiUrl}`);

  const centra = await onPort(PORTS.centra, (port) =>
    startCentraSimulator({ port, token: secrets.centraToken, now: calendar.now }),
  );
  closers.push(() => centra.stop());
  say(`  simulated Centra            ${centra.url}`);

  const directory = await mkdtemp(join(tmpdir(), 'shipledger-demo-'));
  closers.push(() => rm(directory, { recursive: true, force: true }));

  const fortnox = await onPort(PORTS.fortnox, (port) =>
    startFortnoxSimulator({
      port,
      ...secrets.fortnox,
      warehouse: { activated: true },
      firstDocumentNumber: 2001,
      now: calendar.now,
    }),
  );
  closers.push(() => fortnox.stop());
  say(`  simulated Fortnox           ${fortnox.url}`);

  const shipledger = await onPort(PORTS.api, (port) => {
    const config = parseConfig({
      temporal: { address: temporal.address, namespace: 'default' },
      database: { directory },
      api: { port, tokens: [{ name: 'ops', role: 'operator', token }] },
      connections: [simulatedConnection(centra, fortnox, secrets)],
    });
    return startShipledger(config, ['worker', 'api'], createLogger({ level: 'error' }));
  });
  closers.push(() => shipledger.stop());
  say(`  Shipledger, worker and API  ${shipledger.apiUrl}\n`);

  const centraControl = createCentraControl(centra.controlUrl);
  await centraControl.setWebhook({ url: `${shipledger.apiUrl}/webhooks/centra/acme`, secret: secrets.webhook });
  return {
    temporal,
    shipledger,
    token,
    calendar,
    centra: { ...centraControl, controlUrl: centra.controlUrl },
    fortnox: { ...createFortnoxControl(fortnox.controlUrl), controlUrl: fortnox.controlUrl },
  };
}

/** Starts a server on the port that people expect, or on any where that one is taken. */
async function onPort<T>(wanted: number, start: (port: number) => Promise<T>): Promise<T> {
  try {
    return await start(wanted);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    return start(0);
  }
}

function createCalendar(): Calendar {
  let daysAgo = 0;
  return {
    now: () => new Date(Date.now() - daysAgo * 86_400_000),
    setDaysAgo: (days) => {
      daysAgo = days;
    },
  };
}
