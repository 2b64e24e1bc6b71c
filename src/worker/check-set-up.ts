import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from '../activities/dependencies.ts';
import { NotDoneError } from '../connectors/call-errors.ts';
import type { SetUpFinding } from '../connectors/erp/erp.ts';

/** To go on would count stock twice or book in the wrong company. Each problem is one line with its remedy. */
export class SetUpError extends Error {
  override readonly name = 'SetUpError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

export interface SetUpLog {
  readonly info: (fields: object, message: string) => void;
  readonly warn: (fields: object, message: string) => void;
}

export interface SetUpCheck {
  /** Rejects with `SetUpError` when a danger shows only after the start; otherwise it never settles. */
  readonly danger: Promise<never>;
  readonly stop: () => void;
}

interface Patience {
  /** How long a start waits for the ERPs. */
  readonly startMs: number;
  /** When an ERP that was away is asked again. */
  readonly againMs: number;
}

const PATIENCE: Patience = { startMs: 10_000, againMs: 60_000 };

type Checked = Pick<Connection, 'id' | 'erp'>;

/**
 * Holds the set-up of each ERP against the config: first what would be dangerous, before anything is done, then all else,
 * while work goes on. An ERP that is away or slow keeps nobody from starting, since nothing is booked without it: it is
 * asked again until it answers.
 *
 * @throws SetUpError with all dangers of all connections.
 */
export async function checkSetUp(
  connections: readonly Checked[],
  log: SetUpLog,
  patience: Patience = PATIENCE,
): Promise<SetUpCheck> {
  const dangers = await Promise.all(connections.map((connection) => dangersAtStart(connection, log, patience)));
  refuse(dangers.flat());

  const stopped = new AbortController();
  const danger = new Promise<never>((_, reject) => {
    for (const connection of connections) {
      checkEverything(connection, log, { againMs: patience.againMs, stopped: stopped.signal }).catch(reject);
    }
  });
  return { danger, stop: () => stopped.abort() };
}

async function dangersAtStart(connection: Checked, log: SetUpLog, { startMs }: Patience): Promise<readonly string[]> {
  const tooSlow = new AbortController();
  try {
    return await Promise.race([
      connection.erp.checkSetUp('dangers').then((found) => problemsIn(connection, found)),
      sleep(startMs, undefined, { signal: tooSlow.signal }).then(() => {
        throw new NotDoneError(`no answer within ${startMs} ms`);
      }),
    ]);
  } catch (error) {
    tellUnchecked(connection, log, error);
    return [];
  } finally {
    tooSlow.abort();
  }
}

/** @throws SetUpError when there is a danger after all. */
async function checkEverything(
  connection: Checked,
  log: SetUpLog,
  { againMs, stopped }: { readonly againMs: number; readonly stopped: AbortSignal },
): Promise<void> {
  while (!stopped.aborted) {
    try {
      const found = await connection.erp.checkSetUp('everything');
      refuse(problemsIn(connection, found));
      for (const finding of found) tell(connection, log, finding);
      return;
    } catch (error) {
      if (stopped.aborted) return;
      if (error instanceof SetUpError) throw error;
      if (!(error instanceof NotDoneError)) return tellUnchecked(connection, log, error);
    }
    await sleep(againMs, undefined, { signal: stopped }).catch(() => undefined);
  }
}

function refuse(problems: readonly string[]): void {
  if (problems.length > 0) throw new SetUpError(problems);
}

function problemsIn({ id }: Checked, found: readonly SetUpFinding[]): readonly string[] {
  return found
    .filter(({ level }) => level === 'error')
    .map(({ subject, text, remedy }) => `connection ${id}, ${subject}: ${text}. ${remedy}`);
}

function tell({ id }: Checked, log: SetUpLog, { level, subject, text, remedy }: SetUpFinding): void {
  log[level === 'info' ? 'info' : 'warn']({ connection: id, subject, remedy }, `set-up of the ERP: ${text}`);
}

function tellUnchecked({ id }: Checked, log: SetUpLog, error: unknown): void {
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  log.warn({ connection: id, reason }, 'the set-up of the ERP could not be checked');
}
