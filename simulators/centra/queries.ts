import { GraphQLError } from 'graphql';
import { connectionOf, matches, pageOf, sorted, type Cursors, type Facts, type Page, type Where } from './listing.ts';
import { BASE_CURRENCY_CODE, CURRENCIES } from './money.ts';
import { orderNumbered } from './orders.ts';
import type { RequestContext } from './request-context.ts';
import type { Order, Return, Shipment, World } from './state.ts';
import { currencyView } from './amount-views.ts';
import { orderStatusView } from './order-status.ts';
import { countryView, orderView, returnView, shipmentView, storeView } from './views.ts';

interface Search {
  readonly where?: Where;
  readonly sort?: readonly string[] | null;
}

/** A kind of object that can be listed: what filters compare, and how one looks. */
interface Listing<T extends { readonly id: number | string }> {
  readonly all: (world: World) => Iterable<T>;
  readonly facts: (world: World, item: T) => Facts;
  readonly view: (world: World, item: T) => object;
}

const orders: Listing<Order> = {
  all: ({ state }) => state.orders.values(),
  facts: (world, order) => ({
    id: order.id,
    number: order.number,
    status: orderStatusView(world, order),
    createdAt: order.createdAt,
    updatedAt: order.updatedAt,
    orderDate: order.createdAt,
    ...partiesOf(order),
    accountId: order.type === 'wholesale' ? order.customer.id : null,
    isLocked: order.isLocked,
    isOnHold: order.isOnHold,
    isWaitingForPayment: order.isWaitingForPayment,
    isInternal: false,
  }),
  view: orderView,
};

const shipments: Listing<Shipment> = {
  all: ({ state }) => state.shipments.values(),
  facts: ({ state }, shipment) => {
    const order = orderNumbered(state, shipment.orderNumber);
    return {
      id: shipment.id,
      number: shipment.number,
      createdAt: shipment.createdAt,
      updatedAt: shipment.updatedAt,
      isGoodToGo: shipment.isGoodToGo,
      isShipped: shipment.isShipped,
      shippedAt: shipment.shippedAt,
      isOnHold: order.isOnHold,
      isPaid: shipment.isPaid,
      paidAt: shipment.paidAt,
      isCaptured: shipment.isCaptured,
      capturedAt: shipment.capturedAt,
      trackingNumber: shipment.trackingNumber,
      ...partiesOf(order),
      isPrinted: false,
      orderId: order.id,
      externalId: shipment.externalId,
      usedFallbackTax: order.usedFallbackTax,
    };
  },
  view: shipmentView,
};

const returns: Listing<Return> = {
  all: ({ state }) => state.returns.values(),
  facts: ({ state }, returned) => ({
    id: returned.id,
    orderId: orderNumbered(state, returned.orderNumber).id,
    shipmentId: returned.shipmentId,
    createdAt: returned.createdAt,
    returnStatus: returned.status,
  }),
  view: returnView,
};

/** Who an order is between. */
function partiesOf(order: Order): Facts {
  const store = storeView(order);
  return {
    countryId: countryView(order.countryCode).id,
    currencyId: order.currency.id,
    customerId: order.customer.id,
    storeId: store.id,
    storeType: store.type,
  };
}

function found<T extends { readonly id: number | string }>(listing: Listing<T>, world: World, search: Search): T[] {
  const factsOf = (item: T) => listing.facts(world, item);
  const matching = [...listing.all(world)].filter((item) => matches(factsOf(item), search.where));
  return sorted(matching, factsOf, search.sort);
}

const pageIn =
  <T extends { readonly id: number | string }>(listing: Listing<T>) =>
  (args: Search & Page, { world }: RequestContext) =>
    pageOf(found(listing, world, args), args).map((item) => listing.view(world, item));

const connectionIn =
  <T extends { readonly id: number | string }>(listing: Listing<T>) =>
  (args: Search & Cursors, { world }: RequestContext) =>
    connectionOf(
      found(listing, world, args),
      (item) => item.id,
      (item) => listing.view(world, item),
      args,
    );

/** The query's root fields, as graphql-js calls them. */
export const queries = {
  order: (args: { id?: string | null; number?: number | null }, { world }: RequestContext) => {
    if ((args.id == null) === (args.number == null)) throw new GraphQLError('Provide exactly one of id and number.');
    const number = args.number ?? world.state.orderNumbersById.get(args.id ?? '');
    const order = number === undefined ? undefined : world.state.orders.get(number);
    return order === undefined ? null : orderView(world, order);
  },
  orders: pageIn(orders),
  orderConnection: connectionIn(orders),
  shipments: pageIn(shipments),
  shipmentConnection: connectionIn(shipments),
  returns: pageIn(returns),
  returnConnection: connectionIn(returns),
  warehouses: (args: Page, { world }: RequestContext) => pageOf([...world.state.warehouses.values()], args),
  currencies: (args: { where?: { isBase?: boolean | null } | null } & Page) => {
    const isBase = args.where?.isBase;
    const wanted = CURRENCIES.filter(({ code }) => isBase == null || (code === BASE_CURRENCY_CODE) === isBase);
    return pageOf(wanted, args).map(currencyView);
  },
  rateLimits: (_args: object, { rateLimit }: RequestContext) => rateLimit.usage(),
};
