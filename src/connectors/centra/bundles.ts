/**
 * The lines that are goods. A bundle is a header and its items; where the items are listed, counting the header too would
 * count every unit twice. A bundle that is listed as a header only is goods itself.
 */
export function goodsAmong<Line>(lines: readonly Line[], typeOf: (line: Line) => string): Line[] {
  const hasItems = lines.some((line) => typeOf(line) === 'BundleItemOrderLine');
  return lines.filter((line) => !hasItems || typeOf(line) !== 'BundleOrderLine');
}
