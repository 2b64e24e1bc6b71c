import { shareOfLine, sum, totalsOf, type Totals } from './amounts.ts';
import { pricedLines } from './order-lines.ts';
import { orderNumbered, priceBasis, refuseDoubled, touchOrder, wholeBundles } from './orders.ts';
import { recordPayment, recordSplit, totalOf } from './payment-history.ts';
import { notAllowed, notFound } from './refusal.ts';
import {
  orderLineOf,
  returnedShare,
  returnsOf,
  shipmentLineOf,
  shipmentWithId,
  touchShipment,
} from './shipment-facts.ts';
import {
  nextId,
  type CentraState,
  type PaymentEntry,
  type PaymentSplit,
  type Return,
  type Shipment,
  type Warehouse,
  type World,
} from './state.ts';

export interface CreateReturn {
  readonly lines: readonly { readonly shipmentLineId: number; readonly quantity: number }[];
  readonly restock: 'release' | 'remove' | Warehouse;
  readonly shippingMinor: CostOfReturn;
  readonly handlingMinor: CostOfReturn;
  readonly discountMinor: CostOfReturn;
  readonly returnCostMinor: number;
  readonly comment: string | null;
  readonly createdAt: Date | undefined;
  readonly externalId: string | null;
}

/** An amount, or all that earlier returns have left of the shipment's. */
export type CostOfReturn = number | 'fromShipment';

/** @throws Refusal when Centra has no such return. */
export function returnWithId(state: CentraState, id: number): Return {
  const found = state.returns.get(id);
  if (found === undefined) throw notFound(`Return with id ${id} was not found.`, ['id']);
  return found;
}

/** What the customer gets back, as positive amounts. */
export function returnTotals(state: CentraState, returned: Return): Totals {
  const order = orderNumbered(state, returned.orderNumber);
  const shipment = shipmentWithId(state, returned.shipmentId);
  const lines = returned.lines.map((line) => ({
    ...line,
    orderLine: orderLineOf(order, shipmentLineOf(shipment, line.shipmentLineId).orderLineId),
  }));
  return totalsOf(pricedLines(lines), returned, priceBasis(order));
}

/**
 * A return of some of a shipment's units, pending until completed or refunded. With no lines it returns costs only.
 *
 * @throws Refusal when the shipment was not sent, or has not that much left to return; nothing was changed.
 */
export function createReturn(world: World, shipment: Shipment, input: CreateReturn): Return {
  const { state } = world;
  if (!shipment.isShipped) {
    throw notAllowed(`Shipment ${shipment.number} is not shipped, so nothing can be returned. Complete it first.`, [
      'input',
      'shipment',
    ]);
  }
  const lines = linesToReturn(state, shipment, input);
  const costs = {
    shippingMinor: costToReturn(state, shipment, 'shippingMinor', input),
    handlingMinor: costToReturn(state, shipment, 'handlingMinor', input),
    discountMinor: costToReturn(state, shipment, 'discountMinor', input),
    returnCostMinor: input.returnCostMinor,
  };
  if (lines.length === 0 && Object.values(costs).every((cost) => cost === 0)) {
    throw notAllowed(`Nothing of shipment ${shipment.number} would be returned.`, ['input', 'lines']);
  }
  const created: Return = {
    id: nextId(state, 'return'),
    orderNumber: shipment.orderNumber,
    shipmentId: shipment.id,
    createdAt: input.createdAt ?? world.now(),
    status: 'PENDING',
    isReturnedToStock: input.restock !== 'remove',
    refund: null,
    returnWarehouse: returnWarehouse(shipment, input),
    lines: lines.map(([shipmentLineId, quantity]) => ({
      id: nextId(state, 'returnLine'),
      shipmentLineId,
      quantity,
      valueMinor: shareOfLine(
        shipmentLineOf(shipment, shipmentLineId),
        returnedShare(state, shipment, shipmentLineId),
        quantity,
      ),
    })),
    ...costs,
    comment: input.comment,
    externalId: input.externalId,
  };
  state.returns.set(created.id, created);
  shipment.returnIds.push(created.id);
  touchReturn(world, created, 'create');
  touchShipment(world, shipment);
  return created;
}

/** Units by shipment line. A bundle comes back as it went: as a whole. */
function linesToReturn(state: CentraState, shipment: Shipment, { lines }: CreateReturn): [number, number][] {
  const path = ['input', 'lines'];
  refuseDoubled(
    lines.map((line) => line.shipmentLineId),
    path,
  );
  const order = orderNumbered(state, shipment.orderNumber);
  const asked = new Map(
    lines.map(({ shipmentLineId, quantity }) => [shipmentLineOf(shipment, shipmentLineId).orderLineId, quantity]),
  );
  const all = wholeBundles(order, asked, path);
  const wanted = shipment.lines.flatMap((line): [number, number][] => {
    const quantity = all.get(line.orderLineId);
    return quantity === undefined ? [] : [[line.id, quantity]];
  });
  for (const [shipmentLineId, quantity] of wanted) {
    const left =
      shipmentLineOf(shipment, shipmentLineId).quantity - returnedShare(state, shipment, shipmentLineId).quantity;
    if (quantity < 1 || quantity > left) {
      throw notAllowed(`Shipment line ${shipmentLineId} has ${left} units left to return, not ${quantity}.`, path);
    }
  }
  return wanted;
}

const INPUT_FIELD = {
  shippingMinor: 'shippingCost',
  handlingMinor: 'handlingCost',
  discountMinor: 'voucherValue',
} as const;

/** Centra: costs in a return cannot exceed what remains on the shipment. */
function costToReturn(
  state: CentraState,
  shipment: Shipment,
  cost: keyof typeof INPUT_FIELD,
  input: CreateReturn,
): number {
  const left = shipment[cost] - sum(returnsOf(state, shipment).map((earlier) => earlier[cost]));
  const wanted = input[cost];
  if (wanted === 'fromShipment') return left;
  if (wanted < 0 || wanted > left) {
    throw notAllowed(`A cost of the return exceeds what is left on shipment ${shipment.number}.`, [
      'input',
      INPUT_FIELD[cost],
    ]);
  }
  return wanted;
}

/** Where the units go; "release" is to where the first of them came from. */
function returnWarehouse(shipment: Shipment, { restock, lines: [first] }: CreateReturn): Warehouse | null {
  if (restock === 'remove') return null;
  if (restock !== 'release') return restock;
  const line = first === undefined ? shipment.lines[0] : shipmentLineOf(shipment, first.shipmentLineId);
  return line?.allocations[0]?.warehouse ?? null;
}

/** Done without giving money back, as for an exchange. @throws Refusal when it is completed already. */
export function completeReturn(world: World, returned: Return): void {
  if (returned.status === 'COMPLETED') {
    throw notAllowed(`You can't complete return ${returned.id}: it already has completed status.`, ['id']);
  }
  returned.status = 'COMPLETED';
  touchReturn(world, returned, 'complete');
}

/** @throws Refusal when it is not completed, or its money went back. */
export function uncompleteReturn(world: World, returned: Return): void {
  if (returned.status !== 'COMPLETED') throw notAllowed(`Return ${returned.id} is not completed.`, ['id']);
  refuseRefunded(returned);
  returned.status = 'PENDING';
  touchReturn(world, returned, 'update');
}

/** @throws Refusal once its money went back. */
export function deleteReturn(world: World, returned: Return): void {
  refuseRefunded(returned);
  const shipment = shipmentWithId(world.state, returned.shipmentId);
  world.state.returns.delete(returned.id);
  shipment.returnIds.splice(shipment.returnIds.indexOf(returned.id), 1);
  touchReturn(world, returned, 'delete');
  touchShipment(world, shipment);
}

/**
 * Gives the money back and completes the return. An asynchronous provider answers with a request.
 *
 * @returns An entry for the payment provider, and one for a gift card.
 * @throws Refusal when it was refunded already, or more than the shipment's captured money would go back.
 */
export function refundReturn(world: World, returned: Return): readonly PaymentEntry[] {
  const { state } = world;
  refuseRefunded(returned);
  const order = orderNumbered(state, returned.orderNumber);
  const valueMinor = returnTotals(state, returned).grossMinor;
  if (valueMinor <= 0) throw notAllowed(`Return ${returned.id} gives nothing back.`, ['id']);
  const split = splitRefund(state, returned, valueMinor);
  const isAsked = order.paymentManner === 'async' && split.providerMinor > 0;
  const entries = isAsked
    ? [
        recordPayment(world, order, {
          entryType: 'REFUND_REQUEST',
          status: 'PENDING',
          valueMinor: split.providerMinor,
          returnId: returned.id,
        }),
      ]
    : recordSplit(world, order, 'REFUND', split, { returnId: returned.id });
  returned.refund = { ...split, state: isAsked ? 'requested' : 'refunded' };
  if (returned.status === 'PENDING') completeReturn(world, returned);
  else touchReturn(world, returned, 'update');
  touchOrder(world, order);
  return entries;
}

/** The payment provider's money goes back first, then the gift card's. No source tells. */
function splitRefund(state: CentraState, returned: Return, valueMinor: number): PaymentSplit {
  const shipment = shipmentWithId(state, returned.shipmentId);
  const refunds = returnsOf(state, shipment).flatMap((sibling) => sibling.refund ?? []);
  const captured = shipment.captured ?? { providerMinor: 0, giftCardMinor: 0 };
  const left = (part: keyof PaymentSplit) => captured[part] - sum(refunds.map((refund) => refund[part]));
  const providerMinor = Math.min(left('providerMinor'), valueMinor);
  const split = { providerMinor, giftCardMinor: Math.min(left('giftCardMinor'), valueMinor - providerMinor) };
  if (shipment.captureRequested !== null || totalOf(split) < valueMinor) {
    throw notAllowed(`Return ${returned.id} would refund more than was captured for shipment ${shipment.number}.`, [
      'id',
    ]);
  }
  return split;
}

/** The asynchronous payment provider's answer to a refund, days later. @throws Refusal when none was requested. */
export function settleRefund(world: World, returned: Return, outcome: 'success' | 'failed'): void {
  const { refund } = returned;
  if (refund?.state !== 'requested') {
    throw notAllowed(`Return ${returned.id} has no refund request to settle. Refund it first.`, ['id']);
  }
  const order = orderNumbered(world.state, returned.orderNumber);
  const { providerMinor, giftCardMinor } = refund;
  const of = { returnId: returned.id };
  if (outcome === 'success') {
    returned.refund = { providerMinor, giftCardMinor, state: 'refunded' };
    recordSplit(world, order, 'REFUND', { providerMinor, giftCardMinor }, of);
  } else {
    // The return stays completed: nothing says that it would be opened again.
    returned.refund = null;
    recordPayment(world, order, { entryType: 'REFUND_FAILED', status: 'FAILED', valueMinor: providerMinor, ...of });
  }
  touchReturn(world, returned, 'update');
  touchOrder(world, order);
}

export const refundsOf = (state: CentraState, returned: Return): PaymentEntry[] =>
  orderNumbered(state, returned.orderNumber).paymentHistory.filter((entry) => entry.returnId === returned.id);

function refuseRefunded(returned: Return): void {
  if (returned.refund !== null) throw notAllowed(`Return ${returned.id} is already refunded.`, ['id']);
}

function touchReturn(world: World, returned: Return, action: string): void {
  world.announce({ type: 'return', action, id: returned.id });
}
