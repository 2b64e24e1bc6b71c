import { RefusedError } from '../connectors/call-errors.ts';
import type { StockReference } from '../connectors/erp/erp.ts';
import type { StockRow } from '../domain/observation.ts';
import type { SalesMaterial } from '../domain/sales-material.ts';
import { connectionOf, effectOf, onceDeps, refuseHeld, type ActivityDeps, type Connection } from './dependencies.ts';
import { once } from './once.ts';
import type { StepRequest, StepResult } from './step-request.ts';
import { verifyStock } from './verify-stock.ts';

/**
 * Puts the stock document of a shipment (out) or a return (back in) into the ERP, not yet released. The result has no
 * reference when there is nothing to release: no goods, as for a gift certificate, or the invoice has moved them.
 */
export function createUpdateStock(deps: ActivityDeps) {
  return async function updateStock(request: StepRequest): Promise<StepResult> {
    const connection = connectionOf(deps, request.connectionId);
    const { erp } = connection;
    const { step } = request;
    const reference = referenceOf(request);
    const at = deps.now().toISOString();
    const rows = plannedRows(request, deps.now()) ?? (await rowsByMaterial(deps, connection, request));
    if (rows.length === 0) return { state: 'done', at };
    await once(onceDeps(deps), effectOf(connection, request), {
      find: async () => ((await erp.findStockDocument(reference)) ? { reference: step.id } : undefined),
      perform: async () => {
        const note = `Centra ${step.title}`;
        await erp.putStockDocument({ ...reference, date: step.documentDate ?? '', rows, note });
        return { reference: step.id };
      },
    });
    return { state: 'done', at, reference: `${reference.direction} ${reference.id}` };
  };
}

/** Releases the stock document: now the quantities count. */
export function createReleaseStock(deps: ActivityDeps) {
  return async function releaseStock(request: StepRequest): Promise<void> {
    const connection = connectionOf(deps, request.connectionId);
    const { erp } = connection;
    const reference = referenceOf(request);
    await once(onceDeps(deps), effectOf(connection, request, 'release'), {
      find: async () =>
        (await erp.findStockDocument(reference))?.isReleased ? { reference: request.step.id } : undefined,
      perform: async () => {
        await erp.releaseStockDocument(reference);
        return { reference: request.step.id };
      },
    });
  };
}

/** After so long the order may be on hold, or other units allocated: Centra is asked again. */
const STALE_AFTER_MS = 10 * 60_000;

/** What the look that planned the step saw, while it is young. */
function plannedRows({ step }: StepRequest, now: Date): readonly StockRow[] | undefined {
  const { stockRows: rows, stockSeenAt } = step;
  const isYoung = stockSeenAt !== undefined && now.getTime() - Date.parse(stockSeenAt) < STALE_AFTER_MS;
  return isYoung ? rows : undefined;
}

/** Empty where the invoice, or the credit, has moved the goods: then that is verified. */
async function rowsByMaterial(
  deps: ActivityDeps,
  connection: Connection,
  request: StepRequest,
): Promise<readonly StockRow[]> {
  const { centra, policy } = connection;
  const { shipmentId, returnId } = request.step;
  const material =
    returnId === undefined ? await centra.shipmentMaterial(shipmentId) : await centra.returnMaterial(returnId);
  refuseHeld(request, material);
  if (policy.byOrderType[material.orderType].stock.mode !== 'invoice') return stockRows(material);
  await verifyStock(deps, connection, request, material);
  return [];
}

function referenceOf({ step }: StepRequest): StockReference {
  return step.returnId === undefined
    ? { direction: 'outbound', id: step.shipmentId }
    : { direction: 'inbound', id: step.returnId };
}

/** The units of each line by warehouse. What Centra does not fully allocate is never moved in part. */
function stockRows(material: SalesMaterial): StockRow[] {
  return material.lines.flatMap(({ sku, quantity, warehouses }) => {
    if (sku === undefined) return [];
    const allocated = warehouses.reduce((sum, part) => sum + part.quantity, 0);
    if (allocated === quantity) return warehouses.map((part) => ({ sku, ...part }));
    const detail = `Centra shows warehouses for ${allocated} of ${quantity} units of ${sku}`;
    throw new RefusedError({ code: 'stockRefused', detail });
  });
}
