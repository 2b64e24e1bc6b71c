import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createBookErpDocument } from '../../src/activities/book-erp-document.ts';
import { createCreateCreditInvoice, createCreateErpInvoice } from '../../src/activities/create-erp-document.ts';
import type { ActivityDeps, Connection } from '../../src/activities/dependencies.ts';
import { oneLiveDocument } from '../../src/activities/one-live-document.ts';
import type { StepRequest } from '../../src/activities/step-request.ts';
import type { Centra } from '../../src/connectors/centra/centra.ts';
import type { FortnoxMapping } from '../../src/connectors/erp/fortnox/mapping.ts';
import type { InvoicePolicy } from '../../src/domain/policy.ts';
import type { SalesMaterial } from '../../src/domain/sales-material.ts';
import { orderReturn, shipment, stepId } from '../../src/domain/steps.ts';
import { openRecords, type Records } from '../../src/records/records.ts';
import { startFortnoxWorld, type SimulatorOptions } from '../connectors/fortnox/fortnox-world.ts';
import { mapping } from '../connectors/fortnox/mapping.ts';
import { lineOf, materialOf, returnOf } from '../connectors/erp-materials.ts';
import { DTC_POLICY, policyWith } from '../domain/fixtures.ts';

const NOW = new Date('2026-04-10T10:00:00Z');

describe('making an invoice', () => {
  let records: Records;
  let started = 0;
  let key = '';
  beforeAll(async () => {
    records = await openRecords({ inMemory: true });
  });
  afterAll(() => records.close());

  let world: Awaited<ReturnType<typeof startFortnoxWorld>>;
  let deps: ActivityDeps;

  async function start(
    material: SalesMaterial,
    more: {
      simulator?: Partial<SimulatorOptions>;
      mapping?: Partial<FortnoxMapping>;
      invoice?: Partial<InvoicePolicy>;
    } = {},
  ): Promise<void> {
    key = `acme${++started}`;
    world = await startFortnoxWorld(more.simulator, { mapping: { ...mapping, ...more.mapping } });
    const centra = {
      shipmentMaterial: () => Promise.resolve(material),
      returnMaterial: (id: number) => Promise.resolve(returnOf(material, id)),
    } as unknown as Centra;
    const policy = policyWith({ invoice: { ...DTC_POLICY.invoice, ...more.invoice } });
    const connection: Connection = { id: 'acme', key, policy, centra, erp: world.erp, erpKind: 'fortnox' };
    deps = { connections: new Map([['acme', connection]]), records, lookAgainAfterMs: [60_000], now: () => NOW };
  }
  afterEach(() => world.simulator.stop());

  const request = (more: Partial<StepRequest> = {}): StepRequest => ({
    connectionId: 'acme',
    orderNumber: 1001,
    step: {
      id: stepId(shipment(1902), 'invoice'),
      kind: 'invoice',
      shipmentId: 1902,
      title: '1001-1',
      state: 'due',
      after: [],
      amountMinor: 10_000,
      documentDate: '2026-03-02',
      digest: 'as-ordered',
    },
    requestedAt: NOW.toISOString(),
    isRecreation: false,
    isOtherCapturePending: false,
    ...more,
  });
  const invoice = (more: Partial<StepRequest> = {}) => createCreateErpInvoice(deps)(request(more));
  const book = (number = '') => createBookErpDocument(deps)(request(), number);
  const stored = async () => (await world.control.state()).invoices;

  describe('in a locked period', () => {
    const goods = materialOf([lineOf(1, 10_000)]);

    it('asks a person, and is made on its own day once the period is open', async () => {
      await start(goods);
      await world.control.lockPeriod('2026-03-31');
      await expect(invoice()).rejects.toMatchObject({ problem: { code: 'periodLocked' } });
      await world.control.lockPeriod(null);
      expect(await invoice()).toMatchObject({ documentDate: '2026-03-02' });
    });

    it('takes the day of today where the policy says so, and only then', async () => {
      await start(goods, { invoice: { lockedPeriod: 'today' } });
      expect(await invoice()).toMatchObject({ documentDate: '2026-03-02' });
      await world.control.lockPeriod('2026-03-31');
      const step = { ...request().step, id: stepId(shipment(1903), 'invoice'), shipmentId: 1903 };
      expect(await invoice({ step })).toMatchObject({ documentDate: '2026-04-10' });
    });
  });

  it('of a customer that Fortnox does not know yet creates the customer, then the invoice, without a wait', async () => {
    const goods = materialOf([lineOf(1, 10_000)]);
    await start(
      { ...goods, customer: { ...goods.customer, customerId: 7 } },
      { mapping: { customers: { mode: 'perCustomer', byCountry: {} } } },
    );
    await expect(invoice()).rejects.toMatchObject({ name: 'NotDoneError', retryAfterMs: 1_000 });
    // The intent is taken back: the next try is a first one, not one that has to be looked for.
    expect(await invoice()).toMatchObject({ state: 'done' });
    expect(await stored()).toMatchObject([
      { CustomerNumber: 'ACMEC7', ExternalInvoiceReference1: `${key}-S-0000001902-invoice` },
    ]);
  });

  it('whose units Fortnox lowers is not booked; mended and retried, it is cancelled and made anew', async () => {
    const goods = materialOf([lineOf(2, 10_000, 25, { sku: 'SHIRT-M' })]);
    await start(goods, { simulator: { warehouse: { activated: true } }, mapping: { articles: 'sku' } });
    const connection = deps.connections.get('acme');
    const policy = policyWith({
      invoice: { ...DTC_POLICY.invoice, trigger: 'completed' },
      stock: { mode: 'invoice', trigger: 'completed' },
    });
    deps = { ...deps, connections: new Map([['acme', { ...(connection as Connection), policy }]]) };
    const article = { articleNumber: 'SHIRT-M', description: 'Shirt', stockGoods: true };
    await world.control.addArticle({ ...article, quantity: 0 });
    await expect(invoice()).rejects.toMatchObject({ problem: { code: 'erpQuantityForcedToZero' } });
    expect((await stored()).every(({ Booked }) => !Booked)).toBe(true);

    await world.control.addArticle({ ...article, quantity: 5 });
    await expect(invoice()).rejects.toMatchObject({ problem: { code: 'erpQuantityForcedToZero' } });
    const retriedAt = NOW.toISOString();
    await expect(invoice({ retriedAt })).rejects.toMatchObject({ name: 'NotDoneError' });
    const { reference } = await invoice({ retriedAt });
    await book(reference);
    expect((await stored()).map(({ Booked, Cancelled }) => [Booked, Cancelled])).toEqual([
      [false, true],
      [true, false],
    ]);
    const { stockBalances } = await world.control.state();
    expect(stockBalances.map(({ inStock }) => inStock)).toEqual([3]);
  });

  it('must equal what was captured, else nothing is made', async () => {
    await start(materialOf([lineOf(1, 10_000)]));
    const captured = { amountMinor: 9_999, at: NOW.toISOString() };
    await expect(invoice({ captured })).rejects.toMatchObject({ problem: { code: 'capturedAmountDiffers' } });
    expect(await stored()).toEqual([]);
    expect(await invoice({ captured: { ...captured, amountMinor: 10_000 } })).toMatchObject({ amountMinor: 10_000 });
  });

  it('that is booked and differs from what Centra says now is never touched: a person decides', async () => {
    await start(materialOf([lineOf(1, 10_000)]));
    const { reference } = await invoice();
    await book(reference);
    const connection = deps.connections.get('acme') as Connection;
    const changed = materialOf([lineOf(1, 9_000)]);
    const centra = { ...connection.centra, shipmentMaterial: () => Promise.resolve(changed) };
    deps = { ...deps, connections: new Map([['acme', { ...connection, centra }]]) };
    await expect(invoice({ retriedAt: NOW.toISOString() })).rejects.toMatchObject({
      problem: { code: 'erpAmountDiffers', detail: expect.stringContaining('booked already') },
    });
    expect(await stored()).toMatchObject([{ Booked: true, Cancelled: false, Total: 100 }]);
  });

  describe('that was tried before and stands there twice', () => {
    const goods = materialOf([lineOf(1, 10_000)]);
    const draft = () => ({ key: `${key}-S-0000001902-invoice`, material: goods, documentDate: '2026-03-02' });
    const states = async () =>
      (await stored()).map(({ DocumentNumber, Booked, Cancelled }) => [DocumentNumber, Booked, Cancelled]);

    /** Two documents under the key of a try of which nobody knows how it ended. */
    async function twins() {
      await start(goods);
      const identity = { key: draft().key, connectionKey: key, kind: 'invoice', orderNumber: 1001 };
      await records.effects.begin(identity);
      const [older, younger] = [await world.erp.createDocument(draft()), await world.erp.createDocument(draft())];
      const decisions = async () =>
        (await records.decisions.ofOrder('acme', 1001)).filter(({ id }) => id.startsWith(`${key}-`));
      return { identity, older: older.documentNumber, younger: younger.documentNumber, decisions };
    }

    it('keeps the older draft and cancels the younger, which the decisions tell, once', async () => {
      const { older, younger, decisions } = await twins();
      await world.control.addFault({ method: 'PUT', path: '/cancel', kind: 'commitThenDrop', times: 1 });
      await expect(invoice()).rejects.toMatchObject({ name: 'InDoubtError' });
      expect(await invoice()).toMatchObject({ state: 'done', reference: older });
      expect(await invoice()).toMatchObject({ state: 'done', reference: older });
      expect(await states()).toEqual([
        [older, false, false],
        [younger, false, true],
      ]);
      expect(await decisions()).toMatchObject([
        {
          by: 'shipledger',
          action: 'cancelTwin',
          outcome: 'accepted',
          note: `the unbooked document ${younger} is cancelled`,
          reason: `${older} carries the same key and stands: it is older`,
        },
      ]);
    });

    it('keeps the booked one, though it is the younger', async () => {
      const { older, younger } = await twins();
      await world.erp.bookDocument(younger);
      expect(await invoice()).toMatchObject({ state: 'done', reference: younger });
      expect(await states()).toEqual([
        [older, false, true],
        [younger, true, false],
      ]);
    });

    it('asks a person, naming both, when both are booked or the younger has been sent', async () => {
      const booked = await twins();
      await world.erp.bookDocument(booked.older);
      await world.erp.bookDocument(booked.younger);
      await expect(invoice()).rejects.toMatchObject({
        problem: {
          code: 'twoDocuments',
          detail: expect.stringContaining(`${booked.older} (booked) and ${booked.younger} (booked)`),
        },
      });
      await world.simulator.stop();
      const sent = await twins();
      await world.erp.sendDocument(sent.younger, 'print');
      await expect(invoice()).rejects.toMatchObject({
        problem: { code: 'twoDocuments', detail: expect.stringContaining(`${sent.younger} has been sent`) },
      });
      expect((await states()).every(([, , isCancelled]) => !isCancelled)).toBe(true);
      expect(await sent.decisions()).toEqual([]);
    });

    it('keeps the one that another worker has made and written down meanwhile', async () => {
      const { identity, older, younger } = await twins();
      await records.effects.finish(identity.key, { documentNumber: younger });
      const { live } = await oneLiveDocument(deps, deps.connections.get('acme') as Connection, request(), identity);
      expect(live?.documentNumber).toBe(younger);
      expect(await states()).toEqual([
        [older, false, true],
        [younger, false, false],
      ]);
    });
  });

  describe('of which the records may have lost all they knew', () => {
    const goods = materialOf([lineOf(1, 10_000)]);
    beforeEach(async () => {
      await start(goods);
      deps = { ...deps, recoveringSince: NOW };
    });
    const draft = () => ({ key: `${key}-S-0000001902-invoice`, material: goods, documentDate: '2026-03-02' });

    it('is found by its key and not made again, and made where there is none, without a wait', async () => {
      const { documentNumber } = await world.erp.createDocument(draft());
      expect(await invoice()).toMatchObject({ state: 'done', reference: documentNumber });
      const step = { ...request().step, id: stepId(shipment(1903), 'invoice'), shipmentId: 1903 };
      expect(await invoice({ step })).toMatchObject({ state: 'done' });
      expect(await stored()).toHaveLength(2);
    });

    it('is not made again where somebody has cancelled it, unless a person says so', async () => {
      const { documentNumber } = await world.erp.createDocument(draft());
      await world.erp.cancelDocument(documentNumber);
      await expect(invoice()).rejects.toMatchObject({ problem: { code: 'documentCancelled' } });
      await expect(invoice({ isRecreation: true })).rejects.toMatchObject({ name: 'NotDoneError' });
      expect(await invoice({ isRecreation: true })).toMatchObject({ state: 'done' });
      expect(await stored()).toHaveLength(2);
    });

    it('is remade after it differed, as ever', async () => {
      await world.control.setCompany({ roundToWholeKrona: true });
      const odd = materialOf([lineOf(1, 10_050)]);
      const connection = deps.connections.get('acme') as Connection;
      const centra = { ...connection.centra, shipmentMaterial: () => Promise.resolve(odd) };
      deps = { ...deps, connections: new Map([['acme', { ...connection, centra }]]) };
      await expect(invoice()).rejects.toMatchObject({ problem: { code: 'erpRoundsToWhole' } });
      await world.control.setCompany({ roundToWholeKrona: false });
      const retriedAt = NOW.toISOString();
      await expect(invoice({ retriedAt })).rejects.toMatchObject({ name: 'NotDoneError' });
      expect(await invoice({ retriedAt })).toMatchObject({ state: 'done', amountMinor: 10_050 });
    });
  });

  describe('and its credits', () => {
    beforeEach(() => start(materialOf([lineOf(1, 3_333)])));

    it('may be any number, one for each return, and each names the invoice', async () => {
      const credit = (returnId: number) =>
        createCreateCreditInvoice(deps)({
          ...request(),
          step: { ...request().step, id: stepId(orderReturn(returnId), 'credit'), kind: 'credit', returnId },
          invoice: { documentNumber: '4711', documentDate: '2026-03-02' },
        });
      for (const returnId of [31, 32, 33]) await credit(returnId);
      await credit(31);
      const credits = await stored();
      expect(credits.map(({ Total }) => Total)).toEqual([-33.33, -33.33, -33.33]);
      expect(credits.map(({ Remarks }) => Remarks)).toEqual(
        [31, 32, 33].map((id) => `Credit of invoice 4711, return ${id}`),
      );
    });
  });
});
