import { emptyAnswer, jsonAnswer } from './answers.ts';
import { decimalOf, hundredthsFrom, sum } from './decimals.ts';
import { warehouseRefused } from './errors.ts';
import { param, type ApiRequest, type Route } from './routes.ts';
import {
  calendarDate,
  integerFrom,
  listOf,
  numberFrom,
  oneOfWords,
  optional,
  record,
  ShapeError,
  textOf,
  trueOrFalse,
  uuid,
  type Shaped,
} from './shapes.ts';
import { today, type Tenant } from './tenant.ts';

export type StockDirection = 'outbound' | 'inbound';

/** A custom document of the warehouse: named by its client, replaced at will until it is released. */
export interface StockDocument {
  readonly direction: StockDirection;
  readonly type: string;
  readonly id: string;
  readonly date: string;
  readonly note: string;
  readonly deliveryState: 'registration' | 'reservation' | 'delivery';
  readonly rows: readonly StockDocumentRow[];
  readonly released: boolean;
  readonly voided: boolean;
}

interface StockDocumentRow {
  readonly rowId: number;
  readonly itemId: string;
  readonly description: string;
  readonly quantityHundredths: number;
  readonly stockPointCode: string;
}

/** Names that Fortnox keeps for its own documents, with or without dashes and underscores, in any case. */
const RESERVED_TYPES: ReadonlySet<string> = new Set(
  `ARTICLEPRODUCTION ARTIKELPRODUKTION CUSTOMERINVOICE CUSTOMERORDER DELIVERYNOTE FAKTURA INVENTERING INVENTORY INVOICE
   ITEMPRODUCTION KREDITFAKTURA KREDITORDER KUNDFAKTURA KUNDORDER LAGERFLYTT LEGACYINTEGRATIONIN LEGACYINTEGRATIONOUT
   LEVFAKTURA MANUALDELIVERY MANUALINBOUND MANUALINBOUNDDELIVERY MANUALOUTBOUND MANUALOUTBOUNDDELIVERY
   MANUELLINLEVERANS MANUELLLEVERANS MANUELLUTLEVERANS NEGATIVEOPENINGBALANCES ORDER PLOCKLISTA POSITIVEOPENINGBALANCES
   PRODUCTION PRODUKTION PURCHASE PURCHASEORDER STOCKTAKING STOCKTAKINGDEVIATION STOCKTRANSFER SUPINVOICE
   SUPPLIERINVOICE`.split(/\s+/),
);

const commonRow = {
  costCenterCode: optional(textOf(1, 25)),
  itemDescription: optional(textOf(0, 200)),
  itemId: textOf(1, 50),
  itemUnit: optional(textOf(0, 50)),
  projectId: optional(textOf(1, 25)),
  quantity: numberFrom(0.01, 1e9),
  rowId: optional(integerFrom(1, Number.MAX_SAFE_INTEGER)),
  stockLocationId: optional(uuid),
  stockPointId: optional(uuid),
};
const commonDocument = {
  date: calendarDate,
  id: optional(textOf(1, 25)),
  note: optional(textOf(0, 1000)),
  voided: optional(trueOrFalse),
  warehouseReady: optional(trueOrFalse),
};
// Two rows that look alike and are not: only what comes in can name its stock point by code.
const BODIES = {
  outbound: record({
    ...commonDocument,
    deliveryState: oneOfWords(['registration', 'reservation', 'delivery']),
    forcedDelivery: optional(trueOrFalse),
    referenceType: optional(textOf(1, 25)),
    rows: listOf(record(commonRow)),
  }),
  inbound: record({
    ...commonDocument,
    currency: optional(
      record({
        currency: textOf(3, 3),
        rate: optional(numberFrom(0.000001, 1e9)),
        unit: optional(integerFrom(1, 1e9)),
      }),
    ),
    type: optional(textOf(1, 25)),
    rows: listOf(
      record({
        ...commonRow,
        batch: optional(textOf(0, 50)),
        directCost: optional(numberFrom(0, 1e9)),
        freightCost: optional(numberFrom(0, 1e9)),
        otherCost: optional(numberFrom(0, 1e9)),
        stockLocationCode: optional(textOf(1, 50)),
        stockPointCode: optional(textOf(1, 10)),
      }),
    ),
  }),
} as const;
type Body = Shaped<(typeof BODIES)[StockDirection]>;

export const STOCK_DOCUMENT_ROUTES: readonly Route[] = (['outbound', 'inbound'] as const).flatMap((direction) =>
  routesOf(direction),
);

function routesOf(direction: StockDirection): Route[] {
  const path = `/api/warehouse/documentdeliveries/custom/${direction}-v1/:type/:id`;
  const nameIn = (request: ApiRequest): Name => nameOf(direction, param(request, 'type'), param(request, 'id'));
  return [
    {
      method: 'GET',
      path,
      handle: (tenant, request) => jsonAnswer(stockDocumentJson(tenant, findDocument(tenant, nameIn(request)))),
    },
    {
      method: 'PUT',
      path,
      handle: (tenant, request) =>
        jsonAnswer(stockDocumentJson(tenant, putDocument(tenant, nameIn(request), bodyOf(direction, request)))),
    },
    {
      method: 'PUT',
      path: `${path}/release`,
      handle: (tenant, request) => {
        releaseDocument(tenant, findDocument(tenant, nameIn(request)));
        return emptyAnswer(204);
      },
    },
    {
      method: 'PUT',
      path: `${path}/void`,
      handle: (tenant, request) => {
        voidDocument(tenant, findDocument(tenant, nameIn(request)), request.query.get('force') === 'true');
        return emptyAnswer(204);
      },
    },
  ];
}

export type StockDocumentJson = ReturnType<typeof stockDocumentJson>;

export function stockDocumentJson(tenant: Tenant, document: StockDocument) {
  const { direction, type, id, date, note, voided, released, deliveryState } = document;
  const common = { id, date, note, voided, warehouseReady: released };
  if (direction === 'inbound')
    return { ...common, type, rows: document.rows.map((row) => inboundRowJson(tenant, row)) };
  return {
    ...common,
    referenceType: type,
    deliveryState,
    forcedDelivery: false,
    rows: document.rows.map((row) => ({
      ...rowJson(tenant, row),
      deliveredQuantity: deliveryState === 'delivery' ? decimalOf(row.quantityHundredths) : 0,
      reservedQuantity: deliveryState === 'reservation' ? decimalOf(row.quantityHundredths) : 0,
    })),
  };
}

/** What documents that are not yet released hold of an item, in hundredths. */
export function reservedHundredths(tenant: Tenant, itemId: string, stockPointCode: string): number {
  return sum(
    [...tenant.stockDocuments.values()]
      .filter((document) => document.deliveryState === 'reservation' && !document.released && !document.voided)
      .flatMap((document) => document.rows)
      .filter((row) => row.itemId === itemId && row.stockPointCode === stockPointCode)
      .map((row) => row.quantityHundredths),
  );
}

interface Name {
  readonly direction: StockDirection;
  readonly type: string;
  readonly id: string;
}

function nameOf(direction: StockDirection, type: string, id: string): Name {
  if (!/^[a-zA-Z0-9_-]{1,25}$/.test(type) || RESERVED_TYPES.has(type.toUpperCase().replaceAll(/[-_]/g, ''))) {
    throw warehouseRefused('referenceTypeNotAllowed', `Reference type ${type} is not allowed`);
  }
  if (!/^\d{1,25}$/.test(id)) throw warehouseRefused('invalid_id', 'id must be 1 to 25 digits');
  return { direction, type: type.toUpperCase(), id };
}

function keyOf({ type, id }: Name): string {
  return `${type}/${id}`;
}

function findDocument(tenant: Tenant, name: Name): StockDocument {
  const document = tenant.stockDocuments.get(keyOf(name));
  if (!document || document.direction !== name.direction) {
    throw warehouseRefused('not_found', `No ${name.direction} document ${name.type} ${name.id}`, 404);
  }
  return document;
}

function bodyOf(direction: StockDirection, request: ApiRequest): Body {
  try {
    return BODIES[direction](parsed(request.body), '');
  } catch (error) {
    if (error instanceof ShapeError) throw warehouseRefused('invalid_document', error.message);
    throw error;
  }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw warehouseRefused('invalid_json', 'The body is not JSON');
  }
}

/** Creates the document, or replaces one that is not released: the same name never gives two. */
function putDocument(tenant: Tenant, name: Name, body: Body): StockDocument {
  const { direction, type, id } = name;
  const typeOwner = tenant.stockDocumentTypes.get(type) ?? direction;
  if (typeOwner !== direction) {
    throw warehouseRefused('referenceTypeWrongCategory', `Type ${type} is registered as ${typeOwner.toUpperCase()}`);
  }
  const typeSaid = 'referenceType' in body ? body.referenceType : 'type' in body ? body.type : undefined;
  if ((body.id ?? id) !== id || (typeSaid ?? type).toUpperCase() !== type) {
    throw warehouseRefused('invalid_document', 'id and type in the body must be those of the path');
  }
  const before = tenant.stockDocuments.get(keyOf(name));
  if (before) checkModifiable(before);
  checkPeriod(tenant, body.date);
  const document: StockDocument = {
    ...name,
    date: body.date,
    note: body.note ?? '',
    deliveryState: 'deliveryState' in body ? body.deliveryState : 'delivery',
    rows: body.rows.map((row, index) => acceptRow(tenant, row, index)),
    released: false,
    voided: false,
  };
  tenant.stockDocumentTypes.set(type, direction);
  tenant.stockDocuments.set(keyOf(name), document);
  return document;
}

function acceptRow(tenant: Tenant, row: Body['rows'][number], index: number): StockDocumentRow {
  const article = tenant.articles.get(row.itemId);
  if (!article?.StockGoods) throw warehouseRefused('item_not_found', `Item ${row.itemId} not found`);
  return {
    rowId: row.rowId ?? index + 1,
    itemId: row.itemId,
    description: row.itemDescription ?? article.Description ?? '',
    quantityHundredths: hundredthsFrom(row.quantity) ?? 0,
    stockPointCode: stockPointCodeOf(tenant, row),
  };
}

/** Mandatory where there are several; where there is one, it is the one. */
function stockPointCodeOf(tenant: Tenant, row: Body['rows'][number]): string {
  const code = 'stockPointCode' in row ? row.stockPointCode : undefined;
  const usable = tenant.stockPoints.filter(({ active }) => active);
  const named = usable.filter(
    (point) =>
      (row.stockPointId === undefined || row.stockPointId === point.id) && (code === undefined || code === point.code),
  );
  // Without a name all are meant: that is one or it is none.
  const point = named.length === 1 ? named[0] : undefined;
  if (!point) throw warehouseRefused('stock_point_not_found', `No stock point ${row.stockPointId ?? code ?? 'given'}`);
  return point.code;
}

/** Locks the document and moves its goods. */
function releaseDocument(tenant: Tenant, document: StockDocument): void {
  checkModifiable(document);
  checkPeriod(tenant, document.date);
  if (document.date > today(tenant)) {
    throw warehouseRefused('cannot_release_later_than_current_date', `The document is dated ${document.date}`);
  }
  if (document.deliveryState !== 'delivery') {
    throw warehouseRefused('cannot_release_undelivered', `deliveryState is ${document.deliveryState}, not delivery`);
  }
  const direction = document.direction === 'outbound' ? -1 : 1;
  // Assumed: what is not in stock cannot leave by a custom document, and says so.
  checkInStock(tenant, document, direction, 'not_enough_stock');
  moveGoods(tenant, document, direction);
  tenant.stockDocuments.set(keyOf(document), { ...document, released: true });
}

/** Undoes the document's movements; it stays, voided. Goods that came in and have left again need `force`. */
function voidDocument(tenant: Tenant, document: StockDocument, force: boolean): void {
  if (document.voided) throw warehouseRefused('document_is_voided', 'The document is voided');
  checkPeriod(tenant, document.date);
  if (document.released) {
    const direction = document.direction === 'outbound' ? 1 : -1;
    if (!force) checkInStock(tenant, document, direction, 'void_linked_outbound');
    moveGoods(tenant, document, direction);
  }
  tenant.stockDocuments.set(keyOf(document), { ...document, voided: true });
}

function checkModifiable(document: StockDocument): void {
  if (document.voided) throw warehouseRefused('document_is_voided', 'The document is voided');
  if (document.released) throw warehouseRefused('cannot_modify_released_document', 'The document is released');
}

function checkPeriod(tenant: Tenant, date: string): void {
  if (tenant.lockedUntil !== null && date <= tenant.lockedUntil) {
    throw warehouseRefused('period_locked', `The period is locked until ${tenant.lockedUntil}`);
  }
}

function checkInStock(tenant: Tenant, document: StockDocument, direction: 1 | -1, error: string): void {
  if (direction === 1 || tenant.warehouse.allowNegativeStock) return;
  for (const { itemId, stockPointCode } of document.rows) {
    const leaving = document.rows.filter((row) => row.itemId === itemId && row.stockPointCode === stockPointCode);
    const missing = sum(leaving.map((row) => row.quantityHundredths)) - tenant.stock.inStock(itemId, stockPointCode);
    if (missing > 0)
      throw warehouseRefused(error, `Item ${itemId}: ${decimalOf(missing)} too few at ${stockPointCode}`);
  }
}

function moveGoods(tenant: Tenant, document: StockDocument, direction: 1 | -1): void {
  for (const { itemId, stockPointCode, quantityHundredths } of document.rows) {
    tenant.stock.move({
      itemId,
      stockPointCode,
      quantityHundredths: direction * quantityHundredths,
      date: document.date,
      cause: `${document.direction} ${document.type} ${document.id}`,
    });
  }
}

function rowJson(tenant: Tenant, row: StockDocumentRow) {
  return {
    rowId: row.rowId,
    itemId: row.itemId,
    itemDescription: row.description,
    quantity: decimalOf(row.quantityHundredths),
    stockPointId: tenant.stockPoints.find((point) => point.code === row.stockPointCode)?.id ?? null,
    stockLocationId: null,
  };
}

function inboundRowJson(tenant: Tenant, row: StockDocumentRow) {
  return { ...rowJson(tenant, row), stockPointCode: row.stockPointCode };
}
