import { createFortnox, type FortnoxSettings } from '../../../src/connectors/erp/fortnox/fortnox.ts';
import { createMemoryStore } from '../../support/memory-store.ts';
import { createFortnoxControl } from '../../../simulators/fortnox/control.ts';
import { startFortnoxSimulator } from '../../../simulators/fortnox/server.ts';
import { KNOWN_METHOD } from '../erp-contract.ts';
import { mapping } from './mapping.ts';
import { recordRequests } from './recorded-requests.ts';

const credentials = { clientId: 'client-7', clientSecret: 'top-secret', tenantId: '123456' };

export type SimulatorOptions = NonNullable<Parameters<typeof startFortnoxSimulator>[0]>;

/** A Fortnox simulator, its control, and the connector for it. */
export async function startFortnoxWorld(
  options: Partial<SimulatorOptions> = {},
  changes: Partial<FortnoxSettings> = {},
) {
  const simulator = await startFortnoxSimulator({ ...credentials, rateLimit: 'off', ...options });
  const { dispatcher, sent } = recordRequests();
  const settings: FortnoxSettings = {
    ...credentials,
    apiUrl: simulator.url,
    authUrl: `${simulator.url}/oauth-v1/token`,
    timeoutMs: 5_000,
    keyField: 'ExternalInvoiceReference1',
    connectionKey: 'acme',
    mapping: { ...mapping, payments: { [KNOWN_METHOD]: { modeOfPayment: 'BG', account: 1930 } } },
    store: createMemoryStore(),
    dispatcher,
    limits: [], // Contract tests are about meaning; the pace has its own test.
    ...changes,
  };
  return {
    sent,
    simulator,
    control: createFortnoxControl(simulator.controlUrl),
    settings,
    erp: createFortnox(settings),
  };
}
