import { existsSync, readFileSync } from 'node:fs';
import {
  buildASTSchema,
  Kind,
  parse,
  validate,
  visit,
  type DefinitionNode,
  type GraphQLSchema,
  type ObjectTypeDefinitionNode,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { captureShipment } from '../../../src/connectors/centra/documents/capture-shipment.ts';
import { observeOrder } from '../../../src/connectors/centra/documents/observe-order.ts';
import { OBSERVED_RETURN } from '../../../src/connectors/centra/documents/observe-returns.ts';
import { RETURN_WITH_ORDER } from '../../../src/connectors/centra/documents/orders-of-returns.ts';
import { ordersOfShipments } from '../../../src/connectors/centra/documents/orders-of-shipments.ts';
import { readCapture } from '../../../src/connectors/centra/documents/read-capture.ts';
import { RETURN_MATERIAL } from '../../../src/connectors/centra/documents/return-material.ts';
import { anyReturns, returnsById, returnsOfOrder } from '../../../src/connectors/centra/documents/returns.ts';
import { shipmentMaterial } from '../../../src/connectors/centra/documents/shipment-material.ts';
import { withdrawGoodToGo } from '../../../src/connectors/centra/documents/withdraw-good-to-go.ts';
import { rateLimits } from '../../../src/connectors/centra/documents/rate-limits.ts';
import { refusesName } from '../../../src/connectors/centra/if-known.ts';
import { UNCONFIRMED_NAMES, type UnconfirmedName } from '../../../src/connectors/centra/unconfirmed-names.ts';
import { confirmedNames, namesOf, namesUsedIn } from './schema-names.ts';

/** What is known of Centra's schema from its published reference pages; it lies beside the repository, not in it. */
const PUBLISHED = new URL('../../../../shared/specs/centra-integration-api-partial.graphql', import.meta.url);

/** What Centra's examples show besides: the root fields, and small types whose reference pages are missing. */
const FROM_EXAMPLES = `
  type Query {
    orders(where: OrderFilter, limit: Int, page: Int): [Order!]!
    shipments(where: ShipmentFilter, limit: Int, page: Int): [Shipment!]!
    returns(limit: Int, page: Int): [Return!]!
    rateLimits: [RateLimit!]!
  }
  type Mutation {
    captureShipment(id: Int!): ShipmentCapturePayload!
    updateShipment(id: Int!, input: ShipmentUpdateInput!): ShipmentUpdatePayload!
  }
  type ShipmentUpdatePayload { shipment: Shipment userErrors: [UserError!]! userWarnings: [UserWarning!]! }
  type Currency { id: Int! code: String! }
  type Country { id: Int! name: String! code: String! }
  type Address {
    firstName: String lastName: String address1: String address2: String zipCode: String city: String
    country: Country email: String companyName: String vatNumber: String
  }
  type Customer { id: Int! email: String! firstName: String lastName: String }
  type Account { id: Int! name: String! }
  type PaymentMethod { uri: String plugin: String name: String }
  type ProductSize { SKU: String description: String }
  type Warehouse { id: Int! name: String! }
  type Allocation { id: Int! quantity: Int! warehouse: Warehouse! }
  input PaymentHistoryEntryFilter { entryType: [PaymentHistoryEntryType!] }
  extend type ProductOrderLine { productSize: ProductSize }
  extend type DirectToConsumerShipment { order: Order! shippingAddress: Address }
  type WholesaleOrder { account: Account }
`;

/** The pages show the consumers' types; the interfaces share their fields, as the examples use them. */
const SHOWN_BY = {
  Order: 'DirectToConsumerOrder',
  Shipment: 'DirectToConsumerShipment',
  Return: 'DirectToConsumerReturn',
  OrderLine: 'ProductOrderLine',
};

const sure = [
  observeOrder(1, { withStock: false }),
  observeOrder(1, { withStock: true }),
  shipmentMaterial(1, { withTotals: false }),
  readCapture(1),
  captureShipment(1),
  withdrawGoodToGo(1),
  rateLimits(),
  ordersOfShipments([1]),
  anyReturns(OBSERVED_RETURN, 1),
  anyReturns(RETURN_MATERIAL, 1),
  anyReturns(RETURN_WITH_ORDER, 1),
];

const hoped = [
  ['Shipment.totals', shipmentMaterial(1, { withTotals: true })],
  ['Query.returns(where: {orderId})', returnsOfOrder(OBSERVED_RETURN, 'a', 1)],
  ['Query.returns(where: {orderId})', observeOrder(1, { withStock: true, returnsOf: 'a' })],
  ['Query.returns(where: {id})', returnsById(OBSERVED_RETURN, [1])],
] as const satisfies readonly (readonly [UnconfirmedName, { text: string }])[];

const isPublished = existsSync(PUBLISHED);
if (!isPublished) console.warn(`SKIPPED: Centra's published schema is not at ${PUBLISHED.pathname}`);

describe.skipIf(!isPublished)('our documents, held against what Centra has published', () => {
  const schema = isPublished ? publishedSchema() : undefined;
  const refusals = (text: string): string[] =>
    validate(schema as GraphQLSchema, parse(text)).map((error) => error.message);

  it.each(sure.map(({ name, text }) => [name, text] as const))('%s uses published names only', (_, text) => {
    expect(refusals(text)).toEqual([]);
  });

  it.each(hoped)('where %s is used, nothing else is unpublished', (name, { text }) => {
    const messages = refusals(text);
    expect(messages).not.toEqual([]);
    expect(messages.filter((message) => !refusesName(message, name))).toEqual([]);
  });

  it('every name that they use is shown by the reference, or stands in the list of those that are not', () => {
    const shown = confirmedNames(readFileSync(PUBLISHED, 'utf8'));
    const listed = new Set(
      Object.values(UNCONFIRMED_NAMES).flatMap((entry) => namesOf(schema as GraphQLSchema, entry)),
    );
    const used = [...sure, ...hoped.map(([, document]) => document)].flatMap(({ text }) =>
      namesUsedIn(text, schema as GraphQLSchema),
    );
    // Below a field that is not published, nothing can be told apart.
    const isKnown = (name: string): boolean => !name.startsWith('?');
    const isOurs = new Set(used);
    expect([...isOurs].filter((name) => isKnown(name) && !shown.has(name) && !listed.has(name))).toEqual([]);
    expect([...listed].filter((name) => isKnown(name) && !isOurs.has(name))).toEqual([]);
  });

  it('every unconfirmed name has a way round or says that there is none', () => {
    for (const { whenAbsent } of Object.values(UNCONFIRMED_NAMES)) expect(whenAbsent).toMatch(/\.$/);
  });
});

function publishedSchema(): GraphQLSchema {
  const shown = parse(readFileSync(PUBLISHED, 'utf8')).definitions.map(withoutInterfaces);
  const objects = new Map(shown.flatMap((node) => (isObject(node) ? [[node.name.value, node]] : [])));
  const examples = parse(FROM_EXAMPLES).definitions;
  for (const extension of examples) {
    if (extension.kind !== Kind.OBJECT_TYPE_EXTENSION) continue;
    const base = objects.get(extension.name.value);
    if (base) objects.set(base.name.value, { ...base, fields: [...(base.fields ?? []), ...(extension.fields ?? [])] });
  }
  const asInterface = ([name, from]: [string, string]): DefinitionNode => ({
    ...(objects.get(from) as ObjectTypeDefinitionNode),
    kind: Kind.INTERFACE_TYPE_DEFINITION,
    name: { kind: Kind.NAME, value: name },
  });
  const interfaces = Object.entries(SHOWN_BY);
  const implementing = (node: ObjectTypeDefinitionNode): ObjectTypeDefinitionNode => {
    const name =
      node.name.value === 'WholesaleOrder' ? 'Order' : interfaces.find(([, from]) => from === node.name.value)?.[0];
    return name === undefined ? node : { ...node, interfaces: [namedType(name)] };
  };
  const definitions = [
    ...shown.filter((node) => !isObject(node)),
    ...[...objects.values(), ...examples.filter(isObject)].map(implementing),
    ...examples.filter((node) => node.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION),
    ...interfaces.map(asInterface),
  ];
  const document = { kind: Kind.DOCUMENT, definitions: [...definitions, ...missingTypes(definitions)] } as const;
  return buildASTSchema(document, { assumeValid: true, assumeValidSDL: true });
}

/** Types that the pages mention without showing them: nothing can be selected in them. */
function missingTypes(definitions: readonly DefinitionNode[]): DefinitionNode[] {
  const known = new Set(['Int', 'Float', 'String', 'Boolean', 'ID']);
  for (const node of definitions) if ('name' in node && node.name) known.add(node.name.value);
  const missing = new Set<string>();
  visit(
    { kind: Kind.DOCUMENT, definitions },
    { NamedType: ({ name }) => void (known.has(name.value) || missing.add(name.value)) },
  );
  return [...missing].map((value) => ({ kind: Kind.SCALAR_TYPE_DEFINITION, name: { kind: Kind.NAME, value } }));
}

function withoutInterfaces(node: DefinitionNode): DefinitionNode {
  return isObject(node) ? { ...node, interfaces: [] } : node;
}

function isObject(node: DefinitionNode): node is ObjectTypeDefinitionNode {
  return node.kind === Kind.OBJECT_TYPE_DEFINITION;
}

function namedType(value: string) {
  return { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value } } as const;
}
