import type { FortnoxState } from '../fortnox/control.ts';
import type { Actions } from './action.ts';

export type Invoice = FortnoxState['invoices'][number];
export type Company = FortnoxState['company'];

const isDraft = (invoice: Invoice): boolean => !invoice.Booked && !invoice.Cancelled;

/** What a bookkeeper does by hand in Fortnox. */
export const INVOICE_ACTIONS: Actions<Invoice> = {
  book: {
    label: 'Book',
    done: 'is booked',
    isOffered: isDraft,
    act: ({ fortnox }, { DocumentNumber }) => fortnox.bookInvoice(DocumentNumber),
  },
  cancel: {
    label: 'Cancel draft',
    done: 'is cancelled',
    tone: 'grave',
    isOffered: isDraft,
    act: ({ fortnox }, { DocumentNumber }) => fortnox.cancelInvoice(DocumentNumber),
  },
};

/** What an administrator or the warehouse does in Fortnox. */
export const COMPANY_ACTIONS: Actions<Company> = {
  lock: {
    label: 'Lock',
    done: 'has a locked period',
    isOffered: () => true,
    act: ({ fortnox }, _company, form) => fortnox.lockPeriod(form.date('until')),
  },
  unlock: {
    label: 'Unlock',
    done: 'has no locked period',
    isOffered: ({ lockedUntil }) => lockedUntil !== null,
    act: ({ fortnox }) => fortnox.lockPeriod(null),
  },
  'add-vat-rate': {
    label: 'Add',
    done: 'has one more VAT rate',
    isOffered: () => true,
    act: ({ fortnox }, _company, form) => fortnox.addVatRate(form.decimal('percent', 0, 100)),
  },
  'remove-vat-rate': {
    label: 'Remove',
    done: 'has one VAT rate less',
    isOffered: ({ vatRates }) => vatRates.length > 0,
    act: ({ fortnox }, _company, form) => fortnox.removeVatRate(form.decimal('percent', 0, 100)),
  },
  round: {
    label: 'Round to whole kronor',
    done: 'rounds to whole kronor',
    isOffered: ({ roundToWholeKrona }) => !roundToWholeKrona,
    act: ({ fortnox }) => fortnox.setCompany({ roundToWholeKrona: true }),
  },
  'do-not-round': {
    label: 'Keep the öre',
    done: 'keeps the öre',
    isOffered: ({ roundToWholeKrona }) => roundToWholeKrona,
    act: ({ fortnox }) => fortnox.setCompany({ roundToWholeKrona: false }),
  },
  'count-stock': {
    label: 'Set the stock',
    done: 'has its stock counted',
    isOffered: () => true,
    act: ({ fortnox }, _company, form) =>
      fortnox.setStock(form.text('article'), form.text('stockPoint'), form.decimal('quantity', 0, 1_000_000)),
  },
};
