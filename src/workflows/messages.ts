import { defineQuery, defineSignal } from '@temporalio/workflow';
import type { OrderView } from '../domain/order-view.ts';

/**
 * What can be said to an order workflow. Hints only make it look again; commands come from people, through the API or
 * typed by hand in the Temporal Web UI. Whatever arrives is read by `read…` below and never throws: what cannot be
 * understood is journaled with the reason.
 */
export const orderChanged = defineSignal<[unknown]>('orderChanged');
export const shipmentChanged = defineSignal<[unknown]>('shipmentChanged');
export const returnChanged = defineSignal<[unknown]>('returnChanged');
export const retry = defineSignal<[RetryCommand]>('retry');
export const skip = defineSignal<[SkipCommand]>('skip');
export const resendInvoices = defineSignal<[ResendCommand]>('resendInvoices');
export const markDone = defineSignal<[MarkDoneCommand]>('markDone');
export const pause = defineSignal<[PauseCommand]>('pause');
export const resume = defineSignal<[PauseCommand]>('resume');
export const status = defineQuery<OrderView>('status');

/** Shown in the Temporal Web UI beside each signal. */
export const DESCRIPTIONS = {
  orderChanged: 'Look at the order again. No arguments needed.',
  shipmentChanged: 'Look at the order again because of a shipment: {"shipmentId": 1902, "action": "good_to_go"}',
  returnChanged: 'Look at the order again because of a return: {"returnId": 31, "action": "complete"}',
  retry:
    'Try again what needs attention: {"by": "anna", "reason": "VAT rate added", "step": "S-1902-invoice"}. Without step: everything. "recreate": true remakes a document that was cancelled in the ERP.',
  skip: 'Settle a step without doing it: {"step": "S-1902-invoice", "by": "anna", "reason": "invoiced by hand as 4711"}. For a capture, "releaseInvoice": true lets the invoice go on.',
  resendInvoices:
    'Send the invoices again, or make those that are missing: {"by": "anna", "reason": "customer asked", "shipmentId": 1902}. Without shipmentId: all. "recreate": true remakes a cancelled one.',
  markDone:
    'A person has done a step by hand: {"step": "S-1902-invoice", "reference": "4711", "by": "anna", "reason": "invoiced by hand"}. For an invoice or a credit the reference is the number of the document in the ERP: it is looked up there, and how it differs is shown.',
  pause: 'Begin nothing new, but go on looking: {"by": "anna", "reason": "wrong prices"}',
  resume: 'Go on after a pause: {"by": "anna", "reason": "prices corrected"}',
  status: 'Where the order stands.',
} as const;

/** `step` is a step id such as `S-1902-invoice`; without it everything that needs attention is tried again. */
export interface RetryCommand {
  readonly step?: string;
  readonly by: string;
  readonly reason?: string;
  /** Whether a document that was cancelled in the ERP is to be made again. */
  readonly recreate?: boolean;
}

export interface SkipCommand {
  readonly step: string;
  readonly by: string;
  readonly reason: string;
  /** Only for a capture: whether the invoice may be made although nothing was captured. */
  readonly releaseInvoice?: boolean;
}

export interface ResendCommand {
  /** Without it: every shipment of the order. */
  readonly shipmentId?: number;
  readonly by: string;
  readonly reason: string;
  /** Whether an invoice that was cancelled in the ERP is to be made again. */
  readonly recreate?: boolean;
}

export interface MarkDoneCommand {
  readonly step: string;
  /** What was done by hand: for an invoice or a credit the number of the document in the ERP, else any name of it. */
  readonly reference: string;
  readonly by: string;
  readonly reason: string;
}

/** To pause an order, or to resume it. */
export interface PauseCommand {
  readonly by: string;
  readonly reason: string;
}

/** A command that was understood, or why it was not. */
export type Reading<T> = { readonly ok: true; readonly command: T } | { readonly ok: false; readonly why: string };

/** Reads a `retry` as a person may have typed it. */
export function readRetry(payload: unknown): Reading<RetryCommand> {
  return reading(payload, ['by'], (fields) => ({
    by: text(fields['by']),
    reason: text(fields['reason']),
    recreate: isYes(fields['recreate']),
    ...(fields['step'] === undefined ? {} : { step: text(fields['step']) }),
  }));
}

/** Reads a `skip` as a person may have typed it. */
export function readSkip(payload: unknown): Reading<SkipCommand> {
  return reading(payload, ['step', 'by', 'reason'], (fields) => ({
    step: text(fields['step']),
    by: text(fields['by']),
    reason: text(fields['reason']),
    releaseInvoice: isYes(fields['releaseInvoice']),
  }));
}

/** Reads a `resendInvoices` as a person may have typed it. */
export function readResend(payload: unknown): Reading<ResendCommand> {
  const read = reading(payload, ['by', 'reason'], (fields) => ({
    by: text(fields['by']),
    reason: text(fields['reason']),
    recreate: isYes(fields['recreate']),
    ...(fields['shipmentId'] === undefined ? {} : { shipmentId: Number(fields['shipmentId']) }),
  }));
  if (!read.ok || read.command.shipmentId === undefined || isId(read.command.shipmentId)) return read;
  return { ok: false, why: 'shipmentId must be the number of a shipment, such as 1902' };
}

/** Reads a `markDone` as a person may have typed it. */
export function readMarkDone(payload: unknown): Reading<MarkDoneCommand> {
  return reading(payload, ['step', 'reference', 'by', 'reason'], (fields) => ({
    step: text(fields['step']),
    reference: text(fields['reference']),
    by: text(fields['by']),
    reason: text(fields['reason']),
  }));
}

/** Reads a `pause` or a `resume` as a person may have typed it. */
export function readPause(payload: unknown): Reading<PauseCommand> {
  return reading(payload, ['by', 'reason'], (fields) => ({
    by: text(fields['by']),
    reason: text(fields['reason']),
  }));
}

/** The returns that a hint names, if it does: `{"returnId": 31}` or `{"returnIds": [31, 32]}`. */
export function readReturnIds(payload: unknown): number[] {
  const fields = unwrapped(payload);
  if (!isObject(fields)) return [];
  const { returnId, returnIds } = fields;
  return [returnId, ...(Array.isArray(returnIds) ? returnIds : [])].map(Number).filter(isId);
}

function reading<T>(payload: unknown, required: readonly string[], build: (fields: Fields) => T): Reading<T> {
  const fields = unwrapped(payload);
  if (!isObject(fields)) return { ok: false, why: `expected an object with ${required.join(', ')}` };
  const missing = required.filter((name) => text(fields[name]) === '');
  return missing.length > 0
    ? { ok: false, why: `missing: ${missing.join(', ')}` }
    : { ok: true, command: build(fields) };
}

/** An object may come as JSON in a text, or alone in a list: forms make that of it. */
function unwrapped(payload: unknown): unknown {
  if (typeof payload === 'string') {
    try {
      const read: unknown = JSON.parse(payload);
      return typeof read === 'string' ? read : unwrapped(read);
    } catch {
      return payload;
    }
  }
  return Array.isArray(payload) && payload.length === 1 && isObject(payload[0]) ? payload[0] : payload;
}

type Fields = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a person types is kept with the order for years, and carried along by it: no more of it than anybody reads. */
const MAX_TEXT_LENGTH = 300;

function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim().slice(0, MAX_TEXT_LENGTH) : '';
}

function isYes(value: unknown): boolean {
  return value === true || value === 'true';
}

function isId(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0;
}
