import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';

/** A request as it would go over the wire. */
export interface SentRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  /** Undefined where there is none. */
  readonly body: string | undefined;
}

export interface OpenApi {
  /** Everything in which a request is not one that the document describes; empty when it is. */
  readonly violationsOf: (request: SentRequest) => readonly string[];
  /** The operation that a request is: `PUT /3/invoices/{DocumentNumber}/bookkeep`. */
  readonly operationOf: (request: SentRequest) => string | undefined;
}

interface Operation {
  readonly name: string;
  readonly pattern: RegExp;
  readonly parameters: readonly Parameter[];
  readonly body: ValidateFunction | undefined;
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema?: object;
}

interface Described {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content?: Readonly<Record<string, { readonly schema?: object }>> };
}

/** @param document an OpenAPI 3.0 document, changed already where it is known to be wrong. */
export function openApi(document: object): OpenApi {
  const { paths } = document as { readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>> };
  const ajv = new Ajv({ strict: false, allErrors: true });
  formats.default(ajv);
  ajv.addSchema(document, 'api');
  const pointer = (...parts: string[]): string =>
    `api#/${parts.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`;

  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]): Operation => {
      const [mediaType] = Object.keys(described.requestBody?.content ?? {});
      return {
        name: `${method.toUpperCase()} ${path}`,
        pattern: new RegExp(`^${path.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`),
        parameters: described.parameters ?? [],
        body: mediaType
          ? ajv.compile({ $ref: pointer('paths', path, method, 'requestBody', 'content', mediaType, 'schema') })
          : undefined,
      };
    }),
  );
  const find = ({ method, path }: SentRequest): Operation | undefined => {
    const { pathname } = new URL(path, 'http://api');
    const fitting = operations.filter((o) => o.name.startsWith(`${method} `) && o.pattern.test(pathname));
    // `/email` is more exact than `/{DocumentNumber}`.
    return fitting.toSorted((a, b) => a.name.split('{').length - b.name.split('{').length)[0];
  };

  return {
    operationOf: (request) => find(request)?.name,
    violationsOf: (request) => {
      const operation = find(request);
      if (!operation) return [`${request.method} ${request.path} is not described`];
      return [...queryViolations(operation, request, ajv), ...bodyViolations(operation, request)].map(
        (violation) => `${operation.name}: ${violation}`,
      );
    },
  };
}

function queryViolations({ parameters }: Operation, { path }: SentRequest, ajv: Ajv): readonly string[] {
  const { searchParams } = new URL(path, 'http://api');
  const known = parameters.filter((parameter) => parameter.in === 'query');
  const unknown = [...searchParams.keys()].filter((name) => !known.some((parameter) => parameter.name === name));
  const missing = known.filter(({ required, name }) => required && !searchParams.has(name));
  const wrong = known.filter(({ name, schema }) => {
    const value = searchParams.get(name);
    return value !== null && schema && !ajv.validate(schema, value) && !ajv.validate(schema, Number(value));
  });
  return [
    ...unknown.map((name) => `query parameter ${name} is not described`),
    ...missing.map(({ name }) => `query parameter ${name} is required`),
    ...wrong.map(({ name }) => `query parameter ${name}=${searchParams.get(name)} has a wrong value`),
  ];
}

function bodyViolations({ body }: Operation, request: SentRequest): readonly string[] {
  if (request.body === undefined || request.body === '') return [];
  if (!body) return ['a body is not described'];
  if (body(JSON.parse(request.body))) return [];
  return (body.errors ?? []).map(
    ({ instancePath, message, params }) => `body${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}
