import type { CentraControl } from '../centra/control.ts';
import type { FortnoxControl } from '../fortnox/control.ts';
import type { Form } from './form.ts';

/** What the page plays with. */
export interface Stage {
  readonly centra: CentraControl;
  readonly fortnox: FortnoxControl;
}

/** Something that a person can do to an order, a shipment, an invoice, ... Data: the page makes its buttons from it. */
export interface Action<Subject> {
  /** On the button. */
  readonly label: string;
  /** What the page says afterwards: `Shipment 1001-1 ${done}.` */
  readonly done: string;
  /** Whether the page offers it now. Whether it is allowed, the simulator says. */
  readonly isOffered: (subject: Subject) => boolean;
  readonly act: (stage: Stage, subject: Subject, form: Form) => Promise<unknown>;
  /** `next` is the usual next step, `grave` takes something back. */
  readonly tone?: 'next' | 'grave';
}

export type Actions<Subject> = Readonly<Record<string, Action<Subject>>>;
