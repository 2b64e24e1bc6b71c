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
import type { Fault, Faults } from './faults.ts';
import { mutations } from './mutations.ts';
import { queries } from './queries.ts';
import { analyseQuery, type QueryAnalysis } from './query-analysis.ts';
import type { RateLimit } from './rate-limit.ts';
import type { World } from './state.ts';

export interface GraphqlEndpoint {
  readonly schema: GraphQLSchema;
  readonly world: World;
  readonly token: string;
  /** What the token may do. */
  readonly permissions: readonly string[];
  readonly faults: Faults;
  readonly rateLimit: RateLimit;
  /** Hears the root fields of every request that is not turned away by token or syntax. */
  readonly onRequest: (rootFields: readonly string[]) => void;
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
    const answer = await answerTo(endpoint, request.headers.authorization, request.body);
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

async function answerTo(endpoint: GraphqlEndpoint, authorization: string | undefined, body: unknown): Promise<Answer> {
  if (authorization !== `Bearer ${endpoint.token}`) return tokenRefused();
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
  return withFault(fault, () => executed(endpoint, operation, analysis, fault));
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

function limited({ rateLimit }: GraphqlEndpoint, cost: Parameters<RateLimit['take']>[0]): Answer {
  const retryAtMs = rateLimit.take(cost);
  return retryAtMs === null ? null : tooManyRequests(retryAtMs);
}

/** Does what a planned fault says around the execution. */
async function withFault(fault: Fault | undefined, execution: () => Promise<Answer>): Promise<Answer> {
  switch (fault?.kind) {
    case 'status500':
      return failure(500, [new GraphQLError('Internal server error.')]);
    case 'status429':
      return tooManyRequests(Date.now() + fault.delayMs);
    case 'expiredToken':
      return tokenRefused();
    case 'dropBefore':
      return null;
    case 'commitThenDrop':
      await execution();
      return null;
    case 'commitThenStatus500':
      await execution();
      return failure(500, [new GraphQLError('Internal server error.')]);
    case 'slow':
      await sleep(fault.delayMs, undefined, { ref: false });
      return execution();
    case 'refuse':
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
  const extensions = {
    complexity: analysis.complexity,
    permissionsUsed: [...analysis.permissions.keys()],
    appVersion: APP_VERSION,
  };
  const missing = [...analysis.permissions].find(([permission]) => !endpoint.permissions.includes(permission));
  if (missing !== undefined) return { status: 200, body: { errors: [permissionError(...missing)], extensions } };
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
    },
  });
  // Without data nothing was executed: variables of a wrong type, for example.
  return { status: result.data === undefined ? 400 : 200, body: { ...result, extensions } };
}

function permissionError(permission: string, field: string) {
  return {
    message: `You need ${permission} permission to access ${field}.`,
    extensions: { category: 'authorization' },
    path: [field],
  };
}

const failure = (status: number, errors: readonly GraphQLError[]): Answer => ({ status, body: { errors } });

const tokenRefused = (): Answer => failure(403, [new GraphQLError('The token is invalid or has expired.')]);

/** Centra: `Retry-After` holds the timestamp of when to resume. Its format is not documented: epoch seconds here. */
const tooManyRequests = (retryAtMs: number): Answer => ({
  status: 429,
  body: { errors: [{ message: 'Too many requests.' }] },
  headers: { 'retry-after': String(Math.ceil(retryAtMs / 1_000)) },
});

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
