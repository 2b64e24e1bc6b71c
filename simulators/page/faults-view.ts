import type { CentraSnapshot } from '../centra/control.ts';
import type { FortnoxState } from '../fortnox/control.ts';
import { button, choices, field, form } from './buttons.ts';
import { FAULT_KINDS, SYSTEM_NAMES, SYSTEMS, type System } from './faults.ts';
import { html, type Html } from './html.ts';
import { table } from './tables.ts';

/** What makes a system fail on purpose, and the requests that it has answered so far, which say what can be named. */
export function faultsView(centra: CentraSnapshot, fortnox: FortnoxState): Html {
  const requests = { centra: centra.requests, fortnox: fortnox.requestCounts };
  return html`<section class="card" id="faults" aria-labelledby="faults-heading">
    <h2 id="faults-heading">Let something go wrong</h2>
    <p>A fault meets the next requests and is then used up. The books must come out right all the same.</p>
    <div class="columns">${SYSTEMS.map((system) => faultForm(system, requests[system]))}</div>
    ${pendingView(fortnox)}
  </section>`;
}

const HINTS: Readonly<Record<System, { readonly request: string; readonly example: string }>> = {
  centra: { request: 'A field of GraphQL; empty is any', example: 'captureShipment' },
  fortnox: { request: 'A part of the path; empty is any', example: '/3/invoices' },
};

function faultForm(system: System, requests: Readonly<Record<string, number>>): Html {
  const name = SYSTEM_NAMES[system];
  const { request, example } = HINTS[system];
  return html`<section aria-labelledby="faults-${system}-heading">
    <h3 id="faults-${system}-heading">In ${name}</h3>
    ${form(
      `/faults/${system}/add`,
      html`<div class="row">
        ${field(
          'What goes wrong',
          choices(
            'kind',
            FAULT_KINDS[system].map((kind) => [kind, kindWords(kind)]),
          ),
        )}
        ${field(request, html`<input name="request" placeholder="${example}" />`)}
        ${field('How often', html`<input name="times" inputmode="numeric" value="1" size="4" required />`)}
        ${field('Delay, seconds', html`<input name="delay" inputmode="decimal" value="1" size="4" />`)}
        ${field('Words of a refusal', html`<input name="message" placeholder="may stay empty" />`)}
        ${button('Add the fault', `in ${name}`)}
      </div>`,
    )}
    ${form(`/faults/${system}/clear`, button('Clear all faults', `in ${name}`))}
    <details>
      <summary>Requests so far</summary>
      ${table(
        `Requests to ${name}`,
        [
          { head: 'Request', cell: ([what]) => html`<code>${what}</code>` },
          { head: 'Times', cell: ([, times]) => times, isNumber: true },
        ],
        Object.entries(requests),
        'None yet.',
      )}
    </details>
  </section>`;
}

/** `commitThenDrop` is `commit then drop`. */
const kindWords = (kind: string): string => kind.replace(/([A-Z]|\d+)/g, ' $1').toLowerCase();

function pendingView({ pendingFaults }: FortnoxState): Html | false {
  return (
    pendingFaults.length > 0 &&
    table(
      'Faults still to come in Fortnox',
      [
        { head: 'Still to come in Fortnox', cell: ({ kind }) => kindWords(kind) },
        { head: 'Request', cell: ({ path }) => path ?? 'any' },
        { head: 'Times', cell: ({ times }) => times ?? 1, isNumber: true },
      ],
      pendingFaults,
      'None.',
    )
  );
}
