import { jsonAnswer } from './answers.ts';
import { decimalOf } from './decimals.ts';
import type { ApiRequest, Route } from './routes.ts';
import { checkWarehouseActivated, reservedHundredths, STOCK_DOCUMENT_ROUTES } from './stock-documents.ts';
import type { Tenant } from './tenant.ts';

export const WAREHOUSE_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/api/warehouse/tenants-v4',
    handle: (tenant) => jsonAnswer({ activated: tenant.warehouse.activated, tenantId: Number(tenant.id) }),
  },
  {
    method: 'GET',
    path: '/api/warehouse/stockpoints-v1',
    handle: (tenant) => {
      checkWarehouseActivated(tenant);
      return jsonAnswer(
        tenant.stockPoints.map((point) => ({ ...point, active: true, usingCompanyAddress: true, stockLocations: [] })),
      );
    },
  },
  {
    method: 'GET',
    path: '/api/warehouse/status-v1/stockbalance',
    handle: (tenant, request) => {
      checkWarehouseActivated(tenant);
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
