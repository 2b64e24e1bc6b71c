import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MaybeDoneError, NotDoneError } from '../../src/connectors/call-errors.ts';
import type { DocumentDraft, Erp, PaymentDraft, StockDraft } from '../../src/connectors/erp/erp.ts';
import { sumMinor } from '../../src/domain/money.ts';
import type { ProblemCode } from '../../src/domain/problems.ts';
import type { SalesMaterial } from '../../src/domain/sales-material.ts';
import { anyMaterial, lineOf, materialOf, returnOf } from './erp-materials.ts';

/** What can be wrong in an ERP before we come; each is told as the problem of its name. */
export type Obstacle = Extract<
  ProblemCode,
  | 'vatRateMissing'
  | 'currencyMissing'
  | 'customerMissing'
  | 'accountMissing'
  | 'periodLocked'
  | 'erpScopeMissing'
  | 'erpLicenceMissing'
>;

/** What can happen on the way, to the next call that makes a document. */
export type Mishap = 'answerLost' | 'failedBefore' | 'rateLimited' | 'tokenExpired';

/** An ERP to test an adapter against, and hands to arrange things in it that the adapter cannot. */
export interface ErpWorld {
  readonly erp: Erp;
  /** The same adapter, pointed at an address where nothing listens. */
  readonly unreachable: Erp;
  /** Puts the obstacle in the way of a document with VAT rate 25 %, in SEK, dated `DOCUMENT_DATE`. */
  obstruct(obstacle: Obstacle): Promise<void>;
  clear(obstacle: Obstacle): Promise<void>;
  happen(mishap: Mishap): Promise<void>;
  addArticle(sku: string, inStock: number): Promise<void>;
  inStock(sku: string): Promise<number>;
  stop(): Promise<void>;
}

/** A payment method that the world's mapping knows, and one that it does not. */
export const KNOWN_METHOD = 'klarna';
export const UNKNOWN_METHOD = 'barter';
export const DOCUMENT_DATE = '2026-03-02';
const DATE_WITHOUT_FISCAL_YEAR = '1999-03-02';

let keysGiven = 0;
const newKey = (kind = 'invoice'): string => `acme-S-${String(++keysGiven).padStart(10, '0')}-${kind}`;

const simple = materialOf([lineOf(3, 10_000), lineOf(1, 4_900, 25, { kind: 'shipping', description: 'Freight' })]);

function draftOf(material: SalesMaterial, more: Partial<DocumentDraft> = {}): DocumentDraft {
  return { key: newKey(), material, documentDate: DOCUMENT_DATE, ...more };
}

const refusal = (code: ProblemCode): object => ({ name: 'RefusedError', problem: { code } });

/**
 * The laws of the `Erp` port, for any adapter.
 *
 * @param name of the ERP.
 * @param createWorld makes an ERP with VAT rates 25, 12, 6 and 0, the currency SEK and the fiscal year 2026, and an
 *   adapter for it.
 */
export function describeErpContract(name: string, createWorld: () => Promise<ErpWorld>): void {
  describe(`${name} keeps the laws of the ERP port`, () => {
    let world: ErpWorld;
    let erp: Erp;
    beforeAll(async () => {
      world = await createWorld();
      erp = world.erp;
    });
    afterAll(() => world.stop());

    const booked = async (material: SalesMaterial, more: Partial<DocumentDraft> = {}) =>
      erp.bookDocument((await erp.createDocument(draftOf(material, more))).documentNumber);

    describe('keys', () => {
      it('finds a document under its key, and nothing under another', async () => {
        const draft = draftOf(simple);
        const made = await erp.createDocument(draft);
        expect(made.key).toBe(draft.key);
        expect(await erp.findDocuments(draft.key)).toEqual([made]);
        expect(await erp.findDocuments(newKey())).toEqual([]);
      });

      it('takes no key for another that it is a part of, or that differs by case', async () => {
        const key = newKey();
        await erp.createDocument(draftOf(simple, { key: `${key}-2` }));
        await erp.createDocument(draftOf(simple, { key: `b-${key}` }));
        await erp.createDocument(draftOf(simple, { key: key.toUpperCase() }));
        expect(await erp.findDocuments(key)).toEqual([]);
      });

      it('finds every document with the key, cancelled ones too, oldest first', async () => {
        const draft = draftOf(simple);
        const first = await erp.createDocument(draft);
        await erp.cancelDocument(first.documentNumber);
        const second = await erp.createDocument(draft);
        const found = await erp.findDocuments(draft.key);
        expect(found.map((d) => d.documentNumber)).toEqual([first.documentNumber, second.documentNumber]);
        expect(found.map((d) => d.isCancelled)).toEqual([true, false]);
      });
    });

    describe('amounts', () => {
      it('stores any shipment and any return of it to the minor unit, unbooked', async () => {
        await fc.assert(
          fc.asyncProperty(anyMaterial, fc.boolean(), async (material, isReturn) => {
            const draft = draftOf(isReturn ? returnOf(material, 77) : material);
            const made = await erp.createDocument(draft);
            expect(erp.differences(made, draft)).toEqual([]);
            expect(made.totalMinor + (isReturn ? material.totalMinor : -material.totalMinor)).toBe(0);
            expect(made.isBooked).toBe(false);
            expect(await erp.readDocument(made.documentNumber)).toEqual(made);
          }),
          { numRuns: 25 },
        );
      });

      it('sees that a stored document is not what another draft asks for', async () => {
        const made = await erp.createDocument(draftOf(simple));
        const dearer = materialOf([lineOf(3, 10_001), lineOf(1, 4_900, 25, { kind: 'shipping' })]);
        expect(erp.differences(made, draftOf(dearer))).not.toEqual([]);
      });

      it('credits units whose price does not divide, one return at a time, to exactly the invoice', async () => {
        const line = fc.tuple(fc.integer({ min: 2, max: 6 }), fc.integer({ min: 1, max: 200_000 }));
        await fc.assert(
          fc.asyncProperty(line, fc.constantFrom(25, 12, 6, 0), async ([quantity, valueMinor], vatPercent) => {
            const invoice = await booked(materialOf([lineOf(quantity, valueMinor, vatPercent)]));
            const credits = [];
            for (let unit = 0; unit < quantity; unit++) {
              const upTo = (units: number): number => Math.floor((valueMinor * units) / quantity);
              const material = materialOf([lineOf(1, upTo(unit + 1) - upTo(unit), vatPercent)]);
              const more = { key: newKey('credit'), originalDocumentNumber: invoice.documentNumber };
              credits.push(await booked(returnOf(material, 100 + unit), more));
            }
            expect(sumMinor(credits.map((credit) => credit.totalMinor)) + invoice.totalMinor).toBe(0);
            expect(credits.every((credit) => credit.isBooked)).toBe(true);
          }),
          { numRuns: 10, examples: [[[3, 10_000], 25]] },
        );
      });
    });

    describe('life cycle', () => {
      it('books once, however often it is asked to', async () => {
        const first = await booked(simple);
        expect(first.isBooked).toBe(true);
        expect(await erp.bookDocument(first.documentNumber)).toEqual(first);
      });

      it('cancels an unbooked document once, however often it is asked to', async () => {
        const { documentNumber } = await erp.createDocument(draftOf(simple));
        await erp.cancelDocument(documentNumber);
        await erp.cancelDocument(documentNumber);
        expect((await erp.readDocument(documentNumber)).isCancelled).toBe(true);
      });

      it('cannot cancel a booked document', async () => {
        const { documentNumber } = await booked(simple);
        await expect(erp.cancelDocument(documentNumber)).rejects.toMatchObject({ name: 'RefusedError' });
        expect((await erp.readDocument(documentNumber)).isCancelled).toBe(false);
      });

      it.each(['email', 'print'] as const)('sends a booked document by %s', async (by) => {
        const { documentNumber } = await booked(simple);
        await expect(erp.sendDocument(documentNumber, by)).resolves.toBeUndefined();
      });
    });

    describe('payments', () => {
      const paymentOf = (documentNumber: string, more: Partial<PaymentDraft> = {}): PaymentDraft => ({
        key: newKey('payment'),
        documentNumber,
        amountMinor: simple.totalMinor,
        currency: 'SEK',
        currencyRate: 1,
        paymentDate: '2026-03-03',
        paymentMethod: KNOWN_METHOD,
        ...more,
      });

      it('are found on their invoice under their key, and booked once', async () => {
        const { documentNumber } = await booked(simple);
        const draft = paymentOf(documentNumber);
        const made = await erp.createPayment(draft);
        expect(made).toMatchObject({ key: draft.key, amountMinor: simple.totalMinor, isBooked: false });
        const paid = await erp.bookPayment(made.paymentNumber);
        expect(paid.isBooked).toBe(true);
        expect(await erp.bookPayment(made.paymentNumber)).toEqual(paid);
        expect(await erp.findPayments(documentNumber)).toEqual([paid]);
      });

      it('of a credit take the money back', async () => {
        const credit = await booked(returnOf(simple, 78), { key: newKey('credit') });
        const made = await erp.createPayment(paymentOf(credit.documentNumber, { amountMinor: -simple.totalMinor }));
        expect((await erp.bookPayment(made.paymentNumber)).amountMinor).toBe(-simple.totalMinor);
      });

      it('are refused on an invoice that is paid', async () => {
        const { documentNumber } = await booked(simple);
        const { paymentNumber } = await erp.createPayment(paymentOf(documentNumber));
        await erp.bookPayment(paymentNumber);
        await expect(erp.createPayment(paymentOf(documentNumber))).rejects.toMatchObject(refusal('paymentRefused'));
      });

      it('are refused before the date of the invoice', async () => {
        const { documentNumber } = await booked(simple);
        const early = paymentOf(documentNumber, { paymentDate: '2026-03-01' });
        await expect(erp.createPayment(early)).rejects.toMatchObject(refusal('paymentRefused'));
      });

      it('need a mapping for their method', async () => {
        const { documentNumber } = await booked(simple);
        const strange = paymentOf(documentNumber, { paymentMethod: UNKNOWN_METHOD });
        await expect(erp.createPayment(strange)).rejects.toMatchObject(refusal('mappingMissing'));
      });
    });

    describe('stock', () => {
      const stockOf = (id: number, more: Partial<StockDraft> = {}): StockDraft => ({
        direction: 'outbound',
        id,
        date: '2026-03-02',
        rows: [{ sku: 'SHIRT-M', quantity: 2, warehouse: 'Borås' }],
        note: 'Shipment 1001-1',
        ...more,
      });
      beforeAll(() => world.addArticle('SHIRT-M', 100));

      it('moves when the document is released, once, however often it is written and released', async () => {
        const before = await world.inStock('SHIRT-M');
        const reference = { direction: 'outbound', id: 1 } as const;
        expect(await erp.findStockDocument(reference)).toBeUndefined();
        await erp.putStockDocument(stockOf(1));
        await erp.putStockDocument(stockOf(1));
        expect(await erp.findStockDocument(reference)).toEqual({
          isReleased: false,
          rows: [{ sku: 'SHIRT-M', quantity: 2 }],
        });
        expect(await world.inStock('SHIRT-M')).toBe(before);
        await erp.releaseStockDocument(reference);
        await erp.releaseStockDocument(reference);
        expect((await erp.findStockDocument(reference))?.isReleased).toBe(true);
        expect(await world.inStock('SHIRT-M')).toBe(before - 2);
      });

      it('comes back with a return, which is no relative of the shipment of the same id', async () => {
        const before = await world.inStock('SHIRT-M');
        const inbound = stockOf(1, { direction: 'inbound', note: 'Return 1' });
        expect(await erp.findStockDocument(inbound)).toBeUndefined();
        await erp.putStockDocument(inbound);
        await erp.releaseStockDocument(inbound);
        expect(await world.inStock('SHIRT-M')).toBe(before + 2);
      });

      it('sums what leaves one place on several rows', async () => {
        const row = { sku: 'SHIRT-M', quantity: 1, warehouse: 'Borås' };
        const stored = await erp.putStockDocument(stockOf(3, { rows: [row, row] }));
        expect(stored.rows).toEqual([{ sku: 'SHIRT-M', quantity: 2 }]);
      });

      it('does not change a released document', async () => {
        await erp.putStockDocument(stockOf(4));
        await erp.releaseStockDocument({ direction: 'outbound', id: 4 });
        await expect(erp.putStockDocument(stockOf(4))).rejects.toMatchObject(refusal('stockRefused'));
      });

      it('needs the article', async () => {
        const unknown = stockOf(5, { rows: [{ sku: 'NO-SUCH-SKU', quantity: 1, warehouse: 'Borås' }] });
        await expect(erp.putStockDocument(unknown)).rejects.toMatchObject(refusal('articleMissing'));
      });
    });

    describe('problems', () => {
      it.each<Obstacle>([
        'vatRateMissing',
        'currencyMissing',
        'customerMissing',
        'accountMissing',
        'periodLocked',
        'erpScopeMissing',
        'erpLicenceMissing',
      ])('tells %s, and makes the document from the same draft once it is mended', async (obstacle) => {
        const draft = draftOf(simple);
        await world.obstruct(obstacle);
        await expect(erp.createDocument(draft)).rejects.toMatchObject(refusal(obstacle));
        await world.clear(obstacle);
        expect(await erp.findDocuments(draft.key)).toEqual([]);
        expect((await erp.createDocument(draft)).key).toBe(draft.key);
      });

      it('tells before any document that the ERP lacks what the mapping names', async () => {
        expect(await erp.checkSetUp('everything')).toEqual([]);
        await world.obstruct('accountMissing');
        expect(await erp.checkSetUp('everything')).toMatchObject([{ level: 'warning' }]);
        expect(await erp.checkSetUp('dangers')).toEqual([]);
        await world.clear('accountMissing');
        expect(await erp.checkSetUp('everything')).toEqual([]);
      });

      it('tells that no fiscal year covers the date', async () => {
        const early = draftOf(simple, { documentDate: DATE_WITHOUT_FISCAL_YEAR });
        await expect(erp.createDocument(early)).rejects.toMatchObject(refusal('fiscalYearMissing'));
      });
    });

    describe('broken calls', () => {
      it('a lost answer leaves the outcome open, and the document is found under its key', async () => {
        const draft = draftOf(simple);
        await world.happen('answerLost');
        await expect(erp.createDocument(draft)).rejects.toBeInstanceOf(MaybeDoneError);
        expect(await erp.findDocuments(draft.key)).toHaveLength(1);
      });

      it('a failure of the ERP leaves the outcome open, and nothing is found', async () => {
        const draft = draftOf(simple);
        await world.happen('failedBefore');
        await expect(erp.createDocument(draft)).rejects.toBeInstanceOf(MaybeDoneError);
        expect(await erp.findDocuments(draft.key)).toEqual([]);
      });

      it('too many calls means not done', async () => {
        const draft = draftOf(simple);
        await world.happen('rateLimited');
        await expect(erp.createDocument(draft)).rejects.toBeInstanceOf(NotDoneError);
        expect(await erp.findDocuments(draft.key)).toEqual([]);
      });

      it('no connection means not done', async () => {
        await expect(world.unreachable.createDocument(draftOf(simple))).rejects.toBeInstanceOf(NotDoneError);
        await expect(world.unreachable.findDocuments(newKey())).rejects.toBeInstanceOf(NotDoneError);
      });

      it('an expired log-in heals by itself, and makes one document', async () => {
        const draft = draftOf(simple);
        await world.happen('tokenExpired');
        await erp.createDocument(draft);
        expect(await erp.findDocuments(draft.key)).toHaveLength(1);
      });
    });
  });
}
