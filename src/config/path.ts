/** Where something stands in the config: `['connections', 0, 'mode']`. */
export type Path = readonly (string | number)[];

/** As people read it: `connections[0].mode`. */
export function pathText(path: Path): string {
  const text = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`)).join('');
  return text.replace(/^\./, '') || 'the config';
}

/** What stands at a path, undefined where nothing does. */
export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((parent, part) => {
    if (typeof parent !== 'object' || parent === null || !Object.hasOwn(parent, part)) return undefined;
    return (parent as Readonly<Record<string | number, unknown>>)[part];
  }, value);
}
