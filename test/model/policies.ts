import { MAPPING } from './company.ts';

/** What merchants may decide: when things happen, and who takes the money. */
const stock = { mode: 'document' };
const complete = { returnsWindowDays: 0 };
const base = { mapping: MAPPING, stock, complete };

export const POLICIES: Readonly<Record<string, object>> = {
  default: base,
  keptOpenForReturns: { ...base, complete: { returnsWindowDays: 14 } },
  everythingAtOnce: {
    ...base,
    capture: { trigger: 'created' },
    invoice: { trigger: 'created' },
    stock: { ...stock, trigger: 'created' },
  },
  invoicedWhenShipped: { ...base, invoice: { trigger: 'shipped' }, stock: { ...stock, trigger: 'shipped' } },
  invoicedWhenCompleted: { ...base, invoice: { trigger: 'completed' } },
  capturedByOthers: { ...base, capture: { mode: 'await' } },
  invoicedBeforeTheMoney: { ...base, invoice: { trigger: 'created', requireCapture: false } },
  heldBackWhenRefused: { ...base, capture: { onFailure: 'withdrawGoodToGo' } },
  noStock: { ...base, stock: { mode: 'off' } },
};
