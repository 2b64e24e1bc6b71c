import type { Stories } from './soak.ts';
import type { SoakPlan } from './soak-plan.ts';
import type { Stage } from './stage.ts';

const EVERY_MS = 15_000;

/** Says now and then how far it is. */
export function startProgress(
  { shops }: Stage,
  plan: SoakPlan,
  stories: Stories,
  say: (line: string) => void,
): { readonly stop: () => void } {
  const startedAt = Date.now();
  const tell = async (): Promise<void> => {
    const captured = await Promise.all(shops.map(async ({ glance }) => (await glance()).captures.length));
    const expected = shops.flatMap(({ truth }) => truth.documents).length;
    const seconds = Math.round((Date.now() - startedAt) / 1_000);
    const faults = Math.max(0, Math.round(plan.faultsMs / 1_000) - seconds);
    say(
      `${seconds} s: ${stories.begun()} of ${stories.count} orders begun, ${stories.ended()} played to their end; ` +
        `${captured.reduce((sum, one) => sum + one, 0)} captures; ${expected} documents asked for; ` +
        (faults > 0 ? `faults for ${faults} s more` : 'no more faults, settling'),
    );
  };
  const timer = setInterval(() => void tell().catch(() => undefined), EVERY_MS);
  return { stop: () => clearInterval(timer) };
}
