import { FAULT_KINDS as CENTRA_KINDS } from '../centra/faults.ts';
import { FAULT_KINDS as FORTNOX_KINDS } from '../fortnox/faults.ts';
import type { Stage } from './action.ts';
import type { Form } from './form.ts';

export const FAULT_KINDS = { centra: CENTRA_KINDS, fortnox: FORTNOX_KINDS } as const;
export type System = keyof typeof FAULT_KINDS;
export const SYSTEMS = Object.keys(FAULT_KINDS) as System[];
export const SYSTEM_NAMES: Readonly<Record<System, string>> = { centra: 'Centra', fortnox: 'Fortnox' };

const MOST_SECONDS = 3_600;
const DEFAULT_DELAY_SECONDS = 1;

/** Plans a fault as a form describes it: for the next requests, or by chance until faults are cleared. */
export async function addFault({ centra, fortnox }: Stage, system: System, form: Form): Promise<void> {
  const percent = form.optionalDecimal('chance', 0, 100);
  const message = form.optionalText('message');
  const common = {
    times: form.whole('times', 1, 1_000),
    delayMs: 1_000 * (form.optionalDecimal('delay', 0, MOST_SECONDS) ?? DEFAULT_DELAY_SECONDS),
    ...(percent !== undefined && { probability: percent / 100 }),
    ...(message !== undefined && { message }),
  };
  const request = form.optionalText('request');
  if (system === 'centra') {
    await centra.addFault({ kind: form.choice('kind', CENTRA_KINDS), operation: request ?? '*', ...common });
  } else {
    const kind = form.choice('kind', FORTNOX_KINDS);
    await fortnox.addFault({ kind, ...(request !== undefined && { path: request }), ...common });
  }
}

export async function clearFaults({ centra, fortnox }: Stage, system: System): Promise<void> {
  await { centra, fortnox }[system].clearFaults();
}

/** What can happen to each event that Centra tells by webhook, and how the form asks for it. */
export const WEBHOOK_TROUBLES = { lost: 'Lost', doubled: 'Sent twice', shuffled: 'Overtaken' } as const;

export async function troubleWebhooks({ centra }: Stage, form: Form): Promise<void> {
  const chance = (field: keyof typeof WEBHOOK_TROUBLES): number => form.decimal(field, 0, 100) / 100;
  await centra.setWebhookTrouble({ lost: chance('lost'), doubled: chance('doubled'), shuffled: chance('shuffled') });
}
