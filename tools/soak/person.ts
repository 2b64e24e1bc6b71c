import { inBackground, type Background } from './background.ts';
import { stepsOf, type ListedOrder, type StepView } from './operator.ts';
import type { Shop } from './shop.ts';
import type { Stage } from './stage.ts';
import { keyOf } from './truth.ts';

/** Whoever looks after what needs a person, by the remedies of docs and API. */
export interface Person extends Background {
  /** How often each problem was seen to. */
  readonly seenTo: () => Readonly<Record<string, number>>;
  /** Problems that have no remedy in this story: each is a finding. */
  readonly helpless: () => ReadonlyMap<string, string>;
}

/** After these, what is wrong has been mended outside, or mends itself: try again. */
const RETRIED = new Set([
  'vatRateMissing',
  'periodLocked',
  'captureRefused',
  // The simulated warehouse module says of a locked period that it refuses the document.
  'stockRefused',
]);

/** @param everyMs how often the list of what needs attention is gone through */
export function employPerson({ shops, operator }: Stage, everyMs: number): Person {
  const seenTo: Record<string, number> = {};
  const helpless = new Map<string, string>();
  const working = inBackground(everyMs, async (stopped) => {
    helpless.clear();
    for (const order of await operator.list('attention')) {
      if (stopped.aborted) return;
      await seeTo(order);
    }
  });

  async function seeTo({ connectionId, orderNumber }: ListedOrder): Promise<void> {
    const shop = shops.find(({ id }) => id === connectionId);
    const view = await operator.order(connectionId, orderNumber);
    if (shop === undefined || view === undefined) return;
    for (const step of stepsOf(view)) {
      if (step.state !== 'needsAttention' || step.problem === undefined) continue;
      const { code, detail } = step.problem;
      const remedy = await remedyOf(shop, step, code);
      if (remedy === undefined) {
        helpless.set(`${connectionId}/${orderNumber} ${step.id}`, `${code}: ${detail}`);
        continue;
      }
      seenTo[code] = (seenTo[code] ?? 0) + 1;
      await operator[remedy](connectionId, orderNumber, step.id, `soak: ${code}`);
    }
  }
  return { ...working, seenTo: () => seenTo, helpless: () => helpless };
}

async function remedyOf(shop: Shop, step: StepView, code: string): Promise<'retry' | 'skip' | undefined> {
  if (RETRIED.has(code)) return 'retry';
  const [, id = ''] = /^[SR]-(\d+)-/.exec(step.id) ?? [];
  if (code === 'returnReversed' && shop.reversedReturns.has(Number(id))) return 'skip';
  if (code === 'paymentSplitUnclear') {
    registerByHand(shop, Number(id));
    return 'skip';
  }
  if (code !== 'captureUnclear') return undefined;
  // As the remedy says: the provider knows. Taken: the shipment is marked as paid, if Centra does not show it yet.
  const { captures } = await shop.centra.state();
  if (captures.some(({ shipmentId }) => shipmentId === Number(id))) {
    await shop.centra.markPaid(Number(id)).catch(() => undefined);
  }
  return 'retry';
}

/** A bookkeeper's payment has no key: it is no longer expected, and one of Shipledger's would count as double. */
function registerByHand({ id: connectionKey, truth }: Shop, shipmentId: number): void {
  const payment = keyOf(connectionKey, 'S', shipmentId, 'payment');
  for (const made of truth.payments.filter(({ key }) => key.startsWith(payment))) {
    truth.payments.splice(truth.payments.indexOf(made), 1);
  }
}
