import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CentraEvent } from './state.ts';
import { formatDate } from './time.ts';
import type { TroubleMaker } from './webhook-trouble.ts';

export interface WebhookTarget {
  readonly url: string;
  readonly secret: string;
}

/** What became of one call: a batch of events, its attempts, and whether it was given up. */
export interface WebhookDelivery {
  readonly events: readonly WebhookEvent[];
  readonly attempts: number;
  readonly outcome: 'delivered' | 'givenUp';
  /** The HTTP status of the last attempt; null when there was no answer. */
  readonly lastStatus: number | null;
}

export interface WebhookEvent extends CentraEvent {
  /** `2021-01-29 14:40:58.628033`, in the instance's time zone, which it does not say. */
  readonly date: string;
}

export interface WebhookSettings {
  /** How long events are gathered before a call. */
  readonly delayMs: number;
  /** Further attempts after a failed one. Centra: none by default, three at most. */
  readonly retries: number;
  /** Before the first further attempt; it doubles each time. */
  readonly retryDelayMs: number;
  /** Centra: 5 seconds by default. */
  readonly timeoutMs: number;
  readonly timeZone: string;
  readonly now: () => Date;
  /** Decides which events are lost, doubled or late. */
  readonly trouble: TroubleMaker;
}

export interface Webhooks {
  setTarget(target: WebhookTarget | null): void;
  queue(event: CentraEvent): void;
  deliveries(): readonly WebhookDelivery[];
  /** Ends deliveries under way and forgets what is queued. */
  stop(): void;
}

/** Centra: at most this many events in a call. */
const MAX_EVENTS_PER_CALL = 100;

/**
 * Centra's signature header over the raw form body.
 *
 * @param timestampSeconds When it is sent, for replay protection.
 */
export function signatureHeader(secret: string, timestampSeconds: number, rawBody: string): string {
  const v1 = createHmac('sha256', secret).update(`${timestampSeconds}.${rawBody}`).digest('hex');
  return `t=${timestampSeconds},v1=${v1}`;
}

/** Tells one target what changed, one call at a time. After the last attempt events are lost, as Centra's are. */
export function createWebhooks(settings: WebhookSettings): Webhooks {
  const log: WebhookDelivery[] = [];
  let queued: { readonly event: WebhookEvent; isLater: boolean }[] = [];
  const stopped = new AbortController();
  let target: WebhookTarget | null = null;
  let isRunning = false;
  let microseconds = 0;

  /** What is for a later call stays behind, and is due the next time. */
  const nextCall = (): WebhookEvent[] => {
    const due = queued.filter(({ isLater }) => !isLater).slice(0, MAX_EVENTS_PER_CALL);
    queued = queued.filter((entry) => !due.includes(entry)).map(({ event }) => ({ event, isLater: false }));
    return due.map(({ event }) => event);
  };

  const deliverAll = async () => {
    isRunning = true;
    while (queued.length > 0 && !stopped.signal.aborted) {
      await pause(settings.delayMs, stopped.signal);
      const events = nextCall();
      if (target !== null && events.length > 0) log.push(await deliver(target, events, settings, stopped.signal));
    }
    isRunning = false;
  };

  return {
    setTarget: (newTarget) => {
      target = newTarget;
    },
    queue: (event) => {
      if (target === null || stopped.signal.aborted) return;
      // A batch's events follow each other within microseconds, which a JavaScript clock cannot tell.
      microseconds = (microseconds + 1) % 1_000;
      const date =
        formatDate(settings.now(), settings.timeZone, 'Y-m-d H:i:s.v') + String(microseconds).padStart(3, '0');
      const told = { type: event.type, action: event.action, date, id: event.id };
      for (const when of settings.trouble.fateOf()) queued.push({ event: told, isLater: when === 'later' });
      if (!isRunning) void deliverAll();
    },
    deliveries: () => log,
    stop: () => {
      queued = [];
      stopped.abort();
    },
  };
}

async function deliver(
  target: WebhookTarget,
  events: readonly WebhookEvent[],
  { retries, retryDelayMs, timeoutMs }: WebhookSettings,
  stopped: AbortSignal,
): Promise<WebhookDelivery> {
  for (let attempts = 1; ; attempts += 1) {
    const lastStatus = await post(target, events, AbortSignal.any([stopped, AbortSignal.timeout(timeoutMs)]));
    const isDelivered = lastStatus !== null && lastStatus >= 200 && lastStatus < 300;
    if (isDelivered || attempts > retries || stopped.aborted) {
      return { events, attempts, outcome: isDelivered ? 'delivered' : 'givenUp', lastStatus };
    }
    await pause(retryDelayMs * 2 ** (attempts - 1), stopped);
  }
}

/** @returns The answer's status; null when there was none in time. */
async function post(
  target: WebhookTarget,
  events: readonly WebhookEvent[],
  signal: AbortSignal,
): Promise<number | null> {
  const body = `payload=${encodeURIComponent(JSON.stringify({ events }))}`;
  // Real time, even where the simulator plays another day: receivers refuse stale signatures.
  const signature = signatureHeader(target.secret, Math.floor(Date.now() / 1_000), body);
  const headers = { 'content-type': 'application/x-www-form-urlencoded', 'x-centra-signature': signature };
  try {
    const response = await fetch(target.url, { method: 'POST', headers, body, signal, redirect: 'manual' });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return null;
  }
}

/** Ends early when stopped. */
async function pause(delayMs: number, stopped: AbortSignal): Promise<void> {
  await sleep(delayMs, undefined, { signal: stopped }).catch(() => undefined);
}
