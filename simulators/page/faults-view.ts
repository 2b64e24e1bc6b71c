import type { CentraSnapshot } from '../centra/control.ts';
import type { FortnoxState } from '../fortnox/control.ts';
import { button, choices, field, form } from './buttons.ts';
import { FAULT_KINDS, SYSTEM_NAMES, SYSTEMS, WEBHOOK_TROUBLES, type System } from './faults.ts';
import { html, type Html } from './html.ts';
import { table } from './tables.ts';
import { kindWords } from './words.ts';

/** What makes a system fail on purpose, and the requests that it has answered so far, which say what can be named. */
export function faultsView(centra: CentraSnapshot, fortnox: FortnoxState): Html {
  const known: Readonly<Record<System, Known>> = {
    centra: {
      requests: centra.requests,
      planned: centra.faults.active.map(({ operation, ...fault }) => ({ request: operation, ...fault })),
      met: centra.faults.met,
    },
    fortnox: {
      requests: fortnox.requestCounts,
      planned: fortnox.pendingFaults.map(({ path, ...fault }) => ({ request: path, ...fault })),
      met: fortnox.faultsMet,
    },
  };
  return html`<section class="card" id="faults" aria-labelledby="faults-heading">
    <h2 id="faults-heading">Let something go wrong</h2>
    <p>
      A fault meets the next requests and is used up, or hits by chance until it is cleared. The books must come out
      right.
    </p>
    <div class="columns">${SYSTEMS.map((system) => faultsOf(system, known[system]))}</div>
  </section>`;
}

/** What a simulator tells of its faults. */
interface Known {
  readonly requests: Readonly<Record<string, number>>;
  readonly planned: readonly {
    readonly kind: string;
    readonly request?: string | undefined;
    readonly times?: number | undefined;
    readonly probability?: number | undefined;
  }[];
  readonly met: Readonly<Record<string, number>>;
}

const HINTS: Readonly<Record<System, { readonly request: string; readonly example: string }>> = {
  centra: { request: 'A field of GraphQL; empty is any', example: 'captureShipment' },
  fortnox: { request: 'A part of the path; empty is any', example: '/3/invoices' },
};

function faultsOf(system: System, { requests, planned, met }: Known): Html {
  const name = SYSTEM_NAMES[system];
  return html`<section aria-labelledby="faults-${system}-heading">
    <h3 id="faults-${system}-heading">In ${name}</h3>
    ${faultForm(system)}
    ${table(
      `Faults planned in ${name}`,
      [
        { head: 'Planned', cell: ({ kind }) => kindWords(kind) },
        { head: 'For', cell: ({ request }) => html`<code>${request ?? 'any'}</code>` },
        {
          head: 'When',
          cell: ({ times = 1, probability }) =>
            probability === undefined ? `the next ${times}` : `${Math.round(10_000 * probability) / 100} % of requests`,
        },
      ],
      planned,
      'No fault is planned.',
    )}
    ${planned.length > 0 && form(`/faults/${system}/clear`, button('Clear all faults', `in ${name}`))}
    <details>
      <summary>Requests so far</summary>
      ${table(
        `Requests to ${name}`,
        [
          { head: 'Request', cell: ([what]) => html`<code>${what}</code>` },
          { head: 'Times', cell: ([, times]) => times, isNumber: true },
        ],
        [
          ...Object.entries(requests),
          ...Object.entries(met).map(([kind, times]) => [`met: ${kindWords(kind)}`, times] as const),
        ],
        'None yet.',
      )}
    </details>
  </section>`;
}

function faultForm(system: System): Html {
  const { request, example } = HINTS[system];
  const kinds = FAULT_KINDS[system].map((kind) => [kind, kindWords(kind)] as const);
  return form(
    `/faults/${system}/add`,
    html`<div class="row">
      ${field('What goes wrong', choices('kind', kinds))}
      ${field(request, html`<input name="request" placeholder="${example}" size="22" />`)}
      ${field('How often in a row', html`<input name="times" inputmode="numeric" value="1" size="5" required />`)}
      ${field('By chance, percent', html`<input name="chance" inputmode="decimal" placeholder="no" size="5" />`)}
      ${field('Delay, seconds', html`<input name="delay" inputmode="decimal" value="1" size="5" />`)}
      ${field('Words of a refusal', html`<input name="message" placeholder="its own" size="16" />`)}
      ${button('Add the fault', `in ${SYSTEM_NAMES[system]}`)}
    </div>`,
  );
}

/** Chances that the simulator does not show again: the form begins at none. */
export function webhookTroubleForm(): Html {
  return form(
    '/webhooks/trouble',
    html`<div class="row">
      ${Object.entries(WEBHOOK_TROUBLES).map(([name, label]) =>
        field(`${label}, percent`, html`<input name="${name}" inputmode="decimal" value="0" size="5" required />`),
      )}
      ${button('Trouble the webhooks', '')}
    </div>`,
  );
}
