import { jsonAnswer } from './answers.ts';
import { decimalOf } from './decimals.ts';
import { warehouseRefused } from './errors.ts';
import type { ApiRequest, Route } from './routes.ts';
import { reservedHundredths, STOCK_DOCUMENT_ROUTES } from './stock-documents.ts';
import type { StockPoint, Tenant } from './tenant.ts';

const MODULE_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/api/warehouse/stockpoints-v1',
    handle: (tenant, { query }) => {
      const looked = (query.get('q') ?? '').toLowerCase();
      const isAsked = STATES.get(query.get('state') ?? 'ACTIVE');
      if (!isAsked) throw warehouseRefused('invalid_parameter', 'state must be ALL, ACTIVE or INACTIVE');
      return jsonAnswer(
        tenant.stockPoints
          .filter(isAsked)
          .filter(({ code, name }) => [code, name].some((text) => text.toLowerCase().includes(looked)))
          // Without their locations, which is documented for the list.
          .map((point) => ({ ...point, usingCompanyAddress: true })),
      );
    },
  },
  {
    method: 'GET',
    path: '/api/warehouse/status-v1/stockbalance',
    handle: (tenant, request) => {
      const items = listed(request, 'itemIds');
      const points = listed(request, 'stockPointCodes');
      return jsonAnswer(
        stockBalances(tenant).filter(
          ({ itemId, stockPointCode }) =>
            (items.length === 0 || items.includes(itemId)) && (points.length === 0 || points.includes(stockPointCode)),
        ),
      );
    },
  },
  ...STOCK_DOCUMENT_ROUTES,
];

/** Whether there is a warehouse can always be asked; everything else only where there is one. */
export const WAREHOUSE_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/api/warehouse/tenants-v4',
    handle: (tenant) => jsonAnswer({ activated: tenant.warehouse.activated, tenantId: Number(tenant.id) }),
  },
  ...MODULE_ROUTES.map((route): Route => ({
    ...route,
    handle: (tenant, request) => {
      // How Fortnox words it is not documented.
      if (!tenant.warehouse.activated) {
        throw warehouseRefused('not_activated', 'The warehouse module is not activated', 403);
      }
      return route.handle(tenant, request);
    },
  })),
];

/** Which stock points a `state` asks for. */
const STATES: ReadonlyMap<string, (point: StockPoint) => boolean> = new Map([
  ['ALL', () => true],
  ['ACTIVE', ({ active }: StockPoint) => active],
  ['INACTIVE', ({ active }: StockPoint) => !active],
]);

/** What is in stock per item and stock point; what is reserved is in stock but not available. */
export function stockBalances(tenant: Tenant) {
  return tenant.stock.balances().map(({ itemId, stockPointCode, inStockHundredths }) => ({
    itemId,
    stockPointCode,
    availableStock: decimalOf(inStockHundredths - reservedHundredths(tenant, itemId, stockPointCode)),
    inStock: decimalOf(inStockHundredths),
  }));
}

/** A list in a query, by commas or by repeating the parameter. */
function listed({ query }: ApiRequest, name: string): string[] {
  return query.getAll(name).flatMap((value) => value.split(',').filter((part) => part !== ''));
}
