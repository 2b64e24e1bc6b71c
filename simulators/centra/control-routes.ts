import { Router, json, type ErrorRequestHandler, type Request, type RequestHandler } from 'express';
import type { CreatedReturn, CreatedShipment, PlacedOrder } from './control-contract.ts';
import {
  faultToPlan,
  hold,
  lineChange,
  orderToPlace,
  returnToCreate,
  settlement,
  shipmentToCreate,
  shipping,
  webhookTarget,
} from './control-readers.ts';
import { customerWith } from './customers.ts';
import type { Faults } from './faults.ts';
import { minorOf } from './money.ts';
import { cancelOrder, confirmOrder, holdOrder, orderNumbered, placeOrder } from './orders.ts';
import { captureShipment, markPaid, settleCapture } from './payments.ts';
import { BODY, integer, Unreadable, type Reader } from './readers.ts';
import { notAllowed, Refusal } from './refusal.ts';
import { completeReturn, createReturn, deleteReturn, refundReturn, returnWithId, uncompleteReturn } from './returns.ts';
import { orderLineOf, returnedShare, shipmentWithId } from './shipment-facts.ts';
import { changeShipmentLine, completeShipment, createShipment, deleteShipment, setGoodToGo } from './shipments.ts';
import type { CentraSnapshot } from './snapshot.ts';
import type { Order, Return, Shipment, World } from './state.ts';
import type { Webhooks } from './webhooks.ts';

export interface ControlledCentra {
  readonly world: World;
  readonly defaultCurrency: string;
  readonly faults: Faults;
  readonly webhooks: Webhooks;
  readonly snapshot: () => CentraSnapshot;
}

/**
 * The people and systems around a Centra: customers who order, a warehouse that packs and ships, payment providers, and
 * whoever breaks things. 400 for input that cannot be read, 404 for an unknown object, 409 for what the rules forbid.
 */
export function controlRoutes(centra: ControlledCentra): Router {
  const { world } = centra;
  const router = Router();
  router.use(json({ strict: false }));

  router.get('/state', (_request, response) => void response.json(centra.snapshot()));

  router.post(
    '/orders',
    answer((request) => placedOrder(placeOrder(world, orderFrom(centra, request.body)))),
  );
  router.post(
    '/orders/:number/confirm',
    onOrder(world, (order) => confirmOrder(world, order)),
  );
  router.post(
    '/orders/:number/cancel',
    onOrder(world, (order) => cancelOrder(world, order)),
  );
  router.post(
    '/orders/:number/hold',
    onOrder(world, (order, body) => holdOrder(world, order, read(hold, body).isOnHold)),
  );
  router.post(
    '/orders/:number/shipments',
    onOrder(world, (order, body) => shipmentFrom(world, order, body)),
  );

  router.post(
    '/shipments/:id/release',
    onShipment(world, (shipment) => setGoodToGo(world, shipment, true)),
  );
  router.post(
    '/shipments/:id/mark-paid',
    onShipment(world, (shipment) => markPaid(world, shipment, true)),
  );
  router.post(
    '/shipments/:id/ship',
    onShipment(world, (shipment, body) => {
      const { shippedAt } = read(shipping, body);
      completeShipment(world, shipment, shippedAt ?? world.now());
    }),
  );
  router.post(
    '/shipments/:id/capture',
    onShipment(world, (shipment) => captureOrRefuse(world, shipment)),
  );
  router.post(
    '/shipments/:id/settle-capture',
    onShipment(world, (shipment, body) => settleCapture(world, shipment, read(settlement, body).outcome)),
  );
  router.post(
    '/shipments/:id/lines/:lineId',
    onShipment(world, (shipment, body, request) => {
      const { quantity } = read(lineChange, body);
      changeShipmentLine(world, shipment, numberIn(request, 'lineId'), quantity);
    }),
  );
  router.post(
    '/shipments/:id/returns',
    onShipment(world, (shipment, body) => returnFrom(world, shipment, body)),
  );
  router.delete(
    '/shipments/:id',
    onShipment(world, (shipment) => deleteShipment(world, shipment)),
  );

  router.post(
    '/returns/:id/complete',
    onReturn(world, (returned) => completeReturn(world, returned)),
  );
  router.post(
    '/returns/:id/uncomplete',
    onReturn(world, (returned) => uncompleteReturn(world, returned)),
  );
  router.post(
    '/returns/:id/refund',
    onReturn(world, (returned) => void refundReturn(world, returned)),
  );
  router.delete(
    '/returns/:id',
    onReturn(world, (returned) => deleteReturn(world, returned)),
  );

  router.post(
    '/faults',
    answer((request) => {
      const { times, ...fault } = read(faultToPlan, request.body);
      centra.faults.add(fault, times);
    }),
  );
  router.delete(
    '/faults',
    answer(() => centra.faults.clear()),
  );
  router.put(
    '/webhook',
    answer((request) => centra.webhooks.setTarget(read(webhookTarget, request.body))),
  );

  router.use((request, response) => {
    response.status(404).json({ error: `${request.method} ${request.originalUrl} is not part of the control API.` });
  });
  router.use(explain);
  return router;
}

/** Answers with what the action returns. */
const answer =
  (action: (request: Request) => unknown): RequestHandler =>
  (request, response) =>
    void response.json(action(request) ?? {});

const onOrder = (world: World, action: (order: Order, body: unknown) => unknown) =>
  answer((request) => action(orderNumbered(world.state, numberIn(request, 'number')), request.body));

const onShipment = (world: World, action: (shipment: Shipment, body: unknown, request: Request) => unknown) =>
  answer((request) => action(shipmentWithId(world.state, numberIn(request, 'id')), request.body, request));

const onReturn = (world: World, action: (returned: Return) => void) =>
  answer((request) => action(returnWithId(world.state, numberIn(request, 'id'))));

const read = <T>(reader: Reader<T>, body: unknown): T => reader(body === undefined ? {} : body, BODY);

const numberIn = (request: Request, name: string): number => integer(1)(Number(request.params[name]), name);

const explain: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (error instanceof Unreadable) response.status(400).json({ error: error.message });
  else if (error instanceof Refusal)
    response.status(error.kind === 'notFound' ? 404 : 409).json({ error: error.message });
  else next(error);
};

function orderFrom({ world, defaultCurrency }: ControlledCentra, body: unknown) {
  const { confirm, createdAt, currency, customer, ...order } = read(orderToPlace, body);
  return {
    ...order,
    currency: currency ?? defaultCurrency,
    customer: customerWith(world.state, customer ?? {}),
    isConfirmed: confirm,
    createdAt,
  };
}

/** A capture by Centra itself, or by somebody else's integration. */
function captureOrRefuse(world: World, shipment: Shipment): void {
  const { refusal } = captureShipment(world, shipment, null);
  if (refusal !== null) throw notAllowed(refusal);
}

const placedOrder = (order: Order): PlacedOrder => ({
  id: order.id,
  number: order.number,
  lines: order.lines.map(({ id, sku, originalQuantity }) => ({ id, sku, quantity: originalQuantity })),
});

function shipmentFrom(world: World, order: Order, body: unknown): CreatedShipment {
  const { lines, isGoodToGo, createdAt, warehouse } = read(shipmentToCreate, body);
  const shipment = createShipment(world, order, {
    lines,
    isGoodToGo,
    createdAt,
    additionalMessage: null,
    warehouse,
  });
  return {
    id: shipment.id,
    number: shipment.number,
    lines: shipment.lines.map(({ id, orderLineId, quantity }) => ({
      id,
      orderLineId,
      sku: orderLineOf(order, orderLineId).sku,
      quantity,
    })),
  };
}

function returnFrom(world: World, shipment: Shipment, body: unknown): CreatedReturn {
  const { lines, restock, shippingCost, returnCost } = read(returnToCreate, body);
  const { currency } = orderNumbered(world.state, shipment.orderNumber);
  const { id } = createReturn(world, shipment, {
    lines: lines ?? allUnitsLeft(world, shipment),
    restock,
    shippingMinor: minorOf(shippingCost, currency),
    handlingMinor: 0,
    discountMinor: 0,
    returnCostMinor: minorOf(returnCost, currency),
    comment: null,
    createdAt: undefined,
    externalId: null,
  });
  return { id };
}

const allUnitsLeft = (world: World, shipment: Shipment) =>
  shipment.lines
    .map(({ id, quantity }) => ({
      shipmentLineId: id,
      quantity: quantity - returnedShare(world.state, shipment, id).quantity,
    }))
    .filter((line) => line.quantity > 0);
