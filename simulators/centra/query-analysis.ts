import {
  getNamedType,
  getVariableValues,
  isCompositeType,
  isListType,
  isNonNullType,
  isObjectType,
  isInterfaceType,
  valueFromAST,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { permissionFor } from './permissions.ts';

export interface QueryAnalysis {
  readonly rootFields: readonly string[];
  readonly complexity: number;
  /** The permissions that the query needs, each with the field that needs it. */
  readonly permissions: ReadonlyMap<string, string>;
  /** What Centra says of each deprecated field that is asked for. */
  readonly deprecations: readonly string[];
}

/** Lists without a limit of their own count as this many items. */
const ASSUMED_LIST_SIZE = 10;

/**
 * What a valid operation asks for, known before anything is executed: Centra charges a query for its fields times the
 * items it asks for, and refuses it as a whole where a permission is missing.
 */
export function analyseQuery(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  rawVariables: Readonly<Record<string, unknown>>,
): QueryAnalysis {
  const { coerced: variables = {} } = getVariableValues(schema, operation.variableDefinitions ?? [], rawVariables);
  const permissions = new Map<string, string>();
  const deprecations = new Set<string>();
  const fragments = new Map(
    document.definitions
      .filter((definition): definition is FragmentDefinitionNode => definition.kind === 'FragmentDefinition')
      .map((fragment) => [fragment.name.value, fragment]),
  );

  const complexityOf = (selectionSet: SelectionSetNode, parent: GraphQLNamedType | undefined): number =>
    selectionSet.selections.reduce((total, selection) => {
      if (selection.kind === 'Field') return total + fieldComplexity(selection, parent);
      const fragment = selection.kind === 'FragmentSpread' ? fragments.get(selection.name.value) : selection;
      if (fragment === undefined) return total;
      const onType = fragment.typeCondition ? schema.getType(fragment.typeCondition.name.value) : parent;
      return total + complexityOf(fragment.selectionSet, onType);
    }, 0);

  const fieldComplexity = (node: FieldNode, parent: GraphQLNamedType | undefined): number => {
    if (!isObjectType(parent) && !isInterfaceType(parent)) return 0;
    const field = parent.getFields()[node.name.value];
    // `__typename` and introspection are free.
    if (field === undefined) return 0;
    const permission = permissionFor(parent.name, field.name, getNamedType(field.type).name);
    if (field.deprecationReason != null) deprecations.add(`Field: ${field.name}, reason: ${field.deprecationReason}`);
    if (permission !== undefined && !permissions.has(permission)) permissions.set(permission, field.name);
    if (!node.selectionSet || !isCompositeType(getNamedType(field.type))) return 1;
    return 1 + itemsAskedFor(node, field, variables) * complexityOf(node.selectionSet, getNamedType(field.type));
  };

  const root = schema.getRootType(operation.operation) ?? undefined;
  return {
    complexity: complexityOf(operation.selectionSet, root),
    permissions,
    deprecations: [...deprecations],
    rootFields: rootFieldsOf(operation.selectionSet, fragments),
  };
}

function rootFieldsOf(
  selectionSet: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): string[] {
  return selectionSet.selections.flatMap((selection) => {
    if (selection.kind === 'Field') return [selection.name.value];
    const fragment = selection.kind === 'FragmentSpread' ? fragments.get(selection.name.value) : selection;
    return fragment === undefined ? [] : rootFieldsOf(fragment.selectionSet, fragments);
  });
}

function itemsAskedFor(
  node: FieldNode,
  field: GraphQLField<unknown, unknown>,
  variables: Readonly<Record<string, unknown>>,
): number {
  const sizes = ['limit', 'first', 'last'].map((name) => {
    const argument = node.arguments?.find((candidate) => candidate.name.value === name);
    const type = field.args.find((candidate) => candidate.name === name)?.type;
    return argument && type ? valueFromAST(argument.value, type, variables) : undefined;
  });
  const size = sizes.find((candidate): candidate is number => typeof candidate === 'number');
  return Math.max(1, size ?? (isList(field.type) ? ASSUMED_LIST_SIZE : 1));
}

const isList = (type: GraphQLOutputType): boolean => isListType(isNonNullType(type) ? type.ofType : type);
