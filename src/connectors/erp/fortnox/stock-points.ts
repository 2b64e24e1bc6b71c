import type { SalesLine } from '../../../domain/sales-material.ts';
import { RefusedError } from '../../call-errors.ts';
import type { FortnoxMapping } from './mapping.ts';
import { stockPointFor } from './mapping.ts';

interface Units {
  readonly quantity: number;
  readonly unitMinor: number;
}

/**
 * Units of a line by the stock point that they leave or come back to, with all units and prices kept: a line from two
 * warehouses becomes a row for each. Untouched where the company uses no stock points.
 *
 * @throws RefusedError mappingMissing for a warehouse without a stock point; stockRefused when Centra does not say of each
 *   unit which warehouse it is from.
 */
export function byStockPoint(
  units: readonly Units[],
  line: SalesLine,
  mapping: FortnoxMapping,
): readonly (Units & { readonly stockPoint?: string })[] {
  if (Object.keys(mapping.stockPoints).length === 0) return units;
  const allocated = line.warehouses.reduce((sum, { quantity }) => sum + quantity, 0);
  if (allocated !== line.quantity) {
    const detail = `Centra shows warehouses for ${allocated} of ${line.quantity} units of ${line.sku ?? line.description}`;
    throw new RefusedError({ code: 'stockRefused', detail });
  }
  let before = 0;
  return [...quantityByStockPoint(line, mapping)].flatMap(([stockPoint, quantity]) => {
    const part = between(units, before, before + quantity).map((some) => ({ ...some, stockPoint }));
    before += quantity;
    return part;
  });
}

function quantityByStockPoint(line: SalesLine, mapping: FortnoxMapping): ReadonlyMap<string, number> {
  const quantities = new Map<string, number>();
  for (const { warehouse, quantity } of line.warehouses) {
    const stockPoint = stockPointFor(mapping, warehouse) ?? '';
    quantities.set(stockPoint, (quantities.get(stockPoint) ?? 0) + quantity);
  }
  return quantities;
}

/** The units from one to another, counted through all of them. */
function between(units: readonly Units[], from: number, to: number): readonly Units[] {
  let before = 0;
  return units.flatMap(({ quantity, unitMinor }) => {
    const taken = Math.min(to, before + quantity) - Math.max(from, before);
    before += quantity;
    return taken > 0 ? [{ quantity: taken, unitMinor }] : [];
  });
}
