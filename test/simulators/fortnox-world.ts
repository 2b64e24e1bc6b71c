import { afterEach, beforeEach, expect } from 'vitest';
import { createFortnoxControl, type FortnoxControl, type FortnoxState } from '../../simulators/fortnox/control.ts';
import {
  startFortnoxSimulator,
  type FortnoxSimulator,
  type FortnoxSimulatorOptions,
} from '../../simulators/fortnox/server.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body, where it is an object. */
  readonly json: Json;
  /** The body, where it is a list. */
  readonly list: readonly Json[];
}
export type Json = Readonly<Record<string, unknown>>;
type Invoice = FortnoxState['invoices'][number];

export const NOW = new Date('2026-11-24T10:00:00Z');
export const ROW = { AccountNumber: 3001, DeliveredQuantity: '1', Description: 'Jumper', Price: 100, VAT: 25 };
export const INVOICE = { CustomerNumber: '1', InvoiceDate: '2026-11-20', VATIncluded: true, InvoiceRows: [ROW] };

/**
 * A simulated Fortnox that each test of a file has for itself, logged in to, and the calls that the tests are made of.
 *
 * @param common options of every simulator of the file
 */
export function useFortnox(common: FortnoxSimulatorOptions = {}) {
  const running: { simulator?: FortnoxSimulator; control?: FortnoxControl; token: string } = { token: '' };

  const start = async (options: FortnoxSimulatorOptions = {}): Promise<void> => {
    const simulator = await startFortnoxSimulator({ rateLimit: 'off', now: () => NOW, ...common, ...options });
    running.simulator = simulator;
    running.control = createFortnoxControl(simulator.controlUrl);
    running.token = accessTokenIn(await logIn());
  };
  const restart = async (options: FortnoxSimulatorOptions): Promise<void> => {
    await simulatorNow().stop();
    await start(options);
  };
  beforeEach(() => start());
  afterEach(() => simulatorNow().stop());

  function simulatorNow(): FortnoxSimulator {
    if (!running.simulator) throw new Error('no simulated Fortnox runs yet');
    return running.simulator;
  }

  async function ask(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const response = await fetch(`${simulatorNow().url}${path}`, {
      method,
      headers: { Authorization: `Bearer ${running.token}`, 'Content-Type': 'application/json', ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const { status, headers: answered } = response;
    return {
      status,
      headers: answered,
      text,
      json: text.startsWith('{') ? (JSON.parse(text) as Json) : {},
      list: text.startsWith('[') ? (JSON.parse(text) as Json[]) : [],
    };
  }

  /** A call to the token endpoint, as a client that knows its secret. */
  function askToken(form: Record<string, string>, headers: Record<string, string> = {}): Promise<Answer> {
    return ask('POST', '/oauth-v1/token', new URLSearchParams(form).toString(), {
      Authorization: `Basic ${Buffer.from('client:secret').toString('base64')}`,
      'Content-Type': 'application/x-www-form-urlencoded',
      ...headers,
    });
  }

  function logIn(): Promise<Answer> {
    return askToken({ grant_type: 'client_credentials' }, { TenantId: '123456' });
  }

  const postInvoice = (change: object = {}): Promise<Answer> =>
    ask('POST', '/3/invoices', { Invoice: { ...INVOICE, ...change } });

  return {
    /** Of the simulator that runs now. */
    get control(): FortnoxControl {
      if (!running.control) throw new Error('no simulated Fortnox runs yet');
      return running.control;
    },
    get simulator(): FortnoxSimulator {
      return simulatorNow();
    },
    /** What `ask` shows from now on. */
    useToken: (token: string): void => {
      running.token = token;
    },
    start,
    restart,
    ask,
    askToken,
    logIn,
    postInvoice,
    withRow: (change: object): Promise<Answer> => postInvoice({ InvoiceRows: [{ ...ROW, ...change }] }),
    readInvoice: (number: string): Promise<Invoice> => invoiceOf(ask('GET', `/3/invoices/${number}`)),
    /** Its number. */
    bookedInvoice: async (change: object = {}): Promise<string> => {
      const { DocumentNumber: number } = await invoiceOf(postInvoice(change));
      await invoiceOf(ask('PUT', `/3/invoices/${number}/bookkeep`));
      return number;
    },
    pay: (number: string, change: object = {}): Promise<Answer> =>
      ask('POST', '/3/invoicepayments', {
        InvoicePayment: { InvoiceNumber: Number(number), Amount: 100, PaymentDate: '2026-11-24', ...change },
      }),
    bookPayment: (payment: Answer): Promise<Answer> =>
      ask('PUT', `/3/invoicepayments/${paymentNumberIn(payment)}/bookkeep`),
  };
}

export function accessTokenIn({ json }: Answer): string {
  return json['access_token'] as string;
}

export function paymentNumberIn({ json }: Answer): string {
  return (json['InvoicePayment'] as { Number: string }).Number;
}

/** The invoice that a call answered with; fails when it was refused. */
export async function invoiceOf(answer: Promise<Answer>): Promise<Invoice> {
  const { status, text, json } = await answer;
  expect([200, 201], text).toContain(status);
  return json['Invoice'] as Invoice;
}

/** Code of a refusal, and its message where Fortnox's code is not known. */
export async function refusal(answer: Promise<Answer>, status = 400): Promise<{ code: number; message: string }> {
  const { status: answered, text, json } = await answer;
  expect(answered, text).toBe(status);
  const { error, code, message } = json['ErrorInformation'] as { error: number; code: number; message: string };
  expect(error).toBe(1);
  return { code, message };
}
