import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, WorkflowHandle } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { createCentraControl, type CentraControl } from '../../simulators/centra/control.ts';
import { startCentraSimulator } from '../../simulators/centra/server.ts';
import { createFortnoxControl, type FortnoxControl } from '../../simulators/fortnox/control.ts';
import { startFortnoxSimulator } from '../../simulators/fortnox/server.ts';
import { simulatedConnection, type SimulatedSecrets } from '../../src/cli/demo/simulated-connection.ts';
import { parseConfig } from '../../src/config/config.ts';
import type { OrderView, StepView } from '../../src/domain/order-view.ts';
import type { Connection } from '../../src/activities/dependencies.ts';
import type { Erp } from '../../src/connectors/erp/erp.ts';
import { openRecords, type Records } from '../../src/records/records.ts';
import { openConnections, type Pace } from '../../src/worker/connections.ts';
import { runWorkers } from '../../src/worker/run-workers.ts';
import { orderWorkflowId } from '../../src/workflows/ids.ts';
import { orderChanged, status } from '../../src/workflows/messages.ts';
import { SEARCH_ATTRIBUTES } from '../../src/workflows/search-attributes.ts';
import { orderStartOptions } from '../../src/workflows/start-options.ts';

/** Shipledger between a simulated Centra and a simulated Fortnox, on a real Temporal server, over real HTTP. */
export interface World {
  readonly temporal: Client;
  readonly records: Records;
  readonly centra: CentraControl;
  readonly fortnox: FortnoxControl;
  /** The ERP as a person works in it by hand. */
  readonly erp: Erp;
  /** The systems of another merchant, whose connection `other` the same worker serves; there with `withOther`. */
  readonly other: { readonly centra: CentraControl; readonly fortnox: FortnoxControl };
  /** Tells an order's workflow to look again, as a webhook would. */
  readonly wake: (orderNumber: number, connectionId?: string) => Promise<WorkflowHandle>;
  /** Sends a signal as the Temporal Web UI or another SDK might: in any encoding, right or wrong. */
  readonly signalRaw: (orderNumber: number, signalName: string, encoding: string, data: string) => Promise<void>;
  /** Waits until the order looks as expected, and returns how it looks. */
  readonly until: (
    orderNumber: number,
    isSo: (view: OrderView) => boolean,
    connectionId?: string,
  ) => Promise<OrderView>;
  readonly historyOf: (orderNumber: number) => Promise<Awaited<ReturnType<WorkflowHandle['fetchHistory']>>>;
  /** Everything stops, the records are lost, or Temporal with them, and it starts again with `effects.recover`. */
  readonly lose: (what: 'records' | 'records and Temporal') => Promise<void>;
  readonly stop: () => Promise<void>;
}

export interface WorldOptions {
  /** The Temporal CLI to start the server from. */
  readonly temporalCli: string;
  /** Parts of the policy, over the defaults. */
  readonly policy?: object;
  /** More flags for the Temporal server. */
  readonly temporalFlags?: readonly string[];
  readonly unconfirmedNames?: 'present' | 'absent';
  readonly pace?: Pace;
  /** Whether there is a second connection, to systems of its own. */
  readonly withOther?: boolean;
}

const PATIENCE_MS = 60_000;
const OTHER_TENANT = '654321';

/** An unclear call is looked after at once and again after a second: tests have no minutes to wait. */
const LOOK_AGAIN_AFTER_MS = [500, 1_500];

/** Refusals are part of the stories told here; only what is wrong with Temporal itself is to be seen. */
Runtime.install({ logger: new DefaultLogger('ERROR') });

export async function openWorld(options: WorldOptions): Promise<World> {
  const { temporalCli, policy = {}, temporalFlags = [], unconfirmedNames = 'present' } = options;
  const { pace, withOther = false } = options;
  const secrets: SimulatedSecrets = {
    centraToken: 'centra-token',
    webhook: 'webhook-secret',
    fortnox: { clientId: 'shipledger', clientSecret: 'fortnox-secret', tenantId: '123456' },
  };
  const startSystems = async (tenantId: string) => ({
    centra: await startCentraSimulator({ token: secrets.centraToken, rateLimits: 'off', unconfirmedNames }),
    fortnox: await startFortnoxSimulator({
      ...secrets.fortnox,
      tenantId,
      rateLimit: 'off',
      warehouse: { activated: true },
    }),
  });
  const { centra, fortnox } = await startSystems(secrets.fortnox.tenantId);
  const other = withOther ? await startSystems(OTHER_TENANT) : undefined;
  const startTemporal = (): Promise<TestWorkflowEnvironment> =>
    TestWorkflowEnvironment.createLocal({
      server: {
        executable: { type: 'existing-path', path: temporalCli },
        searchAttributes: [...SEARCH_ATTRIBUTES],
        extraArgs: [...temporalFlags],
        log: { level: 'error', format: 'pretty' },
      },
    });
  let env = await startTemporal();
  const config = parseConfig({
    temporal: { address: env.address },
    database: { directory: 'in memory' },
    api: { port: 0 },
    connections: [
      simulatedConnection(centra, fortnox, secrets, policy),
      ...(other ? [otherConnection(other, secrets, policy)] : []),
    ],
  });
  /** On records of its own, empty at first. */
  const startWork = async (more: { recoveringSince?: Date } = {}) => {
    const records = await openRecords({ inMemory: true });
    const connections = openConnections(config, records.sharedState, undefined, pace);
    const { erp } = connections.get('acme') as Connection;
    const workers = await runWorkers(env.nativeConnection, {
      connections,
      records,
      temporal: env.client,
      namespace: 'default',
      lookAgainAfterMs: LOOK_AGAIN_AFTER_MS,
      ...more,
      now: () => new Date(),
      logger: { warn: () => undefined },
    });
    const end = async (): Promise<void> => {
      workers.stop();
      await workers.ended;
    };
    return { records, erp, end };
  };
  let work = await startWork();

  const handleOf = (orderNumber: number, connectionId = 'acme'): WorkflowHandle =>
    env.client.workflow.getHandle(orderWorkflowId(connectionId, orderNumber));
  return {
    get temporal() {
      return env.client;
    },
    get records() {
      return work.records;
    },
    get erp() {
      return work.erp;
    },
    centra: createCentraControl(centra.controlUrl),
    fortnox: createFortnoxControl(fortnox.controlUrl),
    get other() {
      if (!other) throw new Error('there is another connection only with withOther');
      return {
        centra: createCentraControl(other.centra.controlUrl),
        fortnox: createFortnoxControl(other.fortnox.controlUrl),
      };
    },
    wake: async (orderNumber, connectionId = 'acme') => {
      await env.client.workflow.signalWithStart('orderWorkflow', {
        ...orderStartOptions(connectionId, orderNumber),
        signal: orderChanged,
        signalArgs: [{ because: ['test'] }],
      });
      return handleOf(orderNumber, connectionId);
    },
    async signalRaw(orderNumber, signalName, encoding, data) {
      await env.client.workflowService.signalWorkflowExecution({
        namespace: 'default',
        workflowExecution: { workflowId: orderWorkflowId('acme', orderNumber) },
        signalName,
        input: { payloads: [{ metadata: { encoding: Buffer.from(encoding) }, data: Buffer.from(data) }] },
      });
    },
    async until(orderNumber, isSo, connectionId) {
      let last: OrderView | undefined;
      for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline; await sleep(100)) {
        last = await handleOf(orderNumber, connectionId).query(status);
        if (isSo(last)) return last;
      }
      throw new Error(
        `order ${orderNumber} did not come to look as expected; it looks like ${JSON.stringify(last, null, 2)}`,
      );
    },
    historyOf: (orderNumber) => handleOf(orderNumber).fetchHistory(),
    async lose(what) {
      await work.end();
      await work.records.close();
      if (what === 'records and Temporal') {
        await env.teardown();
        env = await startTemporal();
      }
      work = await startWork({ recoveringSince: new Date() });
    },
    async stop() {
      await work.end();
      await env.teardown();
      await Promise.all([centra, fortnox, ...(other ? [other.centra, other.fortnox] : [])].map((one) => one.stop()));
      await work.records.close();
    },
  };
}

function otherConnection(
  { centra, fortnox }: { readonly centra: { readonly graphqlUrl: string }; readonly fortnox: { readonly url: string } },
  secrets: SimulatedSecrets,
  policy: object,
) {
  const connection = simulatedConnection(centra, fortnox, secrets, policy);
  return { ...connection, id: 'other', key: 'other', erp: { ...connection.erp, tenantId: OTHER_TENANT } };
}

/** The step of an order with this id, such as `S-1902-invoice`. */
export function stepIn(view: OrderView, id: string): StepView | undefined {
  return view.lanes.flatMap((lane) => lane.steps).find((step) => step.id === id);
}

/** Whether the step with this id is done. */
export function isDone(view: OrderView, id: string): boolean {
  return stepIn(view, id)?.state === 'done';
}
