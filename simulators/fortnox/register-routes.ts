import { createdAnswer, jsonAnswer } from './answers.ts';
import { decimalOf, decimalTextOf } from './decimals.ts';
import { notFound, refused, refusedWithUndocumentedCode } from './errors.ts';
import { isDate, readFields, unwrap } from './fields.ts';
import { listAnswer, type ListRules } from './lists.ts';
import { ARTICLE_FIELDS, CUSTOMER_FIELDS, type ArticleFields, type CustomerFields } from './register-fields.ts';
import { jsonBody, param, type Route } from './routes.ts';
import { putArticle, putCustomer, today, type Tenant } from './tenant.ts';

/** What a company keeps beside its documents: customers, articles, accounts, currencies, settings. */
export const REGISTER_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/3/customers',
    handle: (tenant, { query }) => listAnswer(customerList(tenant), tenant.customers.values(), query),
  },
  {
    method: 'POST',
    path: '/3/customers',
    handle: (tenant, request) => {
      const customer = createCustomer(tenant, unwrap('Customer', jsonBody(request)));
      return createdAnswer({ Customer: customerJson(tenant, customer) }, 'customers');
    },
  },
  {
    method: 'GET',
    path: '/3/customers/:customerNumber',
    handle: (tenant, request) => {
      const customer = tenant.customers.get(param(request, 'customerNumber'));
      if (!customer) throw notFound(2000433, 'Kan inte hitta kunden.');
      return jsonAnswer({ Customer: customerJson(tenant, customer) });
    },
  },
  {
    method: 'GET',
    path: '/3/articles',
    handle: (tenant, { query }) => listAnswer(articleList(tenant), tenant.articles.values(), query),
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
    path: '/3/articles/:articleNumber',
    handle: (tenant, request) => {
      const article = tenant.articles.get(param(request, 'articleNumber'));
      if (!article) throw notFound(2000428, 'Kan inte hitta artikeln.');
      return jsonAnswer({ Article: articleJson(tenant, article) });
    },
  },
  {
    method: 'GET',
    path: '/3/accounts/:number',
    handle: (tenant, request) => {
      const number = Number(param(request, 'number'));
      if (!tenant.accounts.has(number)) throw notFound(2000423, 'Kan inte hitta kontot.');
      const url = `${tenant.baseUrl}/3/accounts/${number}`;
      return jsonAnswer({ Account: { '@url': url, Active: true, Description: `Konto ${number}`, Number: number } });
    },
  },
  {
    method: 'GET',
    path: '/3/modesofpayments',
    handle: (tenant) =>
      jsonAnswer({
        ModesOfPayments: tenant.modesOfPayment.map(({ code, account }) => ({
          '@url': `${tenant.baseUrl}/3/modesofpayments/${code}`,
          AccountNumber: String(account),
          Code: code,
          Description: code,
        })),
      }),
  },
  {
    method: 'GET',
    path: '/3/currencies',
    handle: (tenant) =>
      jsonAnswer({
        Currencies: [...tenant.currencies].map(([code, rate]) => ({
          '@url': `${tenant.baseUrl}/3/currencies/${code}`,
          BuyRate: rate,
          Code: code,
          Date: today(tenant),
          Description: code,
          IsAutomatic: true,
          SellRate: rate,
          Unit: 1,
        })),
      }),
  },
  {
    method: 'GET',
    path: '/3/financialyears',
    handle: (tenant, { query }) => {
      // Documented in lower case, and with a capital in the specification.
      const date = query.get('date') ?? query.get('Date');
      if (date !== null && !isDate(date)) throw refused(2000588, 'Ogiltig parameter i anropet.');
      const years = tenant.fiscalYears.filter((year) => !date || (year.fromDate <= date && date <= year.toDate));
      return jsonAnswer({
        MetaInformation: { '@TotalResources': years.length, '@TotalPages': years.length && 1, '@CurrentPage': 1 },
        FinancialYears: years.map((year) => ({
          '@url': `${tenant.baseUrl}/3/financialyears/${year.id}`,
          AccountChartType: 'BAS 2026',
          AccountingMethod: tenant.accountingMethod,
          FromDate: year.fromDate,
          Id: year.id,
          ToDate: year.toDate,
        })),
      });
    },
  },
  {
    method: 'GET',
    path: '/3/settings/lockedperiod',
    handle: (tenant) => jsonAnswer({ LockedPeriod: { EndDate: tenant.lockedUntil } }),
  },
  {
    method: 'GET',
    path: '/3/settings/company',
    handle: (tenant) =>
      jsonAnswer({
        CompanySettings: { CountryCode: 'SE', DatabaseNumber: tenant.id, Name: 'Simulerat AB', TaxEnabled: true },
      }),
  },
  {
    method: 'GET',
    path: '/3/companyinformation',
    handle: (tenant) =>
      jsonAnswer({
        CompanyInformation: { CompanyName: 'Simulerat AB', CountryCode: 'SE', DatabaseNumber: Number(tenant.id) },
      }),
  },
];

function createCustomer(tenant: Tenant, payload: unknown): CustomerFields {
  const fields = readFields(CUSTOMER_FIELDS, payload);
  if (!fields.Name) throw refused(2001795, 'Obligatoriska fält saknas (Name)');
  const number = fields.CustomerNumber ?? nextCustomerNumber(tenant);
  if (tenant.usedCustomerNumbers.has(number)) throw refused(2000637, `Kundnummer ${number} används redan.`);
  const customer = { ...fields, CustomerNumber: number };
  putCustomer(tenant, customer);
  return customer;
}

function nextCustomerNumber(tenant: Tenant): string {
  let number = tenant.usedCustomerNumbers.size + 1;
  while (tenant.usedCustomerNumbers.has(String(number))) number++;
  return String(number);
}

function createArticle(tenant: Tenant, payload: unknown): ArticleFields {
  const { QuantityInStock: quantity, ...fields } = readFields(ARTICLE_FIELDS, payload);
  if (!fields.Description) throw refused(2001795, 'Obligatoriska fält saknas (Description)');
  const number = fields.ArticleNumber ?? String(tenant.articles.size + 1);
  if (!/^[\p{L}0-9_\-/\\+$.]{1,50}$/u.test(number))
    throw refused(2000106, `Värdet måste vara alfanumeriskt (${number})`);
  if (tenant.articles.has(number)) throw refusedWithUndocumentedCode(`Artikelnummer ${number} används redan.`);
  // With the warehouse module on, a written quantity has no effect (assumed from the docs).
  const counted = quantity !== undefined && !tenant.warehouse.activated ? { quantity: decimalOf(quantity) } : {};
  putArticle(tenant, { articleNumber: number, description: fields.Description, ...counted });
  const article = { StockGoods: false, Type: 'STOCK', ...fields, ArticleNumber: number };
  tenant.articles.set(number, article);
  return article;
}

function customerJson(tenant: Tenant, fields: CustomerFields): Record<string, unknown> {
  const blank = Object.fromEntries(
    Object.entries(CUSTOMER_FIELDS).map(([name, { kind }]) => [name, kind === 'text' ? '' : false]),
  );
  return {
    '@url': `${tenant.baseUrl}/3/customers/${fields.CustomerNumber}`,
    ...blank,
    Active: true,
    Type: 'COMPANY',
    VATType: 'SEVAT',
    Currency: 'SEK',
    ...fields,
  };
}

function articleJson(tenant: Tenant, fields: ArticleFields): Record<string, unknown> {
  const { PurchasePrice: purchasePrice = 0, StockWarning: stockWarning = 0, VAT: vat = 2500, ...rest } = fields;
  return {
    '@url': `${tenant.baseUrl}/3/articles/${fields.ArticleNumber}`,
    Active: true,
    EAN: '',
    Manufacturer: '',
    Note: '',
    StockPlace: '',
    Unit: '',
    WebshopArticle: false,
    ...rest,
    PurchasePrice: decimalTextOf(purchasePrice),
    QuantityInStock: decimalOf(tenant.stock.inStock(fields.ArticleNumber ?? '')),
    StockWarning: decimalOf(stockWarning),
    VAT: String(decimalOf(vat)),
  };
}

function customerList(tenant: Tenant): ListRules<CustomerFields> {
  return {
    name: 'Customers',
    json: (customer) => customerJson(tenant, customer),
    searchable: {
      customernumber: (customer) => customer.CustomerNumber ?? '',
      name: (customer) => customer.Name ?? '',
      email: (customer) => customer.Email ?? '',
      zipcode: (customer) => customer.ZipCode ?? '',
      city: (customer) => customer.City ?? '',
      phone: (customer) => customer.Phone1 ?? '',
      organisationnumber: (customer) => customer.OrganisationNumber ?? '',
    },
    filters: {
      active: (customer) => customer.Active !== false,
      inactive: (customer) => customer.Active === false,
    },
    sortable: {
      customernumber: (customer) => customer.CustomerNumber ?? '',
      name: (customer) => customer.Name ?? '',
    },
    modifiedAt: () => today(tenant),
  };
}

function articleList(tenant: Tenant): ListRules<ArticleFields> {
  return {
    name: 'Articles',
    // A number in the article itself, a text in the list (recorded).
    json: (article) => {
      const json = articleJson(tenant, article);
      return { ...json, QuantityInStock: String(json['QuantityInStock']) };
    },
    searchable: {
      articlenumber: (article) => article.ArticleNumber ?? '',
      description: (article) => article.Description ?? '',
      ean: (article) => article.EAN ?? '',
      manufacturer: (article) => article.Manufacturer ?? '',
    },
    filters: {
      active: (article) => article.Active !== false,
      inactive: (article) => article.Active === false,
    },
    sortable: {
      articlenumber: (article) => article.ArticleNumber ?? '',
    },
    modifiedAt: () => today(tenant),
  };
}
