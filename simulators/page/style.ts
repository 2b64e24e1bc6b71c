/** The page's whole stylesheet, sent with it: nothing is fetched from elsewhere. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --ink: light-dark(#1c2430, #e8ecf1);
  --quiet: light-dark(#556070, #a3adba);
  --paper: light-dark(#f3f5f7, #12161c);
  --card: light-dark(#ffffff, #1b2129);
  --line: light-dark(#d9dfe5, #333c47);
  --next: light-dark(#0b5cad, #6db3f2);
  --on-next: light-dark(#ffffff, #0b1622);
  --good: light-dark(#17693a, #74d19a);
  --good-paper: light-dark(#e2f3e8, #163524);
  --warn: light-dark(#8a4b00, #f0b866);
  --warn-paper: light-dark(#fdf0dc, #3a2b12);
  --bad: light-dark(#a3201d, #ff9a92);
  --bad-paper: light-dark(#fde8e6, #3d1b1a);
}
* { box-sizing: border-box; }
/* What is too wide scrolls inside its card; it never widens the page. */
main, .system, .card, .inner, .columns, .columns > *, form { grid-template-columns: minmax(0, 1fr); }
html { scroll-padding-top: 5rem; }
body {
  margin: 0 auto; padding: 0 1rem 4rem; max-width: 90rem;
  background: var(--paper); color: var(--ink);
  font: 0.9375rem/1.5 system-ui, sans-serif;
}
h1, h2, h3, h4, h5, p, dl, ul { margin: 0; }
h1 { font-size: 1.4rem; line-height: 1.2; }
h2 { font-size: 1.2rem; }
h3 { font-size: 1.0625rem; }
h4, h5 { font-size: 0.9375rem; }
a { color: var(--next); }
code { font: 0.8125rem/1.4 ui-monospace, monospace; overflow-wrap: anywhere; }
pre { margin: 0.5rem 0; padding: 0.75rem; overflow-x: auto; background: var(--paper); border-radius: 0.5rem; }
pre code { overflow-wrap: normal; }
:focus-visible { outline: 3px solid var(--next); outline-offset: 2px; border-radius: 0.25rem; }

.top { display: flex; flex-wrap: wrap; gap: 0.5rem 1.5rem; align-items: baseline; padding: 1.25rem 0 0.75rem; }
.top nav { display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; }
.skip { position: absolute; left: -100vw; }
.skip:focus { left: 1rem; }
.unseen {
  position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap;
}

.notice { position: sticky; top: 0.5rem; z-index: 1; margin-bottom: 0.75rem; padding: 0.625rem 1rem; border-radius: 0.5rem; font-weight: 600; }
.notice.done { background: var(--good-paper); color: var(--good); border: 1px solid currentColor; }
.notice.refused { background: var(--bad-paper); color: var(--bad); border: 1px solid currentColor; }

main { display: grid; gap: 1rem 1.5rem; align-items: start; }
.system { display: grid; gap: 0.75rem; align-content: start; min-width: 0; }
.card { display: grid; gap: 0.625rem; align-content: start; min-width: 0; padding: 1rem; background: var(--card); border: 1px solid var(--line); border-radius: 0.75rem; }
details.card { display: block; }
details.card[open] > * + * { margin-top: 0.75rem; }
.inner { display: grid; gap: 0.5rem; min-width: 0; padding-left: 0.875rem; border-left: 3px solid var(--line); }
.card header, .inner header { display: flex; flex-wrap: wrap; gap: 0.25rem 0.5rem; align-items: baseline; }
.amount { margin-left: auto; font-variant-numeric: tabular-nums; white-space: nowrap; }
.about, .none { color: var(--quiet); }

.chip, .checks li { padding: 0 0.375rem; border-radius: 1rem; font-size: 0.75rem; border: 1px solid var(--line); color: var(--quiet); white-space: nowrap; }
.chip.confirmed, .chip.processing { color: var(--next); border-color: currentColor; }
.chip.shipped, .checks .so { background: var(--good-paper); color: var(--good); border-color: transparent; }
.chip.pending, .chip.hold { background: var(--warn-paper); color: var(--warn); border-color: transparent; }
.chip.cancelled { background: var(--bad-paper); color: var(--bad); border-color: transparent; }
.checks { display: flex; flex-wrap: wrap; gap: 0.25rem; padding: 0; list-style: none; }
.checks li:not(.so) { border-style: dashed; }

.buttons, .row { display: flex; flex-wrap: wrap; gap: 0.5rem; }
.row { align-items: end; }
.buttons:not(:has(form)) { display: none; }
button {
  min-height: 2.25rem; padding: 0.25rem 0.875rem; border: 1px solid var(--line); border-radius: 0.5rem;
  background: var(--card); color: var(--ink); font: inherit; cursor: pointer;
}
button:hover { border-color: currentColor; }
.columns form > button { justify-self: start; }
button.next { background: var(--next); border-color: var(--next); color: var(--on-next); font-weight: 600; }
button.grave { color: var(--bad); }
.field { display: grid; gap: 0.125rem; min-width: 0; }
.field span, legend { font-size: 0.8125rem; color: var(--quiet); }
input:not([type='radio']), select {
  min-height: 2.25rem; max-width: 100%; padding: 0.25rem 0.5rem; border: 1px solid light-dark(#8793a0, #6d7885); border-radius: 0.5rem;
  background: var(--card); color: var(--ink); font: inherit;
}
form, fieldset { display: grid; gap: 0.75rem; min-width: 0; margin: 0; }
fieldset { padding: 0; border: 0; }
legend { padding: 0; font-weight: 600; font-size: 1.0625rem; color: var(--ink); }
.baskets { grid-template-columns: repeat(auto-fill, minmax(10.5rem, 1fr)); gap: 0.5rem; }
.basket { display: flex; gap: 0.5rem; align-items: start; padding: 0.375rem 0.625rem; border: 1px solid var(--line); border-radius: 0.5rem; cursor: pointer; }
.basket:has(:checked) { border-color: var(--next); box-shadow: inset 0 0 0 1px var(--next); }
.basket input { margin: 0.3rem 0 0; }
.basket small { display: block; color: var(--quiet); line-height: 1.35; }

.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: 0.25rem 0.75rem 0.25rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
th { font-size: 0.8125rem; font-weight: 600; color: var(--quiet); }
tbody tr:last-child td { border-bottom: 0; }
th, td { white-space: nowrap; }
.number { text-align: right; }
.long { white-space: normal; min-width: 8rem; }
th:last-child, td:last-child { padding-right: 0; }
dl { display: flex; flex-wrap: wrap; gap: 0.125rem 1rem; }
dl div { display: flex; flex-wrap: wrap; gap: 0 0.375rem; align-items: baseline; min-width: 0; }
dt { font-size: 0.8125rem; color: var(--quiet); }
dd { margin: 0; font-variant-numeric: tabular-nums; }
summary { cursor: pointer; }
details:not(.card) > summary { color: var(--quiet); font-size: 0.875rem; }
.columns { display: grid; gap: 1rem 1.5rem; }
.columns > * { display: grid; gap: 0.625rem; align-content: start; min-width: 0; }

@media (min-width: 62rem) {
  main { grid-template-columns: minmax(0, 1.1fr) minmax(0, 1fr); }
  .columns { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); }
  .wide { grid-column: 1 / -1; }
}
`;
