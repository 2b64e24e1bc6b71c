import { RefusedError } from '../connectors/call-errors.ts';
import type { ErpDocument } from '../connectors/erp/erp.ts';
import type { SalesMaterial } from '../domain/sales-material.ts';
import { effectKey, orderReturn, shipment, stepId } from '../domain/steps.ts';
import type { ActivityDeps, Connection } from './dependencies.ts';
import type { StepRequest } from './step-request.ts';

/**
 * Where invoices and credits move stock by themselves, there is nothing to move: looks whether the document of this
 * shipment or return carries all of its goods, as articles.
 *
 * @throws RefusedError stockNotMoved when it does not, or when there is no such document of ours.
 */
export async function verifyStock(
  { records }: ActivityDeps,
  { erp, key }: Connection,
  { step, orderNumber, invoice, credit }: StepRequest,
  material: SalesMaterial,
): Promise<void> {
  const expected = unitsOf(material);
  if (expected.size === 0) return;
  const cause = step.returnId === undefined ? shipment(step.shipmentId) : orderReturn(step.returnId);
  const documentKey = effectKey(key, stepId(cause, step.returnId === undefined ? 'invoice' : 'credit'));
  // By its number, from the records: the ERP's search may not find yet what was made a moment ago.
  const made = (await records.effects.outcomesOfOrder(key, orderNumber)).find((effect) => effect.key === documentKey);
  const recorded = (made?.outcome ?? {}) as { readonly documentNumber?: string };
  // Where records were lost, the order still knows it.
  const { documentNumber } = (step.returnId === undefined ? invoice : credit) ?? recorded;
  const document = documentNumber === undefined ? undefined : await erp.readDocument(documentNumber);
  if (!document || document.isCancelled) throw notMoved(`${step.title} has no document of ours that moves its goods`);

  const moved = movedBy(document, step.returnId === undefined ? 1 : -1);
  const missing = [...expected]
    .filter(([sku, units]) => moved.get(sku) !== units)
    .map(([sku, units]) => `${moved.get(sku) ?? 0} of ${units} units of ${sku}`);
  if (missing.length > 0) throw notMoved(`document ${document.documentNumber} carries ${missing.join(', ')}`);
}

function unitsOf({ lines }: SalesMaterial): ReadonlyMap<string, number> {
  const units = new Map<string, number>();
  for (const { kind, sku, quantity } of lines) {
    if (kind === 'product' && sku !== undefined && quantity > 0) units.set(sku, (units.get(sku) ?? 0) + quantity);
  }
  return units;
}

/** @param direction 1 for goods that leave, -1 for goods that come back. */
function movedBy({ rows }: ErpDocument, direction: 1 | -1): ReadonlyMap<string, number> {
  const units = new Map<string, number>();
  for (const { article, quantityHundredths } of rows) {
    if (article === undefined) continue;
    units.set(article, (units.get(article) ?? 0) + (direction * quantityHundredths) / 100);
  }
  return units;
}

function notMoved(detail: string): RefusedError {
  return new RefusedError({ code: 'stockNotMoved', detail });
}
