import {
  getNamedType,
  isInterfaceType,
  isObjectType,
  parse,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';
import type { UnconfirmedEntry } from '../../../src/connectors/centra/unconfirmed-names.ts';

/** Names in a schema as `Type.field`, `Type.field(argument)` and, in input types, `Input.field`. */

/** Marks of the partial schema for what no page of the reference shows word for word. */
const NOT_SHOWN = /NAME-LOST|FROM-EXAMPLES|FROM DTC|INFERRED|guess/;

/** The names that Centra's reference shows: all in the partial schema but those that it marks. */
export function confirmedNames(sdl: string): ReadonlySet<string> {
  const lines = sdl.split('\n');
  const shown = new Set<string>();
  for (const node of parse(sdl).definitions) {
    if (!('fields' in node) || !node.loc) continue;
    const above = lines.slice(0, node.loc.startToken.line - 1);
    const comment = above.slice(above.findLastIndex((line) => !line.startsWith('#')) + 1).join('\n');
    if (NOT_SHOWN.test(comment)) continue;
    for (const field of node.fields ?? []) {
      const line = field.loc?.startToken.line ?? 0;
      const before = lines.slice(node.loc.startToken.line, line - 1);
      const isMarked = NOT_SHOWN.test(lines[line - 1] ?? '') || before.some((text) => text.includes('TRUNCATED'));
      if (isMarked) continue;
      shown.add(`${node.name.value}.${field.name.value}`);
      for (const argument of ('arguments' in field && field.arguments) || []) {
        shown.add(`${node.name.value}.${field.name.value}(${argument.name.value})`);
      }
    }
  }
  return shown;
}

/** All names that a document asks for. */
export function namesUsedIn(text: string, schema: GraphQLSchema): string[] {
  const types = new TypeInfo(schema);
  const names: string[] = [];
  visit(
    parse(text),
    visitWithTypeInfo(types, {
      Field({ name }) {
        if (name.value !== '__typename') names.push(`${types.getParentType()?.name ?? '?'}.${name.value}`);
      },
      Argument({ name }) {
        names.push(`${types.getParentType()?.name ?? '?'}.${types.getFieldDef()?.name ?? '?'}(${name.value})`);
      },
      ObjectField({ name }) {
        const type = types.getParentInputType();
        if (type) names.push(`${getNamedType(type).name}.${name.value}`);
      },
    }),
  );
  return names;
}

/** The names of an entry of our list; with a field's argument, the field itself is among them. */
export function namesOf(schema: GraphQLSchema, { names }: UnconfirmedEntry): string[] {
  return names.flatMap((name) => {
    if ('value' in name) return [];
    const type = typeAt(schema, name.parent);
    const field = `${type?.name ?? '?'}.${name.field}`;
    if (name.argument === undefined) return [field];
    const known = type && (isObjectType(type) || isInterfaceType(type)) ? type.getFields()[name.field] : undefined;
    const input = known?.args.find((argument) => argument.name === name.argument)?.type;
    const inputField =
      name.inputField === undefined || !input ? [] : [`${getNamedType(input).name}.${name.inputField}`];
    return [field, `${field}(${name.argument})`, ...inputField];
  });
}

/** `Order.paymentMethod`: the type of that field. */
function typeAt(schema: GraphQLSchema, path: string): GraphQLNamedType | undefined {
  const [first = '', ...rest] = path.split('.');
  let type = schema.getType(first);
  for (const field of rest) {
    const found = isObjectType(type) || isInterfaceType(type) ? type.getFields()[field] : undefined;
    type = found && getNamedType(found.type);
  }
  return type;
}
