import express, { Router, type NextFunction, type Request, type Response } from 'express';
import { Refusal } from './answers.ts';
import { hundredthsFrom } from './decimals.ts';
import { readFault } from './faults.ts';
import { bookInvoice, cancelInvoice } from './invoices.ts';
import { registerEntry, REGISTER_NAMES } from './registers.ts';
import { SCOPES } from './scopes.ts';
import type { Simulation } from './server.ts';
import { stateOf } from './state.ts';
import {
  calendarDate,
  integerFrom,
  listOf,
  matching,
  numberFrom,
  oneOfWords,
  optional,
  orNull,
  record,
  ShapeError,
  textOf,
  trueOrFalse,
  type Shape,
  type Shaped,
} from './shapes.ts';
import { putArticle, putCustomer, rateOf, READY_RULES, setStock } from './tenant.ts';

const percent = numberFrom(0, 100);
const currencyCode = matching(/^[A-Z]{3}$/, 'three capital letters');
const account = integerFrom(1000, 9999);
const number = textOf(1, 50);
const quantity = numberFrom(-1e9, 1e9);

const lockedPeriod = record({ until: orNull(calendarDate) });
const newArticle = record({
  articleNumber: number,
  description: textOf(1, 200),
  stockGoods: optional(trueOrFalse),
  quantity: optional(quantity),
});
const stockCount = record({ itemId: number, stockPointCode: textOf(1, 10), quantity });
const newCustomer = record({
  customerNumber: number,
  name: textOf(1, 1024),
  email: optional(textOf(1, 1024)),
  currency: optional(currencyCode),
});
const modeOfPayment = record({ code: number, account });
const registerName = oneOfWords(REGISTER_NAMES);
const newEntry = record({
  register: registerName,
  code: number,
  description: optional(textOf(1, 200)),
  active: optional(trueOrFalse),
});
const entryName = record({ register: registerName, code: number });
const warehouse = record({
  activated: optional(trueOrFalse),
  allowNegativeStock: optional(trueOrFalse),
  mustBeReady: optional(oneOfWords(READY_RULES)),
});
const company = record({
  roundToWholeKrona: optional(trueOrFalse),
  accountingMethod: optional(oneOfWords(['ACCRUAL', 'CASH'])),
  easyVat: optional(trueOrFalse),
  hasBankDetails: optional(trueOrFalse),
  customerCurrencyBinds: optional(trueOrFalse),
  searchLagMs: optional(integerFrom(0, 3_600_000)),
});
const seed = integerFrom(0, 2 ** 32 - 1);
const scopes = listOf(oneOfWords(SCOPES));
const licences = record({
  /** The scopes that there is a licence for. */
  scopes: optional(scopes),
  /** Whether the company may use the API at all. */
  api: optional(trueOrFalse),
});
const nothing = (): void => undefined;

export type NewCustomer = Shaped<typeof newCustomer>;
export type CompanyChange = Shaped<typeof company>;
export type WarehouseChange = Shaped<typeof warehouse>;
export type LicenceChange = Shaped<typeof licences>;

/** What a bookkeeper, an administrator or bad luck does to the company, past the API. Bad input is a 400 that says why. */
export function controlRouter(simulation: Simulation): Router {
  const { tenant, faults, oauth, access } = simulation;
  const router = Router();
  router.use(express.json({ type: () => true, strict: false }));

  router.get('/state', (_request, response) => {
    response.json(stateOf(simulation));
  });

  const on = <T>(method: 'put' | 'post' | 'delete', path: string, shape: Shape<T>, act: (input: T) => void): void => {
    router[method](path, (request: Request, response: Response) => {
      act(shape(request.body, ''));
      response.status(204).end();
    });
  };
  on('post', '/faults', readFault, (fault) => faults.add(fault));
  on('delete', '/faults', nothing, () => faults.clear());
  on('put', '/fault-seed', seed, (next) => faults.seed(next));
  on('put', '/scopes', scopes, (granted) => {
    access.scopes = granted;
  });
  on('put', '/licences', licences, (change) => {
    access.licences = change.scopes ?? access.licences;
    access.hasApiLicence = change.api ?? access.hasApiLicence;
  });
  router.post('/consents', (_request, response) => {
    response.json({ refreshToken: oauth.consent() });
  });
  on('delete', '/consents', nothing, () => oauth.withdrawConsent());
  on('put', '/locked-period', lockedPeriod, ({ until }) => {
    tenant.lockedUntil = until;
  });
  on('put', '/company', company, (change) => void Object.assign(tenant, change));
  on('put', '/warehouse', warehouse, (change) => {
    tenant.warehouse = { ...tenant.warehouse, ...change };
  });
  on('post', '/vat-rates', percent, (rate) => tenant.vatRates.add(inHundredths(rate)));
  on('delete', '/vat-rates', percent, (rate) => tenant.vatRates.delete(inHundredths(rate)));
  on('post', '/currencies', currencyCode, (code) => tenant.currencies.set(code, rateOf(code)));
  on('delete', '/currencies', currencyCode, (code) => tenant.currencies.delete(code));
  on('post', '/accounts', account, (code) => tenant.accounts.set(code, { active: true }));
  on('delete', '/active-accounts', account, (code) => tenant.accounts.set(code, { active: false }));
  on('delete', '/accounts', account, (code) => tenant.accounts.delete(code));
  on('post', '/modes-of-payment', modeOfPayment, (mode) => tenant.modesOfPayment.set(mode.code, mode.account));
  on('delete', '/modes-of-payment', number, (code) => tenant.modesOfPayment.delete(code));
  on('post', '/register-entries', newEntry, ({ register, ...entry }) =>
    tenant.registers[register].set(entry.code, registerEntry(entry)),
  );
  on('delete', '/register-entries', entryName, ({ register, code }) => tenant.registers[register].delete(code));
  on('post', '/articles', newArticle, (article) => putArticle(tenant, article));
  on('put', '/stock', stockCount, ({ itemId, stockPointCode, quantity: counted }) => {
    if (!tenant.articles.get(itemId)?.StockGoods) {
      throw new BadControlError(`${itemId} is not an article kept in stock`);
    }
    if (!tenant.stockPoints.some(({ code }) => code === stockPointCode)) {
      throw new BadControlError(`there is no stock point ${stockPointCode}`);
    }
    setStock(tenant, itemId, inHundredths(counted), stockPointCode);
  });
  on('post', '/customers', newCustomer, ({ customerNumber, name, email, currency }) =>
    putCustomer(tenant, {
      CustomerNumber: customerNumber,
      Name: name,
      ...(email !== undefined && { Email: email }),
      ...(currency !== undefined && { Currency: currency }),
    }),
  );
  on('delete', '/customers', number, (key) => tenant.customers.delete(key));
  on('post', '/cancelled-invoices', number, (key) => cancelInvoice(tenant, key));
  on('post', '/booked-invoices', number, (key) => bookInvoice(tenant, key));

  router.use((request: Request, response: Response) => {
    response.status(404).json({ error: `The simulator has no control ${request.method} ${request.path}` });
  });
  router.use((error: unknown, _request: Request, response: Response, next: NextFunction) => {
    const said = explanationOf(error);
    if (said === undefined) return next(error);
    response.status(400).json({ error: said });
  });
  return router;
}

class BadControlError extends Error {}

function explanationOf(error: unknown): string | undefined {
  if (error instanceof Refusal || error instanceof ShapeError || error instanceof BadControlError) return error.message;
  return error instanceof SyntaxError ? `The body is not JSON: ${error.message}` : undefined;
}

function inHundredths(value: number): number {
  return hundredthsFrom(value) ?? 0;
}
