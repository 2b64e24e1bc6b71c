import { describe, expect, it } from 'vitest';
import type { DocumentDraft } from '../../../src/connectors/erp/erp.ts';
import {
  documentFrom,
  invoiceAnswer,
  invoicePayload,
  type KeyField,
} from '../../../src/connectors/erp/fortnox/document.ts';
import { lineOf, materialOf } from '../erp-materials.ts';
import { invoiceRows } from '../../../src/connectors/erp/fortnox/rows.ts';
import { mapping } from './mapping.ts';

const material = materialOf([lineOf(3, 10_000)]);
const draft: DocumentDraft = {
  key: 'acme-S-0000001902-invoice',
  material,
  documentDate: '2026-03-02',
  deliveryDate: '2026-03-03',
};
const payload = (
  changes: Partial<DocumentDraft> = {},
  own = mapping,
  keyField: KeyField = 'ExternalInvoiceReference1',
) => {
  const asked = { ...draft, ...changes };
  const rows = invoiceRows(asked.material, own, asked.movesStock);
  return JSON.parse(JSON.stringify(invoicePayload(asked, rows, { mapping: own, keyField, connectionKey: 'acme' })));
};

describe('the invoice as Fortnox takes it', () => {
  it('carries the key, the order, the shipment, the buyer and gross prices', () => {
    expect(payload()).toMatchObject({
      ExternalInvoiceReference1: 'acme-S-0000001902-invoice',
      ExternalInvoiceReference2: '1001-1',
      YourOrderNumber: '1001',
      CustomerNumber: '1',
      CustomerName: 'Åsa Öberg',
      Address1: 'Storgatan 1',
      ZipCode: '111 22',
      Country: 'Sverige',
      DeliveryName: 'Åsa Öberg',
      InvoiceType: 'INVOICE',
      InvoiceDate: '2026-03-02',
      DeliveryDate: '2026-03-03',
      Currency: 'SEK',
      VATIncluded: true,
      InvoiceRows: [
        { AccountNumber: 3001, DeliveredQuantity: '2', Price: 33.33, VAT: 25, Description: 'T-shirt, white, M' },
        { AccountNumber: 3001, DeliveredQuantity: '1', Price: 33.34, VAT: 25, Description: 'T-shirt, white, M' },
      ],
    });
  });

  it('leaves the first reference alone when the key goes into the second', () => {
    const second = payload({}, mapping, 'ExternalInvoiceReference2');
    expect(second).toMatchObject({ ExternalInvoiceReference2: draft.key });
    expect(second).not.toHaveProperty('ExternalInvoiceReference1');
  });

  it('leaves out what is empty, because Fortnox does not clear a field by an empty text', () => {
    expect(payload()).not.toHaveProperty('Address2');
    expect(payload()).not.toHaveProperty('Remarks');
    expect(payload()).not.toHaveProperty('CurrencyRate');
  });

  it('is sent to the buyer’s address, unless Fortnox could only take it changed', () => {
    const withEmail = (email: string) =>
      payload({ material: { ...material, customer: { ...material.customer, email } } });
    expect(withEmail('asa@example.com').EmailInformation).toEqual({ EmailAddressTo: 'asa@example.com' });
    expect(withEmail("o'neil@example.com")).not.toHaveProperty('EmailInformation');
  });

  it('fixes the rate of a foreign currency to the one that Centra used', () => {
    const foreign = { ...material, currency: 'EUR', currencyRate: 11.2345 };
    expect(payload({ material: foreign })).toMatchObject({ Currency: 'EUR', CurrencyRate: 11.2345, CurrencyUnit: 1 });
  });

  it('names the credited invoice on a credit', () => {
    const credit = payload({ material: { ...material, returnId: 77 }, originalDocumentNumber: '5001' });
    expect(credit).toMatchObject({
      Remarks: 'Credit of invoice 5001, return 77',
      ExternalInvoiceReference2: 'return 77',
    });
    expect(credit.InvoiceRows[0].DeliveredQuantity).toBe('-2');
  });

  it('uses the customer of the country, and terms, cost centre and project where mapped', () => {
    const own = {
      ...mapping,
      customers: { default: '1', byCountry: { SE: '46' } },
      payments: { klarna: { modeOfPayment: 'KL', termsOfPayment: 'K30', paymentWay: 'CARD' as const } },
      costCenter: 'WEB',
      project: '12',
    };
    expect(payload({ material: { ...material, paymentMethod: 'klarna' } }, own)).toMatchObject({
      CustomerNumber: '46',
      TermsOfPayment: 'K30',
      PaymentWay: 'CARD',
      CostCenter: 'WEB',
      Project: '12',
    });
  });
});

describe('the document as Fortnox gives it back', () => {
  it('reads through its changes of type: texts for numbers and flags, nulls for what is not set', () => {
    const answer = invoiceAnswer.parse({
      Invoice: {
        '@url': 'https://api.fortnox.se/3/invoices/5001',
        DocumentNumber: 5001,
        ExternalInvoiceReference1: draft.key,
        ExternalInvoiceReference2: null,
        Booked: 'false',
        Cancelled: false,
        Credit: 'false',
        CreditInvoiceReference: '0',
        Currency: 'SEK',
        InvoiceDate: '2026-03-02',
        Total: 100,
        TotalVAT: '20.00',
        RoundOff: 0.4,
        InvoiceRows: [
          { AccountNumber: '3001', VAT: 25, DeliveredQuantity: '-2.00', Price: 33.33, ArticleNumber: null },
        ],
      },
    });
    expect(documentFrom(answer.Invoice, 'ExternalInvoiceReference1')).toEqual({
      documentNumber: '5001',
      key: draft.key,
      isBooked: false,
      isCancelled: false,
      isSent: false,
      currency: 'SEK',
      documentDate: '2026-03-02',
      totalMinor: 9_960,
      vatMinor: 2_000,
      roundOffMinor: 40,
      rows: [{ account: 3001, vatPercent: 25, quantityHundredths: -200, unitMinor: 3333 }],
    });
  });
});
