import { setTimeout as sleep } from 'node:timers/promises';

/** An order as the API tells of it: no more of it than the soak needs. */
export interface OrderView {
  readonly orderNumber: number;
  readonly stage: string;
  readonly lanes: readonly { readonly steps: readonly StepView[] }[];
}

export interface StepView {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  readonly problem?: { readonly code: string; readonly detail: string };
}

export interface ListedOrder {
  readonly connectionId: string;
  readonly orderNumber: number;
}

/** A person, or a program, at Shipledger's API. What it answers with 503 is asked again. */
export interface Operator {
  readonly isReady: () => Promise<boolean>;
  readonly list: (stage: string) => Promise<readonly ListedOrder[]>;
  /** Undefined while Shipledger has not heard of it. */
  readonly order: (connectionId: string, orderNumber: number) => Promise<OrderView | undefined>;
  readonly look: (connectionId: string, orderNumber: number) => Promise<void>;
  readonly retry: (connectionId: string, orderNumber: number, step: string, reason: string) => Promise<void>;
  readonly skip: (connectionId: string, orderNumber: number, step: string, reason: string) => Promise<void>;
}

const AGAIN_AFTER_MS = 500;

/** @param closed ends all asking: nobody will answer any more */
export function createOperator(apiUrl: string, token: string, closed: AbortSignal): Operator {
  const call = async (method: string, path: string, body?: object): Promise<Response> => {
    for (;;) {
      const answer = await once(method, path, body);
      if (answer !== undefined && answer.status !== 503) return answer;
      await sleep(AGAIN_AFTER_MS, undefined, { signal: closed });
    }
  };
  const once = async (method: string, path: string, body?: object): Promise<Response | undefined> => {
    try {
      return await fetch(`${apiUrl}${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(10_000),
      });
    } catch {
      return undefined;
    }
  };
  const read = async (response: Response): Promise<unknown> => {
    if (response.ok) return response.json();
    throw new Error(`${response.url} answered ${response.status}: ${await response.text()}`);
  };
  const command = async (connectionId: string, orderNumber: number, action: string, body: object): Promise<void> => {
    await read(await call('POST', `/orders/${connectionId}/${orderNumber}/${action}`, body));
  };
  return {
    isReady: async () => (await once('GET', '/readyz'))?.ok === true,
    async list(stage) {
      const found: ListedOrder[] = [];
      for (let path: string | undefined = `/orders?stage=${stage}&limit=200`; path !== undefined;) {
        const page = (await read(await call('GET', path))) as { orders: ListedOrder[]; next?: string };
        found.push(...page.orders);
        path = page.next;
      }
      return found;
    },
    async order(connectionId, orderNumber) {
      const response = await call('GET', `/orders/${connectionId}/${orderNumber}`);
      if (response.status === 404) return undefined;
      return ((await read(response)) as { order: OrderView }).order;
    },
    look: (connectionId, orderNumber) => command(connectionId, orderNumber, 'look', {}),
    retry: (connectionId, orderNumber, step, reason) => command(connectionId, orderNumber, 'retry', { step, reason }),
    skip: (connectionId, orderNumber, step, reason) => command(connectionId, orderNumber, 'skip', { step, reason }),
  };
}

export const stepsOf = (view: OrderView): readonly StepView[] => view.lanes.flatMap(({ steps }) => steps);
