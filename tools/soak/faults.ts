import type { FaultInput } from '../../simulators/centra/control-contract.ts';
import type { Fault } from '../../simulators/fortnox/control.ts';
import type { Shop } from './shop.ts';
import type { SoakPlan } from './soak-plan.ts';

/** Answers that come too late for whoever asked: the time-out, and a little more. */
const tooSlowMs = ({ timeoutMs }: SoakPlan): number => timeoutMs + 500;

/** Of everything that Shipledger sends to Centra; captures have it worst. */
function centraFaults(plan: SoakPlan): readonly FaultInput[] {
  const captures = { operation: 'captureShipment' } as const;
  const any = { operation: '*' } as const;
  return [
    { ...captures, kind: 'commitThenDrop', probability: 0.04 },
    { ...captures, kind: 'commitThenStatus500', probability: 0.03 },
    ...plan.latenessMs.map((delayMs) => ({ ...captures, kind: 'commitLate', probability: 0.02, delayMs }) as const),
    { ...captures, kind: 'slow', probability: 0.02, delayMs: tooSlowMs(plan) },
    { ...captures, kind: 'dropBefore', probability: 0.02 },
    { ...captures, kind: 'refuse', probability: 0.02, message: 'The payment provider declined' },
    { ...any, kind: 'status500', probability: 0.01 },
    { ...any, kind: 'status499', probability: 0.005 },
    { ...any, kind: 'dropBefore', probability: 0.005 },
    { ...any, kind: 'status429', probability: 0.002, times: 5, delayMs: 2_000 },
    { ...any, kind: 'expiredToken', probability: 0.003 },
    { ...any, kind: 'slow', probability: 0.01, delayMs: Math.min(2_000, plan.timeoutMs / 2) },
  ];
}

/** Of everything that Shipledger sends to Fortnox. */
function fortnoxFaults(plan: SoakPlan): readonly Fault[] {
  const writes = (['POST', 'PUT'] as const).flatMap((method): Fault[] => [
    { method, kind: 'commitThenDrop', probability: 0.015 },
    { method, kind: 'commitThenStatus504', probability: 0.015 },
    ...plan.latenessMs.map((delayMs): Fault => ({ method, kind: 'commitLate', probability: 0.006, delayMs })),
  ]);
  return [
    ...writes,
    { kind: 'dropBefore', probability: 0.006 },
    { kind: 'status500', probability: 0.008 },
    { kind: 'status429', probability: 0.001, times: 8 },
    { kind: 'expiredToken', probability: 0.004 },
    { kind: 'slow', probability: 0.01, delayMs: Math.min(2_000, plan.timeoutMs / 2) },
    { kind: 'slow', probability: 0.004, delayMs: tooSlowMs(plan) },
  ];
}

const WEBHOOK_TROUBLE = { lost: 0.1, doubled: 0.15, shuffled: 0.15 } as const;

/** From now on things go wrong. */
export async function beginFaults(shops: readonly Shop[], plan: SoakPlan): Promise<void> {
  for (const { centra, fortnox } of shops) {
    const often = <F extends { readonly probability?: number }>(fault: F): F => ({
      ...fault,
      probability: (fault.probability ?? 0) * plan.faultRate,
    });
    for (const fault of centraFaults(plan)) await centra.addFault(often(fault));
    for (const fault of fortnoxFaults(plan)) await fortnox.addFault(often(fault));
    await centra.setWebhookTrouble(WEBHOOK_TROUBLE);
    const { longestLatenessMs: delayMs } = plan;
    if (delayMs === undefined) continue;
    await centra.addFault({ operation: 'captureShipment', kind: 'commitLate', delayMs });
    await fortnox.addFault({ method: 'POST', path: '/3/invoices', kind: 'commitLate', delayMs });
  }
}

/** From now on nothing new goes wrong; what was to come late still comes. */
export async function endFaults(shops: readonly Shop[]): Promise<void> {
  for (const { centra, fortnox } of shops) {
    await centra.clearFaults();
    await fortnox.clearFaults();
    await centra.setWebhookTrouble({ lost: 0, doubled: 0, shuffled: 0 });
  }
}
