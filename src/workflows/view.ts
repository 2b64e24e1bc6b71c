import { decimalText } from '../domain/money.ts';
import type { LaneView, OrderStage, OrderView, StepView } from '../domain/order-view.ts';
import type { PlannedStep } from '../domain/lane.ts';
import { isSettled, type Progress } from '../domain/progress.ts';
import type { StepKind } from '../domain/steps.ts';
import { lanesOf, progressOf, type OrderState } from './order-state.ts';

/** Where an order stands, for people and programs. */
export function viewOf(state: OrderState): OrderView {
  const { connectionId, orderNumber, assessment, isCompleted } = state;
  const { paused } = progressOf(state);
  const lanes = lanesOf(state).map((lane): LaneView => ({
    title: lane.title,
    steps: lane.steps.map((step) => stepView(state, step)),
  }));
  return {
    connectionId,
    orderNumber,
    stage: isCompleted ? 'completed' : stageOf(state, lanes),
    ...(assessment?.order && { ...pick(assessment.order) }),
    lanes,
    ...(assessment?.plan.completesAt === undefined ? {} : { completesAt: assessment.plan.completesAt }),
    ...(paused === undefined ? {} : { paused }),
  };
}

/** The problem codes of a view, each once, sorted. */
export function problemsOf(view: OrderView): string[] {
  return unique(stepsIn(view).flatMap((step) => (step.problem ? [step.problem.code] : [])));
}

/** The numbers of all ERP documents that were made for an order, sorted, whether or not the plan still shows them. */
export function documentsOf(progress: Progress): string[] {
  return unique(
    Object.entries(progress.steps).flatMap(([id, step]) =>
      /-(invoice|credit)$/.test(id) && step?.reference !== undefined ? [step.reference] : [],
    ),
  );
}

const COLUMNS: readonly { readonly title: string; readonly kinds: readonly StepKind[] }[] = [
  { title: 'Capture', kinds: ['capture'] },
  { title: 'Invoice / credit', kinds: ['invoice', 'credit'] },
  { title: 'Payment', kinds: ['payment'] },
  { title: 'Stock', kinds: ['stock'] },
];

/** The table that the Temporal Web UI shows beside a workflow: a line for each shipment and each return. */
export function detailsOf(view: OrderView): string {
  const subjects = Map.groupBy(
    stepsIn(view).filter((step) => step.kind !== 'review'),
    (step) => step.title,
  );
  const lines = [...subjects].map(([title, steps]) => {
    const marks = COLUMNS.map(({ kinds }) =>
      steps
        .filter((step) => kinds.includes(step.kind))
        .map(mark)
        .join(' '),
    );
    const [step] = steps;
    const sign = step?.id.startsWith('R-') ? -1 : 1;
    const amount = decimalText(sign * (step?.amountMinor ?? 0), view.currency ?? '');
    return `| ${title} | ${amount} | ${marks.map((text) => text || '–').join(' | ')} |`;
  });
  const problems = stepsIn(view).flatMap((step) =>
    step.problem ? [`- **${step.title} ${step.kind}**: ${step.problem.code}: ${step.problem.detail}`] : [],
  );
  const notes = stepsIn(view).flatMap((step) =>
    step.note === undefined ? [] : [`- ${step.title} ${step.kind}, done: ${step.note}`],
  );
  const table =
    lines.length === 0
      ? ['Nothing to account for yet.']
      : [
          `| Shipment | ${view.currency ?? 'Amount'} | ${COLUMNS.map((c) => c.title).join(' | ')} |`,
          `|---|--:|${COLUMNS.map(() => '---|').join('')}`,
          ...lines,
        ];
  const standing = `Shipledger: ${view.stage}${view.status ? ` · Centra: ${view.status}` : ''}`;
  // The Web UI shows the first lines at once and the rest by scrolling.
  const pause = view.paused
    ? [`**Paused** by ${view.paused.by} since ${view.paused.at.slice(0, 16)}Z: ${view.paused.reason}`, '']
    : [];
  return [...pause, ...problems, ...notes, '', ...table, '', standing].join('\n').trim();
}

function mark(step: StepView): string {
  const reference = step.reference === undefined || step.kind === 'stock' ? '' : ` ${step.reference}`;
  const marks: Readonly<Record<StepView['state'], string>> = {
    done: `✓${reference}`,
    due: 'due',
    waiting: 'waits',
    pending: 'pending',
    needsAttention: '**attention**',
    skipped: 'skipped',
  };
  return marks[step.state];
}

function stepView(state: OrderState, step: PlannedStep): StepView {
  const stands = progressOf(state).steps[step.id];
  const { id, kind, title, amountMinor } = step;
  const base = { id, kind, title, amountMinor };
  if (stands && (isSettled(stands) || step.state !== 'needsAttention')) {
    return {
      ...base,
      state: stands.state,
      at: stands.at,
      ...(stands.reference === undefined ? {} : { reference: stands.reference }),
      ...(stands.problem === undefined ? {} : { problem: stands.problem }),
      ...(stands.by === undefined ? {} : { by: stands.by }),
      ...(stands.reason === undefined ? {} : { reason: stands.reason }),
      ...(stands.note === undefined ? {} : { note: stands.note }),
    };
  }
  return {
    ...base,
    // What Centra settles is in the progress by now.
    state: step.state === 'settled' ? 'done' : step.state,
    ...(step.waitsFor === undefined ? {} : { waitsFor: step.waitsFor }),
    ...(step.problem === undefined ? {} : { problem: step.problem }),
  };
}

function stageOf(state: OrderState, lanes: readonly LaneView[]): OrderStage {
  if (progressOf(state).paused) return 'paused';
  if (lanes.some((lane) => lane.steps.some((step) => step.state === 'needsAttention'))) return 'attention';
  return state.running.size > 0 ? 'working' : 'waiting';
}

function pick({ type, status, currency }: Pick<Required<OrderView>, 'type' | 'status' | 'currency'>) {
  return { type, status, currency };
}

function stepsIn(view: OrderView): readonly StepView[] {
  return view.lanes.flatMap((lane) => lane.steps);
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)].toSorted();
}
