import { parseArgs } from 'node:util';
import type { SoakOptions } from './soak-plan.ts';
import { MOST_CONNECTIONS } from './stage.ts';

export const HELP = `npm run soak: many orders under all faults at once, then an audit of the books

  npm run soak -- [options]

  --shipments N     by default 1000
  --orders N        by default four for ten shipments
  --connections N   pairs of Centra and Fortnox that the orders are spread over, by default 1; each has limits of its own
  --minutes N       for how long orders are placed and things go wrong, by default as long as Fortnox's limit makes it
  --speed N         1 to 20: divides how late commits come, and how long Shipledger waits for them; by default 1.
                    The limits of Centra and Fortnox stay what they are
  --seed N          of everything that is left to chance, by default 1
  --json FILE       the result, for programs
  --keep DIRECTORY  keeps logs, config and Temporal's database there; it must be new or empty
  --help

Lost, double and wrong are counted by holding the simulators' own records against what the soak itself placed, sent and took
back. The exit code is 0 only when all three are 0.`;

export interface Options extends SoakOptions {
  readonly json: string | undefined;
  readonly keep: string | undefined;
}

/** @throws Error in one line for options that cannot be understood. */
export function readOptions(argv: readonly string[]): Options | 'help' {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      help: { type: 'boolean', short: 'h' },
      shipments: { type: 'string', default: '1000' },
      orders: { type: 'string' },
      connections: { type: 'string', default: '1' },
      minutes: { type: 'string' },
      speed: { type: 'string', default: '1' },
      seed: { type: 'string', default: '1' },
      json: { type: 'string' },
      keep: { type: 'string' },
    },
  });
  if (values.help) return 'help';
  const shipments = whole('shipments', values.shipments, 1, 100_000);
  const { minutes } = values;
  return {
    shipments,
    orders: values.orders === undefined ? Math.ceil(shipments * 0.4) : whole('orders', values.orders, 1, shipments),
    connections: whole('connections', values.connections, 1, MOST_CONNECTIONS),
    seed: whole('seed', values.seed, 0, 2 ** 32 - 1),
    speed: whole('speed', values.speed, 1, 20),
    ...(minutes === undefined ? {} : { minutes: whole('minutes', minutes, 1, 10_000) }),
    json: values.json,
    keep: values.keep,
  };
}

function whole(option: string, value: string, least: number, most: number): number {
  const number = Number(value);
  if (/^\d{1,12}$/.test(value) && number >= least && number <= most) return number;
  throw new Error(`--${option} must be a whole number from ${least} to ${most}, not ${value}.`);
}
