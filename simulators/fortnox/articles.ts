import { createdAnswer, jsonAnswer } from './answers.ts';
import { usableAccount } from './accounts.ts';
import { decimalOf, decimalTextOf } from './decimals.ts';
import { notFound, refused, refusedWithUndocumentedCode } from './errors.ts';
import { flag, hundredths, integer, oneOf, readFields, text, unwrap, type FieldsOf } from './fields.ts';
import { listAnswer, type ListRules } from './lists.ts';
import { jsonBody, param, type Route } from './routes.ts';
import { setStock, today, type Tenant } from './tenant.ts';
import { checkNumber } from './text-rules.ts';
import { checkVatRate } from './vat.ts';

/**
 * What can be written of an article (`fortnox_ArticleSinglePayloadItem`, less house work, and less what is read-only by
 * the SDKs although the specification's payload has it: prices, values, reserved and disposable quantities).
 */
const ARTICLE_FIELDS = {
  Active: flag,
  ArticleNumber: text(50),
  Bulky: flag,
  ConstructionAccount: integer,
  CostCalculationMethod: text(),
  DefaultStockLocation: text(),
  DefaultStockPoint: text(),
  Depth: integer,
  Description: text(200),
  DirectCost: hundredths,
  EAN: text(30),
  EUAccount: integer,
  EUVATAccount: integer,
  Expired: flag,
  ExportAccount: integer,
  FreightCost: hundredths,
  Height: integer,
  Manufacturer: text(50),
  ManufacturerArticleNumber: text(50),
  Note: text(10000),
  OtherCost: hundredths,
  PurchaseAccount: integer,
  PurchasePrice: hundredths,
  QuantityInStock: hundredths,
  SalesAccount: integer,
  StockAccount: integer,
  StockChangeAccount: integer,
  StockGoods: flag,
  StockPlace: text(100),
  StockWarning: hundredths,
  SupplierNumber: text(),
  Type: oneOf('STOCK', 'SERVICE'),
  Unit: text(),
  VAT: hundredths,
  WebshopArticle: flag,
  Weight: integer,
  Width: integer,
} as const;
type WrittenArticle = FieldsOf<typeof ARTICLE_FIELDS>;
/** An article as it is kept. What is in stock of it stands in the stock ledger. */
export type ArticleFields = Omit<WrittenArticle, 'QuantityInStock'>;

const ACCOUNTS = [
  'ConstructionAccount',
  'EUAccount',
  'EUVATAccount',
  'ExportAccount',
  'PurchaseAccount',
  'SalesAccount',
  'StockAccount',
  'StockChangeAccount',
] as const satisfies readonly (keyof ArticleFields)[];

const ONE = '/3/articles/:articleNumber';

export const ARTICLE_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/3/articles',
    handle: (tenant, { query }) => listAnswer(listRules(tenant), inOrder(tenant), query),
  },
  {
    method: 'POST',
    path: '/3/articles',
    handle: (tenant, request) => {
      const article = createArticle(tenant, unwrap('Article', jsonBody(request)));
      return createdAnswer({ Article: articleJson(tenant, article) }, 'articles');
    },
  },
  {
    method: 'GET',
    path: ONE,
    handle: (tenant, request) => {
      const article = findArticle(tenant, param(request, 'articleNumber'));
      return jsonAnswer({ Article: readArticleJson(tenant, article) });
    },
  },
  {
    method: 'PUT',
    path: ONE,
    handle: (tenant, request) => {
      const before = findArticle(tenant, param(request, 'articleNumber'));
      const article = updateArticle(tenant, before, unwrap('Article', jsonBody(request)));
      return jsonAnswer({ Article: articleJson(tenant, article) });
    },
  },
];

function findArticle(tenant: Tenant, articleNumber: string): ArticleFields {
  const article = tenant.articles.get(articleNumber);
  if (!article) throw notFound(2000428, 'Kan inte hitta artikeln.');
  return article;
}

function createArticle(tenant: Tenant, payload: unknown): ArticleFields {
  const said = readFields(ARTICLE_FIELDS, payload);
  const number = said.ArticleNumber || String(tenant.articles.size + 1);
  checkNumber('article', number);
  if (tenant.articles.has(number)) throw refusedWithUndocumentedCode(`Artikelnummer ${number} används redan.`);
  return accept(tenant, { StockGoods: false, Type: 'STOCK', ...said, ArticleNumber: number });
}

/** What is not said stays; the number stays whatever is said (documented). */
function updateArticle(tenant: Tenant, before: ArticleFields, payload: unknown): ArticleFields {
  const said = readFields(ARTICLE_FIELDS, payload);
  const { ArticleNumber: number = '' } = before;
  if (said.ArticleNumber !== undefined && said.ArticleNumber !== number) {
    throw refusedWithUndocumentedCode('Artikelnumret kan inte ändras.');
  }
  return accept(tenant, { ...before, ...said, ArticleNumber: number });
}

/** Stores the article when everything that it names is there, and counts its stock where a quantity was said. */
function accept(tenant: Tenant, written: WrittenArticle & { ArticleNumber: string }): ArticleFields {
  const { QuantityInStock: quantityHundredths, ...article } = written;
  if (!article.Description) throw refused(2001795, 'Obligatoriska fält saknas (Description)');
  for (const account of ACCOUNTS) if (article[account] !== undefined) usableAccount(tenant, article[account]);
  if (article.VAT !== undefined) checkVatRate(tenant, article.VAT);
  tenant.articles.set(article.ArticleNumber, article);
  // With the warehouse module on, a written quantity has no effect (assumed from the docs).
  if (quantityHundredths !== undefined && !tenant.warehouse.activated) {
    setStock(tenant, article.ArticleNumber, quantityHundredths);
  }
  return article;
}

/** By number, the lowest first (documented). */
function inOrder(tenant: Tenant): ArticleFields[] {
  const numberOf = ({ ArticleNumber: number = '' }: ArticleFields): string => number;
  return [...tenant.articles.values()].toSorted((a, b) =>
    numberOf(a).localeCompare(numberOf(b), 'sv', { numeric: true }),
  );
}

function articleJson(tenant: Tenant, fields: ArticleFields): Record<string, unknown> {
  const {
    DirectCost: directCost = 0,
    FreightCost: freightCost = 0,
    OtherCost: otherCost = 0,
    PurchasePrice: purchasePrice = 0,
    StockWarning: stockWarning = 0,
    VAT: vat = 2500,
    ...rest
  } = fields;
  const inStock = decimalOf(tenant.stock.inStock(fields.ArticleNumber ?? ''));
  return {
    '@url': `${tenant.baseUrl}/3/articles/${fields.ArticleNumber}`,
    Active: true,
    Bulky: false,
    ConstructionAccount: 0,
    EAN: '',
    Expired: false,
    Manufacturer: '',
    Note: '',
    StockPlace: '',
    Unit: '',
    WebshopArticle: false,
    ...rest,
    DirectCost: decimalOf(directCost),
    FreightCost: decimalOf(freightCost),
    OtherCost: decimalOf(otherCost),
    PurchasePrice: decimalTextOf(purchasePrice),
    QuantityInStock: inStock,
    StockWarning: decimalOf(stockWarning),
    VAT: String(decimalOf(vat)),
  };
}

/** The sales account is a number in the answer to what was written, and a text when it is read (recorded). */
function readArticleJson(tenant: Tenant, fields: ArticleFields): Record<string, unknown> {
  const account = fields.SalesAccount;
  return { ...articleJson(tenant, fields), ...(account !== undefined && { SalesAccount: String(account) }) };
}

function listRules(tenant: Tenant): ListRules<ArticleFields> {
  const quantityOf = ({ ArticleNumber: number = '' }: ArticleFields): number => tenant.stock.inStock(number);
  return {
    name: 'Articles',
    // A number in the article itself, a text in the list (recorded).
    json: (article) => {
      const json = readArticleJson(tenant, article);
      return { ...json, QuantityInStock: String(json['QuantityInStock']) };
    },
    searchable: {
      articlenumber: (article) => article.ArticleNumber ?? '',
      description: (article) => article.Description ?? '',
      ean: (article) => article.EAN ?? '',
      manufacturer: (article) => article.Manufacturer ?? '',
      manufacturerarticlenumber: (article) => article.ManufacturerArticleNumber ?? '',
      suppliernumber: (article) => article.SupplierNumber ?? '',
      webshop: (article) => String(article.WebshopArticle ?? false),
    },
    filters: {
      active: (article) => article.Active !== false,
      inactive: (article) => article.Active === false,
    },
    sortable: {
      articlenumber: (article) => article.ArticleNumber ?? '',
      quantityinstock: quantityOf,
    },
    modifiedAt: () => today(tenant),
  };
}
