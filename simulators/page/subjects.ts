import type { Action, Actions, Stage } from './action.ts';
import { ORDER_ACTIONS, RETURN_ACTIONS, SHIPMENT_ACTIONS } from './centra-actions.ts';
import { ordersOf } from './centra-orders.ts';
import type { Form } from './form.ts';
import { COMPANY_ACTIONS, INVOICE_ACTIONS } from './fortnox-actions.ts';

/** A kind of thing that can be acted on, as `/shipments/300001/ship` names it. */
export interface Kind<Subject> {
  readonly actions: Actions<Subject>;
  /** undefined where there is none of that id. */
  readonly find: (stage: Stage, id: string) => Promise<Subject | undefined>;
  /** What people call it, such as `Shipment 1001-1`. */
  readonly nameOf: (subject: Subject) => string;
}

/** A kind with its type forgotten: what was found is only handed back to it. */
export interface AnyKind {
  readonly doneWords: (action: string) => string | undefined;
  /** @returns what it was done to, in words; undefined where there is no such thing or no such action. */
  readonly act: (stage: Stage, id: string, action: string, form: Form) => Promise<string | undefined>;
}

function kind<S>({ actions, find, nameOf }: Kind<S>): AnyKind {
  const named = (action: string): Action<S> | undefined =>
    Object.hasOwn(actions, action) ? actions[action] : undefined;
  return {
    doneWords: (action) => named(action)?.done,
    act: async (stage, id, action, form) => {
      const wanted = named(action);
      const subject = await find(stage, id);
      if (wanted === undefined || subject === undefined) return undefined;
      await wanted.act(stage, subject, form);
      return nameOf(subject);
    },
  };
}

const orders = async ({ centra }: Stage) => ordersOf(await centra.state());
const shipments = async (stage: Stage) => (await orders(stage)).flatMap((order) => order.shipments);
const returns = async (stage: Stage) => (await shipments(stage)).flatMap((shipment) => shipment.returns);

const KINDS: ReadonlyMap<string, AnyKind> = new Map([
  [
    'orders',
    kind({
      actions: ORDER_ACTIONS,
      find: async (stage, id) => (await orders(stage)).find(({ number }) => String(number) === id),
      nameOf: ({ number }) => `Order ${number}`,
    }),
  ],
  [
    'shipments',
    kind({
      actions: SHIPMENT_ACTIONS,
      find: async (stage, id) => (await shipments(stage)).find((shipment) => String(shipment.id) === id),
      nameOf: ({ number }) => `Shipment ${number}`,
    }),
  ],
  [
    'returns',
    kind({
      actions: RETURN_ACTIONS,
      find: async (stage, id) => (await returns(stage)).find((returned) => String(returned.id) === id),
      nameOf: ({ id }) => `Return ${id}`,
    }),
  ],
  [
    'invoices',
    kind({
      actions: INVOICE_ACTIONS,
      find: async ({ fortnox }, id) =>
        (await fortnox.state()).invoices.find(({ DocumentNumber }) => DocumentNumber === id),
      nameOf: ({ DocumentNumber }) => `Invoice ${DocumentNumber}`,
    }),
  ],
  [
    'company',
    kind({
      actions: COMPANY_ACTIONS,
      find: async ({ fortnox }, id) => (id === 'settings' ? (await fortnox.state()).company : undefined),
      nameOf: () => 'The company in Fortnox',
    }),
  ],
]);

export const kindNamed = (name: string): AnyKind | undefined => KINDS.get(name);
