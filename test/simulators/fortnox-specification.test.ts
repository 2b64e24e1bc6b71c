import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { useFortnox, type Json } from './fortnox-world.ts';

const fortnox = useFortnox();
const { restart, ask, bookedInvoice, pay } = fortnox;

describe('the vendor’s specification', () => {
  const SPECIFICATION = fileURLToPath(new URL('../../../shared/specs/fortnox-openapi.json', import.meta.url));
  const isThere = existsSync(SPECIFICATION);
  if (!isThere) console.warn(`SKIPPED: the simulator is not held against ${SPECIFICATION}, which is not there`);

  it.runIf(isThere)('has every field that the simulator answers with', async () => {
    const schemas = (JSON.parse(readFileSync(SPECIFICATION, 'utf8')) as Specification).components.schemas;
    const articles = [{ articleNumber: 'JUMPER-S', description: 'Jumper', stockGoods: true, quantity: 10 }];
    const registers = { costCenters: [{ code: 'WEB' }], projects: [{ code: '12' }] };
    await restart({ warehouse: { activated: true }, articles, registers });
    const number = await bookedInvoice();
    const payment = await pay(number);
    const custom = '/api/warehouse/documentdeliveries/custom';
    const rows = [{ itemId: 'JUMPER-S', quantity: 1 }];
    const outbound = { date: '2026-11-24', deliveryState: 'delivery', rows };
    const first = async (path: string, list: string): Promise<Json | undefined> =>
      ((await ask('GET', path)).json[list] as Json[])[0];

    const recorded: [string, unknown][] = [
      ['fortnox_Kf_InvoiceSingleItem', (await ask('GET', `/3/invoices/${number}`)).json['Invoice']],
      ['fortnox_Kf_InvoiceListItem', await first('/3/invoices', 'Invoices')],
      ['fortnox_Kf_InvoicePaymentSingleItem', payment.json['InvoicePayment']],
      ['fortnox_Kf_InvoicePaymentListItem', await first('/3/invoicepayments', 'InvoicePayments')],
      ['fortnox_Kf_CustomerSingleItem', (await ask('GET', '/3/customers/1')).json['Customer']],
      ['fortnox_Kf_CustomerListItem', await first('/3/customers', 'Customers')],
      ['fortnox_ArticleSingleItem', (await ask('GET', '/3/articles/JUMPER-S')).json['Article']],
      ['fortnox_ArticleListItem', await first('/3/articles', 'Articles')],
      ['fortnox_Bf_AccountSingleItem', (await ask('GET', '/3/accounts/3001')).json['Account']],
      ['fortnox_CurrencySingleItem', await first('/3/currencies', 'Currencies')],
      ['fortnox_CostCenterSingleItem', await first('/3/costcenters', 'CostCenters')],
      ['fortnox_Project_ProjectListItem', await first('/3/projects', 'Projects')],
      ['fortnox_Project_ProjectSingleItem', (await ask('GET', '/3/projects/12')).json['Project']],
      ['fortnox_TermsOfPaymentListItem', await first('/3/termsofpayments', 'TermsOfPayments')],
      ['fortnox_ModeOfPaymentSingleItem', await first('/3/modesofpayments', 'ModesOfPayments')],
      ['fortnox_Bf_FinancialYearListItem', await first('/3/financialyears', 'FinancialYears')],
      ['fortnox_LockedPeriodSettingsSingleItem', (await ask('GET', '/3/settings/lockedperiod')).json['LockedPeriod']],
      ['fortnox_Company_CompanySettingsSingleItem', (await ask('GET', '/3/settings/company')).json['CompanySettings']],
      ['fortnox_CompanyInformationSingleItem', (await ask('GET', '/3/companyinformation')).json['CompanyInformation']],
      ['warehouse_TenantInfo', (await ask('GET', '/api/warehouse/tenants-v4')).json],
      ['warehouse_StockPoint', (await ask('GET', '/api/warehouse/stockpoints-v1')).list[0]],
      ['warehouse_StockBalance', (await ask('GET', '/api/warehouse/status-v1/stockbalance')).list[0]],
      ['warehouse_CustomOutboundDocument', (await ask('PUT', `${custom}/outbound-v1/A/1`, outbound)).json],
      [
        'warehouse_CustomInboundDocument',
        (await ask('PUT', `${custom}/inbound-v1/B/1`, { date: '2026-11-24', rows })).json,
      ],
      ['warehouse_WebException', (await ask('GET', `${custom}/inbound-v1/B/2`)).json],
      ['fortnox_ErrorInformation', (await ask('GET', '/3/invoices/77')).json['ErrorInformation']],
    ];
    const unknown = recorded.flatMap(([schema, answer]) => fieldsNotIn(schemas, schemas[schema], answer, schema));
    expect(unknown).toEqual([]);
  });
});

interface Specification {
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

interface Schema {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

/** The fields of an answer, however deep, that its schema does not have. */
function fieldsNotIn(
  schemas: Readonly<Record<string, Schema>>,
  schema: Schema | undefined,
  answer: unknown,
  at: string,
): string[] {
  const resolved = schema?.$ref === undefined ? schema : schemas[schema.$ref.replace('#/components/schemas/', '')];
  if (answer === undefined) return [`${at} is missing`];
  if (Array.isArray(answer)) {
    return answer.flatMap((item, index) => fieldsNotIn(schemas, resolved?.items, item, `${at}[${index}]`));
  }
  if (typeof answer !== 'object' || answer === null) return [];
  return Object.entries(answer).flatMap(([name, value]) => {
    const property = resolved?.properties?.[name];
    return property ? fieldsNotIn(schemas, property, value, `${at}.${name}`) : [`${at}.${name}`];
  });
}
