import type { Assessment } from '../activities/assess-order.ts';
import type { Decision } from '../domain/order-view.ts';
import type { Lane, PlannedStep } from '../domain/lane.ts';
import { isSettled, NO_PROGRESS, type Paused, type Progress, type StepProgress } from '../domain/progress.ts';
import type { StepId } from '../domain/steps.ts';
import type { MarkDoneCommand, ResendCommand } from './messages.ts';
import type { PublishedAttributes } from './search-attributes.ts';

/** All that an order workflow remembers. What is optional or may be empty can be carried over to a new run. */
export interface OrderState {
  readonly connectionId: string;
  readonly orderNumber: number;
  assessment: Assessment | undefined;
  progress: Progress | undefined;
  /** Somebody said "look again" and we have not looked since. */
  isAskedToLook: boolean;
  /** It was not a person: Centra may not show yet what somebody tells of. */
  isHinted: boolean;
  /** When to look once more, because a hint told of something that Centra did not show. */
  secondLookAt: number | undefined;
  /** When the look that is under way was asked for, in milliseconds. */
  lookAskedAtMs: number | undefined;
  /** When the last look ended, in milliseconds. */
  lookedAtMs: number | undefined;
  /** Returns that were named since the last look. */
  returnIds: number[];
  /** What people said that is not carried out yet: before the first look nothing is known to carry it out on. */
  commands: Command[];
  /** Steps that a person said to try again, and when. */
  retried: Map<StepId, string>;
  /** Documents that were cancelled in the ERP and that a person said to make again. */
  recreated: Set<StepId>;
  resends: ResendCommand[];
  /** Documents that people made by hand, to be looked up in the ERP. */
  marks: MarkDoneCommand[];
  /** Decisions of people that are not in the records yet. */
  decisions: Decision[];
  /** When the last decision was made, in milliseconds. */
  decidedAtMs: number;
  /** Which step each lane is busy with. */
  running: Map<string, PlannedStep>;
  /** Something changed that the world has not been told. */
  isUnpublished: boolean;
  /** The search attributes as last written, where that is known, to write them only when they change. */
  written: PublishedAttributes | undefined;
  /** Nothing is carried over: what the order was started with stands. */
  readonly isFirstRun: boolean;
  isCompleted: boolean;
}

/** A command as it came, not read yet. */
export interface Command {
  readonly action: 'retry' | 'skip' | 'resendInvoices' | 'markDone' | 'pause' | 'resume';
  readonly payload: unknown;
}

/** What continue-as-new carries to the next run. It only ever grows optional fields. */
export interface CarriedState {
  readonly progress?: Progress;
  readonly returnIds?: readonly number[];
  readonly commands?: readonly Command[];
  readonly retried?: readonly (readonly [StepId, string])[];
  readonly recreated?: readonly StepId[];
  readonly resends?: readonly ResendCommand[];
  readonly marks?: readonly MarkDoneCommand[];
  readonly decisions?: readonly Decision[];
  readonly written?: PublishedAttributes;
}

export interface OrderInput {
  readonly connectionId: string;
  readonly orderNumber: number;
  readonly carried?: CarriedState;
}

/** The state of a new run: it has been asked to look, since something made it start. */
export function openState({ connectionId, orderNumber, ...input }: OrderInput): OrderState {
  const { carried = {} } = input;
  return {
    connectionId,
    orderNumber,
    assessment: undefined,
    progress: carried.progress,
    isAskedToLook: true,
    isHinted: false,
    secondLookAt: undefined,
    lookAskedAtMs: undefined,
    lookedAtMs: undefined,
    returnIds: [...(carried.returnIds ?? [])],
    commands: [...(carried.commands ?? [])],
    retried: new Map(carried.retried),
    recreated: new Set(carried.recreated),
    resends: [...(carried.resends ?? [])],
    marks: [...(carried.marks ?? [])],
    decisions: [...(carried.decisions ?? [])],
    decidedAtMs: 0,
    running: new Map(),
    isUnpublished: true,
    written: carried.written,
    isFirstRun: input.carried === undefined,
    isCompleted: false,
  };
}

/** What of a state the next run needs; the rest it finds out by looking. */
export function carriedFrom(state: OrderState): CarriedState {
  return {
    ...(state.progress === undefined ? {} : { progress: state.progress }),
    returnIds: state.returnIds,
    commands: state.commands,
    retried: [...state.retried],
    recreated: [...state.recreated],
    resends: state.resends,
    marks: state.marks,
    decisions: state.decisions,
    ...(state.written === undefined ? {} : { written: state.written }),
  };
}

/** Takes in what a look found. What was settled meanwhile stays; what Centra shows as settled is settled. */
export function adopt(state: OrderState, assessment: Assessment): void {
  state.assessment = assessment;
  const known = state.progress ?? assessment.progress;
  const triggeredAt = { ...known.triggeredAt };
  for (const step of stepsOf(state)) {
    if (step.triggeredAt !== undefined) triggeredAt[step.id] = step.triggeredAt;
    else if (!isSettled(known.steps[step.id])) delete triggeredAt[step.id];
  }
  const { fingerprint, progress } = assessment;
  const { returnIds, orderId } = progress;
  state.progress = {
    ...known,
    triggeredAt,
    returnIds,
    ...(orderId === undefined ? {} : { orderId }),
    fingerprint,
  };
  for (const step of stepsOf(state)) {
    const stands = known.steps[step.id];
    const decided = decidedBy(step, stands);
    if (decided) settle(state, step.id, decided);
    // What a person accepted was another content than the one that needs attention now.
    if (step.state === 'needsAttention' && isSettled(stands) && stands?.digest !== step.digest) reopen(state, step.id);
  }
}

/** What Centra shows of a step that is not final here, or that it knows better than we do. */
function decidedBy(
  { kind, state: planned, settledAs, problem }: PlannedStep,
  stands: StepProgress | undefined,
): StepProgress | undefined {
  if (settledAs) {
    const isHeld = stands?.state === 'skipped' && stands.releases === false;
    const { amountMinor } = settledAs;
    const isMore = kind === 'capture' && amountMinor !== undefined && amountMinor !== stands?.amountMinor;
    const isClearer = stands?.isSplitUnclear === true && !settledAs.isSplitUnclear;
    const isBetter = stands?.state === 'done' && (isMore || isClearer);
    return !isSettled(stands) || isHeld || isBetter ? settledAs : undefined;
  }
  // A capture that was pending and failed.
  if (planned === 'needsAttention' && problem && stands?.state === 'pending') {
    return { state: 'needsAttention', at: stands.at, problem };
  }
  return undefined;
}

/** Writes down how a step stands. */
export function settle(state: OrderState, id: StepId, step: StepProgress): void {
  const progress = progressOf(state);
  state.progress = { ...progress, steps: { ...progress.steps, [id]: step } };
  state.isUnpublished = true;
}

/** Forgets how a step stands, so that it is done as if for the first time; its effect key still guards it. */
export function reopen(state: OrderState, id: StepId): void {
  const progress = progressOf(state);
  const { [id]: _, ...steps } = progress.steps;
  state.progress = { ...progress, steps };
  state.isUnpublished = true;
}

/** A person has settled a step otherwise than the policy took it for: what it skipped because of that is open again. */
export function reopenSkippedByPolicy(state: OrderState, before: StepId): void {
  for (const { id, after } of stepsOf(state)) {
    const stands = progressOf(state).steps[id];
    if (after.includes(before) && stands?.state === 'skipped' && stands.by === 'policy') reopen(state, id);
  }
}

/** Stops the order, or with `undefined` lets it go on. */
export function setPaused(state: OrderState, paused: Paused | undefined): void {
  const { paused: _, ...progress } = progressOf(state);
  state.progress = paused === undefined ? progress : { ...progress, paused };
  state.isUnpublished = true;
}

export function progressOf(state: OrderState): Progress {
  return state.progress ?? NO_PROGRESS;
}

export function lanesOf(state: OrderState): readonly Lane[] {
  return state.assessment?.plan.lanes ?? [];
}

export function stepsOf(state: OrderState): readonly PlannedStep[] {
  return lanesOf(state).flatMap((lane) => lane.steps);
}
