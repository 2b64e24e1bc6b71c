import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRegisterPayment } from '../../src/activities/register-payment.ts';
import type { CapturedAmount } from '../../src/activities/step-request.ts';
import type { PaymentDraft } from '../../src/connectors/erp/erp.ts';
import { effectKey } from '../../src/domain/steps.ts';
import type { SalesMaterial } from '../../src/domain/sales-material.ts';
import { openRecords, type Records } from '../../src/records/records.ts';
import { activityDeps, aRequest, aStep } from './erp-connection.ts';

const TERMS = { currency: 'EUR', currencyRate: 11.5, paymentMethod: 'klarna' };

describe('registering a payment', () => {
  let records: Records;
  beforeAll(async () => {
    records = await openRecords({ inMemory: true });
  });
  afterAll(() => records.close());

  /** An ERP that takes payments, and a Centra that counts how often the material is read. */
  function anErp() {
    const drafts: PaymentDraft[] = [];
    let readings = 0;
    const register = createRegisterPayment(
      activityDeps(
        records,
        {
          findPayments: () => Promise.resolve([]),
          createPayment: (draft) => {
            drafts.push(draft);
            const { key, amountMinor } = draft;
            return Promise.resolve({ paymentNumber: String(drafts.length), key, amountMinor, isBooked: false });
          },
        },
        {
          shipmentMaterial: () => {
            readings += 1;
            return Promise.resolve({ ...TERMS, currencyRate: 12 } as unknown as SalesMaterial);
          },
        },
      ),
    );
    return { register, drafts, readings: () => readings };
  }

  const requestFor = (captured: Partial<CapturedAmount>, step = aStep('payment', { payment: TERMS })) =>
    aRequest(step, {
      invoice: { documentNumber: '7', documentDate: '2026-03-03' },
      captured: { amountMinor: 124_900, at: '2026-03-03T23:30:00Z', ...captured },
    });

  it('takes currency, rate and method from the plan, and the day of the capture where the merchant is', async () => {
    const { register, drafts, readings } = anErp();
    const request = requestFor({});
    expect(await register(request)).toMatchObject({ state: 'done', reference: '1', amountMinor: 124_900 });
    const key = effectKey('acme', request.step.id);
    expect(drafts).toEqual([{ key, documentNumber: '7', amountMinor: 124_900, paymentDate: '2026-03-04', ...TERMS }]);
    expect(readings()).toBe(0);
  });

  it('reads them from Centra where the plan is from an earlier version', async () => {
    const { register, drafts } = anErp();
    await register(requestFor({}, aStep('payment')));
    expect(drafts).toMatchObject([{ currency: 'EUR', currencyRate: 12, paymentMethod: 'klarna' }]);
  });

  it('keeps what a gift card paid apart from what the provider pays out, each under a key of its own', async () => {
    const { register, drafts } = anErp();
    const request = requestFor({ giftCardMinor: 50_000 });
    await register(request);
    await register(request, 'giftCard');
    await register(request, 'giftCard');
    const key = effectKey('acme', request.step.id);
    expect(drafts).toMatchObject([
      { key, amountMinor: 74_900 },
      { key: `${key}-giftCard`, amountMinor: 50_000, isGiftCard: true },
    ]);
    expect(drafts[0]).not.toHaveProperty('isGiftCard');
  });

  it('is for a person where nobody can tell how much the gift card paid', async () => {
    const { register, drafts } = anErp();
    await expect(register(requestFor({ isSplitUnclear: true }))).rejects.toMatchObject({
      problem: { code: 'paymentSplitUnclear' },
    });
    expect(drafts).toEqual([]);
  });

  it('is for a person where there is no invoice, or no known capture', async () => {
    const { register } = anErp();
    const { invoice: _, ...withoutInvoice } = requestFor({});
    const { captured: __, ...withoutCapture } = requestFor({});
    for (const request of [withoutInvoice, withoutCapture]) {
      await expect(register(request)).rejects.toMatchObject({ problem: { code: 'paymentRefused' } });
    }
  });
});
