import type { Actions } from './action.ts';
import { html, type Html, type Part } from './html.ts';

/**
 * A button for each action that is offered, as a form of its own: it works without JavaScript.
 *
 * @param path of the subject, as `/shipments/300001`
 * @param what the subject in words, which a screen reader hears after the label
 */
export function buttonsFor<S>(actions: Actions<S>, subject: S, path: string, what: string): Html {
  const offered = Object.entries(actions).filter(([, action]) => action.isOffered(subject));
  return html`<div class="buttons">
    ${offered.map(([name, { label, tone }]) => form(`${path}/${name}`, button(label, what, tone)))}
  </div>`;
}

/** A form that posts its fields to one action. */
export function form(action: string, ...content: readonly Part[]): Html {
  return html`<form method="post" action="${action}">${content}</form>`;
}

export function button(label: string, what: string, tone: 'next' | 'grave' | 'plain' = 'plain'): Html {
  return html`<button class="${tone}">${label}<span class="unseen"> ${what}</span></button>`;
}

/** A labelled field: the label is around it, so that no id has to be made up. */
export function field(label: string, input: Html): Html {
  return html`<label class="field"><span>${label}</span>${input}</label>`;
}

export function choices(name: string, options: readonly (readonly [value: string, label: string])[]): Html {
  return html`<select name="${name}">
    ${options.map(([value, label]) => html`<option value="${value}">${label}</option>`)}
  </select>`;
}
