import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSendInvoice } from '../../src/activities/send-invoice.ts';
import { createUpdateStock } from '../../src/activities/update-stock.ts';
import type { Connection } from '../../src/activities/dependencies.ts';
import type { Erp, ErpDocument } from '../../src/connectors/erp/erp.ts';
import { openRecords, type Records } from '../../src/records/records.ts';
import { lineOf, materialOf } from '../connectors/erp-materials.ts';
import { DTC_POLICY, NOW, policyWith } from '../domain/fixtures.ts';
import { activityDeps, aRequest, aStep } from './erp-connection.ts';

/** Steps whose records were lost, where the other system tells more than a key could. */
describe('while the records recover from a loss', () => {
  let records: Records;
  beforeAll(async () => {
    records = await openRecords({ inMemory: true });
  });
  afterAll(() => records.close());

  /** The ERP's only document. */
  const aDocument = (more: Partial<ErpDocument> = {}): ErpDocument => ({
    documentNumber: '4711',
    key: '',
    isBooked: true,
    isCancelled: false,
    isSent: false,
    currency: 'SEK',
    documentDate: '2026-03-03',
    totalMinor: 10_000,
    vatMinor: 2_000,
    roundOffMinor: 0,
    rows: [],
    ...more,
  });

  it('an invoice is sent unless it has been, and again when a person asks', async () => {
    const sent: string[] = [];
    const sendingOf = (isSent: boolean) => {
      const erp: Partial<Erp> = {
        readDocument: () => Promise.resolve(aDocument({ isSent })),
        sendDocument: (number) => {
          sent.push(number);
          return Promise.resolve();
        },
      };
      return createSendInvoice({ ...activityDeps(records, erp, {}), recoveringSince: new Date(NOW) });
    };
    const request = () => aRequest(aStep('invoice', { send: 'email' }));
    const first = { documentNumber: '4711', id: 'first', isChecked: false, recreate: false };
    await sendingOf(true)(request(), first);
    expect(sent).toHaveLength(0);
    await sendingOf(false)(request(), first);
    expect(sent).toHaveLength(1);
    await sendingOf(true)(request(), { ...first, id: 'a person asks' });
    expect(sent).toHaveLength(2);
  });

  it('goods that an invoice has moved are found on the invoice that the order knows', async () => {
    const row = { account: 3001, vatPercent: 25, quantityHundredths: 200, unitMinor: 5_000, article: 'TSHIRT-M' };
    const erp: Partial<Erp> = { readDocument: () => Promise.resolve(aDocument({ rows: [row] })) };
    const goods = materialOf([lineOf(2, 10_000)]);
    const deps = activityDeps(records, erp, { shipmentMaterial: () => Promise.resolve(goods) });
    const policy = policyWith({ stock: { ...DTC_POLICY.stock, mode: 'invoice' } });
    const connection = { ...(deps.connections.get('acme') as Connection), policy };
    const updateStock = createUpdateStock({ ...deps, connections: new Map([['acme', connection]]) });
    const step = aStep('stock');
    const invoice = { documentNumber: '4711', documentDate: '2026-03-03' };
    expect(await updateStock(aRequest(step, { invoice }))).toMatchObject({ state: 'done' });
    await expect(updateStock(aRequest(step))).rejects.toMatchObject({ problem: { code: 'stockNotMoved' } });
  });
});
