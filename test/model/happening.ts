import { isDeepStrictEqual } from 'node:util';
import type { AsyncCommand } from 'fast-check';
import type { OrderView, StepView } from '../../src/domain/order-view.ts';
import { faultsIn } from './books.ts';
import type { Books, Stage } from './stage.ts';

/** What the driver knows: what was so at the last audit, and who was told what. */
export interface Model {
  books: Books;
  views: ReadonlyMap<number, OrderView>;
  /** Orders that were not told of what happened to them. */
  readonly uninformed: Set<number>;
  /** Of every return that ever was, its shipment. */
  readonly shipmentOfReturn: Map<string, number>;
  /** Reviews that a person has accepted. */
  readonly accepted: Set<string>;
}

export function newModel(books: Books): Model {
  return { books, views: new Map(), uninformed: new Set(), shipmentOfReturn: new Map(), accepted: new Set() };
}

export interface Command extends AsyncCommand<Model, Stage> {
  /** Only makes it happen: nobody waits for what comes of it. */
  readonly begin: (model: Model, stage: Stage) => Promise<void>;
}

/** How the webhook of an event fares. */
export type Delivery = 'told' | 'toldTwice' | 'lost';

/** One thing that can happen. */
export interface Happening<T> {
  readonly says: string;
  /** What it can happen to; the rules of Centra are kept to here. */
  readonly to: (model: Readonly<Model>) => readonly T[];
  /** To which of them. */
  readonly at: number;
  /** Makes it happen; returns the order that should be told, if one should. */
  readonly happen: (stage: Stage, target: T, model: Model) => Promise<number | undefined>;
  readonly delivery?: Delivery;
  /** Nothing comes of it before something else happens. */
  readonly isLatent?: boolean;
}

/** As a command: it happens, Shipledger comes to rest, and the books are audited. */
export function commandOf<T>(happening: Happening<T>): Command {
  const { says, to, at, happen, delivery = 'told', isLatent = false } = happening;
  const begin: Command['begin'] = async (model, stage) => {
    const targets = to(model);
    const target = targets[at % targets.length];
    if (target === undefined) return;
    const order = await happen(stage, target, model);
    if (order === undefined) return;
    if (delivery === 'lost') model.uninformed.add(order);
    else model.uninformed.delete(order);
    for (let times = { told: 1, toldTwice: 2, lost: 0 }[delivery]; times > 0; times -= 1) await stage.wake(order);
  };
  return {
    begin,
    check: (model) => to(model).length > 0,
    async run(model, stage) {
      await begin(model, stage);
      if (isLatent) return;
      await stage.settle();
      await audit(model, stage);
    },
    toString: () => `${says} #${at}${delivery === 'told' ? '' : `, ${delivery}`}`,
  };
}

/** @throws Error that says what is wrong with the books. */
export async function audit(model: Model, stage: Stage): Promise<void> {
  const before = model.books;
  const now = await stage.books();
  const views = new Map<number, OrderView>();
  const faults: string[] = [];
  for (const { number } of now.centra.orders) {
    const view = await stage.view(number);
    if (!view) continue;
    views.set(number, view);
    const recorded = await stage.recorded(number);
    if (!model.uninformed.has(number) && !isDeepStrictEqual(gistOf(recorded), gistOf(view))) {
      faults.push(`order ${number} is recorded as ${JSON.stringify(recorded)}, and is ${JSON.stringify(view)}`);
    }
  }
  for (const { id, shipmentId } of now.centra.returns) model.shipmentOfReturn.set(`R-${id}`, shipmentId);
  const informed = new Set(now.centra.orders.map(({ number }) => number).filter((n) => !model.uninformed.has(n)));
  faults.push(...faultsIn({ ...model, viewsBefore: model.views, before, now, policy: stage.policy, views, informed }));
  if (faults.length > 0) throw new Error(faults.join('\n'));
  model.books = now;
  model.views = views;
}

/** What lists and people go by; moments aside. */
function gistOf(view: OrderView | undefined) {
  const steps = view?.lanes.flatMap((lane) => lane.steps) ?? [];
  return {
    stage: view?.stage,
    status: view?.status,
    steps: steps.map(({ id, state, reference, problem }) => [id, state, reference, problem?.code]),
  };
}

/** Steps that wait for a person, with their orders. */
export function stuckSteps({ views }: Readonly<Model>): readonly { readonly order: number; readonly step: StepView }[] {
  return [...views].flatMap(([order, { lanes }]) =>
    lanes
      .flatMap(({ steps }) => steps)
      .filter(({ state }) => state === 'needsAttention')
      .map((step) => ({ order, step })),
  );
}
