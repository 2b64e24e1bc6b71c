import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DocumentDraft } from '../../../src/connectors/erp/erp.ts';
import type { SalesMaterial } from '../../../src/domain/sales-material.ts';
import { customerNumberFor } from '../../../src/connectors/erp/fortnox/customers.ts';
import type { CustomerMapping } from '../../../src/connectors/erp/fortnox/mapping.ts';
import { lineOf, materialOf } from '../erp-materials.ts';
import { startFortnoxWorld } from './fortnox-world.ts';
import { mapping } from './mapping.ts';

type World = Awaited<ReturnType<typeof startFortnoxWorld>>;

const perCustomer: CustomerMapping = { mode: 'perCustomer', byCountry: {} };
const own = (customers: CustomerMapping) => ({ ...mapping, customers });

const plain = materialOf([lineOf(1, 10_000)]);
const boughtBy = (customerId: number, more: Partial<SalesMaterial> = {}): SalesMaterial => ({
  ...plain,
  customer: { ...plain.customer, customerId },
  ...more,
});
const draftOf = (material: SalesMaterial): DocumentDraft => ({
  key: 'acme-S-0000001902-invoice',
  material,
  documentDate: '2026-03-02',
});

describe('the number of a customer', () => {
  const numberOf = (material: SalesMaterial, customers = perCustomer, key = 'acme'): string =>
    customerNumberFor(material, own(customers), key);

  it('is made of Centra’s id, apart for consumers and wholesale accounts and for each connection', () => {
    expect(numberOf(boughtBy(123))).toBe('ACMEC123');
    expect(numberOf(boughtBy(123, { orderType: 'wholesale' }))).toBe('ACMEA123');
    expect(numberOf(boughtBy(23), perCustomer, 'acmec1')).not.toBe(numberOf(boughtBy(123)));
    expect(numberOf(boughtBy(123), { ...perCustomer, prefix: 'WEB' })).toBe('WEBC123');
  });

  it('is the collective one of the country where Centra names nobody, and has to be mapped then', () => {
    expect(numberOf(plain, { ...perCustomer, default: '1', byCountry: { SE: '46' } })).toBe('46');
    expect(() => numberOf(plain)).toThrow(/mappingMissing: order 1001 has no customer/);
  });

  it('is the collective one for everybody unless the mapping says otherwise', () => {
    expect(numberOf(boughtBy(123), { default: '1', byCountry: {} })).toBe('1');
  });
});

describe('a customer for each of Centra’s', () => {
  let world: World;
  beforeEach(async () => {
    world = await startFortnoxWorld({}, { mapping: own(perCustomer) });
  });
  afterEach(() => world.simulator.stop());

  const posts = (path: string): number => world.sent.filter((r) => r.method === 'POST' && r.path === path).length;
  const create = (material: SalesMaterial) => world.erp.createDocument(draftOf(material));
  const lastCustomer = () =>
    JSON.parse(world.sent.findLast(({ method, path }) => method === 'POST' && path === '/3/customers')?.body ?? '{}')
      .Customer;

  it('is created when Fortnox does not know it, and the invoice follows at the next try', async () => {
    await expect(create(boughtBy(123))).rejects.toMatchObject({ name: 'NotDoneError', retryAfterMs: 1_000 });
    expect(await world.erp.findDocuments(draftOf(plain).key)).toEqual([]);
    await create(boughtBy(123));
    expect(posts('/3/customers')).toBe(1);
    const [invoice] = (await world.control.state()).invoices;
    expect(invoice).toMatchObject({ CustomerNumber: 'ACMEC123' });
  });

  it('costs nothing once it is there', async () => {
    await create(boughtBy(123)).catch(() => undefined);
    const before = world.sent.length;
    await create(boughtBy(123));
    expect(world.sent.length - before).toBe(1);
  });

  it('is a person with name, address, currency and prices with VAT, in characters that Fortnox takes', async () => {
    const buyer = { ...plain.customer, customerId: 9, name: 'Åsa 🙂 "Öberg"', vatNumber: '' };
    await create({ ...plain, customer: buyer }).catch(() => undefined);
    expect(lastCustomer()).toMatchObject({
      CustomerNumber: 'ACMEC9',
      Name: 'Åsa ’’Öberg’’',
      Type: 'PRIVATE',
      VATType: 'SEVAT',
      CountryCode: 'SE',
      Currency: 'SEK',
      Address1: 'Storgatan 1',
      Email: 'asa@example.com',
      ShowPriceVATIncluded: true,
    });
    expect(lastCustomer()).not.toHaveProperty('Address2');
  });

  it.each<[string, Partial<SalesMaterial>, string]>([
    ['in Sweden', { countryCode: 'SE' }, 'SEVAT'],
    ['in another member state', { countryCode: 'DE' }, 'EUVAT'],
    ['in another member state with a VAT number and without VAT', { countryCode: 'DE', vatMinor: 0 }, 'EUREVERSEDVAT'],
    ['in another member state, by a document over nothing', { countryCode: 'DE', vatMinor: 0, totalMinor: 0 }, 'EUVAT'],
    ['outside of the union', { countryCode: 'NO', vatMinor: 0 }, 'EXPORT'],
  ])('is a company when it is a wholesale account: %s', async (_, more, vatType) => {
    const business = boughtBy(45, { orderType: 'wholesale', lines: [lineOf(1, 10_000, 0)], ...more });
    await create({ ...business, customer: { ...business.customer, vatNumber: 'DE123456789' } }).catch(() => undefined);
    expect(lastCustomer()).toMatchObject({
      CustomerNumber: 'ACMEA45',
      Type: 'COMPANY',
      VATType: vatType,
      VATNumber: 'DE123456789',
    });
  });

  it('is created once for two shipments at the same moment', async () => {
    const tries = await Promise.allSettled([create(boughtBy(5)), create(boughtBy(5))]);
    expect(tries.every((result) => result.status === 'rejected' && result.reason.name === 'NotDoneError')).toBe(true);
    await create(boughtBy(5));
  });

  it('that is there and said to be unknown all the same is not tried for ever', async () => {
    await create(boughtBy(123)).catch(() => undefined);
    const unknown = {
      method: 'POST',
      path: '/3/invoices',
      kind: 'refuse',
      code: 2000204,
      message: 'Kunden',
      times: 99,
    };
    await world.control.addFault(unknown as Parameters<typeof world.control.addFault>[0]);
    for (let attempt = 0; attempt < 5; attempt += 1) {
      await expect(create(boughtBy(123))).rejects.toMatchObject({ name: 'NotDoneError' });
    }
    await expect(create(boughtBy(123))).rejects.toMatchObject({ problem: { code: 'customerMissing' } });
  });

  it('is not made because words of another refusal mention a customer', async () => {
    const words = 'Kan inte hitta prislista för kund';
    await world.control.addFault({
      method: 'POST',
      path: '/3/invoices',
      kind: 'refuse',
      code: 2009999,
      message: words,
    });
    await expect(create(boughtBy(123))).rejects.toMatchObject({ name: 'RefusedError' });
    expect(posts('/3/customers')).toBe(0);
  });

  it('that somebody removed cannot be made again: a person decides', async () => {
    await create(boughtBy(123)).catch(() => undefined);
    await world.control.removeCustomer('ACMEC123');
    await expect(create(boughtBy(123))).rejects.toMatchObject({
      problem: { code: 'customerNumberTaken', detail: expect.stringContaining('ACMEC123') },
    });
  });

  it('leaves the invoice undone when its own creation is unclear', async () => {
    await world.control.addFault({ method: 'POST', path: '/3/customers', kind: 'commitThenDrop', times: 1 });
    await expect(create(boughtBy(6))).rejects.toMatchObject({ name: 'NotDoneError' });
    await create(boughtBy(6));
  });

  it('is not created in the place of a collective customer that is missing', async () => {
    const collective = await startFortnoxWorld({}, { mapping: own({ default: '99', byCountry: {} }) });
    await expect(collective.erp.createDocument(draftOf(boughtBy(7)))).rejects.toMatchObject({
      problem: { code: 'customerMissing' },
    });
    expect(collective.sent.some(({ path }) => path === '/3/customers')).toBe(false);
    await collective.simulator.stop();
  });
});
