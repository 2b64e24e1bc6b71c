import { parseArgs } from 'node:util';
import { DEFAULT_PORTS, DEFAULT_WEBHOOK_URL } from './page/demo-values.ts';
import { accessTo, SHIPLEDGER_COMMANDS } from './page/how-to.ts';
import { startPlayground, type Playground, type PlaygroundOptions } from './page/playground.ts';

const HELP = `npm run simulators: a simulated Centra and a simulated Fortnox, with a page to play with them

  npm run simulators -- [options]

  --page-port N      the page, by default ${DEFAULT_PORTS.page}; 0 takes a free port, here and below
  --centra-port N    Centra, by default ${DEFAULT_PORTS.centra}
  --fortnox-port N   Fortnox, by default ${DEFAULT_PORTS.fortnox}
  --webhook URL      where Centra sends its webhooks,
                     by default ${DEFAULT_WEBHOOK_URL}
  --seed N           of the chances that faults are drawn from, so that bad luck can be had again; by default 1
  --help`;

process.exitCode = await main(process.argv.slice(2));

/** Runs until Ctrl-C or SIGTERM. Returns the exit code: 1 when something cannot be started, 2 for options not understood. */
async function main(argv: readonly string[]): Promise<number> {
  let options: PlaygroundOptions | 'help';
  try {
    options = optionsIn(argv);
  } catch (error) {
    console.error(`simulators: ${oneLine(error)} See npm run simulators -- --help`);
    return 2;
  }
  if (options === 'help') {
    console.log(HELP);
    return 0;
  }
  // Asked to stop while starting, we stop when started.
  const asked = untilAskedToStop();
  try {
    const playground = await startPlayground(options);
    tell(playground);
    await asked;
    await playground.stop();
    return 0;
  } catch (error) {
    console.error(`simulators: ${explained(error)}`);
    return 1;
  }
}

function optionsIn(argv: readonly string[]): PlaygroundOptions | 'help' {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      help: { type: 'boolean', short: 'h' },
      'page-port': { type: 'string' },
      'centra-port': { type: 'string' },
      'fortnox-port': { type: 'string' },
      webhook: { type: 'string' },
      seed: { type: 'string' },
    },
  });
  if (values.help) return 'help';
  const port = (name: 'page' | 'centra' | 'fortnox'): number =>
    whole(`--${name}-port`, values[`${name}-port`] ?? String(DEFAULT_PORTS[name]), 65_535);
  const webhookUrl = values.webhook ?? DEFAULT_WEBHOOK_URL;
  if (!/^https?:$/.test(URL.parse(webhookUrl)?.protocol ?? '')) {
    throw new Error(`--webhook must be an http or https URL, not ${webhookUrl}.`);
  }
  return {
    ports: { page: port('page'), centra: port('centra'), fortnox: port('fortnox') },
    webhookUrl,
    seed: whole('--seed', values.seed ?? '1', 2 ** 32 - 1),
  };
}

function whole(option: string, value: string, most: number): number {
  const number = Number(value);
  if (!/^\d{1,15}$/.test(value) || number > most) {
    throw new Error(`${option} must be a whole number from 0 to ${most}, not ${value}.`);
  }
  return number;
}

function tell({ pageUrl, addresses }: Playground): void {
  const values = accessTo(addresses).map(([name, value]) => `  ${name.padEnd(22)} ${value}`);
  console.log(`The simulators run. They hold everything in memory, until Ctrl-C.

  ${'the page'.padEnd(22)} ${pageUrl}
${values.join('\n')}
  ${'webhooks go to'.padEnd(22)} ${addresses.webhook}

Open the page and place an order. To have Shipledger do its books, in two more terminals:

${SHIPLEDGER_COMMANDS.map((command) => `  ${command}`).join('\n')}`);
}

function untilAskedToStop(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
}

function oneLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}

function explained(error: unknown): string {
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE' && 'port' in error) {
    return `port ${String(error.port)} is taken: end what listens there, or choose another with an option (--help).`;
  }
  return oneLine(error);
}
