import type { Lane, PlannedStep } from '../domain/lane.ts';
import type { Progress, StepProgress } from '../domain/progress.ts';

/**
 * The step of a lane that can run now: due by the plan, not yet begun, and released by all that it depends on. Captures
 * of one order run one at a time, and not at all while one of them is unclear, because Centra's payment entries do not
 * say which shipment they belong to.
 *
 * @param running The steps that other lanes are busy with.
 */
export function nextStep(lane: Lane, progress: Progress, running: readonly PlannedStep[]): PlannedStep | undefined {
  return lane.steps.find(
    (step) =>
      step.state === 'due' &&
      progress.steps[step.id] === undefined &&
      step.after.every((id) => isReleased(progress.steps[id])) &&
      (step.kind !== 'capture' || isCaptureFree(progress, running)),
  );
}

function isReleased(before: StepProgress | undefined): boolean {
  return before?.state === 'done' || (before?.state === 'skipped' && before.releases !== false);
}

function isCaptureFree(progress: Progress, running: readonly PlannedStep[]): boolean {
  const isUnclear = Object.values(progress.steps).some((step) => step?.problem?.code === 'captureUnclear');
  return !isUnclear && !running.some((step) => step.kind === 'capture');
}
