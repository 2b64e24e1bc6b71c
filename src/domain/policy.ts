import type { OrderType } from './observation.ts';

/** What a merchant decided about one connection: when things happen and how. Read from the config file, never guessed. */
export interface ConnectionPolicy {
  /** `observe` plans and shows, but calls nothing that changes anything. */
  readonly mode: 'observe' | 'live';
  /** Shipments and returns created before this day (in `timeZone`) are not ours. `YYYY-MM-DD`. */
  readonly goLive: string;
  /** IANA name. The day of a document is a day here. */
  readonly timeZone: string;
  readonly byOrderType: Readonly<Record<OrderType, OrderPolicy>>;
}

export interface OrderPolicy {
  readonly capture: CapturePolicy;
  readonly invoice: InvoicePolicy;
  readonly payment: 'register' | 'none';
  readonly stock: StockPolicy;
  readonly complete: CompletePolicy;
}

export interface CapturePolicy {
  /** `perform`: we capture. `await`: the warehouse or Centra captures and we verify. `none`: nothing is captured. */
  readonly mode: 'perform' | 'await' | 'none';
  readonly trigger: 'created' | 'goodToGo';
  /** `withdrawGoodToGo`: a refused capture means "do not send this parcel". */
  readonly onFailure: 'alert' | 'withdrawGoodToGo';
}

export interface InvoicePolicy {
  readonly trigger: ShipmentTrigger;
  readonly requireCapture: boolean;
  readonly send: 'none' | 'email' | 'print';
  /** What happens when the day of the document lies in a locked bookkeeping period. */
  readonly lockedPeriod: 'attention' | 'today';
}

export interface StockPolicy {
  readonly trigger: ShipmentTrigger;
  /** What moves stock in the ERP: a stock document of its own, the rows of the invoice and its credits, or none of us. */
  readonly mode: 'document' | 'invoice' | 'off';
}

export interface CompletePolicy {
  /** How long an order stays open for returns after its last shipment, in days. */
  readonly returnsWindowDays: number;
}

/** The moments in a shipment's life, in order: each later one implies the earlier. */
export const SHIPMENT_TRIGGERS = ['created', 'goodToGo', 'shipped', 'completed'] as const;
export type ShipmentTrigger = (typeof SHIPMENT_TRIGGERS)[number];

/**
 * What is contradictory in a policy, one sentence each, naming the path below the policy; empty when it can be followed.
 * A trigger earlier than the one that its step depends on would never fire at its own moment.
 */
export function contradictionsIn(policy: OrderPolicy): readonly { path: string; message: string }[] {
  const found: { path: string; message: string }[] = [];
  const isEarlier = (a: ShipmentTrigger, b: ShipmentTrigger): boolean =>
    SHIPMENT_TRIGGERS.indexOf(a) < SHIPMENT_TRIGGERS.indexOf(b);
  if (policy.capture.mode !== 'none' && policy.invoice.requireCapture) {
    if (isEarlier(policy.invoice.trigger, policy.capture.trigger)) {
      found.push({
        path: 'invoice.trigger',
        message: `${policy.invoice.trigger} comes before capture.trigger ${policy.capture.trigger}, which the invoice requires; use ${policy.capture.trigger} or later, or invoice.requireCapture: false`,
      });
    }
  }
  if (policy.stock.mode !== 'off' && isEarlier(policy.stock.trigger, policy.invoice.trigger)) {
    found.push({
      path: 'stock.trigger',
      message: `${policy.stock.trigger} comes before invoice.trigger ${policy.invoice.trigger}; use ${policy.invoice.trigger} or later`,
    });
  }
  if (policy.stock.mode === 'invoice' && policy.invoice.trigger !== 'completed') {
    found.push({
      path: 'stock.mode',
      message: `invoice moves stock when the invoice is made, at invoice.trigger ${policy.invoice.trigger}; use invoice.trigger completed, or stock.mode document`,
    });
  }
  return found;
}
