import {
  assertScalarType,
  buildASTSchema,
  GraphQLError,
  parse,
  valueFromASTUntyped,
  visit,
  type ASTNode,
  type DocumentNode,
  type GraphQLSchema,
} from 'graphql';
import { CENTRA_SDL } from './schema.graphql.ts';
import { parseDate } from './time.ts';

export type UnconfirmedNames = 'present' | 'absent';

/**
 * The executable schema.
 *
 * @param unconfirmedNames `absent` leaves out every name that no source confirms, so that a query using one is refused.
 */
export function centraSchema(
  unconfirmedNames: UnconfirmedNames,
  clock: { readonly now: () => Date; readonly timeZone: string },
): GraphQLSchema {
  const document = parse(CENTRA_SDL);
  const offered = unconfirmedNames === 'present' ? document : without(document, isMarkedUnconfirmed);
  // The mark is ours: introspection must not show it.
  const schema = buildASTSchema(without(offered, isMark));
  const parseValue = (value: unknown): Date => {
    const date = typeof value === 'string' ? parseDate(value, clock.timeZone, clock.now()) : undefined;
    if (date === undefined) throw new GraphQLError(`DateTimeTz cannot represent ${JSON.stringify(value)}.`);
    return date;
  };
  const dateTimeTz = assertScalarType(schema.getType('DateTimeTz'));
  dateTimeTz.parseValue = parseValue;
  dateTimeTz.parseLiteral = (node, variables) => parseValue(valueFromASTUntyped(node, variables));
  return schema;
}

const without = (document: DocumentNode, isUnwanted: (node: ASTNode) => boolean): DocumentNode =>
  visit(document, { enter: (node) => (isUnwanted(node) ? null : undefined) });

const isMarkedUnconfirmed = (node: ASTNode): boolean =>
  'directives' in node && (node.directives ?? []).some((directive) => directive.name.value === 'unconfirmed');

const isMark = (node: ASTNode): boolean =>
  (node.kind === 'Directive' || node.kind === 'DirectiveDefinition') && node.name.value === 'unconfirmed';
