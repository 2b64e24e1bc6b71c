import { minorOf } from './money.ts';
import type {
  CostPolicyInput,
  Maybe,
  Money,
  OrderInput,
  OrderUpdateInput,
  ReturnCostPolicy,
  ReturnCreateInput,
  ShipmentCompleteInput,
  ShipmentCreateInput,
  ShipmentInfoInput,
  ShipmentUpdateInput,
  StockPolicy,
} from './mutation-inputs.ts';
import { acceptOrder } from './checkout.ts';
import {
  cancelLines,
  cancelOrder,
  holdOrder,
  lockOrder,
  orderNumbered,
  refuseLessShippingCost,
  setShippingCost,
} from './orders.ts';
import type { CaptureAnswer } from './capture-steps.ts';
import { captureShipment } from './captures.ts';
import { captureOrder } from './order-captures.ts';
import {
  cancelAuthorisation,
  markPaid,
  refuseOverpaid,
  refusePaymentByHand,
  releaseAuthorisation,
} from './payments.ts';
import { notAllowed, notFound, Refusal } from './refusal.ts';
import type { RequestContext } from './request-context.ts';
import { completeReturn, createReturn, deleteReturn, refundReturn, returnWithId, uncompleteReturn } from './returns.ts';
import type { CostOfReturn } from './returns.ts';
import { shipmentWithId, touchShipment } from './shipment-facts.ts';
import {
  completeShipment,
  createShipment,
  deleteShipment,
  refuseOnceShipped,
  setGoodToGo,
  setShipmentInfo,
  type CostPolicy,
} from './shipments.ts';
import type { CentraState, Order, PaymentEntry, Return, Shipment, Warehouse, World } from './state.ts';
import { orderView, paymentEntryView, returnView, shipmentView } from './views.ts';

type Payload = Readonly<Record<string, unknown>> & { readonly userWarnings?: readonly object[] };

/**
 * A mutation's payload. Centra: with user errors nothing was modified, and only then is the object missing.
 *
 * @param whenRefused What the payload's own fields hold then; the rest is null.
 */
function payload(context: RequestContext, change: () => Payload, whenRefused: Payload = {}): Payload {
  try {
    if (context.refusal !== null) throw notAllowed(context.refusal);
    const { userWarnings = [], ...changed } = change();
    const planned = context.warning === null ? [] : [{ message: context.warning, path: null }];
    return { userErrors: [], ...changed, userWarnings: [...userWarnings, ...planned] };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { userErrors: [{ message: error.message, path: error.path }], userWarnings: [], ...whenRefused };
  }
}

const orderPayload = (context: RequestContext, change: (world: World) => Order): Payload =>
  payload(context, () => ({ order: orderView(context.world, change(context.world)) }));

const shipmentPayload = (context: RequestContext, id: number, change: (world: World, shipment: Shipment) => void) =>
  payload(context, () => {
    const shipment = shipmentWithId(context.world.state, id);
    change(context.world, shipment);
    return { shipment: shipmentView(context.world, shipment) };
  });

const returnPayload = (context: RequestContext, id: number, change: (world: World, returned: Return) => void) =>
  payload(context, () => {
    const returned = returnWithId(context.world.state, id);
    change(context.world, returned);
    return { return: returnView(context.world, returned) };
  });

/** The mutation's root fields, as graphql-js calls them. */
export const mutations = {
  confirmOrder: ({ input }: { input: { order: OrderInput } }, context: RequestContext) =>
    orderPayload(context, (world) => {
      const order = orderMeant(world.state, input.order);
      acceptOrder(world, order);
      return order;
    }),

  setOrdersLock: (
    { input }: { input: { orders: readonly OrderInput[]; isLocked: boolean } },
    context: RequestContext,
  ) =>
    payload(
      context,
      () => {
        const orders = input.orders.map((order) => orderMeant(context.world.state, order));
        for (const order of orders) lockOrder(context.world, order, input.isLocked);
        return { orders: orders.map((order) => orderView(context.world, order)) };
      },
      { orders: [] },
    ),

  cancelDirectToConsumerOrder: (
    { id, input }: { id: string; input?: Maybe<{ readonly cancelAuthorization?: Maybe<boolean> }> },
    context: RequestContext,
  ) =>
    orderPayload(context, (world) => {
      const order = consumerOrder(orderMeant(world.state, { id }));
      cancelOrder(world, order);
      if (input?.cancelAuthorization === true) cancelAuthorisation(world, order);
      return order;
    }),

  updateDirectToConsumerOrder: (args: { order: OrderInput; input: OrderUpdateInput }, context: RequestContext) =>
    orderPayload(context, (world) => {
      const order = consumerOrder(orderMeant(world.state, args.order));
      const { isOnHold, cancelLines: lines, shippingCost } = args.input;
      const shippingMinor = shippingCost == null ? null : minorIn(order, shippingCost, 'shippingCost');
      // Asked first: an update is made as a whole or not at all.
      if (shippingMinor !== null) refuseLessShippingCost(world, order, shippingMinor);
      if (lines != null) {
        const cancellations = lines.map(({ line, quantity }) => ({ lineId: line.id, quantity }));
        cancelLines(world, order, cancellations);
      }
      if (shippingMinor !== null) setShippingCost(world, order, shippingMinor);
      if (isOnHold != null) holdOrder(world, order, isOnHold);
      return order;
    }),

  createShipment: ({ input }: { input: ShipmentCreateInput }, context: RequestContext) =>
    payload({ ...context, refusal: input.capture === true ? null : context.refusal }, () =>
      shipAsAsked(input, context),
    ),

  updateShipment: ({ id, input }: { id: number; input: ShipmentUpdateInput }, context: RequestContext) =>
    shipmentPayload(context, id, (world, shipment) => updateShipment(world, shipment, input)),

  captureShipment: ({ id }: { id: number }, context: RequestContext) =>
    // A planned refusal is the payment provider's here, and leaves its trace in the payment history.
    payload(
      { ...context, refusal: null },
      () => {
        const { world } = context;
        const shipment = shipmentWithId(world.state, id);
        const order = orderNumbered(world.state, shipment.orderNumber);
        const answer = captureShipment(world, shipment, context.refusal);
        return {
          shipment: answer.refusal === null ? shipmentView(world, shipment) : null,
          ...captureView(world, order, answer, 'id'),
        };
      },
      { paymentHistoryEntries: [] },
    ),

  captureOrder: (args: { order: OrderInput }, context: RequestContext) =>
    payload(
      { ...context, refusal: null },
      () => {
        const { world } = context;
        const order = consumerOrder(orderMeant(world.state, args.order));
        const answer = captureOrder(world, order, context.refusal);
        return {
          order: answer.refusal === null ? orderView(world, order) : null,
          ...captureView(world, order, answer, 'order'),
        };
      },
      { paymentHistoryEntries: [] },
    ),

  releaseRemainingOrderAuthorization: (args: { order: OrderInput }, context: RequestContext) =>
    payload(
      context,
      () => {
        const { world } = context;
        const order = orderMeant(world.state, args.order);
        const entry = releaseAuthorisation(world, order);
        return { order: orderView(world, order), ...entriesView(world, order, [entry]) };
      },
      { paymentHistoryEntries: [] },
    ),

  completeShipment: ({ id, input }: { id: number; input?: Maybe<ShipmentCompleteInput> }, context: RequestContext) =>
    shipmentPayload(context, id, (world, shipment) => {
      const info = shipmentInfo(orderNumbered(world.state, shipment.orderNumber), input?.shipmentInfo);
      completeShipment(world, shipment, input?.shippedAt ?? world.now());
      setShipmentInfo(shipment, info);
      shipment.additionalMessage = input?.additionalMessage ?? shipment.additionalMessage;
    }),

  deleteShipment: ({ id }: { id: number }, context: RequestContext) => shipmentPayload(context, id, deleteShipment),

  createReturn: ({ input }: { input: ReturnCreateInput }, context: RequestContext) =>
    payload(context, () => ({ return: returnView(context.world, returnAsAsked(context.world, input)) })),

  completeReturn: ({ id }: { id: number }, context: RequestContext) => returnPayload(context, id, completeReturn),
  uncompleteReturn: ({ id }: { id: number }, context: RequestContext) => returnPayload(context, id, uncompleteReturn),
  deleteReturn: ({ id }: { id: number }, context: RequestContext) => returnPayload(context, id, deleteReturn),

  refundReturn: ({ id }: { id: number }, context: RequestContext) =>
    payload(
      context,
      () => {
        const { world } = context;
        const returned = returnWithId(world.state, id);
        const entries = refundReturn(world, returned);
        const order = orderNumbered(world.state, returned.orderNumber);
        return { return: returnView(world, returned), ...entriesView(world, order, entries) };
      },
      { paymentHistoryEntries: [] },
    ),
};

/** The entry of the payment provider; gift cards show in the list only. */
function entriesView(world: World, order: Order, entries: readonly PaymentEntry[]) {
  const views = entries.map((entry) => paymentEntryView(world, order, entry));
  return {
    paymentHistoryEntry: views.find((view) => !view.entryType.endsWith('_GIFT_CARD')) ?? null,
    paymentHistoryEntries: views,
  };
}

const captureView = (world: World, order: Order, { entries, refusal }: CaptureAnswer, field: string) => ({
  ...entriesView(world, order, entries),
  userErrors: refusal === null ? [] : [{ message: refusal, path: [field] }],
});

function orderMeant(state: CentraState, input: OrderInput): Order {
  if ((input.id == null) === (input.number == null)) {
    throw notAllowed('Exactly one of id and number should be provided.', ['order']);
  }
  if (input.number != null) return orderNumbered(state, input.number);
  const number = state.orderNumbersById.get(input.id ?? '');
  if (number === undefined) throw notFound(`Order with id ${input.id} was not found.`, ['order', 'id']);
  return orderNumbered(state, number);
}

function consumerOrder(order: Order): Order {
  if (order.type === 'wholesale') throw notAllowed(`Order ${order.number} is a wholesale order.`, ['order']);
  return order;
}

/** A refused capture does not fail the creation: it is a warning, and the shipment is there, unpaid. */
function shipAsAsked(input: ShipmentCreateInput, context: RequestContext): Payload {
  const { world } = context;
  const order = orderMeant(world.state, input.order);
  const { shippedAt } = input;
  if (shippedAt != null && (input.isGoodToGo !== true || (input.isPaid !== true && input.capture !== true))) {
    throw notAllowed('A shipment with shippedAt needs isGoodToGo, and isPaid or capture.', ['input', 'shippedAt']);
  }
  if (shippedAt != null && shippedAt.getTime() > world.now().getTime()) {
    throw notAllowed('shippedAt cannot be in the future.', ['input', 'shippedAt']);
  }
  const info = shipmentInfo(order, input.shipmentInfo);
  const shipment = createShipment(world, order, {
    lines: input.lines?.map(({ orderLine, quantity }) => ({ lineId: orderLine.id, quantity })),
    isGoodToGo: input.isGoodToGo ?? false,
    createdAt: input.createdAt ?? undefined,
    additionalMessage: input.additionalMessage ?? null,
    warehouse: undefined,
    deliveryAddress: null,
    shippingMinor: costPolicy(order, input.shippingCost, 'shippingCost'),
    handlingMinor: costPolicy(order, input.handlingCost, 'handlingCost'),
    discountMinor: costPolicy(order, input.discountValue, 'discountValue'),
  });
  setShipmentInfo(shipment, info);
  const warnings = input.capture === true ? captureWarnings(world, shipment, context.refusal) : [];
  if (input.capture !== true && input.isPaid === true) markPaid(world, shipment, true);
  if (shippedAt != null && shipment.isPaid) completeShipment(world, shipment, shippedAt);
  return { shipment: shipmentView(world, shipment), userWarnings: warnings };
}

function costPolicy(order: Order, policy: Maybe<CostPolicyInput>, field: string): CostPolicy {
  if (policy == null) return 'allRemaining';
  const { allRemaining, value, none } = policy;
  if (allRemaining === false || none === false) {
    throw notAllowed(`${field}.allRemaining and none are true or null.`, ['input', field]);
  }
  if ([allRemaining, value, none].filter((choice) => choice != null).length !== 1) {
    throw notAllowed(`Exactly one field of ${field} should be provided.`, ['input', field]);
  }
  if (value != null) return minorIn(order, value, field);
  return none === true ? 0 : 'allRemaining';
}

function captureWarnings(world: World, shipment: Shipment, providerRefusal: string | null) {
  const warning = (message: string) => [{ message, path: ['input', 'capture'] }];
  try {
    const { refusal } = captureShipment(world, shipment, providerRefusal);
    return refusal === null ? [] : warning(refusal);
  } catch (error) {
    if (error instanceof Refusal) return warning(error.message);
    throw error;
  }
}

/** All that could be refused is asked first, so that an update is made as a whole or not at all. */
function updateShipment(world: World, shipment: Shipment, input: ShipmentUpdateInput): void {
  const order = orderNumbered(world.state, shipment.orderNumber);
  if (input.shipmentInfo != null) refuseOnceShipped(shipment, ['input', 'shipmentInfo']);
  if (input.isGoodToGo != null) refuseOnceShipped(shipment, ['input', 'isGoodToGo']);
  if (input.isPaid != null) refusePaymentByHand(shipment);
  const info = shipmentInfo(order, input.shipmentInfo);
  const paidMinor = input.paidValue == null ? null : minorIn(order, input.paidValue, 'paidValue');
  if (paidMinor !== null && input.isPaid !== true) {
    throw notAllowed('paidValue needs isPaid: true.', ['input', 'paidValue']);
  }
  refuseOverpaid(world, shipment, paidMinor);

  setShipmentInfo(shipment, info);
  shipment.additionalMessage = input.additionalMessage ?? shipment.additionalMessage;
  shipment.externalId = input.externalId ?? shipment.externalId;
  if (input.isGoodToGo != null) setGoodToGo(world, shipment, input.isGoodToGo);
  if (input.isPaid != null) markPaid(world, shipment, input.isPaid, paidMinor);
  touchShipment(world, shipment);
}

function shipmentInfo(order: Order, input: Maybe<ShipmentInfoInput>) {
  const { internalShippingCost, ...info } = input ?? {};
  return {
    ...info,
    internalShippingMinor:
      internalShippingCost == null ? null : minorIn(order, internalShippingCost, 'internalShippingCost'),
  };
}

function returnAsAsked(world: World, input: ReturnCreateInput): Return {
  const shipment = shipmentWithId(world.state, input.shipment.id);
  const order = orderNumbered(world.state, shipment.orderNumber);
  const cost = (policy: Maybe<ReturnCostPolicy>, field: string): CostOfReturn => {
    if (policy?.fromShipment === true) return 'fromShipment';
    return policy?.value == null ? 0 : minorIn(order, policy.value, field);
  };
  return createReturn(world, shipment, {
    lines: input.lines.map(({ shipmentLine, quantity }) => ({ shipmentLineId: shipmentLine.id, quantity })),
    restock: restockPolicy(world.state, input.returnStockActionPolicy),
    shippingMinor: cost(input.shippingCost, 'shippingCost'),
    handlingMinor: cost(input.handlingCost, 'handlingCost'),
    discountMinor: cost(input.voucherValue, 'voucherValue'),
    returnCostMinor: input.returnCost == null ? 0 : minorIn(order, input.returnCost, 'returnCost'),
    comment: input.comment ?? null,
    createdAt: input.createdAt ?? undefined,
    externalId: input.externalId ?? null,
  });
}

function restockPolicy(state: CentraState, policy: StockPolicy): 'release' | 'remove' | Warehouse {
  const path = ['input', 'returnStockActionPolicy'];
  const elsewhere = policy.sendItemsToDifferentWarehouse ?? null;
  const chosen = [
    policy.releaseItemsBackToWarehouse === true,
    policy.removeItemsFromStock === true,
    elsewhere !== null,
  ];
  if (chosen.filter(Boolean).length !== 1) throw notAllowed('Exactly one stock policy should be provided.', path);
  if (elsewhere === null) return policy.removeItemsFromStock === true ? 'remove' : 'release';
  const warehouse = [...state.warehouses.values()].find((candidate) => candidate.id === elsewhere.id);
  if (warehouse === undefined) throw notFound(`Warehouse ${elsewhere.id} was not found.`, path);
  return warehouse;
}

function minorIn(order: Order, money: Money, field: string): number {
  if (money.currencyIsoCode !== order.currency.code) {
    throw notAllowed(`${field} must be in the order's currency, ${order.currency.code}.`, ['input', field]);
  }
  return minorOf(money.value, order.currency);
}
