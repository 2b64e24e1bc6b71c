import * as z from 'zod';
import type { Path } from './path.ts';
import { CONFIG } from './schema.ts';

/** The schema as data, in the part of JSON Schema that ours needs. */
interface Described {
  readonly properties?: Readonly<Record<string, Described>>;
  readonly additionalProperties?: Described | false;
  readonly items?: Described;
}

const DESCRIBED = z.toJSONSchema(CONFIG, { io: 'input', unrepresentable: 'any', reused: 'inline' }) as Described;

/** The settings that a group may have; none where a path leads to no group. */
export function keysAt(path: Path): readonly string[] {
  const step = (at: Described | undefined, part: string | number): Described | undefined => {
    if (typeof part === 'number') return at?.items;
    return at?.properties?.[part] ?? (at?.additionalProperties || undefined);
  };
  return Object.keys(path.reduce(step, DESCRIBED)?.properties ?? {});
}
