import type { IncomingHttpHeaders } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Request, Response } from 'express';
import {
  execute,
  getOperationAST,
  GraphQLError,
  parse,
  validate,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import type { Access } from './access.ts';
import type { Fault, Faults } from './faults.ts';
import { mutations } from './mutations.ts';
import { queries } from './queries.ts';
import { analyseQuery, type QueryAnalysis } from './query-analysis.ts';
import type { RateLimit } from './rate-limit.ts';
import { retryAfterHeader } from './retry-after.ts';
import type { World } from './state.ts';

export interface GraphqlEndpoint {
  readonly schema: GraphQLSchema;
  readonly world: World;
  readonly access: Access;
  readonly faults: Faults;
  readonly rateLimit: RateLimit;
  /** Hears the root fields of every request that is not turned away by token or syntax. */
  readonly onRequest: (rootFields: readonly string[]) => void;
  /** Executes later what was answered with 504 already. */
  readonly commitLater: (execution: () => Promise<unknown>, delayMs: number) => void;
}

/** `null`: the connection is cut instead. */
type Answer = {
  readonly status: number;
  readonly body: object;
  readonly headers?: Readonly<Record<string, string>>;
} | null;

interface Operation {
  readonly document: DocumentNode;
  readonly definition: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
}

const APP_VERSION = 'v1.60.0';

/**
 * Answers a GraphQL request as Centra does: 200 when it was executed, 400 for what cannot be, 403 for a bad token, 429
 * when limited.
 */
export function graphqlHandler(endpoint: GraphqlEndpoint) {
  return async (request: Request, response: Response): Promise<void> => {
    const answer = await answerTo(endpoint, request.headers, request.body);
    if (answer === null) {
      request.socket.destroy();
      return;
    }
    response
      .status(answer.status)
      .set(answer.headers ?? {})
      .json(answer.body);
  };
}

async function answerTo(endpoint: GraphqlEndpoint, headers: IncomingHttpHeaders, body: unknown): Promise<Answer> {
  if (!endpoint.access.admits(headers, endpoint.world.now())) return tokenRefused();
  const operation = readOperation(endpoint.schema, body);
  if (!('document' in operation)) {
    const cost = { REQUEST_COUNT: 1, MUTATION_COUNT: 0, QUERY_COMPLEXITY: 0 };
    return limited(endpoint, cost) ?? failure(400, operation);
  }
  const analysis = analyseQuery(endpoint.schema, operation.document, operation.definition, operation.variables);
  endpoint.onRequest(analysis.rootFields);
  const cost = {
    REQUEST_COUNT: 1,
    MUTATION_COUNT: operation.definition.operation === 'mutation' ? analysis.rootFields.length : 0,
    QUERY_COMPLEXITY: analysis.complexity,
  };
  const tooMany = limited(endpoint, cost);
  if (tooMany !== null) return tooMany;
  const fault = endpoint.faults.take([...analysis.rootFields, operation.definition.name?.value ?? '']);
  return withFault(endpoint, analysis, fault, () => executed(endpoint, operation, analysis, fault));
}

/** @returns What keeps the request from being executed, or the operation to execute. */
function readOperation(schema: GraphQLSchema, body: unknown): Operation | readonly GraphQLError[] {
  const { query, variables, operationName } = isRecord(body) ? body : {};
  if (typeof query !== 'string') return [new GraphQLError('The request body must be JSON with a string in "query".')];
  if (variables != null && !isRecord(variables)) return [new GraphQLError('"variables" must be an object.')];
  if (operationName != null && typeof operationName !== 'string')
    return [new GraphQLError('"operationName" must be a string.')];
  try {
    const document = parse(query);
    const errors = validate(schema, document);
    if (errors.length > 0) return errors;
    const definition = getOperationAST(document, operationName);
    if (definition == null) return [new GraphQLError('Name the operation to execute in "operationName".')];
    return { document, definition, variables: variables ?? {} };
  } catch (error) {
    if (error instanceof GraphQLError) return [error];
    throw error;
  }
}

function limited({ world, rateLimit }: GraphqlEndpoint, cost: Parameters<RateLimit['take']>[0]): Answer {
  const retryAtMs = rateLimit.take(cost);
  return retryAtMs === null ? null : tooManyRequests(world, retryAtMs);
}

/** Does what a planned fault says around the execution. */
async function withFault(
  { world, commitLater, rateLimit }: GraphqlEndpoint,
  analysis: QueryAnalysis,
  fault: Fault | undefined,
  execution: () => Promise<Answer>,
): Promise<Answer> {
  switch (fault?.kind) {
    case 'status500':
      return broken(500, 'Internal server error.');
    case 'status429': {
      const retryAtMs = Date.now() + fault.delayMs;
      rateLimit.refuseUntil(retryAtMs);
      return tooManyRequests(world, retryAtMs);
    }
    case 'status499':
      return broken(499, 'Client closed request.');
    case 'expiredToken':
      return tokenRefused();
    case 'missingPermission':
      return permissionMissing(world, analysis, [...analysis.permissions][0] ?? ['Order:read', 'query']);
    case 'dropBefore':
      return null;
    case 'commitThenDrop':
      await execution();
      return null;
    case 'commitThenStatus500':
      await execution();
      return broken(500, 'Internal server error.');
    case 'commitLate':
      commitLater(execution, fault.delayMs);
      return broken(504, 'Gateway time-out.');
    case 'slow':
      await sleep(fault.delayMs, undefined, { ref: false });
      return execution();
    case 'refuse':
    case 'warn':
    case undefined:
      return execution();
  }
}

async function executed(
  endpoint: GraphqlEndpoint,
  { document, definition, variables }: Operation,
  analysis: QueryAnalysis,
  fault: Fault | undefined,
): Promise<Answer> {
  const missing = [...analysis.permissions].find(([permission]) => !endpoint.access.permits(permission));
  if (missing !== undefined) return permissionMissing(endpoint.world, analysis, missing);
  const result = await execute({
    schema: endpoint.schema,
    document,
    rootValue: definition.operation === 'mutation' ? mutations : queries,
    variableValues: variables,
    operationName: definition.name?.value,
    contextValue: {
      world: endpoint.world,
      rateLimit: endpoint.rateLimit,
      refusal: fault?.kind === 'refuse' ? fault.message : null,
      warning: fault?.kind === 'warn' ? fault.message : null,
    },
  });
  // Without data nothing was executed: variables of a wrong type, for example.
  return {
    status: result.data === undefined ? 400 : 200,
    body: { ...result, extensions: extensionsOf(analysis) },
  };
}

/** @param missing The permission, and the field that needs it. */
function permissionMissing({ behaviour }: World, analysis: QueryAnalysis, missing: readonly [string, string]): Answer {
  const [permission, field] = missing;
  const error = {
    message: `You need ${permission} permission to access ${field}.`,
    extensions: { category: 'authorization' },
    path: [field],
  };
  return {
    status: behaviour.missingPermissionStatus,
    body: { errors: [error], extensions: extensionsOf(analysis) },
  };
}

const NOTHING_ASKED: QueryAnalysis = { rootFields: [], complexity: 0, permissions: new Map(), deprecations: [] };

/** Centra tells with every answer what the question cost, and which of its fields will go. */
function extensionsOf({ complexity, permissions, deprecations }: QueryAnalysis) {
  return {
    complexity,
    permissionsUsed: [...permissions.keys()],
    appVersion: APP_VERSION,
    ...(deprecations.length === 0 ? {} : { deprecatedFieldsUsed: deprecations }),
  };
}

/** Centra itself says no. */
const failure = (
  status: number,
  errors: readonly object[],
  headers: Readonly<Record<string, string>> = {},
): Answer => ({
  status,
  body: { errors, extensions: extensionsOf(NOTHING_ASKED) },
  headers,
});

/** What stands before Centra answers for it, or Centra is in no state to say more. */
const broken = (status: number, message: string): Answer => ({ status, body: { errors: [{ message }] } });

const tokenRefused = (): Answer => failure(403, [{ message: 'The token is invalid or has expired.' }]);

const tooManyRequests = ({ behaviour }: World, retryAtMs: number): Answer =>
  failure(429, [{ message: 'Too many requests.' }], retryAfterHeader(behaviour.retryAfter, retryAtMs, Date.now()));

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
