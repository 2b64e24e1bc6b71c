import { createdAnswer, jsonAnswer } from './answers.ts';
import { usableAccount } from './accounts.ts';
import { countryName } from './countries.ts';
import { rateOfCurrency } from './currencies.ts';
import { decimalOf, decimalTextOf } from './decimals.ts';
import { notFound, refused, refusedWithUndocumentedCode } from './errors.ts';
import { exactly, flag, hundredths, oneOf, readFields, text, unwrap, type FieldRule, type FieldsOf } from './fields.ts';
import { listAnswer, type ListRules } from './lists.ts';
import { checkReferences } from './registers.ts';
import { jsonBody, param, type Route } from './routes.ts';
import { putCustomer, today, type Tenant } from './tenant.ts';
import { checkNumber } from './text-rules.ts';

const deliveryType = oneOf('PRINT', 'EMAIL', 'PRINTSERVICE');

/** What can be written of a customer (`fortnox_Kf_CustomerSinglePayloadItem`). */
const CUSTOMER_FIELDS = {
  Active: flag,
  Address1: text(),
  Address2: text(),
  City: text(),
  Comments: text(),
  CostCenter: text(),
  Country: text(),
  CountryCode: exactly(2),
  Currency: exactly(3),
  CustomerNumber: text(),
  DefaultDeliveryTypes: {
    kind: 'group',
    fields: { Invoice: deliveryType, Offer: deliveryType, Order: deliveryType },
  },
  DefaultTemplates: { kind: 'group', fields: { CashInvoice: text(), Invoice: text(), Offer: text(), Order: text() } },
  DeliveryAddress1: text(),
  DeliveryAddress2: text(),
  DeliveryCity: text(),
  DeliveryCountry: text(),
  DeliveryCountryCode: exactly(2),
  DeliveryFax: text(),
  DeliveryName: text(),
  DeliveryPhone1: text(),
  DeliveryPhone2: text(),
  DeliveryZipCode: text(10),
  Email: text(),
  EmailInvoice: text(),
  EmailInvoiceBCC: text(),
  EmailInvoiceCC: text(),
  EmailOffer: text(),
  EmailOfferBCC: text(),
  EmailOfferCC: text(),
  EmailOrder: text(),
  EmailOrderBCC: text(),
  EmailOrderCC: text(),
  ExternalReference: text(),
  Fax: text(),
  GLN: exactly(13),
  GLNDelivery: exactly(13),
  InvoiceAdministrationFee: hundredths,
  InvoiceDiscount: hundredths,
  InvoiceFreight: hundredths,
  InvoiceRemark: text(),
  Name: text(),
  OrganisationNumber: text(30),
  OurReference: text(50),
  Phone1: text(),
  Phone2: text(),
  PriceList: text(),
  Project: text(),
  SalesAccount: exactly(4),
  ShowPriceVATIncluded: flag,
  TermsOfDelivery: text(),
  TermsOfPayment: text(),
  Type: oneOf('PRIVATE', 'COMPANY'),
  VATNumber: text(),
  VATType: oneOf('SEVAT', 'SEREVERSEDVAT', 'EUREVERSEDVAT', 'EUVAT', 'EXPORT'),
  VisitingAddress: text(128),
  VisitingCity: text(128),
  VisitingCountry: text(128),
  VisitingCountryCode: exactly(2),
  VisitingZipCode: text(10),
  WWW: text(128),
  WayOfDelivery: text(),
  YourReference: text(50),
  ZipCode: text(10),
} as const satisfies Readonly<Record<string, FieldRule>>;
export type CustomerFields = FieldsOf<typeof CUSTOMER_FIELDS>;

const ONE = '/3/customers/:customerNumber';

export const CUSTOMER_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/3/customers',
    handle: (tenant, { query }) => listAnswer(listRules(tenant), inOrder(tenant), query),
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
    path: ONE,
    handle: (tenant, request) => {
      const customer = findCustomer(tenant, param(request, 'customerNumber'));
      return jsonAnswer({ Customer: customerJson(tenant, customer) });
    },
  },
  {
    method: 'PUT',
    path: ONE,
    handle: (tenant, request) => {
      const before = findCustomer(tenant, param(request, 'customerNumber'));
      const customer = updateCustomer(tenant, before, unwrap('Customer', jsonBody(request)));
      return jsonAnswer({ Customer: customerJson(tenant, customer) });
    },
  },
];

function findCustomer(tenant: Tenant, customerNumber: string): CustomerFields {
  const customer = tenant.customers.get(customerNumber);
  if (!customer) throw notFound(2000433, 'Kan inte hitta kunden.');
  return customer;
}

function createCustomer(tenant: Tenant, payload: unknown): CustomerFields {
  const said = readFields(CUSTOMER_FIELDS, payload);
  const number = said.CustomerNumber || nextCustomerNumber(tenant);
  checkNumber('customer', number);
  if (tenant.usedCustomerNumbers.has(number)) {
    const isRemoved = !tenant.customers.has(number);
    const removed = isRemoved ? ' Kundnumret har redan använts men blivit raderat.' : '';
    throw refused(2000637, `Kundnummer ${number} används redan.${removed}`);
  }
  return accept(tenant, { ...said, CustomerNumber: number });
}

/** What is not said stays. */
function updateCustomer(tenant: Tenant, before: CustomerFields, payload: unknown): CustomerFields {
  const said = readFields(CUSTOMER_FIELDS, payload);
  const { CustomerNumber: number = '' } = before;
  if (said.CustomerNumber !== undefined && said.CustomerNumber !== number) {
    throw refusedWithUndocumentedCode('Kundnumret kan inte ändras.');
  }
  return accept(tenant, { ...before, ...said, CustomerNumber: number });
}

/** Stores the customer when everything that it names is there. */
function accept(tenant: Tenant, fields: CustomerFields & { CustomerNumber: string }): CustomerFields {
  if (!fields.Name) throw refused(2001795, 'Obligatoriska fält saknas (Name)');
  if (fields.Currency) rateOfCurrency(tenant, fields.Currency);
  if (fields.SalesAccount) usableAccount(tenant, Number(fields.SalesAccount));
  checkReferences(tenant.registers, fields);
  const customer = {
    ...fields,
    ...(fields.CountryCode && { Country: countryName(fields.CountryCode) }),
    ...(fields.DeliveryCountryCode && { DeliveryCountry: countryName(fields.DeliveryCountryCode) }),
    ...(fields.VisitingCountryCode && { VisitingCountry: countryName(fields.VisitingCountryCode) }),
  };
  putCustomer(tenant, customer);
  return customer;
}

function nextCustomerNumber(tenant: Tenant): string {
  let number = tenant.usedCustomerNumbers.size + 1;
  while (tenant.usedCustomerNumbers.has(String(number))) number++;
  return String(number);
}

/** By number, the lowest first (documented). */
function inOrder(tenant: Tenant): CustomerFields[] {
  const numberOf = ({ CustomerNumber: number = '' }: CustomerFields): string => number;
  return [...tenant.customers.values()].toSorted((a, b) =>
    numberOf(a).localeCompare(numberOf(b), 'sv', { numeric: true }),
  );
}

function customerJson(tenant: Tenant, fields: CustomerFields): Record<string, unknown> {
  const { InvoiceAdministrationFee: fee, InvoiceDiscount: discount, InvoiceFreight: freight, ...said } = fields;
  const blank = Object.fromEntries(
    Object.entries(CUSTOMER_FIELDS).map(([name, { kind }]) => [name, kind === 'text' ? '' : false]),
  );
  return {
    '@url': `${tenant.baseUrl}/3/customers/${fields.CustomerNumber}`,
    ...blank,
    Active: true,
    Currency: 'SEK',
    Type: 'COMPANY',
    VATType: 'SEVAT',
    ...said,
    DefaultDeliveryTypes: { Invoice: 'PRINT', Offer: 'PRINT', Order: 'PRINT', ...said.DefaultDeliveryTypes },
    DefaultTemplates: {
      CashInvoice: 'DEFAULTCASHINVOICE',
      Invoice: 'DEFAULTINVOICE',
      Offer: 'DEFAULTOFFER',
      Order: 'DEFAULTORDER',
      ...said.DefaultTemplates,
    },
    InvoiceAdministrationFee: fee === undefined ? null : decimalTextOf(fee),
    InvoiceDiscount: discount === undefined ? null : decimalOf(discount),
    InvoiceFreight: freight === undefined ? null : decimalTextOf(freight),
  };
}

function listRules(tenant: Tenant): ListRules<CustomerFields> {
  return {
    name: 'Customers',
    json: (customer) => ({ ...customerJson(tenant, customer), Phone: customer.Phone1 ?? '' }),
    searchable: {
      customernumber: (customer) => customer.CustomerNumber ?? '',
      name: (customer) => customer.Name ?? '',
      email: (customer) => customer.Email ?? '',
      zipcode: (customer) => customer.ZipCode ?? '',
      city: (customer) => customer.City ?? '',
      phone: (customer) => customer.Phone1 ?? '',
      organisationnumber: (customer) => customer.OrganisationNumber ?? '',
      gln: (customer) => customer.GLN ?? '',
      glndelivery: (customer) => customer.GLNDelivery ?? '',
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
