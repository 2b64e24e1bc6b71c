import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { stringify } from 'yaml';
import { createFortnoxControl } from '../../simulators/fortnox/control.ts';
import { startFortnoxSimulator, type FortnoxSimulator } from '../../simulators/fortnox/server.ts';
import { simulatedConnection } from '../../src/cli/demo/simulated-connection.ts';
import { SEARCH_ATTRIBUTES } from '../../src/workflows/search-attributes.ts';
import { shipledger } from '../support/command.ts';

const directory = mkdtempSync(join(tmpdir(), 'shipledger-company-'));
const client = { clientId: 'shipledger', clientSecret: 'fortnox-secret' };

let temporal: TestWorkflowEnvironment;
let fortnox: FortnoxSimulator;

beforeAll(async () => {
  temporal = await TestWorkflowEnvironment.createLocal({
    server: {
      executable: { type: 'existing-path', path: inject('temporalCli') },
      searchAttributes: [...SEARCH_ATTRIBUTES],
      log: { level: 'error', format: 'pretty' },
    },
  });
  fortnox = await startFortnoxSimulator({ ...client, tenantId: '999' });
});
afterAll(async () => {
  await temporal.teardown();
  await fortnox.stop();
  rmSync(directory, { recursive: true });
});

test('a worker whose log-in leads to another company does not start: exit code 1, and one line that says why', async () => {
  const refreshToken = await createFortnoxControl(fortnox.controlUrl).consent();
  const secrets = { centraToken: 'centra', webhook: 'hook', fortnox: { ...client, tenantId: '123456' } };
  const connection = simulatedConnection({ graphqlUrl: 'http://127.0.0.1:1/graphql' }, fortnox, secrets);
  const config = join(directory, 'shipledger.yaml');
  writeFileSync(
    config,
    stringify({
      temporal: { address: temporal.address },
      database: { directory: join(directory, 'data') },
      api: { port: 0 },
      connections: [{ ...connection, mode: 'observe', erp: { ...connection.erp, auth: 'refreshToken', refreshToken } }],
    }),
  );
  const { code, stderr } = await shipledger(['worker'], { SHIPLEDGER_CONFIG: config });
  expect(stderr.trim()).toMatch(
    /^shipledger: connection acme, company 123456: the log-in leads to the company 999 .* Correct erp\.tenantId.*$/,
  );
  expect(code).toBe(1);
});
