import type {
  CreatedReturn,
  CreatedShipment,
  CreateReturnInput,
  CreateShipmentInput,
  FaultInput,
  PlacedOrder,
  PlaceOrderInput,
  ShipShipmentInput,
  WebhookInput,
} from './control-contract.ts';
import type { CentraSnapshot } from './snapshot.ts';

export type { CentraSnapshot } from './snapshot.ts';

/** Plays the people and systems around a simulated Centra. Every call throws with the simulator's words when refused. */
export interface CentraControl {
  placeOrder(input: PlaceOrderInput): Promise<PlacedOrder>;
  confirmOrder(orderNumber: number): Promise<void>;
  holdOrder(orderNumber: number, isOnHold: boolean): Promise<void>;
  cancelOrder(orderNumber: number): Promise<void>;

  /** All that is left of the order, unless lines are named. */
  createShipment(orderNumber: number, input?: CreateShipmentInput): Promise<CreatedShipment>;
  /** Good to go. */
  releaseShipment(shipmentId: number): Promise<void>;
  /** Paid outside Centra. */
  markPaid(shipmentId: number): Promise<void>;
  /** Captured by Centra itself, or by another integration of it. */
  captureShipment(shipmentId: number): Promise<void>;
  /** Sent, and so completed: it must be good to go and paid. */
  shipShipment(shipmentId: number, input?: ShipShipmentInput): Promise<void>;
  /** An asynchronous payment provider's answer to a capture request. */
  settleCapture(shipmentId: number, outcome: 'success' | 'failed'): Promise<void>;
  /** A person edits a shipment. */
  changeShipmentLine(shipmentId: number, lineId: number, change: { readonly quantity: number }): Promise<void>;
  deleteShipment(shipmentId: number): Promise<void>;

  /** All that was not returned yet, unless lines are named. */
  createReturn(shipmentId: number, input?: CreateReturnInput): Promise<CreatedReturn>;
  completeReturn(returnId: number): Promise<void>;
  uncompleteReturn(returnId: number): Promise<void>;
  refundReturn(returnId: number): Promise<void>;
  deleteReturn(returnId: number): Promise<void>;

  addFault(rule: FaultInput): Promise<void>;
  clearFaults(): Promise<void>;
  setWebhook(target: WebhookInput): Promise<void>;
  state(): Promise<CentraSnapshot>;
}

/** @param controlUrl The simulator's `controlUrl`. */
export function createCentraControl(controlUrl: string): CentraControl {
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${controlUrl}${path}`, {
      method,
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`The simulated Centra answers ${response.status} to ${method} ${path}: ${text}`);
    return JSON.parse(text);
  };
  const post = async (path: string, body?: unknown): Promise<void> => void (await call('POST', path, body));
  const remove = async (path: string): Promise<void> => void (await call('DELETE', path));

  return {
    placeOrder: async (input) => (await call('POST', '/orders', input)) as PlacedOrder,
    confirmOrder: (number) => post(`/orders/${number}/confirm`),
    holdOrder: (number, isOnHold) => post(`/orders/${number}/hold`, { isOnHold }),
    cancelOrder: (number) => post(`/orders/${number}/cancel`),

    createShipment: async (number, input = {}) =>
      (await call('POST', `/orders/${number}/shipments`, input)) as CreatedShipment,
    releaseShipment: (id) => post(`/shipments/${id}/release`),
    markPaid: (id) => post(`/shipments/${id}/mark-paid`),
    captureShipment: (id) => post(`/shipments/${id}/capture`),
    shipShipment: (id, input = {}) => post(`/shipments/${id}/ship`, input),
    settleCapture: (id, outcome) => post(`/shipments/${id}/settle-capture`, { outcome }),
    changeShipmentLine: (id, lineId, change) => post(`/shipments/${id}/lines/${lineId}`, change),
    deleteShipment: (id) => remove(`/shipments/${id}`),

    createReturn: async (shipmentId, input = {}) =>
      (await call('POST', `/shipments/${shipmentId}/returns`, input)) as CreatedReturn,
    completeReturn: (id) => post(`/returns/${id}/complete`),
    uncompleteReturn: (id) => post(`/returns/${id}/uncomplete`),
    refundReturn: (id) => post(`/returns/${id}/refund`),
    deleteReturn: (id) => remove(`/returns/${id}`),

    addFault: (rule) => post('/faults', rule),
    clearFaults: () => remove('/faults'),
    setWebhook: async (target) => void (await call('PUT', '/webhook', target)),
    state: async () => (await call('GET', '/state')) as CentraSnapshot,
  };
}
