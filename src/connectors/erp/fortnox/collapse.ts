import type { SalesLine, SalesMaterial } from '../../../domain/sales-material.ts';
import type { InvoiceRow } from './rows.ts';
import { fitText } from './text.ts';

/** A line with the rows that it would have. */
export interface LineRows {
  readonly line: SalesLine;
  readonly rows: readonly InvoiceRow[];
}

/**
 * One row for all goods of an account, a VAT rate and a sign: the sums per account and rate, from which Fortnox computes
 * VAT and total, stay what they were. Rows that move stock are kept as they are, and so is what is no goods.
 */
export function collapsed(
  lines: readonly LineRows[],
  material: SalesMaterial,
  movesStock: boolean,
): readonly InvoiceRow[] {
  const isCollapsible = ({ line, rows }: LineRows): boolean =>
    (line.kind === 'product' || line.kind === 'giftCertificate') &&
    !(movesStock && rows.some(({ article }) => article !== undefined));
  const groups = new Map<string, LineRows[]>();
  for (const entry of lines.filter(isCollapsible)) {
    const [first] = entry.rows;
    if (!first) continue;
    const key = JSON.stringify([first.account, first.vatPercent, Math.sign(first.quantity)]);
    groups.set(key, [...(groups.get(key) ?? []), entry]);
  }
  return [
    ...[...groups.values()].map((group) => asOne(group, material)),
    ...lines.filter((entry) => !isCollapsible(entry)).flatMap(({ rows }) => rows),
  ];
}

function asOne(group: readonly LineRows[], material: SalesMaterial): InvoiceRow {
  const [first] = group.flatMap(({ rows }) => rows);
  if (!first) throw new RangeError('a group of rows has at least one');
  const units = group.reduce((sum, { line }) => sum + line.quantity, 0);
  const articles = new Set(group.map(({ line }) => line.sku ?? line.description)).size;
  const cause = material.returnId === undefined ? `shipment ${material.shipmentNumber}` : `return ${material.returnId}`;
  return {
    description: fitText(`${units} units of ${articles} articles, ${cause}`, 255),
    account: first.account,
    vatPercent: first.vatPercent,
    quantity: Math.sign(first.quantity),
    unitMinor: group.reduce((sum, { line }) => sum + Math.abs(line.valueMinor), 0),
  };
}
