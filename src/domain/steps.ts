/**
 * A step is one thing that must happen once for a shipment or a return. Its id is readable in the Temporal Web UI and in
 * signals; its effect key names the same thing in other systems, fixed in width so that searching for one never finds
 * another.
 */
export type StepKind = 'capture' | 'invoice' | 'payment' | 'stock' | 'credit' | 'review';

/** `S-1902-invoice`, `R-31-credit`, `O-1001-review`. */
export type StepId = `${SubjectLetter}-${number}-${StepKind}`;

/** Shipment, return, order. */
type SubjectLetter = 'S' | 'R' | 'O';

export interface Subject {
  readonly letter: SubjectLetter;
  readonly id: number;
}

export const shipment = (id: number): Subject => ({ letter: 'S', id });
export const orderReturn = (id: number): Subject => ({ letter: 'R', id });
export const order = (id: number): Subject => ({ letter: 'O', id });

export function stepId(subject: Subject, kind: StepKind): StepId {
  return `${subject.letter}-${subject.id}-${kind}`;
}

/**
 * The key of an effect in other systems and in the records: `acme-S-0000001902-invoice`. Built of nothing that may ever
 * be renamed, and of no run or attempt.
 */
export function effectKey(connectionKey: string, step: StepId): string {
  const [letter = '', id = '', kind = ''] = step.split('-');
  return `${connectionKey}-${letter}-${id.padStart(10, '0')}-${kind}`;
}
