import type { CentraControl, CentraSnapshot } from '../../simulators/centra/control.ts';
import { createCentraControl } from '../../simulators/centra/control.ts';
import { startCentraSimulator } from '../../simulators/centra/server.ts';
import { createFortnoxControl, type FortnoxControl, type FortnoxState } from '../../simulators/fortnox/control.ts';
import { startFortnoxSimulator } from '../../simulators/fortnox/server.ts';
import type { AssessmentRequest } from '../../src/activities/assess-order.ts';
import { asFailure } from '../../src/activities/failures.ts';
import { createCentraActivities, createErpActivities, createOwnActivities } from '../../src/activities/index.ts';
import { simulatedConnection, type SimulatedSecrets } from '../../src/cli/demo/simulated-connection.ts';
import { parseConfig } from '../../src/config/config.ts';
import { connectionPolicyOf } from '../../src/config/policy.ts';
import type { OrderView } from '../../src/domain/order-view.ts';
import type { ConnectionPolicy } from '../../src/domain/policy.ts';
import { openRecords, type Records } from '../../src/records/records.ts';
import { openConnections } from '../../src/worker/connections.ts';
import { orderWorkflow } from '../../src/workflows/order.ts';
import { orderStartOptions } from '../../src/workflows/start-options.ts';
import { createMemoryStore } from '../support/memory-store.ts';
import { setUpCompany } from './company.ts';
import { createLittleTemporal } from './little-temporal.ts';

/** A simulated Centra and Fortnox with Shipledger between them, on a clock that a test moves. */
export interface Stage {
  readonly centra: CentraControl;
  readonly fortnox: FortnoxControl;
  readonly policy: ConnectionPolicy;
  /** Tells the order to look again. */
  readonly wake: (orderNumber: number) => Promise<void>;
  /** What a person tells it. */
  readonly tell: (orderNumber: number, signal: string, payload: object) => Promise<void>;
  /** Lets all that is under way come to an end. */
  readonly settle: () => Promise<void>;
  readonly passDays: (days: number) => Promise<void>;
  /** How an order stands by its workflow, or undefined when it never had one. */
  readonly view: (orderNumber: number) => Promise<OrderView | undefined>;
  /** How it stands by the records. */
  readonly recorded: (orderNumber: number) => Promise<OrderView | undefined>;
  /** The workers lose what they know of an order; what they have under way goes on unheard. */
  readonly terminate: (orderNumber: number) => void;
  /** The order's next run begins with what the last one carries over. */
  readonly continueAsNew: (orderNumber: number) => void;
  /** The next outcome of an effect is not written down: its process has died. */
  readonly loseNextOutcome: () => void;
  /** The next step is given to two workers at once. */
  readonly giveNextTwice: () => void;
  readonly books: () => Promise<Books>;
  readonly stop: () => Promise<void>;
}

/** All that the other systems hold. */
export interface Books {
  readonly centra: CentraSnapshot;
  readonly fortnox: FortnoxState;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Longer than a second look, so that what Centra did not show at once is seen. */
const SETTLE_AT_LEAST_MS = 2 * MINUTE_MS;
/** Every look-up after an unclear call, several times. */
const SETTLE_AT_MOST_MS = DAY_MS / 8;

/** As a config file has it by default, in milliseconds. */
const LOOK_AGAIN_AFTER_MS = [60_000, 300_000, 660_000];

let stages = 0;

/** One database serves all stages: each is a connection of its own. */
export async function openModelRecords(): Promise<Records> {
  return openRecords({ inMemory: true }, () => new Date());
}

/**
 * @param records Shared by stages; each has a connection key of its own in it.
 * @param connection Other parts of the connection: `mode`, `goLive`.
 */
export async function openStage(records: Records, policy: object, connection: object = {}): Promise<Stage> {
  const id = `m${++stages}`;
  const secrets: SimulatedSecrets = {
    centraToken: 'centra-token',
    webhook: 'webhook-secret',
    fortnox: { clientId: 'shipledger', clientSecret: 'fortnox-secret', tenantId: '123456' },
  };
  const centraServer = await startCentraSimulator({ token: secrets.centraToken, rateLimits: 'off' });
  const fortnoxServer = await startFortnoxSimulator({
    ...secrets.fortnox,
    rateLimit: 'off',
    warehouse: { activated: true },
  });
  const [centra, fortnox] = [
    createCentraControl(centraServer.controlUrl),
    createFortnoxControl(fortnoxServer.controlUrl),
  ];
  await setUpCompany(fortnox);
  const config = parseConfig({
    temporal: { address: 'none:1' },
    database: { directory: 'in memory' },
    api: { port: 0 },
    connections: [{ ...simulatedConnection(centraServer, fortnoxServer, secrets, policy), ...connection, id, key: id }],
  });
  const [configured] = config.connections;
  if (!configured) throw new Error('the config has no connection');
  const losses = { next: 0 };
  const deps = {
    connections: openConnections(config, createMemoryStore(unhurried())),
    records: forgetful(records, losses),
    lookAgainAfterMs: LOOK_AGAIN_AFTER_MS,
    now: () => new Date(),
  };
  const centraActivities = createCentraActivities(deps);
  const temporal = createLittleTemporal({
    workflow: orderWorkflow,
    activities: {
      ...centraActivities,
      assessOrder: (request: AssessmentRequest) => centraActivities.assessOrder({ ...request, waitMs: 0 }),
      ...createErpActivities(deps),
      ...createOwnActivities({ ...deps, wakeOrder: () => Promise.resolve() }),
    },
    waitMsOf: (type, [request]) => (type === 'assessOrder' ? ((request as AssessmentRequest).waitMs ?? 0) : 0),
    isStep: (type) => type !== 'assessOrder' && type !== 'recordOrder',
    asFailure,
  });
  const tell: Stage['tell'] = (orderNumber, signal, payload) => {
    temporal.signalWithStart(orderStartOptions(id, orderNumber), signal, payload);
    return Promise.resolve();
  };
  const workflowId = (orderNumber: number): string => orderStartOptions(id, orderNumber).workflowId;
  return {
    centra,
    fortnox,
    policy: connectionPolicyOf(configured),
    wake: (orderNumber) => tell(orderNumber, 'orderChanged', { because: ['test'] }),
    tell,
    settle: () => temporal.settle(SETTLE_AT_LEAST_MS, SETTLE_AT_MOST_MS),
    passDays: (days) => temporal.pass(days * DAY_MS),
    view: (orderNumber) => Promise.resolve(temporal.query(workflowId(orderNumber), 'status') as OrderView | undefined),
    recorded: async (orderNumber) => (await records.orders.find(id, orderNumber))?.view as OrderView | undefined,
    terminate: (orderNumber) => temporal.terminate(workflowId(orderNumber)),
    continueAsNew: (orderNumber) => temporal.suggestContinueAsNew(workflowId(orderNumber)),
    loseNextOutcome: () => {
      losses.next += 1;
    },
    giveNextTwice: () => temporal.giveTwice(),
    books: async () => ({ centra: await centra.state(), fortnox: await fortnox.state() }),
    stop: async () => {
      await Promise.all([centraServer.stop(), fortnoxServer.stop()]);
    },
  };
}

/** A clock on which a limit is over before it is asked again: the orders of a test do not wait for their turn. */
function unhurried(): () => Date {
  let asked = 0;
  return () => new Date(Date.now() + ++asked * 10_000);
}

/** Records that lose an outcome when told: what a kill between an effect and its outcome leaves behind. */
function forgetful(records: Records, losses: { next: number }): Records {
  return {
    ...records,
    effects: {
      ...records.effects,
      finish: async (...args) => {
        if (losses.next > 0) {
          losses.next -= 1;
          throw new Error('killed before the outcome was written down');
        }
        return records.effects.finish(...args);
      },
    },
  };
}
