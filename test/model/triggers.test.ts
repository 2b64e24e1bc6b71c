import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { SHIPMENT_TRIGGERS, contradictionsIn, type OrderPolicy } from '../../src/domain/policy.ts';
import type { Records } from '../../src/records/records.ts';
import { DTC_POLICY } from '../domain/fixtures.ts';
import { MAPPING } from './company.ts';
import { placeOrder, stockUp } from './order-kinds.ts';
import { openModelRecords, openStage, type Stage } from './stage.ts';

vi.mock('@temporalio/workflow', async (original) => ({
  ...(await original<object>()),
  ...(await import('./little-temporal.ts')).insideWorkflows,
}));

/** A parcel is created, released and sent. It cannot be sent unpaid, so whoever does not capture before has it captured. */
const MOMENTS = ['created', 'goodToGo', 'shipped'] as const;
type Moment = (typeof MOMENTS)[number];

type Rules = Pick<OrderPolicy, 'capture' | 'invoice' | 'stock'>;

/** Every combination that a start-up accepts. */
const COMBINATIONS: readonly Rules[] = (['created', 'goodToGo'] as const)
  .flatMap((capture) =>
    SHIPMENT_TRIGGERS.flatMap((invoice) =>
      SHIPMENT_TRIGGERS.flatMap((stock) =>
        [true, false].map((requireCapture) => ({
          ...DTC_POLICY,
          capture: { ...DTC_POLICY.capture, trigger: capture },
          invoice: { ...DTC_POLICY.invoice, trigger: invoice, requireCapture },
          stock: { ...DTC_POLICY.stock, trigger: stock },
        })),
      ),
    ),
  )
  .filter((policy) => contradictionsIn(policy).length === 0);

/** When something whose trigger is this happens: a parcel that was sent is completed at once. */
const momentOf = (trigger: (typeof SHIPMENT_TRIGGERS)[number]): Moment =>
  trigger === 'completed' ? 'shipped' : trigger;
const laterOf = (a: Moment, b: Moment): Moment => (MOMENTS.indexOf(a) > MOMENTS.indexOf(b) ? a : b);

describe('the policy decides when', () => {
  let records: Records;
  beforeAll(async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-03-02T09:00:00Z') });
    records = await openModelRecords();
  });
  afterAll(async () => {
    await records.close();
    vi.useRealTimers();
  });

  it('and every combination that is accepted is one of these', () => {
    expect(COMBINATIONS).toHaveLength(36);
  });

  it.each(COMBINATIONS)(
    'capture: $capture.trigger, invoice: $invoice.trigger (after the money: $invoice.requireCapture), stock: $stock.trigger',
    async ({ capture, invoice, stock }) => {
      const { requireCapture } = invoice;
      const stage = await openStage(records, {
        capture: { trigger: capture.trigger },
        invoice: { trigger: invoice.trigger, requireCapture },
        stock: { mode: 'document', trigger: stock.trigger },
        mapping: MAPPING,
      });
      await stockUp(stage);
      const orderNumber = await placeOrder(stage, 'plain');
      const { id } = await stage.centra.createShipment(orderNumber);
      const happened: Record<string, Moment> = {};
      for (const moment of MOMENTS) {
        if (moment === 'goodToGo') await stage.centra.releaseShipment(id);
        if (moment === 'shipped') await stage.centra.shipShipment(id);
        await stage.wake(orderNumber);
        await stage.settle();
        for (const effect of await effectsOn(stage)) happened[effect] ??= moment;
      }
      await stage.stop();

      const money = momentOf(capture.trigger);
      const invoiced = requireCapture ? laterOf(momentOf(invoice.trigger), money) : momentOf(invoice.trigger);
      expect(happened).toEqual({
        capture: money,
        invoice: invoiced,
        payment: laterOf(invoiced, money),
        stock: laterOf(momentOf(stock.trigger), invoiced),
      });
    },
  );

  async function effectsOn(stage: Stage): Promise<string[]> {
    const { centra, fortnox } = await stage.books();
    return [
      ...(centra.captures.length > 0 ? ['capture'] : []),
      ...(fortnox.invoices.some(({ Booked }) => Booked) ? ['invoice'] : []),
      ...(fortnox.payments.some(({ Booked }) => Booked) ? ['payment'] : []),
      ...(fortnox.stockMovements.some(({ cause }) => cause.startsWith('outbound')) ? ['stock'] : []),
    ];
  }
});
