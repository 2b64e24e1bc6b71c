import { existsSync, readFileSync } from 'node:fs';
import { openApi, type OpenApi } from '../../support/openapi.ts';

/** The vendor's own description of the API; it lies beside the repository, not in it. */
const PUBLISHED = new URL('../../../../shared/specs/fortnox-openapi.json', import.meta.url);

/** Parameters of all lists, which the vendor's guide describes once and not for each of them. */
const GLOBAL_PARAMETERS = ['limit', 'page', 'offset', 'lastmodified', 'sortorder'].map((name) => ({
  name,
  in: 'query',
  schema: { type: 'string' },
}));

let read: OpenApi | undefined;

/** What the vendor says may be sent, or undefined where its description is not at hand, which is said aloud. */
export function publishedApi(): OpenApi | undefined {
  if (read) return read;
  if (!existsSync(PUBLISHED)) {
    console.warn(`SKIPPED: requests to Fortnox are not held against ${PUBLISHED.pathname}, which is not there`);
    return undefined;
  }
  read = openApi(adjusted(JSON.parse(readFileSync(PUBLISHED, 'utf8')) as Document));
  return read;
}

interface Document {
  readonly paths: Record<string, Record<string, { parameters?: object[] }>>;
  readonly components: { readonly schemas: Record<string, Schema> };
}

interface Schema {
  properties?: Record<string, object>;
  required?: string[];
  additionalProperties?: boolean;
}

/** Known deviations of the description from the live API: unknown fields are refused there, and VAT takes decimals. */
function adjusted(document: Document): Document {
  for (const [name, schema] of Object.entries(document.components.schemas)) {
    if (schema.properties) schema.additionalProperties = false;
    if (name === 'fortnox_Kf_InvoiceRowSinglePayloadItem' && schema.properties) {
      schema.properties['VAT'] = { type: 'number' };
    }
  }
  for (const operation of Object.entries(document.paths)
    .filter(([path]) => path.startsWith('/3/'))
    .map(([, operations]) => operations['get'])) {
    if (operation) operation.parameters = [...(operation.parameters ?? []), ...GLOBAL_PARAMETERS];
  }
  return document;
}
