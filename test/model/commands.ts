import fc from 'fast-check';
import { commandOf, stuckSteps, type Command, type Delivery, type Happening, type Model } from './happening.ts';
import { orderKind, placeOrder } from './order-kinds.ts';
import type { Books, Stage } from './stage.ts';

type Order = Books['centra']['orders'][number];
type Shipment = Order['shipments'][number];
type Return = Books['centra']['returns'][number];
type Reader<T> = (model: Readonly<Model>) => readonly T[];

const orders: Reader<Order> = ({ books }) => books.centra.orders;
const openOrders: Reader<Order> = (model) => orders(model).filter(({ status }) => !/CANCELLED|SHIPPED/.test(status));
const shipments: Reader<Shipment> = (model) => orders(model).flatMap((order) => order.shipments);
const returns: Reader<Return> = ({ books }) => books.centra.returns;
const unshipped: Reader<Shipment> = (model) => shipments(model).filter(({ isShipped }) => !isShipped);
const uncaptured: Reader<Shipment> = (model) =>
  unshipped(model).filter(({ isPaid, captureRequestedMinor }) => !isPaid && captureRequestedMinor === null);
const openReturns: Reader<Return> = (model) => returns(model).filter(({ status }) => status === 'PENDING');
const closedReturns: Reader<Return> = (model) =>
  returns(model).filter(({ status, refund }) => status === 'COMPLETED' && refund === null);

const orderOf = (model: Model, shipment: { readonly id: number }): number | undefined =>
  orders(model).find((order) => order.shipments.some(({ id }) => id === shipment.id))?.number;

/** Units of each line that are neither on a shipment nor cancelled. */
function unitsLeft(order: Order): { readonly lineId: number; readonly quantity: number }[] {
  return order.lines
    .map(({ id, originalQuantity, cancelledQuantity }) => {
      const sent = order.shipments
        .flatMap(({ lines }) => lines)
        .filter(({ orderLineId }) => orderLineId === id)
        .reduce((sum, { quantity }) => sum + quantity, 0);
      return { lineId: id, quantity: originalQuantity - cancelledQuantity - sent };
    })
    .filter(({ quantity }) => quantity > 0);
}

const shippable: Reader<Order> = (model) =>
  openOrders(model).filter((order) => !order.isOnHold && unitsLeft(order).length > 0);

/** What a warehouse can send now. */
const ready: Reader<Shipment> = (model) =>
  orders(model)
    .filter(({ isOnHold }) => !isOnHold)
    .flatMap((order) => order.shipments)
    .filter(({ isShipped, isPaid, isGoodToGo }) => isPaid && isGoodToGo && !isShipped);

/** Units of a shipment's lines that did not come back. */
function unitsOut({ lines, returnIds }: Shipment, all: readonly Return[]) {
  const back = all.filter(({ id }) => returnIds.includes(id)).flatMap((returned) => returned.lines);
  return lines
    .map(({ id, quantity }) => ({
      shipmentLineId: id,
      quantity: back
        .filter(({ shipmentLineId }) => shipmentLineId === id)
        .reduce((left, line) => left - line.quantity, quantity),
    }))
    .filter(({ quantity }) => quantity > 0);
}

const returnable: Reader<Shipment> = (model) =>
  shipments(model).filter((shipment) => shipment.isShipped && unitsOut(shipment, returns(model)).length > 0);

const at = fc.nat({ max: 5 });
const delivery = fc.constantFrom<Delivery>('told', 'told', 'told', 'toldTwice', 'lost');

/** Something in Centra, of which a webhook tells, or should. */
function inCentra<T, D>(
  says: string,
  to: Reader<T>,
  details: fc.Arbitrary<D>,
  happen: (stage: Stage, target: T, details: D, model: Model) => Promise<number | undefined>,
): fc.Arbitrary<Command> {
  return fc.tuple(at, delivery, details).map(([place, fares, chosen]) =>
    commandOf<T>({
      says: chosen === undefined ? says : `${says} ${JSON.stringify(chosen)}`,
      to,
      at: place,
      delivery: fares,
      happen: (stage, target, model) => happen(stage, target, chosen, model),
    }),
  );
}

/** Something elsewhere, of which nothing tells an order. */
function elsewhere<T, D>(
  says: string,
  to: Reader<T>,
  details: fc.Arbitrary<D>,
  happen: (stage: Stage, target: T, details: D, model: Model) => Promise<void>,
  more: Partial<Happening<T>> = {},
): fc.Arbitrary<Command> {
  return fc.tuple(at, details).map(([place, chosen]) =>
    commandOf<T>({
      says: chosen === undefined ? says : `${says} ${JSON.stringify(chosen)}`,
      to,
      at: place,
      happen: async (stage, target, model) => {
        await happen(stage, target, chosen, model);
        return undefined;
      },
      ...more,
    }),
  );
}

const nothing = fc.constant(undefined);

const createShipment = inCentra(
  'create shipment',
  shippable,
  fc.record({ isGoodToGo: fc.boolean(), part: fc.boolean() }),
  async ({ centra }, order, { isGoodToGo, part }) => {
    const left = unitsLeft(order);
    const lines = part ? left.slice(0, 1).map((line) => ({ ...line, quantity: Math.ceil(line.quantity / 2) })) : left;
    await centra.createShipment(order.number, { lines, isGoodToGo });
    return order.number;
  },
);

/** A parcel that goes the whole way without delay; whatever was to go wrong goes wrong on its way. */
const send = inCentra('send', shippable, nothing, async (stage, order) => {
  const { centra } = stage;
  const [first] = unitsLeft(order);
  const { id } = await centra.createShipment(order.number, { lines: first ? [first] : [], isGoodToGo: true });
  await stage.wake(order.number);
  await stage.settle();
  await centra.shipShipment(id).catch(ifRefused);
  return order.number;
});

const release = inCentra(
  'good to go',
  unshipped,
  fc.constantFrom(true, true, false),
  async ({ centra }, shipment, isGoodToGo, model) => {
    await centra.releaseShipment(shipment.id, isGoodToGo);
    return orderOf(model, shipment);
  },
);

const ship = inCentra('ship', ready, nothing, async ({ centra }, shipment, _none, model) => {
  await centra.shipShipment(shipment.id);
  return orderOf(model, shipment);
});

const capturable: Reader<Shipment> = (model) => {
  const dtc = orders(model).filter(({ type, isOnHold }) => type === 'directToConsumer' && !isOnHold);
  return uncaptured(model).filter(({ id, totalMinor }) =>
    dtc.some((order) => totalMinor > 0 && order.shipments.some((shipment) => shipment.id === id)),
  );
};

const captureElsewhere = inCentra(
  'capture elsewhere',
  capturable,
  nothing,
  async ({ centra }, parcel, _none, model) => {
    // The provider may refuse, as when lines were added since it was authorised.
    await centra.captureShipment(parcel.id).catch(ifRefused);
    return orderOf(model, parcel);
  },
);

const markPaid = inCentra('mark as paid', uncaptured, nothing, async ({ centra }, shipment, _none, model) => {
  await centra.markPaid(shipment.id);
  return orderOf(model, shipment);
});

const settleCapture = inCentra(
  'provider answers',
  (model) =>
    orders(model)
      .filter(({ isOnHold }) => !isOnHold)
      .flatMap((order) => order.shipments)
      .filter(({ captureRequestedMinor }) => captureRequestedMinor !== null),
  fc.constantFrom<'success' | 'failed'>('success', 'success', 'failed'),
  async ({ centra }, shipment, outcome, model) => {
    await centra.settleCapture(shipment.id, outcome);
    return orderOf(model, shipment);
  },
);

const editShipment = inCentra(
  'edit shipment',
  (model) => unshipped(model).filter(({ lines }) => lines.some(({ quantity }) => quantity > 0)),
  nothing,
  async ({ centra }, shipment, _none, model) => {
    const [line] = shipment.lines.filter(({ quantity }) => quantity > 0);
    if (line) await centra.changeShipmentLine(shipment.id, line.id, { quantity: line.quantity - 1 });
    return orderOf(model, shipment);
  },
);

const deleteShipment = inCentra('delete shipment', uncaptured, nothing, async ({ centra }, shipment, _none, model) => {
  await centra.deleteShipment(shipment.id);
  return orderOf(model, shipment);
});

const createReturn = inCentra(
  'return',
  returnable,
  fc.record({ part: fc.boolean(), isRestocked: fc.boolean(), isCompleted: fc.boolean() }),
  async ({ centra }, shipment, { part, isRestocked, isCompleted }, model) => {
    const out = unitsOut(shipment, returns(model));
    const lines = part ? out.slice(0, 1).map((line) => ({ ...line, quantity: 1 })) : out;
    const back = await centra.createReturn(shipment.id, { lines, restock: isRestocked ? 'release' : 'remove' });
    if (isCompleted) await centra.completeReturn(back.id);
    return orderOf(model, shipment);
  },
);

const returnCharges = inCentra(
  'return charges only',
  (model) =>
    shipments(model).filter(
      ({ isShipped, shippingMinor, returnIds }) => isShipped && shippingMinor > 0 && returnIds.length === 0,
    ),
  nothing,
  async ({ centra }, shipment, _none, model) => {
    const back = await centra.createReturn(shipment.id, { lines: [], shippingCost: 'fromShipment' });
    await centra.completeReturn(back.id);
    return orderOf(model, shipment);
  },
);

const completeReturn = inCentra('complete return', openReturns, nothing, async ({ centra }, back) => {
  await centra.completeReturn(back.id);
  return back.orderNumber;
});

const uncompleteReturn = inCentra('un-complete return', closedReturns, nothing, async ({ centra }, back) => {
  await centra.uncompleteReturn(back.id);
  return back.orderNumber;
});

const deleteReturn = inCentra(
  'delete return',
  (model) => [...openReturns(model), ...closedReturns(model)],
  nothing,
  async ({ centra }, back) => {
    await centra.deleteReturn(back.id);
    return back.orderNumber;
  },
);

const refundReturn = inCentra('refund', openReturns, nothing, async ({ centra }, back) => {
  await centra.refundReturn(back.id).catch(ifRefused);
  return back.orderNumber;
});

const cancelLines = inCentra(
  'cancel what is left',
  (model) => openOrders(model).filter((order) => unitsLeft(order).length > 0),
  nothing,
  async ({ centra }, order) => {
    await centra.cancelLines(order.number, unitsLeft(order));
    return order.number;
  },
);

const cancelOrder = inCentra('cancel order', openOrders, nothing, async ({ centra }, { number }) => {
  await centra.cancelOrder(number);
  return number;
});

const hold = inCentra('hold', orders, nothing, async ({ centra }, { number, isOnHold }) => {
  await centra.holdOrder(number, !isOnHold);
  return number;
});

const place = inCentra(
  'place',
  (model) => (orders(model).length < 3 ? [model] : []),
  orderKind,
  (stage, _model, kind) => placeOrder(stage, kind),
);

const wake = inCentra('webhook', orders, nothing, (_stage, { number }) => Promise.resolve(number));

const by = { by: 'anna', reason: 'model' };

const stuckOrders: Reader<Order> = (model) =>
  orders(model).filter(({ number }) => stuckSteps(model).some((stuck) => stuck.order === number));

const retry = elsewhere('retry', stuckOrders, nothing, async (stage, { number }, _none, model) => {
  model.uninformed.delete(number);
  await stage.tell(number, 'retry', by);
});

const skip = elsewhere(
  'skip',
  stuckSteps,
  fc.record({ releaseInvoice: fc.boolean() }),
  async (stage, { order, step }, { releaseInvoice }, model) => {
    model.uninformed.delete(order);
    model.accepted.add(step.id);
    await stage.tell(order, 'skip', { ...by, step: step.id, releaseInvoice });
  },
);

const pauseOrResume = elsewhere('pause or resume', orders, nothing, async (stage, { number }, _none, model) => {
  model.uninformed.delete(number);
  await stage.tell(number, model.views.get(number)?.stage === 'paused' ? 'resume' : 'pause', by);
});

const resend = elsewhere(
  'resend invoices',
  (model) => orders(model).filter((order) => order.shipments.length > 0),
  fc.record({ recreate: fc.boolean() }),
  async (stage, { number }, { recreate }, model) => {
    model.uninformed.delete(number);
    await stage.tell(number, 'resendInvoices', { ...by, recreate });
  },
);

const latent = { isLatent: true } as const;
const anywhere: Reader<'here'> = () => ['here'];

const centraFault = elsewhere(
  'Centra fails',
  anywhere,
  fc.oneof(
    fc.record({
      operation: fc.constant('captureShipment'),
      kind: fc.constantFrom('commitThenDrop', 'commitThenStatus500', 'dropBefore', 'refuse', 'warn'),
    }),
    fc.record({ operation: fc.constant('*'), kind: fc.constantFrom('status500', 'status429', 'dropBefore') }),
  ),
  ({ centra }, _here, fault) => centra.addFault({ message: 'as the model wants it', ...fault } as never),
  latent,
);

const fortnoxFault = elsewhere(
  'Fortnox fails',
  anywhere,
  fc.record({
    method: fc.constantFrom('POST', 'PUT', 'GET'),
    kind: fc.constantFrom('commitThenDrop', 'commitThenStatus504', 'dropBefore', 'status500', 'status429', 'refuse'),
  }),
  ({ fortnox }, _here, fault) =>
    fortnox.addFault({
      ...fault,
      ...(fault.kind === 'refuse' ? { code: 2_009_999, message: 'as the model wants it' } : {}),
    } as never),
  latent,
);

const loseOutcome = elsewhere(
  'killed before the outcome is written',
  anywhere,
  nothing,
  (stage) => {
    stage.loseNextOutcome();
    return Promise.resolve();
  },
  latent,
);

const giveTwice = elsewhere(
  'two workers hold the next step',
  anywhere,
  nothing,
  (stage) => {
    stage.giveNextTwice();
    return Promise.resolve();
  },
  latent,
);

const terminate = elsewhere(
  'terminate',
  (model) => orders(model).filter(({ number }) => model.views.has(number)),
  nothing,
  (stage, { number }, _none, model) => {
    stage.terminate(number);
    model.uninformed.add(number);
    return Promise.resolve();
  },
  latent,
);

const growLong = elsewhere(
  'history grows long',
  orders,
  nothing,
  (stage, { number }) => {
    stage.continueAsNew(number);
    return Promise.resolve();
  },
  latent,
);

const days = elsewhere('days pass', anywhere, fc.constantFrom(1, 7, 16), (stage, _here, count) =>
  stage.passDays(count),
);

/** Everything that can happen; how often, in parts of all. */
const HAPPENINGS: readonly (readonly [number, fc.Arbitrary<Command>])[] = [
  [3, place],
  [8, createShipment],
  [8, send],
  [6, release],
  [10, ship],
  [2, captureElsewhere],
  [1, markPaid],
  [5, settleCapture],
  [2, editShipment],
  [1, deleteShipment],
  [8, createReturn],
  [3, returnCharges],
  [4, completeReturn],
  [2, uncompleteReturn],
  [1, deleteReturn],
  [1, refundReturn],
  [1, cancelLines],
  [1, cancelOrder],
  [2, hold],
  [1, wake],
  [6, retry],
  [4, skip],
  [1, resend],
  [2, pauseOrResume],
  [2, centraFault],
  [4, fortnoxFault],
  [1, loseOutcome],
  [2, giveTwice],
  [1, terminate],
  [1, growLong],
  [1, days],
];

export const command = anyOf(HAPPENINGS);

/** What can be told apart afterwards by where it ended, when several things happen at once: nothing is edited meanwhile. */
export const commandAtOnce = anyOf(HAPPENINGS.filter(([, arbitrary]) => arbitrary !== editShipment));

function anyOf(happenings: typeof HAPPENINGS): fc.Arbitrary<Command> {
  return fc.oneof(...happenings.map(([weight, arbitrary]) => ({ weight, arbitrary })));
}

/** The simulator forbids what Centra does; anything else is a mistake of the model. */
export function ifRefused(error: unknown): void {
  if (!(error instanceof Error) || !error.message.includes(' 409 ')) throw error;
}
