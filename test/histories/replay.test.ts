import { readdirSync, readFileSync } from 'node:fs';
import { Worker, type WorkflowBundle } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundleWorkflows } from '../../src/worker/workflow-code.ts';

const directory = new URL('./', import.meta.url);
const fixtures = readdirSync(directory).filter((name) => name.endsWith('.json'));

/** Orders stay open for months: what earlier versions have written must replay on this one. */
describe('the history of an earlier version', () => {
  let workflowBundle: WorkflowBundle;
  beforeAll(async () => {
    workflowBundle = await bundleWorkflows();
  });

  const read = (name: string): string => readFileSync(new URL(name, directory), 'utf8');

  it('is there to be replayed', () => {
    expect(fixtures.length).toBeGreaterThan(0);
  });

  it.each(fixtures)('%s replays on this version', async (name) => {
    const history = JSON.parse(read(name)) as unknown;
    await expect(Worker.runReplayHistory({ workflowBundle }, history)).resolves.toBeUndefined();
  });

  it('is not touched by a changed rule, which needs no patch: no rule is in the code that replays', () => {
    const code = 'code' in workflowBundle ? workflowBundle.code : '';
    for (const executor of ['order.ts', 'work.ts', 'recipes.ts']) expect(code).toContain(`workflows/${executor}`);
    for (const rule of ['plan.ts', 'plan-shipment.ts', 'plan-return.ts', 'policy.ts', 'problems.ts']) {
      expect(code).not.toContain(`domain/${rule}`);
    }
  });

  it('that asks for other commands than this version gives is noticed', async () => {
    const changed = read(fixtures[0] ?? '').replaceAll('assessOrder', 'assessOtherwise');
    await expect(Worker.runReplayHistory({ workflowBundle }, JSON.parse(changed) as unknown)).rejects.toThrow(
      DeterminismViolationError,
    );
  });
});
