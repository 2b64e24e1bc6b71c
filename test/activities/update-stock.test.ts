import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StaleError } from '../../src/activities/stale-error.ts';
import { createUpdateStock } from '../../src/activities/update-stock.ts';
import type { StockDraft } from '../../src/connectors/erp/erp.ts';
import type { SalesLine, SalesMaterial } from '../../src/domain/sales-material.ts';
import { openRecords, type Records } from '../../src/records/records.ts';
import { activityDeps, aRequest, aStep } from './erp-connection.ts';

const JUST_NOW = '2026-03-10T11:59:00.000Z';
const PLANNED = [{ sku: 'JKT-M', quantity: 1, warehouse: 'Stockholm' }];

describe('moving stock', () => {
  let records: Records;
  beforeAll(async () => {
    records = await openRecords({ inMemory: true });
  });
  afterAll(() => records.close());

  /** An ERP that takes stock documents, and a Centra that has this material. */
  function anErp(material: Partial<SalesMaterial> = {}) {
    const drafts: StockDraft[] = [];
    let readings = 0;
    const update = createUpdateStock(
      activityDeps(
        records,
        {
          findStockDocument: () => Promise.resolve(undefined),
          putStockDocument: (draft) => {
            drafts.push(draft);
            return Promise.resolve({ isReleased: false, rows: draft.rows });
          },
        },
        {
          shipmentMaterial: () => {
            readings += 1;
            const line = { sku: 'READ', quantity: 2, warehouses: [{ warehouse: 'Malmö', quantity: 2 }] };
            const lines = [line as unknown as SalesLine];
            return Promise.resolve({
              orderType: 'directToConsumer',
              isHeld: false,
              lines,
              ...material,
            } as SalesMaterial);
          },
        },
      ),
    );
    return { update, drafts, readings: () => readings };
  }

  it('takes what the look has seen, and asks Centra nothing', async () => {
    const { update, drafts, readings } = anErp();
    const step = aStep('stock', { stockRows: PLANNED, stockSeenAt: JUST_NOW });
    expect(await update(aRequest(step))).toMatchObject({ state: 'done', reference: `outbound ${step.shipmentId}` });
    expect(drafts).toMatchObject([{ rows: PLANNED, date: '2026-03-03' }]);
    expect(readings()).toBe(0);
  });

  it('asks Centra where the look has not told, or was long ago: the order may be on hold by now', async () => {
    const longAgo = '2026-03-10T11:49:00.000Z';
    for (const request of [
      aRequest(aStep('stock')),
      aRequest(aStep('stock', { stockRows: PLANNED, stockSeenAt: longAgo })),
    ]) {
      const { update, drafts } = anErp();
      await update(request);
      expect(drafts).toMatchObject([{ rows: [{ sku: 'READ', quantity: 2, warehouse: 'Malmö' }] }]);
      await expect(anErp({ isHeld: true }).update(request)).rejects.toThrow(StaleError);
    }
  });

  it('moves nothing where there are no goods, and nothing in part', async () => {
    const { update, drafts } = anErp();
    expect(await update(aRequest(aStep('stock', { stockRows: [], stockSeenAt: JUST_NOW })))).not.toHaveProperty(
      'reference',
    );
    const line = { sku: 'READ', quantity: 2, warehouses: [{ warehouse: 'Malmö', quantity: 1 }] };
    const inPart = anErp({ lines: [line as unknown as SalesLine] });
    await expect(inPart.update(aRequest(aStep('stock')))).rejects.toMatchObject({ problem: { code: 'stockRefused' } });
    expect([...drafts, ...inPart.drafts]).toEqual([]);
  });
});
