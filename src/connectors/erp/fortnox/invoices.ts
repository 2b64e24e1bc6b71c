import { z } from 'zod';
import type { Erp, ErpDocument } from '../erp.ts';
import { unlessAlreadySo } from './already-so.ts';
import { name, pages, text } from './answers.ts';
import type { Call, FortnoxClient } from './client.ts';
import { differencesOf } from './differences.ts';
import { createArticleCheck } from './articles.ts';
import { createCustomers, isCustomerUnknown } from './customers.ts';
import type { DocumentSettings, StoredInvoice } from './document.ts';
import { documentFrom, invoiceAnswer, invoicePayload } from './document.ts';
import { FortnoxRefusedError } from './problem-mapping.ts';
import { invoiceRows } from './rows.ts';

type Invoices = Pick<
  Erp,
  | 'findDocuments'
  | 'readDocument'
  | 'createDocument'
  | 'differences'
  | 'bookDocument'
  | 'cancelDocument'
  | 'sendDocument'
>;

const listAnswer = z.object({
  MetaInformation: pages,
  Invoices: z.array(
    z.object({ DocumentNumber: name, ExternalInvoiceReference1: text, ExternalInvoiceReference2: text }),
  ),
});

/** The warehouse module wants a document finalised before it is booked. */
const NOT_FINALISED = '2003498';

export function createInvoices(client: FortnoxClient, settings: DocumentSettings): Invoices {
  const { keyField, mapping, connectionKey } = settings;
  const customers = createCustomers(client, mapping, connectionKey);
  const checkArticles = createArticleCheck(client);

  const invoice = (call: Pick<Call<unknown>, 'method' | 'path' | 'body' | 'isWrite'>): Promise<StoredInvoice> =>
    client.call({ ...call, answer: invoiceAnswer, otherwise: 'erpRefused' }).then((answer) => answer.Invoice);
  const read = (number: string): Promise<StoredInvoice> =>
    invoice({ method: 'GET', path: pathOf(number), isWrite: false });
  const act = (number: string, action: string): Promise<StoredInvoice> =>
    invoice({ method: 'PUT', path: pathOf(number, action), isWrite: true });

  /** Seen of the last document: a company on the cash method is not asked to book what it cannot. */
  let isCashMethod = false;
  const document = (stored: StoredInvoice): ErpDocument => {
    isCashMethod = stored.AccountingMethod === 'CASH';
    return documentFrom(stored, keyField);
  };

  const bookkeep = async (number: string): Promise<StoredInvoice> => {
    try {
      return await act(number, 'bookkeep');
    } catch (error) {
      if (!(error instanceof FortnoxRefusedError) || error.refusal.code !== NOT_FINALISED) throw error;
      await act(number, 'warehouseready');
      return act(number, 'bookkeep');
    }
  };

  /** Fortnox finds by any part of the field, in any case: the exact ones are ours. */
  const numbersWith = async (key: string): Promise<readonly string[]> => {
    const found: string[] = [];
    for (let page = 1, lastPage = 1; page <= lastPage; page++) {
      const answer = await client.call({
        method: 'GET',
        path: '/3/invoices',
        query: { [keyField.toLowerCase()]: key, limit: '500', page: String(page) },
        isWrite: false,
        answer: listAnswer,
        otherwise: 'erpRefused',
      });
      found.push(...answer.Invoices.filter((item) => item[keyField] === key).map((item) => item.DocumentNumber));
      lastPage = answer.MetaInformation['@TotalPages'];
    }
    return found.toSorted((a, b) => Number(a) - Number(b));
  };

  return {
    async findDocuments(key) {
      const documents: ErpDocument[] = [];
      // One after the other: there is hardly ever more than one, and the rate limit is shared.
      for (const number of await numbersWith(key)) documents.push(document(await read(number)));
      return documents;
    },

    readDocument: async (number) => document(await read(number)),

    createDocument: async (draft) => {
      const { material, movesStock = false } = draft;
      const rows = invoiceRows(material, mapping, movesStock);
      await checkArticles(rows, movesStock);
      const body = { Invoice: invoicePayload(draft, rows, settings) };
      try {
        return document(await invoice({ method: 'POST', path: '/3/invoices', body, isWrite: true }));
      } catch (error) {
        if (!isCustomerUnknown(error)) throw error;
        return customers.createInstead(material, error);
      }
    },

    differences: (stored, { material, movesStock }) =>
      differencesOf(stored, material, invoiceRows(material, mapping, movesStock)),

    /** Under the cash method Fortnox books an invoice when it is paid: until then it stays as it is, and that is right. */
    bookDocument: async (number) => {
      const asItMustBe = async (): Promise<StoredInvoice | undefined> => {
        const stored = await read(number);
        return stored.Booked || stored.AccountingMethod === 'CASH' ? stored : undefined;
      };
      const stored = isCashMethod ? await asItMustBe() : undefined;
      return document(stored ?? (await unlessAlreadySo(() => bookkeep(number), asItMustBe)));
    },

    cancelDocument: async (number) => {
      await unlessAlreadySo(
        () => act(number, 'cancel'),
        () => read(number).then((stored) => (stored.Cancelled ? stored : undefined)),
      );
    },

    /** By e-mail Fortnox sends it; for print it is marked as sent, and the merchant prints it. */
    sendDocument: async (number, by) => {
      await (by === 'email'
        ? invoice({ method: 'GET', path: pathOf(number, 'email'), isWrite: true })
        : act(number, 'externalprint'));
    },
  };
}

function pathOf(number: string, action?: string): string {
  const path = `/3/invoices/${encodeURIComponent(number)}`;
  return action === undefined ? path : `${path}/${action}`;
}
