import { parseArgs } from 'node:util';
import { startVitest } from 'vitest/node';
import type { ModelRuns } from './model-runs.ts';

/**
 * `npm run model -- --runs 500`: lives that many random lives of orders and audits the books after each event. A failure
 * prints what lives the same life again: `npm run model -- --seed 1 --path 2:3 --replay AB/C`.
 */
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '500' },
    seed: { type: 'string' },
    path: { type: 'string' },
    replay: { type: 'string' },
  },
});
const { runs, seed, ...how } = values;

const modelRuns: ModelRuns = { ...how, numRuns: Number(runs), ...(seed === undefined ? {} : { seed: Number(seed) }) };
const vitest = await startVitest('test', ['test/model/random-orders.test.ts'], { run: true, provide: { modelRuns } });
await vitest.close();
