import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect } from 'vitest';
import { createCentraControl, type CentraControl } from '../../simulators/centra/control.ts';
import type { PlaceOrderInput } from '../../simulators/centra/control-contract.ts';
import { startCentraSimulator, type CentraSimulatorOptions } from '../../simulators/centra/server.ts';

export const TOKEN = 'a-token';

export const JACKET = { sku: 'JKT-M', productName: 'Jacket', quantity: 1, unitPrice: 1250, taxPercent: 25 };
export const SHIRTS = {
  sku: 'TEE-M',
  productName: 'T-shirt',
  quantity: 3,
  unitPrice: 33.33,
  lineValue: 100,
  taxPercent: 25,
};

/** The parts of answers that tests take apart; whole answers are compared as they come. */
export interface Data {
  readonly orders: readonly { readonly number: number; readonly status: string; readonly paymentHistory: unknown }[];
  readonly orderConnection: {
    readonly edges: readonly { readonly node: { readonly number: number } }[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
  };
  readonly shipments: readonly { readonly isCaptured: boolean; readonly lines: unknown }[];
  readonly returns: readonly { readonly refundPaymentHistory: readonly unknown[] }[];
  readonly rateLimits: readonly unknown[];
  readonly confirmOrder: Payload;
  readonly updateDirectToConsumerOrder: Payload;
  readonly createShipment: Payload;
  readonly updateShipment: Payload;
  readonly captureShipment: Payload;
  readonly completeShipment: Payload;
  readonly completeReturn: Payload;
  readonly refundReturn: Payload;
}

export interface Payload {
  readonly userErrors: readonly { readonly message: string }[];
  readonly shipment?: unknown;
  readonly return?: unknown;
}

export interface Body {
  readonly data: Data;
  readonly errors: readonly { readonly message: string; readonly extensions?: { readonly category: string } }[];
  readonly extensions: { readonly complexity: number; readonly permissionsUsed: readonly string[] };
}

export interface Centra {
  readonly control: CentraControl;
  readonly graphqlUrl: string;
  readonly post: (body: unknown, token?: string) => Promise<{ status: number; headers: Headers; body: Body }>;
  /** The data of a query that is expected to succeed. */
  readonly ask: (query: string, variables?: object) => Promise<Data>;
}

export const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

export async function startCentra(options: Partial<CentraSimulatorOptions> = {}): Promise<Centra> {
  const simulator = await startCentraSimulator({ token: TOKEN, rateLimits: 'off', webhookDelayMs: 5, ...options });
  closers.push(() => simulator.stop());
  const post: Centra['post'] = async (body, token = TOKEN) => {
    const response = await fetch(simulator.graphqlUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    return { status: response.status, headers: response.headers, body: (await response.json()) as Body };
  };
  return {
    control: createCentraControl(simulator.controlUrl),
    graphqlUrl: simulator.graphqlUrl,
    post,
    ask: async (query, variables = {}) => {
      const { status, body } = await post({ query, variables });
      expect({ status, errors: body.errors }).toEqual({ status: 200, errors: undefined });
      return body.data;
    },
  };
}

/** An order of one jacket and three T-shirts, and a shipment of all of it. */
export async function orderAndShipment({ control }: Centra, order: Partial<PlaceOrderInput> = {}) {
  const placed = await control.placeOrder({ lines: [JACKET, SHIRTS], ...order });
  const shipment = await control.createShipment(placed.number, { isGoodToGo: true });
  return { order: placed, shipment };
}

export const CAPTURE = `mutation capture($id: Int!) { captureShipment(id: $id) {
  shipment { isCaptured isPaid capturedAt paidAt capturedValue { value } }
  paymentHistoryEntry { entryType status value { value } }
  userErrors { message path }
  userWarnings { message path }
} }`;

export const capture = async (centra: Centra, id: number): Promise<Payload> =>
  (await centra.ask(CAPTURE, { id })).captureShipment;

export async function until<T>(look: () => Promise<T>, isSo: (seen: T) => boolean): Promise<T> {
  for (const deadline = Date.now() + 10_000; Date.now() < deadline; await sleep(10)) {
    const seen = await look();
    if (isSo(seen)) return seen;
  }
  throw new Error('it did not come to be as expected within 10 seconds');
}
