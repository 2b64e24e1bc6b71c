import type { CentraSnapshot } from '../centra/control.ts';
import type { FortnoxState } from '../fortnox/control.ts';
import { centraView, webhooksView } from './centra-view.ts';
import { faultsView } from './faults-view.ts';
import { fortnoxView } from './fortnox-view.ts';
import { accessTo, SHIPLEDGER_COMMANDS, type Addresses } from './how-to.ts';
import { html, Html } from './html.ts';
import { STYLE } from './style.ts';
import { facts } from './tables.ts';

/** Everything that is shown. */
export interface Shown {
  readonly centra: CentraSnapshot;
  readonly fortnox: FortnoxState;
  readonly addresses: Addresses;
  readonly notice: Notice | undefined;
  /** `YYYY-MM-DD` */
  readonly today: string;
  /** Whether the page loads itself again every few seconds. */
  readonly isWatching: boolean;
}

/** What came of the last click. */
export interface Notice {
  readonly kind: 'done' | 'refused';
  readonly words: string;
}

const WATCH_SECONDS = 3;
/** A constant of ours: the only markup that is not made by a template. */
const STYLE_MARKUP = new Html(`<style>${STYLE}</style>`);

export function page(shown: Shown): Html {
  const { centra, fortnox, addresses, notice, today, isWatching } = shown;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        ${isWatching && html`<meta http-equiv="refresh" content="${WATCH_SECONDS}" />`}
        <title>Simulated Centra and Fortnox</title>
        <link rel="icon" href="data:," />
        ${STYLE_MARKUP}
      </head>
      <body>
        <a class="skip" href="#main">To the content</a>
        <header class="top">
          <h1>Simulated Centra and Fortnox</h1>
          <nav aria-label="On this page">
            <a href="#centra">Centra</a> <a href="#fortnox">Fortnox</a> <a href="#faults">Faults</a>
            <a href="#webhooks">Webhooks</a> <a href="#shipledger">Shipledger</a>
            ${isWatching ? html`<a href="/">Stop watching</a>` : html`<a href="/?watch=yes">Watch</a>`}
            <a href="/">Look again</a>
          </nav>
        </header>
        ${notice !== undefined && noticeView(notice)}
        <main id="main">
          ${centraView(centra)} ${fortnoxView(fortnox, today)}
          <div class="wide">${faultsView(centra, fortnox)}</div>
          ${webhooksView(centra, addresses.webhook)} ${shipledgerView(addresses)}
        </main>
      </body>
    </html>`;
}

function noticeView({ kind, words }: Notice): Html {
  return html`<p class="notice ${kind}" role="${kind === 'done' ? 'status' : 'alert'}">${words}</p>`;
}

function shipledgerView(addresses: Addresses): Html {
  return html`<section class="card" id="shipledger" aria-labelledby="shipledger-heading">
    <h2 id="shipledger-heading">Let Shipledger do the books</h2>
    <p>
      Start Temporal and Shipledger, each in a terminal of its own, and play: what is good to go is then captured and
      invoiced.
    </p>
    <pre><code>${SHIPLEDGER_COMMANDS.join('\n')}</code></pre>
    <p>
      Everything here is forgotten when the simulators end. Then begin Shipledger anew too: end Temporal and remove
      <code>data/simulators</code>.
    </p>
    <details>
      <summary>How a program of your own logs in</summary>
      ${facts(accessTo(addresses).map(([name, value]) => [name, html`<code>${value}</code>`] as const))}
    </details>
  </section>`;
}
