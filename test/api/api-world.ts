import { createHmac } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { ApiDeps } from '../../src/api/dependencies.ts';
import { createLogger } from '../../src/api/logging.ts';
import { startApi, type RunningApi } from '../../src/api/server.ts';
import { createDecisions } from '../../src/records/decisions.ts';
import { createOrders } from '../../src/records/orders.ts';
import { openRecords, type Records } from '../../src/records/records.ts';
import type { OrderRecord, Tables } from '../../src/records/tables.ts';
import { SEARCH_ATTRIBUTES } from '../../src/workflows/search-attributes.ts';
import { ensureTemporalCli } from '../../tools/temporal-cli/ensure-temporal-cli.ts';

export const SECRET = 'the secret of today';
export const OLD_SECRET = 'the secret of yesterday';
/** The secret of Centra’s own example of a signature. */
export const OTHER_SECRET = 'test123';
export const MAX_BYTES = 4_096;

export const TOKENS = { viewer: 'token-of-vera', operator: 'token-of-olle', admin: 'token-of-anna' } as const;

const CONFIG: ApiDeps['config'] = {
  api: {
    host: '127.0.0.1',
    port: 0,
    tokens: [
      { name: 'vera', role: 'viewer', token: TOKENS.viewer },
      { name: 'olle', role: 'operator', token: TOKENS.operator },
      { name: 'anna', role: 'admin', token: TOKENS.admin },
    ],
    webhook: { toleranceSeconds: 3_600, maxBytes: MAX_BYTES },
  },
  connections: [
    { id: 'acme', centra: { webhookSecrets: [SECRET, OLD_SECRET] } },
    { id: 'other-shop', centra: { webhookSecrets: [OTHER_SECRET] } },
  ],
};

/** The API over real HTTP, with what it wrote to its log. */
export interface TestApi extends RunningApi {
  readonly log: () => string;
}

export async function startTestApi(deps: Omit<ApiDeps, 'config' | 'logger'>): Promise<TestApi> {
  const lines: string[] = [];
  const logger = createLogger({ level: 'debug', destination: { write: (line) => void lines.push(line) } });
  const api = await startApi({ config: CONFIG, logger, ...deps });
  return { ...api, log: () => lines.join('') };
}

export async function startTemporal(): Promise<TestWorkflowEnvironment> {
  const path = await ensureTemporalCli({ log: console.log });
  return TestWorkflowEnvironment.createLocal({
    server: { executable: { type: 'existing-path', path }, searchAttributes: [...SEARCH_ATTRIBUTES] },
  });
}

/** A client whose Temporal is not there: nothing listens on port 1. */
export function awayTemporal(address = '127.0.0.1:1'): Client {
  return new Client({ connection: Connection.lazy({ address }) });
}

/** The real stores on the real driver, and nothing listens on port 1. */
export function awayRecords(): Pick<Records, 'orders' | 'decisions'> {
  const pool = new pg.Pool({ host: '127.0.0.1', port: 1 });
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  return { orders: createOrders(db), decisions: createDecisions(db) };
}

export function openTestRecords(): Promise<Records> {
  return openRecords({ inMemory: true });
}

export function orderRecord(orderNumber: number, change: Partial<OrderRecord> = {}): OrderRecord {
  const connectionId = change.connectionId ?? 'acme';
  const stage = change.stage ?? 'waiting';
  return {
    connectionId,
    orderNumber,
    stage,
    currency: 'SEK',
    progress: { steps: {}, triggeredAt: {}, returnIds: [] },
    view: { connectionId, orderNumber, stage, lanes: [] },
    problems: [],
    erpDocuments: [],
    centraUpdatedAt: null,
    completedAt: null,
    observedAt: new Date('2026-03-01T12:00:00Z'),
    version: 1,
    ...change,
  };
}

/** A body as Centra sends it. */
export function webhookBody(events: readonly object[]): string {
  return `payload=${encodeURIComponent(JSON.stringify({ events }))}`;
}

/** `X-Centra-Signature` as Centra makes it. */
export function signatureOf(body: string | Uint8Array, { secret = SECRET, at = Date.now() / 1000 } = {}): string {
  const t = Math.floor(at);
  return `t=${t},v1=${createHmac('sha256', secret).update(`${t}.`).update(body).digest('hex')}`;
}

export function sendWebhook(
  api: RunningApi,
  body: string | Uint8Array<ArrayBuffer>,
  { signature = signatureOf(body), connection = 'acme' }: { signature?: string | null; connection?: string } = {},
): Promise<Response> {
  return fetch(`${api.url}/webhooks/centra/${connection}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      ...(signature === null ? {} : { 'x-centra-signature': signature }),
    },
    body,
  });
}

export function call(
  api: RunningApi,
  method: string,
  path: string,
  { token, body }: { token?: string; body?: unknown } = {},
): Promise<Response> {
  return fetch(`${api.url}${path}`, {
    method,
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
}

/** What a workflow was started with and what it has been told, in order. */
export async function storyOf(client: Client, workflowId: string) {
  const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
  const decoded = (
    payloads: Parameters<typeof defaultPayloadConverter.fromPayload>[0][] | null | undefined,
  ): unknown[] => (payloads ?? []).map((payload) => defaultPayloadConverter.fromPayload(payload));
  const started = events?.[0]?.workflowExecutionStartedEventAttributes;
  const signals = (events ?? []).flatMap(({ workflowExecutionSignaledEventAttributes: signal }) =>
    signal ? [{ name: signal.signalName, args: decoded(signal.input?.payloads) }] : [],
  );
  return { type: started?.workflowType?.name, args: decoded(started?.input?.payloads), signals };
}
