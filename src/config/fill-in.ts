import type { Path } from './path.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface FilledIn {
  readonly value: unknown;
  /** Texts that came from the environment. Each may be a secret, wherever it stands. */
  readonly fromEnvironment: ReadonlySet<string>;
  readonly problems: readonly { readonly path: Path; readonly message: string }[];
}

/**
 * Fills in `${NAME}` from the environment, in text values that are read already: so what is filled in may contain any
 * character and can never change the structure.
 */
export function fillIn(value: unknown, env: Environment): FilledIn {
  const fromEnvironment = new Set<string>();
  const problems: { path: Path; message: string }[] = [];
  return { value: fill(value, []), fromEnvironment, problems };

  function fill(part: unknown, path: Path): unknown {
    if (typeof part === 'string') return part.includes('${') ? fillText(part, path) : part;
    if (Array.isArray(part)) return part.map((item, index) => fill(item, [...path, index]));
    if (typeof part !== 'object' || part === null) return part;
    // A setting with nothing after it counts as left out: in a group, everything may be commented out.
    const stated = Object.entries(part).filter(([, item]) => item !== null);
    return Object.fromEntries(stated.map(([key, item]) => [key, fill(item, [...path, key])]));
  }

  function fillText(text: string, path: Path): string {
    const filled = text.replace(/\$\{([^}]*)\}?/g, (placeholder, name: string) => {
      const isName = /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && placeholder.endsWith('}');
      const found = isName && Object.hasOwn(env, name) ? env[name] : undefined;
      if (found === undefined) problems.push({ path, message: explain(isName, name) });
      return found ?? '';
    });
    fromEnvironment.add(filled);
    return filled;
  }
}

function explain(isName: boolean, name: string): string {
  return isName
    ? `the environment variable ${name} is not set`
    : 'found "${" that does not begin "${NAME}"; must name an environment variable by letters, digits and _';
}
