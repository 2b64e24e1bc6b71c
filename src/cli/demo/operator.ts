import type { OrderView } from '../../domain/order-view.ts';
import type { Stage } from './stage.ts';

/** A person at the API. */
export interface Operator {
  /** The order, or undefined while Shipledger has not heard of it. */
  readonly order: (orderNumber: number) => Promise<OrderView | undefined>;
  readonly retry: (orderNumber: number, reason: string) => Promise<void>;
}

export function createOperator({ shipledger, token }: Pick<Stage, 'shipledger' | 'token'>): Operator {
  const call = async (method: string, path: string, body?: object): Promise<Response> =>
    fetch(`${shipledger.apiUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const refuse = async (response: Response): Promise<never> => {
    throw new Error(`${response.url} answered ${response.status}: ${await response.text()}`);
  };
  return {
    async order(orderNumber) {
      const response = await call('GET', `/orders/acme/${orderNumber}`);
      if (response.status === 404) return undefined;
      return response.ok ? ((await response.json()) as { order: OrderView }).order : refuse(response);
    },
    async retry(orderNumber, reason) {
      const response = await call('POST', `/orders/acme/${orderNumber}/retry`, { reason });
      if (!response.ok) await refuse(response);
    },
  };
}
