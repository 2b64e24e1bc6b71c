import { shareOfLine, sum, totalsOf, type Totals } from './amounts.ts';
import { orderNumbered, priceBasis, refuseDoubled, touchOrder } from './orders.ts';
import { recordPayment } from './payments.ts';
import { notAllowed, notFound } from './refusal.ts';
import {
  orderLineOf,
  returnedShare,
  returnsOf,
  shipmentLineOf,
  shipmentWithId,
  touchShipment,
} from './shipment-facts.ts';
import { nextId, type CentraState, type PaymentEntry, type Return, type Shipment, type World } from './state.ts';
import type { Warehouse } from './state.ts';

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
    quantity: line.quantity,
    valueMinor: line.valueMinor,
    taxPercent: orderLineOf(order, shipmentLineOf(shipment, line.shipmentLineId).orderLineId).taxPercent,
  }));
  return totalsOf(lines, returned, priceBasis(order));
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
  refuseTooManyReturned(state, shipment, input);
  const created: Return = {
    id: nextId(state, 'return'),
    orderNumber: shipment.orderNumber,
    shipmentId: shipment.id,
    createdAt: input.createdAt ?? world.now(),
    status: 'PENDING',
    isReturnedToStock: input.restock !== 'remove',
    returnWarehouse: returnWarehouse(shipment, input.restock),
    lines: input.lines.map(({ shipmentLineId, quantity }) => ({
      id: nextId(state, 'returnLine'),
      shipmentLineId,
      quantity,
      valueMinor: shareOfLine(
        shipmentLineOf(shipment, shipmentLineId),
        returnedShare(state, shipment, shipmentLineId),
        quantity,
      ),
    })),
    shippingMinor: costToReturn(state, shipment, 'shippingMinor', input),
    handlingMinor: costToReturn(state, shipment, 'handlingMinor', input),
    discountMinor: costToReturn(state, shipment, 'discountMinor', input),
    returnCostMinor: input.returnCostMinor,
    comment: input.comment,
    externalId: input.externalId,
  };
  state.returns.set(created.id, created);
  shipment.returnIds.push(created.id);
  touchReturn(world, created, 'create');
  touchShipment(world, shipment);
  return created;
}

function refuseTooManyReturned(state: CentraState, shipment: Shipment, { lines }: CreateReturn): void {
  const path = ['input', 'lines'];
  refuseDoubled(
    lines.map((line) => line.shipmentLineId),
    path,
  );
  for (const { shipmentLineId, quantity } of lines) {
    const left =
      shipmentLineOf(shipment, shipmentLineId).quantity - returnedShare(state, shipment, shipmentLineId).quantity;
    if (quantity < 1 || quantity > left) {
      throw notAllowed(`Shipment line ${shipmentLineId} has ${left} units left to return, not ${quantity}.`, path);
    }
  }
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

function returnWarehouse(shipment: Shipment, restock: CreateReturn['restock']): Warehouse | null {
  if (restock === 'remove') return null;
  return restock === 'release' ? (shipment.lines[0]?.warehouse ?? null) : restock;
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
  refuseRefunded(world.state, returned);
  returned.status = 'PENDING';
  touchReturn(world, returned, 'update');
}

/** @throws Refusal once its money went back. */
export function deleteReturn(world: World, returned: Return): void {
  refuseRefunded(world.state, returned);
  const shipment = shipmentWithId(world.state, returned.shipmentId);
  world.state.returns.delete(returned.id);
  shipment.returnIds.splice(shipment.returnIds.indexOf(returned.id), 1);
  touchReturn(world, returned, 'delete');
  touchShipment(world, shipment);
}

/**
 * Gives the money back and completes the return. An asynchronous provider answers with a request.
 *
 * @throws Refusal when it was refunded already, or more than the shipment's captured money would go back.
 */
export function refundReturn(world: World, returned: Return): PaymentEntry {
  const { state } = world;
  refuseRefunded(state, returned);
  const order = orderNumbered(state, returned.orderNumber);
  const shipment = shipmentWithId(state, returned.shipmentId);
  const valueMinor = returnTotals(state, returned).grossMinor;
  const refundedMinor = sum(
    returnsOf(state, shipment).flatMap((sibling) => refundsOf(state, sibling).map((entry) => entry.valueMinor)),
  );
  if (refundedMinor + valueMinor > (shipment.capturedMinor ?? 0)) {
    throw notAllowed(`Return ${returned.id} would refund more than was captured for shipment ${shipment.number}.`, [
      'id',
    ]);
  }
  const answer =
    order.paymentManner === 'async'
      ? ({ entryType: 'REFUND_REQUEST', status: 'PENDING' } as const)
      : ({ entryType: 'REFUND', status: 'SUCCESS' } as const);
  const entry = recordPayment(world, order, { ...answer, valueMinor, returnId: returned.id });
  if (returned.status === 'PENDING') completeReturn(world, returned);
  else touchReturn(world, returned, 'update');
  touchOrder(world, order);
  return entry;
}

export const refundsOf = (state: CentraState, returned: Return): PaymentEntry[] =>
  orderNumbered(state, returned.orderNumber).paymentHistory.filter((entry) => entry.returnId === returned.id);

function refuseRefunded(state: CentraState, returned: Return): void {
  if (refundsOf(state, returned).length > 0) throw notAllowed(`Return ${returned.id} is already refunded.`, ['id']);
}

function touchReturn(world: World, returned: Return, action: string): void {
  world.announce({ type: 'return', action, id: returned.id });
}
