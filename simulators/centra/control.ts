import type {
  BehaviourInput,
  CaptureInput,
  CreatedReturn,
  CreatedShipment,
  CreateReturnInput,
  CreateShipmentInput,
  FaultInput,
  MarkPaidInput,
  OrderLineInput,
  PlacedLine,
  PlacedOrder,
  PlaceOrderInput,
  SettlementOutcome,
  ShipmentLineChangeInput,
  ShipShipmentInput,
  TokenInput,
  WebhookInput,
  WebhookTroubleInput,
} from './control-contract.ts';
import type { CentraSnapshot } from './snapshot.ts';

export type { CentraSnapshot } from './snapshot.ts';

/** Plays the people and systems around a simulated Centra. Every call throws with the simulator's words when refused. */
export interface CentraControl {
  placeOrder(input: PlaceOrderInput): Promise<PlacedOrder>;
  confirmOrder(orderNumber: number): Promise<void>;
  /** Nothing more is expected of a completed or cancelled order. */
  archiveOrder(orderNumber: number): Promise<void>;
  holdOrder(orderNumber: number, isOnHold: boolean): Promise<void>;
  /** As an integration does it: people can neither edit nor ship the order then. */
  lockOrder(orderNumber: number, isLocked: boolean): Promise<void>;
  cancelOrder(orderNumber: number): Promise<void>;
  cancelLines(orderNumber: number, lines: readonly { lineId: number; quantity: number }[]): Promise<void>;
  /** A line more, also after the first shipments; no more money is authorised for it. */
  addOrderLine(orderNumber: number, line: OrderLineInput): Promise<readonly PlacedLine[]>;
  setShippingCost(orderNumber: number, shippingCost: number): Promise<void>;
  /** The customer of an order that waits for payment has paid. */
  receivePayment(orderNumber: number): Promise<void>;
  /** The whole order's money, before there are shipments. */
  captureOrder(orderNumber: number): Promise<void>;
  settleOrderCapture(orderNumber: number, outcome: SettlementOutcome): Promise<void>;
  /** Lets go of what was authorised and not captured. */
  releaseAuthorization(orderNumber: number): Promise<void>;

  /** All that is left of the order, unless lines are named. */
  createShipment(orderNumber: number, input?: CreateShipmentInput): Promise<CreatedShipment>;
  /** Good to go, or not after all. */
  releaseShipment(shipmentId: number, isGoodToGo?: boolean): Promise<void>;
  /** Paid outside Centra. */
  markPaid(shipmentId: number, input?: MarkPaidInput): Promise<void>;
  markUnpaid(shipmentId: number): Promise<void>;
  /** Captured by Centra itself, or by another integration of it. */
  captureShipment(shipmentId: number, input?: CaptureInput): Promise<void>;
  /** Sent, and so completed: it must be good to go and paid. */
  shipShipment(shipmentId: number, input?: ShipShipmentInput): Promise<void>;
  /** An asynchronous payment provider's answer to a capture request. */
  settleCapture(shipmentId: number, outcome: SettlementOutcome): Promise<void>;
  /** A person edits a shipment that was not sent yet. */
  changeShipmentLine(shipmentId: number, lineId: number, change: ShipmentLineChangeInput): Promise<void>;
  deleteShipment(shipmentId: number): Promise<void>;

  /** All that was not returned yet, unless lines are named. */
  createReturn(shipmentId: number, input?: CreateReturnInput): Promise<CreatedReturn>;
  /** Without giving money back, as for an exchange. */
  completeReturn(returnId: number): Promise<void>;
  uncompleteReturn(returnId: number): Promise<void>;
  refundReturn(returnId: number): Promise<void>;
  /** An asynchronous payment provider's answer to a refund. */
  settleRefund(returnId: number, outcome: SettlementOutcome): Promise<void>;
  deleteReturn(returnId: number): Promise<void>;

  addFault(rule: FaultInput): Promise<void>;
  clearFaults(): Promise<void>;
  /** Throws the dice of faults and of webhook trouble anew. */
  setFaultSeed(seed: number): Promise<void>;
  setWebhook(target: WebhookInput): Promise<void>;
  /** Loses, doubles and shuffles events by chance; what is not named is not done. */
  setWebhookTrouble(trouble: WebhookTroubleInput): Promise<void>;
  /** Answers what no source tells the other way. */
  setBehaviour(change: BehaviourInput): Promise<void>;
  setToken(change: TokenInput): Promise<void>;
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

  const put = async (path: string, body: unknown): Promise<void> => void (await call('PUT', path, body));

  return {
    placeOrder: async (input) => (await call('POST', '/orders', input)) as PlacedOrder,
    confirmOrder: (number) => post(`/orders/${number}/confirm`),
    archiveOrder: (number) => post(`/orders/${number}/archive`),
    holdOrder: (number, isOnHold) => post(`/orders/${number}/hold`, { isOnHold }),
    lockOrder: (number, isLocked) => post(`/orders/${number}/lock`, { isLocked }),
    cancelOrder: (number) => post(`/orders/${number}/cancel`),
    cancelLines: (number, lines) => post(`/orders/${number}/cancel-lines`, { lines }),
    addOrderLine: async (number, line) => (await call('POST', `/orders/${number}/lines`, line)) as PlacedLine[],
    setShippingCost: (number, shippingCost) => post(`/orders/${number}/shipping-cost`, { shippingCost }),
    receivePayment: (number) => post(`/orders/${number}/receive-payment`),
    captureOrder: (number) => post(`/orders/${number}/capture`),
    settleOrderCapture: (number, outcome) => post(`/orders/${number}/settle-capture`, { outcome }),
    releaseAuthorization: (number) => post(`/orders/${number}/release-authorization`),

    createShipment: async (number, input = {}) =>
      (await call('POST', `/orders/${number}/shipments`, input)) as CreatedShipment,
    releaseShipment: (id, isGoodToGo = true) => post(`/shipments/${id}/release`, { isGoodToGo }),
    markPaid: (id, input = {}) => post(`/shipments/${id}/mark-paid`, input),
    markUnpaid: (id) => post(`/shipments/${id}/mark-unpaid`),
    captureShipment: (id, input = {}) => post(`/shipments/${id}/capture`, input),
    shipShipment: (id, input = {}) => post(`/shipments/${id}/ship`, input),
    settleCapture: (id, outcome) => post(`/shipments/${id}/settle-capture`, { outcome }),
    changeShipmentLine: (id, lineId, change) => post(`/shipments/${id}/lines/${lineId}`, change),
    deleteShipment: (id) => remove(`/shipments/${id}`),

    createReturn: async (shipmentId, input = {}) =>
      (await call('POST', `/shipments/${shipmentId}/returns`, input)) as CreatedReturn,
    completeReturn: (id) => post(`/returns/${id}/complete`),
    uncompleteReturn: (id) => post(`/returns/${id}/uncomplete`),
    refundReturn: (id) => post(`/returns/${id}/refund`),
    settleRefund: (id, outcome) => post(`/returns/${id}/settle-refund`, { outcome }),
    deleteReturn: (id) => remove(`/returns/${id}`),

    addFault: (rule) => post('/faults', rule),
    clearFaults: () => remove('/faults'),
    setFaultSeed: (seed) => put('/fault-seed', { seed }),
    setWebhook: (target) => put('/webhook', target),
    setWebhookTrouble: (trouble) => put('/webhook-trouble', trouble),
    setBehaviour: (change) => put('/behaviour', change),
    setToken: (change) => put('/token', change),
    state: async () => (await call('GET', '/state')) as CentraSnapshot,
  };
}
