import { jsonAnswer } from './answers.ts';
import { notFound, refused } from './errors.ts';
import { isDate } from './fields.ts';
import type { RegisterEntry } from './registers.ts';
import { param, type Route } from './routes.ts';
import { today, type FiscalYear, type Tenant } from './tenant.ts';

/** What a company has set up and an integration reads: accounts, currencies, codes, years, settings. */
export const SETTINGS_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/3/accounts/:number',
    handle: (tenant, request) => {
      const number = Number(param(request, 'number'));
      const account = tenant.accounts.get(number);
      if (!account) throw notFound(2000423, 'Kan inte hitta kontot.');
      return jsonAnswer({
        Account: {
          '@url': `${tenant.baseUrl}/3/accounts/${number}`,
          Active: account.active,
          Description: `Konto ${number}`,
          Number: number,
        },
      });
    },
  },
  {
    method: 'GET',
    path: '/3/currencies',
    handle: (tenant) =>
      jsonAnswer({ Currencies: [...tenant.currencies].map(([code, rate]) => currencyJson(tenant, code, rate)) }),
  },
  {
    method: 'GET',
    path: '/3/currencies/:code',
    handle: (tenant, request) => {
      const code = param(request, 'code');
      const rate = tenant.currencies.get(code);
      if (rate === undefined) throw notFoundWithoutCode(`Kan inte hitta valutan (${code}).`);
      return jsonAnswer({ Currency: currencyJson(tenant, code, rate) });
    },
  },
  {
    method: 'GET',
    path: '/3/modesofpayments',
    handle: (tenant) =>
      jsonAnswer({
        ModesOfPayments: [...tenant.modesOfPayment].map(([code, account]) => modeJson(tenant, code, account)),
      }),
  },
  {
    method: 'GET',
    path: '/3/modesofpayments/:code',
    handle: (tenant, request) => {
      const code = param(request, 'code');
      const account = tenant.modesOfPayment.get(code);
      if (account === undefined) throw notFoundWithoutCode(`Kan inte hitta betalningssättet (${code}).`);
      return jsonAnswer({ ModeOfPayment: modeJson(tenant, code, account) });
    },
  },
  {
    method: 'GET',
    path: '/3/costcenters',
    handle: (tenant) =>
      jsonAnswer({ CostCenters: entries(tenant, 'costCenters').map((entry) => costCenterJson(tenant, entry)) }),
  },
  {
    method: 'GET',
    path: '/3/costcenters/:code',
    handle: (tenant, request) => {
      const entry = tenant.registers.costCenters.get(param(request, 'code'));
      if (!entry) throw notFoundWithoutCode('Kan inte hitta kostnadsstället.');
      return jsonAnswer({ CostCenter: costCenterJson(tenant, entry) });
    },
  },
  {
    method: 'GET',
    path: '/3/projects',
    handle: (tenant) => {
      const projects = entries(tenant, 'projects').map((entry) => projectJson(tenant, entry));
      return jsonAnswer({ MetaInformation: onePageOf(projects), Projects: projects });
    },
  },
  {
    method: 'GET',
    path: '/3/projects/:projectNumber',
    handle: (tenant, request) => {
      const entry = tenant.registers.projects.get(param(request, 'projectNumber'));
      if (!entry) throw notFound(2001161, 'Kan inte hitta projektet.');
      return jsonAnswer({ Project: projectJson(tenant, entry) });
    },
  },
  {
    method: 'GET',
    path: '/3/termsofpayments',
    handle: (tenant) => {
      const terms = entries(tenant, 'termsOfPayments').map((entry) => termsJson(tenant, entry));
      return jsonAnswer({ MetaInformation: onePageOf(terms), TermsOfPayments: terms });
    },
  },
  {
    method: 'GET',
    path: '/3/termsofpayments/:code',
    handle: (tenant, request) => {
      const entry = tenant.registers.termsOfPayments.get(param(request, 'code'));
      if (!entry) throw notFound(2000429, 'Kan inte hitta betalningsvillkoret.');
      return jsonAnswer({ TermsOfPayment: termsJson(tenant, entry) });
    },
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
        MetaInformation: onePageOf(years),
        FinancialYears: years.map((year) => fiscalYearJson(tenant, year)),
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
        CompanySettings: {
          BG: tenant.hasBankDetails ? '5050-1055' : '',
          CountryCode: 'SE',
          DatabaseNumber: tenant.id,
          IBAN: '',
          Name: 'Simulerat AB',
          PG: '',
          TaxEnabled: true,
        },
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

function entries({ registers }: Tenant, name: 'costCenters' | 'projects' | 'termsOfPayments'): RegisterEntry[] {
  return [...registers[name].values()];
}

function currencyJson(tenant: Tenant, code: string, rate: number) {
  return {
    '@url': `${tenant.baseUrl}/3/currencies/${code}`,
    BuyRate: rate,
    Code: code,
    Date: today(tenant),
    Description: code,
    IsAutomatic: true,
    SellRate: rate,
    Unit: 1,
  };
}

function modeJson(tenant: Tenant, code: string, account: number) {
  return {
    '@url': `${tenant.baseUrl}/3/modesofpayments/${code}`,
    AccountNumber: String(account),
    Code: code,
    Description: code,
  };
}

function costCenterJson(tenant: Tenant, { code, description, active }: RegisterEntry) {
  return {
    '@url': `${tenant.baseUrl}/3/costcenters/${code}`,
    Active: active,
    Code: code,
    Description: description,
    Note: null,
  };
}

function projectJson(tenant: Tenant, { code, description, active }: RegisterEntry) {
  return {
    '@url': `${tenant.baseUrl}/3/projects/${code}`,
    Description: description,
    EndDate: '',
    ProjectNumber: code,
    StartDate: '',
    Status: active ? 'ONGOING' : 'COMPLETED',
  };
}

function termsJson(tenant: Tenant, { code, description }: RegisterEntry) {
  return { '@url': `${tenant.baseUrl}/3/termsofpayments/${code}`, Code: code, Description: description };
}

function fiscalYearJson(tenant: Tenant, year: FiscalYear) {
  return {
    '@url': `${tenant.baseUrl}/3/financialyears/${year.id}`,
    AccountChartType: 'BAS 2026',
    AccountingMethod: tenant.accountingMethod,
    FromDate: year.fromDate,
    Id: year.id,
    ToDate: year.toDate,
  };
}

function onePageOf(items: readonly unknown[]) {
  return { '@TotalResources': items.length, '@TotalPages': items.length && 1, '@CurrentPage': 1 };
}

/** The code is not documented; a bad identifier is what it is to Fortnox. */
function notFoundWithoutCode(message: string): Error {
  return notFound(2000729, message);
}
