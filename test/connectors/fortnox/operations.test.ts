import { globSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DocumentDraft, Erp, PaymentDraft } from '../../../src/connectors/erp/erp.ts';
import { createFortnox } from '../../../src/connectors/erp/fortnox/fortnox.ts';
import type { SalesMaterial } from '../../../src/domain/sales-material.ts';
import type { SentRequest } from '../../support/openapi.ts';
import { anyMaterial, lineOf, materialOf, returnOf } from '../erp-materials.ts';
import { startFortnoxWorld } from './fortnox-world.ts';
import { mapping } from './mapping.ts';
import { publishedApi } from './published-api.ts';

/** Every operation of Fortnox's API that we use. `docs/fortnox.md` says what for. */
const OPERATIONS = [
  'GET /3/accounts/{Number}',
  'GET /3/articles',
  'GET /3/articles/{ArticleNumber}',
  'GET /3/costcenters/{Code}',
  'GET /3/customers/{CustomerNumber}',
  'POST /3/customers',
  'GET /3/financialyears',
  'GET /3/invoicepayments',
  'POST /3/invoicepayments',
  'GET /3/invoicepayments/{Number}',
  'PUT /3/invoicepayments/{Number}/bookkeep',
  'GET /3/invoices',
  'POST /3/invoices',
  'GET /3/invoices/{DocumentNumber}',
  'PUT /3/invoices/{DocumentNumber}/bookkeep',
  'PUT /3/invoices/{DocumentNumber}/cancel',
  'GET /3/invoices/{DocumentNumber}/email',
  'PUT /3/invoices/{DocumentNumber}/externalprint',
  'PUT /3/invoices/{DocumentNumber}/warehouseready',
  'GET /3/modesofpayments/{Code}',
  'GET /3/projects/{ProjectNumber}',
  'GET /3/settings/company',
  'GET /3/settings/lockedperiod',
  'GET /3/termsofpayments/{Code}',
  'GET /api/warehouse/documentdeliveries/custom/inbound-v1/{type}/{id}',
  'PUT /api/warehouse/documentdeliveries/custom/inbound-v1/{type}/{id}',
  'PUT /api/warehouse/documentdeliveries/custom/inbound-v1/{type}/{id}/release',
  'GET /api/warehouse/documentdeliveries/custom/outbound-v1/{type}/{id}',
  'PUT /api/warehouse/documentdeliveries/custom/outbound-v1/{type}/{id}',
  'PUT /api/warehouse/documentdeliveries/custom/outbound-v1/{type}/{id}/release',
  'GET /api/warehouse/stockpoints-v1',
  'GET /api/warehouse/tenants-v4',
];

const full = {
  ...mapping,
  customers: { default: '1', byCountry: { SE: '1' } },
  payments: { klarna: { modeOfPayment: 'BG', account: 1930, termsOfPayment: '30', paymentWay: 'CARD' as const } },
  giftCardPayment: { modeOfPayment: 'CARD', account: 1580 },
  stockPoints: { Lager: 'HL' },
  costCenter: 'WEB',
  project: '7',
};

let keys = 0;
const draftOf = (material: SalesMaterial, more: Partial<DocumentDraft> = {}): DocumentDraft => ({
  key: `acme-S-${String(++keys).padStart(10, '0')}-invoice`,
  material,
  documentDate: '2026-03-02',
  deliveryDate: '2026-03-03',
  ...more,
});
const made = async (erp: Erp, draft: DocumentDraft): Promise<string> =>
  (await erp.createDocument(draft)).documentNumber;
const refused = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => expect.unreachable(),
    () => undefined,
  );

/** Whatever customers, products and addresses are called. */
const anyText = fc.string({ unit: 'binary', maxLength: 1_200 });
const anyWords = fc.tuple(anyMaterial, anyText, anyText, fc.boolean()).map(([material, words, mail, isReturn]) => {
  const address = { ...material.customer.billing, name: words, address1: words, city: words, zipCode: words };
  const named = {
    ...material,
    lines: material.lines.map((line) => ({ ...line, description: words })),
    customer: { ...material.customer, name: words, email: mail, billing: address, delivery: address },
    paymentMethod: 'klarna',
  };
  return isReturn ? returnOf(named, 77) : named;
});

const isPublished = publishedApi() !== undefined;

it('what each operation of Fortnox is used for is written down', () => {
  const text = readFileSync('docs/fortnox.md', 'utf8');
  expect(OPERATIONS.filter((operation) => !text.includes(`\`${operation}\``))).toEqual([]);
});

describe.skipIf(!isPublished)('what we send to Fortnox', () => {
  it('is what its own description allows, for every operation that we use', async () => {
    const sent: SentRequest[] = [];
    for (const play of [playInvoices, playStock, playCustomersAndArticles, playSetUp]) sent.push(...(await play()));
    const used = new Set(sent.map((request) => publishedApi()?.operationOf(request)));
    expect(used).toEqual(new Set(OPERATIONS));
  }, 60_000);

  it('has no other paths in it', () => {
    const files = globSync('src/connectors/erp/fortnox/*.ts').map((file) => readFileSync(file, 'utf8'));
    const paths = files.flatMap((text) => [...text.matchAll(/['`](\/(?:3|api)\/[\w/-]+)/g)].map(([, path]) => path));
    expect(paths.length).toBeGreaterThan(15);
    const unused = paths.filter((path) => !OPERATIONS.some((operation) => operation.includes(` ${path}`)));
    expect(unused).toEqual([]);
  });
});

/** Each request is held against the description as it is sent: see `recorded-requests.ts`. */
async function playInvoices() {
  const { erp, control, sent, simulator } = await startFortnoxWorld({}, { mapping: full });
  await control.addToRegister('costCenters', { code: 'WEB' });
  await control.addToRegister('projects', { code: '7' });
  await control.addCurrency('EUR');

  await fc.assert(
    fc.asyncProperty(anyWords, async (material) => {
      const draft = draftOf(material, material.returnId === undefined ? {} : { originalDocumentNumber: '1' });
      expect(erp.differences(await erp.createDocument(draft), draft)).toEqual([]);
    }),
    { numRuns: 40, endOnFailure: true },
  );

  const euros = draftOf(materialOf([lineOf(1, 1_000, 0)], { currency: 'EUR', currencyRate: 11.25, countryCode: 'US' }));
  await made(erp, euros);
  await erp.findDocuments(euros.key);
  const number = await made(erp, draftOf(materialOf([lineOf(2, 9_900)])));
  await erp.bookDocument(number);
  await erp.bookDocument(number);
  await erp.sendDocument(number, 'email').catch(() => undefined);
  await erp.sendDocument(number, 'print');
  await erp.cancelDocument(await made(erp, draftOf(materialOf([lineOf(1, 100)]))));

  const payment: PaymentDraft = {
    key: 'acme-S-0000001902-payment',
    documentNumber: number,
    amountMinor: 4_900,
    currency: 'SEK',
    currencyRate: 1,
    paymentDate: '2026-03-03',
    paymentMethod: 'klarna',
  };
  const { paymentNumber } = await erp.createPayment(payment);
  await erp.bookPayment(paymentNumber);
  await erp.bookPayment(paymentNumber);
  await erp.createPayment({ ...payment, key: `${payment.key}-giftCard`, amountMinor: 5_000, isGiftCard: true });
  await erp.findPayments(number);
  await simulator.stop();
  return sent;
}

async function playStock() {
  const { erp, control, sent, simulator } = await startFortnoxWorld(
    { warehouse: { activated: true, mustBeReady: 'everyInvoice' } },
    { mapping: { ...full, costCenter: undefined, project: undefined } },
  );
  await control.addArticle({ articleNumber: 'SHIRT-M', description: 'Shirt', stockGoods: true, quantity: 9 });
  for (const direction of ['outbound', 'inbound'] as const) {
    const reference = { direction, id: 1902 };
    const rows = [{ sku: 'SHIRT-M', quantity: 2, warehouse: 'Lager' }];
    await erp.putStockDocument({ ...reference, date: '2026-03-02', rows, note: 'Centra 1001-1 – "quoted" 👕' });
    await erp.findStockDocument(reference);
    await erp.releaseStockDocument(reference);
  }
  await erp.bookDocument(await made(erp, draftOf(materialOf([lineOf(1, 100)]))));
  await simulator.stop();
  return sent;
}

async function playCustomersAndArticles() {
  const { erp, settings, control, sent, simulator } = await startFortnoxWorld(
    { warehouse: { activated: true, allowNegativeStock: true } },
    { mapping: { ...mapping, customers: { mode: 'perCustomer', byCountry: {} }, articles: 'sku' } },
  );
  await control.addArticle({ articleNumber: 'TSHIRT-M', description: 'T-shirt', stockGoods: true, quantity: 9 });
  const goods = lineOf(2, 9_900, 25, { warehouses: [{ warehouse: 'Lager', quantity: 2 }] });
  const base = materialOf([goods]);
  const person = { ...base, customer: { ...base.customer, customerId: 123 } };
  const company = {
    ...materialOf([lineOf(1, 800)], { orderType: 'wholesale', pricesIncludeVat: false, totalMinor: 960 }),
    customer: { ...person.customer, customerId: 45, vatNumber: 'SE556677889901' },
  };
  for (const material of [person, company]) {
    await refused(erp.createDocument(draftOf(material, { movesStock: true })));
    await erp.createDocument(draftOf(material, { movesStock: true })).catch(() => undefined);
  }
  // A number that was taken while we did not look.
  await control.addCustomer({ customerNumber: 'ACMEC9', name: 'Taken' });
  await control.removeCustomer('ACMEC9');
  await refused(erp.createDocument(draftOf({ ...person, customer: { ...person.customer, customerId: 9 } })));
  await createFortnox({ ...settings, stockModes: ['off'] }).checkSetUp('everything');
  await simulator.stop();
  return sent;
}

async function playSetUp() {
  const { erp, sent, simulator } = await startFortnoxWorld(
    { warehouse: { activated: true } },
    { mapping: full, stockModes: ['document'], sendsByEmail: true },
  );
  await erp.checkSetUp('dangers');
  await erp.checkSetUp('everything');
  await simulator.stop();
  return sent;
}
