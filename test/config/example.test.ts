import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { configFromYaml, loadConfig } from '../../src/config/config.ts';
import { connectionPolicyOf } from '../../src/config/policy.ts';
import { CONFIG } from '../../src/config/schema.ts';

const EXAMPLE = fileURLToPath(new URL('../../shipledger.example.yaml', import.meta.url));
const ENV = {
  DATABASE_URL: 'postgres://ledger:sesame@db:5432/shipledger',
  FINANCE_TOKEN: 'token: "of" finance',
  CENTRA_TOKEN: 'centra',
  CENTRA_WEBHOOK_SECRET: 'hook',
  FORTNOX_CLIENT_ID: 'client',
  FORTNOX_CLIENT_SECRET: '#secret\n{}',
  FORTNOX_TENANT_ID: '123456',
  FORTNOX_REFRESH_TOKEN: 'refresh',
  TEMPORAL_API_KEY: 'key',
};

test('the example is a config that loads, with the defaults of the design', () => {
  const config = loadConfig(EXAMPLE, ENV);
  const [acme] = config.connections;
  expect(config).toMatchObject({
    temporal: { address: '127.0.0.1:7233', namespace: 'default' },
    database: { url: ENV.DATABASE_URL },
    api: { host: '127.0.0.1', port: 8080, webhook: { toleranceSeconds: 3_600, maxBytes: 1_048_576 } },
    log: { level: 'info' },
    effects: { lookAgainAfterSeconds: [60, 300, 660], recover: false },
  });
  expect(config.api.tokens).toEqual([{ name: 'finance', role: 'operator', token: ENV.FINANCE_TOKEN }]);
  expect(acme).toMatchObject({
    id: 'acme',
    goLive: '2026-01-01',
    centra: { webhookSecrets: ['hook'], timeoutMs: 20_000 },
    erp: { clientSecret: ENV.FORTNOX_CLIENT_SECRET, keyField: 'ExternalInvoiceReference1' },
  });
});

test('the example’s policies: wholesale differs where it says so, and captures nothing unless told to', () => {
  const [acme] = loadConfig(EXAMPLE, ENV).connections;
  expect(acme && connectionPolicyOf(acme)).toEqual({
    mode: 'observe',
    goLive: '2026-01-01',
    timeZone: 'Europe/Stockholm',
    byOrderType: {
      directToConsumer: {
        capture: { mode: 'perform', trigger: 'goodToGo', onFailure: 'alert' },
        invoice: { trigger: 'goodToGo', requireCapture: true, send: 'none', lockedPeriod: 'attention' },
        payment: 'register',
        stock: { trigger: 'completed', mode: 'document' },
        complete: { returnsWindowDays: 30 },
      },
      wholesale: {
        capture: { mode: 'none', trigger: 'goodToGo', onFailure: 'alert' },
        invoice: { trigger: 'shipped', requireCapture: true, send: 'none', lockedPeriod: 'attention' },
        payment: 'none',
        stock: { trigger: 'completed', mode: 'document' },
        complete: { returnsWindowDays: 30 },
      },
    },
  });
});

/** The example with every setting that it only shows, as if a merchant had taken away each `#`. */
const complete = readFileSync(EXAMPLE, 'utf8').replace(/^( *)#(?=[a-zA-Z])/gm, '$1');

test('the example shows every setting there is', () => {
  const shown = new Set<string>();
  collect(parse(complete), '');
  const settings = settingsIn(z.toJSONSchema(CONFIG, { io: 'input', unrepresentable: 'any', reused: 'inline' }), '');
  expect(settings.length).toBeGreaterThan(80);
  expect(settings.filter((setting) => !shown.has(setting))).toEqual([]);

  // A name that the merchant chooses is noted as `*` as well.
  function collect(value: unknown, path: string): void {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, part] of Object.entries(value)) {
      const names = Array.isArray(value) ? [`${path}[]`] : ['*', key].map((name) => (path ? `${path}.${name}` : name));
      for (const name of names) {
        shown.add(name);
        collect(part, name);
      }
    }
  }
});

test('all that the example shows is allowed, and what it shows as a default is the default', () => {
  // What excludes something else that it shows.
  const possible = complete.replace(/^ *(directory|prefix):.*$/gm, '');
  const { temporal, connections, ...others } = configFromYaml(possible, ENV, dirname(EXAMPLE));
  const { temporal: _, connections: defaults, ...same } = loadConfig(EXAMPLE, ENV);
  expect(temporal).toMatchObject({ tls: true, apiKey: 'key' });
  expect(others).toEqual(same);
  const policies = [connections, defaults].map(([acme]) => acme && connectionPolicyOf(acme));
  expect(policies[0]).toEqual(policies[1]);
});

/** Every setting of the schema, `[]` standing for the entries of a list and `*` for names that the merchant chooses. */
function settingsIn(schema: z.core.JSONSchema._JSONSchema | undefined, path: string): string[] {
  if (typeof schema !== 'object' || !('type' in schema)) return [];
  const own = Object.entries(schema.properties ?? {}).flatMap(([key, described]) => {
    const at = path === '' ? key : `${path}.${key}`;
    return [at, ...settingsIn(described, at)];
  });
  const { items } = schema;
  const entries = Array.isArray(items) ? [] : settingsIn(items, `${path}[]`);
  return [...own, ...entries, ...settingsIn(schema.additionalProperties, `${path}.*`)];
}
