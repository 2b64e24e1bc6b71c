import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { SEARCH_ATTRIBUTES } from '../../src/workflows/search-attributes.ts';
import { startTemporalDevServer } from '../../tools/temporal-cli/dev-server.ts';
import { ensureTemporalCli } from '../../tools/temporal-cli/ensure-temporal-cli.ts';

/**
 * `npm run bench:size`: the memory of a cached order beside that of a bare workflow, against the bar of the design.
 * Each kind is measured alternately, several times; the smallest counts, since noise only adds. The events of an order's history are
 * printed by `test/orders/history-size.test.ts`.
 */
const COUNT = 300;
const ROUNDS = 3;
const MOST_MEMORY = 1.3;

const executable = await ensureTemporalCli({ log: console.error });
const measured: Record<'order' | 'bare', number[]> = { order: [], bare: [] };
for (let round = 0; round < ROUNDS; round += 1) {
  for (const kind of ['bare', 'order'] as const) measured[kind].push(await bytesPerWorkflow(kind));
}
const order = Math.min(...measured.order);
const bare = Math.min(...measured.bare);
const ratio = order / bare;
console.log(`memory per cached order     ${kilobytes(order)}`);
console.log(`memory per bare workflow    ${kilobytes(bare)}`);
console.log(`ratio                       ${ratio.toFixed(2)}   (bar: ${MOST_MEMORY})`);
process.exitCode = ratio <= MOST_MEMORY ? 0 : 1;

/** On a server of its own, so that no workflow is left of another measurement. */
async function bytesPerWorkflow(kind: 'order' | 'bare'): Promise<number> {
  const searchAttributes = Object.fromEntries(SEARCH_ATTRIBUTES.map(({ name, type }) => [name, type]));
  const server = await startTemporalDevServer({ executable, searchAttributes, log: () => undefined });
  try {
    const script = fileURLToPath(new URL('memory-of-workflows.ts', import.meta.url));
    const args = ['--expose-gc', script, kind, String(COUNT), server.address];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    return Number(stdout.trim().split('\n').at(-1));
  } finally {
    await server.stop();
  }
}

function kilobytes(bytes: number): string {
  return `${Math.round(bytes / 1_000)} kB`;
}
