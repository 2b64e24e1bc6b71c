import { LineCounter, parseDocument, visit, type Document, type Node } from 'yaml';
import { ConfigError } from './config-error.ts';
import type { Path } from './path.ts';

/**
 * What a YAML text says, and at which line: of the nearest thing around, where nothing stands at the path itself.
 *
 * @throws ConfigError when the text is not YAML.
 */
export function readYaml(text: string): { value: unknown; lineOf: (path: Path) => number | undefined } {
  const lines = new LineCounter();
  try {
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true });
    const problems = document.errors.map((error) => `line ${lines.linePos(error.pos[0]).line}: ${error.message}`);
    if (containsItself(document)) problems.push('an alias stands inside of what it repeats');
    if (problems.length > 0) throw new ConfigError(problems);
    return { value: document.toJS(), lineOf: (path) => lineOf(document, lines, path) };
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    // The parser gives up in its own ways: nested too deeply, repeated too often.
    throw new ConfigError([`cannot be read as YAML: ${error instanceof Error ? error.message : 'unknown error'}`]);
  }
}

function containsItself(document: Document): boolean {
  let found = false;
  visit(document, {
    Alias(_position, alias, ancestors) {
      const repeated = alias.resolve(document);
      if (repeated && ancestors.includes(repeated)) found = true;
    },
  });
  return found;
}

function lineOf(document: Document, lines: LineCounter, path: Path): number | undefined {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true) as Node | undefined;
    if (node?.range) return lines.linePos(node.range[0]).line;
  }
  return undefined;
}
