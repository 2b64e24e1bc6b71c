import type { CurrencySum } from './audit/sums.ts';
import type { Tally } from './audit/tally.ts';
import type { SoakResult } from './soak.ts';

const MOST_FINDINGS = 50;

/** What a person reads at the end. */
export function reportOf(result: SoakResult): string {
  const { plan, audit, met, troubles, settledAfterMs } = result;
  const findings = audit.tallies.flatMap((tally) => tally.findings);
  const settled =
    settledAfterMs === undefined
      ? `NOT settled ${seconds(plan.settleMs)} after the last fault`
      : `settled ${seconds(settledAfterMs)} after the last fault`;
  return [
    '',
    table(
      ['effect', 'expected', 'done', 'lost', 'double', 'wrong'],
      audit.tallies.map((t: Tally) => [t.effect, t.expected, t.done, t.lost, t.double, t.wrong]),
    ),
    '',
    table(
      ['books', 'expected', 'in Fortnox', 'VAT expected', 'VAT in Fortnox'],
      audit.sums.map((s: CurrencySum) => [
        s.currency,
        ...[s.expectedMinor, s.bookedMinor, s.expectedVatMinor, s.bookedVatMinor].map((minor) =>
          (minor / 100).toFixed(2),
        ),
      ]),
    ),
    '',
    `Centra's faults:  ${listed(met.centraFaults)}`,
    `Fortnox's faults: ${listed(met.fortnoxFaults)}`,
    `Webhooks:         ${listed(met.webhooks)}`,
    `Killed:           workers ${met.workerKills} times, Temporal ${met.temporalKills} times; ended by themselves: ${met.ownEnds}`,
    `A person saw to:  ${listed(met.seenTo)}`,
    `Requests:         Centra ${met.requests.centra} (429 for our pace: ${met.tooFast.centra}), Fortnox ${met.requests.fortnox} (${met.tooFast.fortnox})`,
    `Looks in place of the sweep, which is still to come: ${met.looks}`,
    '',
    ...findings.slice(0, MOST_FINDINGS).map(({ connectionId, orderNumber, words }) => {
      return `  ${connectionId}${orderNumber === undefined ? '' : ` order ${orderNumber}`}: ${words}`;
    }),
    ...(findings.length > MOST_FINDINGS ? [`  and ${findings.length - MOST_FINDINGS} more`] : []),
    ...troubles.map((trouble) => `  ${trouble}`),
    `soak: ${result.isClean ? 'clean' : 'NOT CLEAN'}, ${plan.shipments} shipments of ${plan.orders} orders, seed ${plan.seed}, ${settled}, ${seconds(result.durationMs)} in all`,
  ].join('\n');
}

const seconds = (ms: number): string => `${Math.round(ms / 1_000)} s`;

function listed(counts: Readonly<Record<string, number>>): string {
  const entries = Object.entries(counts);
  return entries.length === 0 ? 'none' : entries.map(([name, count]) => `${name} ${count}`).join(', ');
}

/** The first column is of words, the others are of numbers. */
function table(heading: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const all = [heading, ...rows.map((row) => row.map(String))];
  const widths = heading.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  return all
    .map((row) =>
      row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join('  '),
    )
    .join('\n');
}
