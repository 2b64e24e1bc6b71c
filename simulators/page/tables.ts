import { html, type Html, type Part } from './html.ts';

export interface Column<Row> {
  readonly head: string;
  readonly cell: (row: Row) => Part;
  readonly isNumber?: boolean;
  /** A text that may take several lines; nothing else does. */
  readonly isLong?: boolean;
}

/** A table that scrolls by itself where the screen is narrow; a sentence where there is nothing. */
export function table<Row>(caption: string, columns: readonly Column<Row>[], rows: readonly Row[], none: string): Html {
  if (rows.length === 0) return html`<p class="none">${none}</p>`;
  const kind = ({ isNumber, isLong }: Column<Row>) => (isNumber === true ? 'number' : isLong === true ? 'long' : '');
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}">
    <table>
      <caption class="unseen">
        ${caption}
      </caption>
      <thead>
        <tr>
          ${columns.map((column) => html`<th scope="col" class="${kind(column)}">${column.head}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${columns.map((column) => html`<td class="${kind(column)}">${column.cell(row)}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** What is so and what is not yet, in words and not in colour alone. */
export function checks(states: readonly (readonly [words: string, isSo: boolean])[]): Html {
  return html`<ul class="checks">
    ${states.map(([words, isSo]) =>
      isSo
        ? html`<li class="so"><span aria-hidden="true">✓ </span>${words}</li>`
        : html`<li><span class="unseen">not </span>${words}</li>`,
    )}
  </ul>`;
}

/** Facts with their names. */
export function facts(pairs: readonly (readonly [name: string, value: Part])[]): Html {
  return html`<dl>
    ${pairs.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}
