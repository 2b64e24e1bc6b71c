import { setTimeout as sleep } from 'node:timers/promises';
import { createLogger } from '../../api/logging.ts';
import { installRuntime } from '../shipledger.ts';
import { listenForStop, untilAborted } from '../stop-signals.ts';
import { startStage, type Stage } from './stage.ts';
import { tellStory } from './story.ts';
import { compareBooks } from './books.ts';

/**
 * Plays an order's whole life on this machine and compares the books at the end.
 *
 * @returns The exit code: 0 only when the order's workflow has completed and the books do not differ.
 */
export async function runDemo({ exit }: { exit: boolean }): Promise<number> {
  const say = (line: string): void => console.log(line);
  installRuntime(createLogger({ level: 'error' }));
  const { asked, forget } = listenForStop();
  let stage: Stage | undefined;
  try {
    say('Shipledger demo: one order, two parcels, a mistake that a person mends, and a return.\n');
    stage = await startStage(say, asked);
    const { orderNumber, isCompleted } = await tellStory(stage, say, asked);
    const { text, invoices, credits, differences } = await compareBooks(stage, orderNumber);
    say(`\n${text}\n`);
    if (!exit) {
      say(`Everything stays up for you to look at:\n${addresses(stage, orderNumber)}\n\nCtrl-C ends it.`);
      await untilAborted(asked);
    }
    await leave(stage, say);
    stage = undefined;
    const outcome = isCompleted ? 'completed' : 'not completed';
    say(`demo: ${outcome}, ${invoices} invoices, ${credits} credit invoices, ${differences} differences`);
    return isCompleted && differences === 0 ? 0 : 1;
  } catch (error) {
    if (!asked.aborted) throw error;
    if (stage) await leave(stage, say);
    stage = undefined;
    say('demo: stopped before its end; nothing of it is left running');
    return 130;
  } finally {
    forget();
    await stage?.stop();
  }
}

async function leave(stage: Stage, say: (line: string) => void): Promise<void> {
  say('\nStopping everything this demo started ...');
  const slow = new AbortController();
  void sleep(5_000, undefined, { signal: slow.signal }).then(
    () => say('... waiting for running work to finish'),
    () => undefined,
  );
  await stage.stop();
  slow.abort();
}

function addresses(stage: Stage, orderNumber: number): string {
  const { temporal, shipledger, centra, fortnox } = stage;
  return [
    `  Temporal Web UI    ${temporal.uiUrl}/namespaces/default/workflows/${encodeURIComponent(`acme/order/${orderNumber}`)}`,
    `  the order          curl -H 'Authorization: Bearer ${stage.token}' ${shipledger.apiUrl}/orders/acme/${orderNumber}`,
    `  simulated Centra   ${centra.controlUrl}/state`,
    `  simulated Fortnox  ${fortnox.controlUrl}/state`,
  ].join('\n');
}
