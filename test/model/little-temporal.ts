import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate as drained } from 'node:timers/promises';
import { ActivityFailure, ApplicationFailure, RetryState, type RetryPolicy } from '@temporalio/common';
import { msOptionalToNumber, msToNumber, type Duration } from '@temporalio/common/lib/time.js';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { vi } from 'vitest';

/**
 * As much of Temporal as one order needs, in this process and on a clock of its own: days pass in a moment, and thousands
 * of orders can be lived. What only the real server shows (replay, reset, retention) is shown on the real server.
 *
 * A test puts `insideWorkflows` in the place of `@temporalio/workflow`.
 */
export interface LittleTemporal {
  /** Signals a workflow, and starts it where it does not run. */
  readonly signalWithStart: (start: WorkflowStart, signal: string, payload: unknown) => void;
  /** What a query of the latest run answers. */
  readonly query: (workflowId: string, query: string) => unknown;
  readonly isRunning: (workflowId: string) => boolean;
  /** Ends a run as an administrator does: at once, with whatever it has under way. */
  readonly terminate: (workflowId: string) => void;
  /** Gives the next step to two workers at once, as when the first is thought dead and is only slow. */
  readonly giveTwice: () => void;
  /** Lets the next wait of a run find that its history has grown long. */
  readonly suggestContinueAsNew: (workflowId: string) => void;
  /** Lets time pass; everything that is due in it happens. */
  readonly pass: (ms: number) => Promise<void>;
  /** Lets time pass until no activity runs or waits to be tried again, and for so long at least. */
  readonly settle: (atLeastMs: number, atMostMs: number) => Promise<void>;
}

export interface WorkflowStart {
  readonly workflowId: string;
  readonly args: readonly unknown[];
}

/** What the runs of one `LittleTemporal` are made of. */
export interface LittleWorker {
  readonly workflow: (...args: never[]) => Promise<unknown>;
  readonly activities: Readonly<Record<string, (...args: never[]) => Promise<unknown>>>;
  /** How long an activity waits by itself before it does anything, in milliseconds: that passes on our clock. */
  readonly waitMsOf: (type: string, args: readonly unknown[]) => number;
  /** Whether an activity carries out a step, instead of looking or recording. */
  readonly isStep: (type: string) => boolean;
  /** What the activities' interceptor makes of an error. */
  readonly asFailure: (error: unknown) => unknown;
}

/** Failures that are tried again are the subject here, and no news. */
const QUIET = new DefaultLogger('ERROR');

type Handler = (...args: unknown[]) => unknown;

interface Run {
  readonly workflowId: string;
  readonly runId: string;
  readonly handlers: Map<string, Handler>;
  otherSignals: ((name: string, ...args: unknown[]) => unknown) | undefined;
  isOpen: boolean;
  isLong: boolean;
  /** Why the workflow failed, which none ever may. */
  failure: unknown;
}

interface Timer {
  readonly run: Run;
  readonly atMs: number;
  /** Whether it stands between two tries of an activity. */
  readonly isRetry: boolean;
  readonly fire: () => void;
}

interface Condition {
  readonly run: Run;
  readonly isMet: () => boolean;
  readonly resolve: () => void;
}

class ContinuedAsNew extends Error {
  readonly args: readonly unknown[];

  constructor(args: readonly unknown[]) {
    super('continued as new');
    this.args = args;
  }
}

interface Scope {
  readonly run: Run;
  readonly host: Host;
}

/** Which run the code that runs now belongs to. */
const scope = new AsyncLocalStorage<Scope>();

function here(): Scope {
  const found = scope.getStore();
  if (!found) throw new Error('called outside of a workflow');
  return found;
}

/** The clock that `Date` shows must be faked (`vi.useFakeTimers({ toFake: ['Date'] })`); this moves it. */
export function createLittleTemporal(worker: LittleWorker): LittleTemporal {
  return new Host(worker);
}

class Host implements LittleTemporal {
  readonly #worker: LittleWorker;
  readonly #runs = new Map<string, Run>();
  #timers: Timer[] = [];
  #conditions: Condition[] = [];
  #busy = 0;
  #wakeUp: (() => void) | undefined;
  #runCount = 0;
  /** How many of the next steps go to two workers. */
  #given = 0;
  /** Why the last try of an activity that goes on failed, for whoever reads a test's failure. */
  #lastFailure = '';

  constructor(worker: LittleWorker) {
    this.#worker = worker;
  }

  signalWithStart({ workflowId, args }: WorkflowStart, signal: string, payload: unknown): void {
    const open = this.#runs.get(workflowId);
    const run = open?.isOpen === true ? open : this.#start(workflowId, args);
    const handler = run.handlers.get(signal);
    scope.run({ run, host: this }, () => (handler ? handler(payload) : run.otherSignals?.(signal, payload)));
  }

  query(workflowId: string, query: string): unknown {
    const run = this.#runs.get(workflowId);
    return run && scope.run({ run, host: this }, () => run.handlers.get(query)?.());
  }

  isRunning(workflowId: string): boolean {
    return this.#runs.get(workflowId)?.isOpen === true;
  }

  terminate(workflowId: string): void {
    const run = this.#runs.get(workflowId);
    if (run) this.#close(run);
  }

  suggestContinueAsNew(workflowId: string): void {
    const run = this.#runs.get(workflowId);
    if (run) run.isLong = true;
  }

  giveTwice(): void {
    this.#given += 1;
  }

  pass(ms: number): Promise<void> {
    return this.#live(Date.now() + ms, () => false);
  }

  async settle(atLeastMs: number, atMostMs: number): Promise<void> {
    const latestMs = Date.now() + atMostMs;
    const isBusy = (): boolean => this.#timers.some(({ isRetry }) => isRetry);
    await this.pass(atLeastMs);
    while (isBusy() && Date.now() < latestMs) {
      await this.#live(latestMs, () => !isBusy());
      await this.pass(atLeastMs);
    }
    if (isBusy()) throw new Error(`hours later this is still tried again: ${this.#lastFailure}`);
  }

  /** Until a moment, or until there is nothing more to wait for. */
  async #live(untilMs: number, isEnough: () => boolean): Promise<void> {
    for (;;) {
      await drained();
      this.#throwFailures();
      if (this.#meetConditions()) continue;
      if (this.#busy > 0) {
        await new Promise<void>((resolve) => (this.#wakeUp = resolve));
        continue;
      }
      if (isEnough()) return;
      const next = this.#timers.toSorted((a, b) => a.atMs - b.atMs)[0];
      if (next === undefined || next.atMs > untilMs) {
        if (Date.now() < untilMs) vi.setSystemTime(untilMs);
        return;
      }
      this.#timers = this.#timers.filter((timer) => timer !== next);
      if (next.atMs > Date.now()) vi.setSystemTime(next.atMs);
      next.fire();
    }
  }

  #throwFailures(): void {
    for (const { workflowId, failure } of this.#runs.values()) {
      if (failure !== undefined) throw new Error(`workflow ${workflowId} failed`, { cause: failure });
    }
  }

  #meetConditions(): boolean {
    const met = this.#conditions.filter((condition) => condition.isMet());
    this.#conditions = this.#conditions.filter((condition) => !met.includes(condition));
    for (const { resolve } of met) resolve();
    return met.length > 0;
  }

  #start(workflowId: string, args: readonly unknown[]): Run {
    const run: Run = {
      workflowId,
      runId: `run-${++this.#runCount}`,
      handlers: new Map(),
      otherSignals: undefined,
      isOpen: true,
      isLong: false,
      failure: undefined,
    };
    this.#runs.set(workflowId, run);
    void scope.run({ run, host: this }, async () => {
      try {
        await this.#worker.workflow(...(args as never[]));
        this.#close(run);
      } catch (error) {
        this.#close(run);
        if (error instanceof ContinuedAsNew) this.#start(workflowId, error.args);
        else run.failure = error;
      }
    });
    return run;
  }

  /** What a closed run waited for never comes; activities that are under way end unheard. */
  #close(run: Run): void {
    run.isOpen = false;
    this.#timers = this.#timers.filter((timer) => timer.run !== run);
    this.#conditions = this.#conditions.filter((condition) => condition.run !== run);
  }

  timer(run: Run, ms: number, isRetry = false): Promise<void> {
    return new Promise((resolve) => {
      if (run.isOpen) this.#timers.push({ run, atMs: Date.now() + Math.max(1, ms), isRetry, fire: resolve });
    });
  }

  until(run: Run, isMet: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      if (isMet()) resolve();
      else if (run.isOpen) this.#conditions.push({ run, isMet, resolve });
    });
  }

  forget(run: Run, isMet: () => boolean): void {
    this.#conditions = this.#conditions.filter((condition) => condition.run !== run || condition.isMet !== isMet);
  }

  async activity(run: Run, type: string, args: readonly unknown[], retry: RetryPolicy): Promise<unknown> {
    const activity = this.#worker.activities[type];
    if (!activity) throw new Error(`no activity ${type}`);
    let told: unknown;
    const waitMs = this.#worker.waitMsOf(type, args);
    if (waitMs > 0) await this.timer(run, waitMs);
    for (let attempt = 1; ; attempt += 1) {
      const isGivenTwice = this.#given > 0 && this.#worker.isStep(type);
      if (isGivenTwice) this.#given -= 1;
      const work = async (): Promise<unknown> => {
        const context = new MockActivityEnvironment(
          { activityType: type, attempt, heartbeatDetails: told },
          { logger: QUIET },
        );
        context.on('heartbeat', (details: unknown) => (told = copied(details)));
        return context.run(activity, ...(copied(args) as never[]));
      };
      // Nobody hears what comes of the other one.
      const [outcome] = await Promise.all([this.#try(work), ...(isGivenTwice ? [this.#try(work)] : [])]);
      if (!run.isOpen) return new Promise(() => undefined);
      if (outcome.ok) return copied(outcome.value);
      const failure = this.#worker.asFailure(outcome.error);
      const cause =
        failure instanceof ApplicationFailure
          ? failure
          : ApplicationFailure.create({ message: String(failure), cause: outcome.error as Error });
      if (cause.nonRetryable === true) {
        throw new ActivityFailure('Activity task failed', type, '1', RetryState.NON_RETRYABLE_FAILURE, 'worker', cause);
      }
      this.#lastFailure = `${type}: ${cause.message}`;
      const { initialInterval = '1 s', maximumInterval = '100 s', backoffCoefficient = 2 } = retry;
      const backOffMs = Math.min(
        msToNumber(initialInterval) * backoffCoefficient ** (attempt - 1),
        msToNumber(maximumInterval),
      );
      await this.timer(run, msOptionalToNumber(cause.nextRetryDelay ?? undefined) ?? backOffMs, true);
    }
  }

  /** Real work, during which no time passes. */
  async #try(work: () => Promise<unknown>): Promise<{ ok: true; value: unknown } | { ok: false; error: unknown }> {
    this.#busy += 1;
    try {
      return { ok: true, value: await scope.exit(work) };
    } catch (error) {
      return { ok: false, error };
    } finally {
      this.#busy -= 1;
      this.#wakeUp?.();
    }
  }
}

/** What goes into history and comes out again is JSON. */
function copied<T>(value: T): T {
  return value === undefined ? value : (JSON.parse(JSON.stringify(value)) as T);
}

/** The functions of `@temporalio/workflow` that need a workflow around them. */
export const insideWorkflows = {
  workflowInfo: () => {
    const { run } = here();
    const { workflowId, runId, isLong: continueAsNewSuggested } = run;
    return { workflowId, runId, continueAsNewSuggested, historyLength: 0, unsafe: { isReplaying: false } };
  },
  sleep: (ms: Duration) => here().host.timer(here().run, msToNumber(ms)),
  async condition(isMet: () => boolean, timeout?: Duration): Promise<boolean | undefined> {
    const { host, run } = here();
    const met = host.until(run, isMet).then(() => true);
    if (timeout === undefined) return met;
    const inTime = await Promise.race([met, host.timer(run, msToNumber(timeout)).then(() => false)]);
    host.forget(run, isMet);
    return inTime;
  },
  setHandler(definition: { readonly name: string }, handler: Handler): void {
    here().run.handlers.set(definition.name, handler);
  },
  setDefaultSignalHandler(handler: (name: string, ...args: unknown[]) => unknown): void {
    here().run.otherSignals = handler;
  },
  proxyActivities: (options: { readonly retry?: RetryPolicy }) => proxyOf(options),
  proxyLocalActivities: (options: { readonly retry?: RetryPolicy }) => proxyOf(options),
  continueAsNew(...args: unknown[]): Promise<never> {
    throw new ContinuedAsNew(copied(args));
  },
  allHandlersFinished: () => true,
  patched: () => true,
  deprecatePatch: () => undefined,
  uuid4: () => `00000000-0000-4000-8000-${String(++uuids).padStart(12, '0')}`,
  upsertSearchAttributes: () => undefined,
  setCurrentDetails: () => undefined,
};

let uuids = 0;

function proxyOf({ retry = {} }: { readonly retry?: RetryPolicy }): object {
  return new Proxy(
    {},
    {
      get(_target, type) {
        const call = (...args: unknown[]): Promise<unknown> =>
          here().host.activity(here().run, String(type), args, retry);
        return Object.assign(call, {
          executeWithOptions: (_options: object, args: readonly unknown[]) => call(...args),
        });
      },
    },
  );
}
