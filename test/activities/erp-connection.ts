import type { ActivityDeps, Connection } from '../../src/activities/dependencies.ts';
import type { StepRequest } from '../../src/activities/step-request.ts';
import type { Erp } from '../../src/connectors/erp/erp.ts';
import type { Centra } from '../../src/connectors/centra/centra.ts';
import type { PlannedStep } from '../../src/domain/lane.ts';
import { shipment, stepId, type StepKind } from '../../src/domain/steps.ts';
import type { Records } from '../../src/records/records.ts';
import { NOW, POLICY } from '../domain/fixtures.ts';

/** What an activity needs, of which only the calls that a test is about are there. */
export function activityDeps(records: Records, erp: Partial<Erp>, centra: Partial<Centra>): ActivityDeps {
  const connection = { id: 'acme', key: 'acme', policy: POLICY, erp, centra, erpKind: 'fortnox' };
  return {
    connections: new Map([['acme', connection as unknown as Connection]]),
    records,
    lookAgainAfterMs: [],
    now: () => new Date(NOW),
  };
}

let shipmentIds = 5_000;

/** A step of a shipment of its own, so that its effects have no past. */
export function aStep(kind: StepKind, more: Partial<PlannedStep> = {}): PlannedStep {
  const shipmentId = ++shipmentIds;
  return {
    id: stepId(shipment(shipmentId), kind),
    kind,
    title: '1001-1',
    shipmentId,
    state: 'due',
    after: [],
    amountMinor: 124_900,
    digest: 'as-ordered',
    documentDate: '2026-03-03',
    ...more,
  };
}

export function aRequest(step: PlannedStep, more: Partial<StepRequest> = {}): StepRequest {
  return {
    connectionId: 'acme',
    orderNumber: 1001,
    step,
    requestedAt: NOW,
    isRecreation: false,
    isOtherCapturePending: false,
    ...more,
  };
}
