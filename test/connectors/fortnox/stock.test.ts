import { describe, expect, it } from 'vitest';
import type { FortnoxClient } from '../../../src/connectors/erp/fortnox/client.ts';
import { createStock, stockDocumentType } from '../../../src/connectors/erp/fortnox/stock.ts';
import { mapping } from './mapping.ts';

/** A Fortnox that has exactly this stock document. */
function clientHolding(document: object): FortnoxClient {
  const answer = async <Answer>(call: Parameters<FortnoxClient['call']>[0]) => call.answer.parse(document) as Answer;
  return { call: answer, find: answer };
}

describe('stock documents', () => {
  it('are named by connection and direction, as their ids are numbers only', () => {
    expect(stockDocumentType('acme', 'outbound')).toBe('CENTRA-ACME-OUT');
    expect(stockDocumentType('fourteen-chars', 'outbound')).toHaveLength(25);
  });

  it.each(['fifteen-letters', 'åland', 'a b', ''])('cannot be named by the connection key %j', (key) => {
    expect(() => stockDocumentType(key, 'outbound')).toThrow(/connection key/);
  });

  it('that somebody voided are a problem for a person, since nobody can change or release them again', async () => {
    const stock = createStock(clientHolding({ voided: true, warehouseReady: false, rows: [] }), 'acme', mapping);
    await expect(stock.findStockDocument({ direction: 'outbound', id: 7 })).rejects.toMatchObject({
      problem: { code: 'documentCancelled', detail: expect.stringContaining('outbound stock document 7') },
    });
  });
});
