import { createdAnswer, jsonAnswer, type Answer } from './answers.ts';
import { unwrap } from './fields.ts';
import { balanceMinor, invoiceJson, invoiceListItem, type Invoice, type InvoiceJson } from './invoice.ts';
import {
  bookInvoice,
  cancelInvoice,
  createInvoice,
  creditInvoice,
  emailInvoice,
  findInvoice,
  markSent,
  markWarehouseReady,
  printInvoice,
  updateInvoice,
} from './invoices.ts';
import { listAnswer, type ListRules } from './lists.ts';
import { jsonBody, param, type Route } from './routes.ts';
import { today, type Tenant } from './tenant.ts';

const ONE = '/3/invoices/:documentNumber';

/** What is done to an invoice by its number alone; a body may be empty and is not read. */
const ACTIONS: Readonly<Record<string, (tenant: Tenant, documentNumber: string) => Invoice>> = {
  'PUT bookkeep': bookInvoice,
  'PUT cancel': cancelInvoice,
  'PUT credit': creditInvoice,
  'PUT externalprint': markSent,
  'PUT warehouseready': markWarehouseReady,
  'GET email': emailInvoice,
  'GET print': printInvoice,
  'GET preview': findInvoice,
};

export const INVOICE_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/3/invoices',
    handle: (tenant, { query }) => listAnswer(listRules(tenant), searchable(tenant), query),
  },
  {
    method: 'POST',
    path: '/3/invoices',
    handle: (tenant, request) => {
      const invoice = createInvoice(tenant, unwrap('Invoice', jsonBody(request)));
      return createdAnswer({ Invoice: invoiceJson(tenant, invoice) }, 'invoices');
    },
  },
  { method: 'GET', path: ONE, handle: (tenant, request) => answer(tenant, findInvoice(tenant, numberIn(request))) },
  {
    method: 'PUT',
    path: ONE,
    handle: (tenant, request) =>
      answer(tenant, updateInvoice(tenant, numberIn(request), unwrap('Invoice', jsonBody(request)))),
  },
  ...Object.entries(ACTIONS).map(([name, act]): Route => {
    const [method, action] = name.split(' ') as ['GET' | 'PUT', string];
    return {
      method,
      path: `${ONE}/${action}`,
      handle: (tenant, request) => answer(tenant, act(tenant, numberIn(request))),
    };
  }),
];

/** What a search can find: all but the newest, where the company's searches lag behind. */
function searchable(tenant: Tenant): Invoice[] {
  const untilMs = performance.now() - tenant.searchLagMs;
  return [...tenant.invoices.values()].filter(({ madeAtMs }) => madeAtMs <= untilMs);
}

function numberIn(request: Parameters<Route['handle']>[1]): string {
  return param(request, 'documentNumber');
}

function answer(tenant: Tenant, invoice: Invoice): Answer {
  return jsonAnswer({ Invoice: invoiceJson(tenant, invoice) });
}

function listRules(tenant: Tenant): ListRules<Invoice> {
  const shown =
    (textIn: (json: InvoiceJson) => string | boolean) =>
    (invoice: Invoice): string =>
      String(textIn(invoiceJson(tenant, invoice)));
  const isOpen = (invoice: Invoice): boolean => !invoice.cancelled && balanceMinor(invoice) !== 0;
  return {
    name: 'Invoices',
    json: (invoice) => invoiceListItem(tenant, invoice),
    searchable: {
      externalinvoicereference1: (invoice) => invoice.fields.ExternalInvoiceReference1 ?? '',
      externalinvoicereference2: (invoice) => invoice.fields.ExternalInvoiceReference2 ?? '',
      documentnumber: (invoice) => invoice.documentNumber,
      customernumber: (invoice) => invoice.fields.CustomerNumber ?? '',
      customername: shown((json) => json.CustomerName),
      yourordernumber: (invoice) => invoice.fields.YourOrderNumber ?? '',
      yourreference: (invoice) => invoice.fields.YourReference ?? '',
      ourreference: (invoice) => invoice.fields.OurReference ?? '',
      ocr: shown((json) => json.OCR),
      currency: (invoice) => invoice.currency,
      credit: shown((json) => json.Credit),
      costcenter: (invoice) => invoice.fields.CostCenter ?? '',
      project: (invoice) => invoice.fields.Project ?? '',
      invoicetype: shown((json) => json.InvoiceType),
      sent: shown((json) => json.Sent),
      notcompleted: shown((json) => json.NotCompleted),
      label: (invoice) => (invoice.fields.Labels ?? []).map(({ Id: id }) => String(id)),
      articlenumber: (invoice) => invoice.rows.map((row) => row.fields.ArticleNumber ?? ''),
      articledescription: (invoice) => invoice.rows.map((row) => row.description),
    },
    filters: {
      cancelled: (invoice) => invoice.cancelled,
      fullypaid: (invoice) => !invoice.cancelled && invoice.finalPayDate !== null,
      unpaid: isOpen,
      unpaidoverdue: (invoice) => isOpen(invoice) && invoice.dueDate < today(tenant),
      unbooked: (invoice) => !invoice.cancelled && invoice.voucher === null,
    },
    sortable: {
      customername: shown((json) => json.CustomerName),
      customernumber: (invoice) => invoice.fields.CustomerNumber ?? '',
      documentnumber: (invoice) => Number(invoice.documentNumber),
      invoicedate: (invoice) => invoice.invoiceDate,
      ocr: shown((json) => json.OCR),
      total: (invoice) => invoice.totals.totalMinor,
    },
    modifiedAt: (invoice) => invoice.modifiedAt,
    dateOf: (invoice) => invoice.invoiceDate,
  };
}
