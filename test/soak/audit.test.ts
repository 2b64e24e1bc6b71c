import { describe, expect, it } from 'vitest';
import type { CentraSnapshot } from '../../simulators/centra/control.ts';
import type { FortnoxState } from '../../simulators/fortnox/control.ts';
import { auditCaptures } from '../../tools/soak/audit/captures.ts';
import { auditDocuments } from '../../tools/soak/audit/documents.ts';
import { auditMovements } from '../../tools/soak/audit/movements.ts';
import { auditPayments } from '../../tools/soak/audit/payments.ts';
import type { Tally } from '../../tools/soak/audit/tally.ts';
import type { Truth } from '../../tools/soak/truth.ts';

const INVOICE = 'acme-S-0000300001-invoice';
const PAYMENT = 'acme-S-0000300001-payment';
const OUT = 'outbound CENTRA-ACME-OUT 300001';

/** Two jackets and freight, sent once. */
const TRUTH: Truth = {
  captures: [{ orderNumber: 1001, shipmentId: 300_001, amountMinor: 24_900 }],
  documents: [
    {
      kind: 'invoice',
      orderNumber: 1001,
      key: INVOICE,
      currency: 'SEK',
      isVatIncluded: true,
      totalMinor: 24_900,
      rows: [
        { account: 3001, vatPercent: 25, quantity: 2, valueMinor: 20_000 },
        { account: 3520, vatPercent: 25, quantity: null, valueMinor: 4_900 },
      ],
    },
  ],
  payments: [
    {
      orderNumber: 1001,
      invoiceKey: INVOICE,
      key: PAYMENT,
      modeOfPayment: 'KLARNA',
      amountMinor: 24_900,
      currency: 'SEK',
    },
  ],
  movements: [
    { orderNumber: 1001, cause: OUT, direction: 'out', rows: [{ sku: 'JKT', stockPoint: 'STHLM', quantity: -2 }] },
  ],
};

const goods = { AccountNumber: 3001, VAT: 25, DeliveredQuantity: '2', Price: 100 };
const freight = { AccountNumber: 3520, VAT: 25, DeliveredQuantity: '1', Price: 49 };
const invoice = {
  DocumentNumber: '2001',
  ExternalInvoiceReference1: INVOICE,
  Cancelled: false,
  Booked: true,
  Total: 249,
  TotalVAT: 49.8,
  RoundOff: 0,
  Currency: 'SEK',
  InvoiceRows: [goods, freight],
};
const payment = {
  Number: '1',
  ExternalInvoiceReference1: PAYMENT,
  AmountCurrency: 249,
  Currency: 'SEK',
  ModeOfPayment: 'KLARNA',
  InvoiceNumber: 2001,
  Booked: true,
};
const movement = { itemId: 'JKT', stockPointCode: 'STHLM', quantity: -2, cause: OUT };
const capture = { orderNumber: 1001, shipmentId: 300_001, amountMinor: 24_900 };

const fortnox = (parts: Partial<Record<keyof FortnoxState, readonly object[]>>): FortnoxState =>
  ({ invoices: [invoice], payments: [], stockMovements: [], ...parts }) as unknown as FortnoxState;

const documents = (...invoices: readonly object[]): Tally =>
  auditDocuments('acme', TRUTH, fortnox({ invoices })).invoice;
const payments = (...found: readonly object[]): Tally => auditPayments('acme', TRUTH, fortnox({ payments: found }));
const movements = (...stockMovements: readonly object[]): Tally =>
  auditMovements('acme', TRUTH, fortnox({ stockMovements })).out;
const captures = (...found: readonly object[]): Tally =>
  auditCaptures('acme', TRUTH, { captures: found } as unknown as CentraSnapshot);

const DONE = { expected: 1, done: 1, lost: 0, double: 0, wrong: 0 };
const LOST = { done: 0, lost: 1, double: 0, wrong: 0 };
const DOUBLE = { done: 0, lost: 0, double: 1, wrong: 0 };
const WRONG = { done: 0, lost: 0, double: 0, wrong: 1 };

/** Who audits the books must not be blind itself. */
describe('the audit of a soak', () => {
  it('finds nothing where everything is there once and as it should be', () => {
    expect(documents(invoice)).toMatchObject(DONE);
    expect(payments(payment)).toMatchObject(DONE);
    expect(movements(movement)).toMatchObject(DONE);
    expect(captures(capture)).toMatchObject(DONE);
  });

  it('takes a row that is split, and a cancelled twin, for what they are', () => {
    const halves = [
      { ...goods, DeliveredQuantity: '1', Price: 99.99 },
      { ...goods, DeliveredQuantity: '1', Price: 100.01 },
    ];
    expect(documents({ ...invoice, InvoiceRows: [...halves, freight] })).toMatchObject(DONE);
    expect(documents(invoice, { ...invoice, DocumentNumber: '2002', Cancelled: true })).toMatchObject(DONE);
  });

  it.each([
    ['an invoice that is missing', documents()],
    ['an invoice that is not booked', documents({ ...invoice, Booked: false })],
    ['an invoice that is cancelled', documents({ ...invoice, Cancelled: true })],
    ['a payment that is missing', payments()],
    ['a payment that is not booked', payments({ ...payment, Booked: false })],
    ['goods that did not move', movements()],
    ['money that was not taken', captures()],
  ])('counts as lost %s', (_, tally) => expect(tally).toMatchObject(LOST));

  it.each([
    ['a second invoice', documents(invoice, { ...invoice, DocumentNumber: '2002' })],
    ['a draft beside it', documents(invoice, { ...invoice, DocumentNumber: '2002', Booked: false })],
    ['a second payment', payments(payment, { ...payment, Number: '2' })],
    ['goods that moved twice', movements(movement, movement)],
    ['money that was taken twice', captures(capture, capture)],
  ])('counts as double %s', (_, tally) => expect(tally).toMatchObject(DOUBLE));

  it.each([
    [
      'an invoice with another key',
      documents(invoice, { ...invoice, ExternalInvoiceReference1: 'acme-S-0000300002-invoice' }),
    ],
    ['a payment with another key', payments(payment, { ...payment, ExternalInvoiceReference1: '' })],
    ['goods of another shipment', movements(movement, { ...movement, cause: 'outbound CENTRA-ACME-OUT 300002' })],
    ['money for another shipment', captures(capture, { ...capture, shipmentId: 300_002 })],
  ])('counts as double what nobody asked for: %s', (_, tally) => expect(tally).toMatchObject({ ...DOUBLE, done: 1 }));

  it.each([
    ['another total', documents({ ...invoice, Total: 248.99 })],
    ['another VAT', documents({ ...invoice, TotalVAT: 49.77 })],
    ['rounding', documents({ ...invoice, RoundOff: 0.4 })],
    ['another currency', documents({ ...invoice, Currency: 'EUR' })],
    ['another account', documents({ ...invoice, InvoiceRows: [{ ...goods, AccountNumber: 3002 }, freight] })],
    ['another rate', documents({ ...invoice, InvoiceRows: [{ ...goods, VAT: 12 }, freight] })],
    [
      'other units',
      documents({ ...invoice, InvoiceRows: [{ ...goods, DeliveredQuantity: '1', Price: 200 }, freight] }),
    ],
    ['another amount paid', payments({ ...payment, AmountCurrency: 249.01 })],
    ['another currency paid', payments({ ...payment, Currency: 'EUR' })],
    ['another mode of payment', payments({ ...payment, ModeOfPayment: 'GIFT' })],
    ['another invoice paid', payments({ ...payment, InvoiceNumber: 2002 })],
    ['other units moved', movements({ ...movement, quantity: -3 })],
    ['another article moved', movements({ ...movement, itemId: 'TEE' })],
    ['another place', movements({ ...movement, stockPointCode: 'BORAS' })],
    ['goods that came back instead', movements({ ...movement, quantity: 2 })],
    ['another amount taken', captures({ ...capture, amountMinor: 24_901 })],
  ])('counts as wrong %s', (_, tally) => expect(tally).toMatchObject(WRONG));
});
