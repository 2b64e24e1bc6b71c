import { FAULT_KINDS as CENTRA_KINDS } from '../centra/faults.ts';
import { FAULT_KINDS as FORTNOX_KINDS } from '../fortnox/faults.ts';
import type { Stage } from './action.ts';
import type { Form } from './form.ts';

export const FAULT_KINDS = { centra: CENTRA_KINDS, fortnox: FORTNOX_KINDS } as const;
export type System = keyof typeof FAULT_KINDS;
export const SYSTEMS = Object.keys(FAULT_KINDS) as System[];
export const SYSTEM_NAMES: Readonly<Record<System, string>> = { centra: 'Centra', fortnox: 'Fortnox' };

const LONGEST_DELAY_SECONDS = 3_600;
const DEFAULT_DELAY_SECONDS = 1;

/** Plans a fault as a form describes it, with what the simulator's control offers. */
export async function addFault({ centra, fortnox }: Stage, system: System, form: Form): Promise<void> {
  const times = form.whole('times', 1, 1_000);
  const delayMs = 1_000 * delaySeconds(form);
  const message = form.optionalText('message');
  const common = { times, delayMs, ...(message !== undefined && { message }) };
  const request = form.optionalText('request');
  if (system === 'centra') {
    await centra.addFault({ kind: form.choice('kind', CENTRA_KINDS), operation: request ?? '*', ...common });
  } else {
    const kind = form.choice('kind', FORTNOX_KINDS);
    await fortnox.addFault({ kind, ...(request !== undefined && { path: request }), ...common });
  }
}

const delaySeconds = (form: Form): number =>
  form.optionalText('delay') === undefined ? DEFAULT_DELAY_SECONDS : form.decimal('delay', 0, LONGEST_DELAY_SECONDS);

export async function clearFaults({ centra, fortnox }: Stage, system: System): Promise<void> {
  await { centra, fortnox }[system].clearFaults();
}
