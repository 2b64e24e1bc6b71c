import { Router, json, type ErrorRequestHandler, type Request, type RequestHandler } from 'express';
import type { Access } from './access.ts';
import {
  onReturn,
  onShipment,
  orderActions,
  read,
  returnActions,
  shipmentActions,
  type OrderingShop,
} from './control-actions.ts';
import {
  behaviourChange,
  faultSeed,
  faultToPlan,
  nothing,
  tokenChange,
  webhookTarget,
  webhookTrouble,
} from './control-readers.ts';
import type { Faults } from './faults.ts';
import { Unreadable } from './readers.ts';
import { Refusal } from './refusal.ts';
import { deleteReturn } from './returns.ts';
import { deleteShipment } from './shipments.ts';
import type { CentraSnapshot } from './snapshot.ts';
import type { TroubleMaker } from './webhook-trouble.ts';
import type { Webhooks } from './webhooks.ts';

export interface ControlledCentra extends OrderingShop {
  readonly access: Access;
  readonly faults: Faults;
  readonly webhooks: Webhooks;
  readonly webhookTrouble: TroubleMaker;
  readonly snapshot: () => CentraSnapshot;
}

/**
 * The people and systems around a Centra: customers who order, a warehouse that packs and ships, payment providers, and
 * whoever breaks things. 400 for input that cannot be read, 404 for an unknown object, 409 for what the rules forbid.
 */
export function controlRoutes(centra: ControlledCentra): Router {
  const { world } = centra;
  const router = Router();
  router.use(json({ strict: false }));
  router.get('/state', (_request, response) => void response.json(centra.snapshot()));
  for (const [path, action] of Object.entries(orderActions(centra))) router.post(path, answer(action));
  for (const [path, action] of Object.entries(shipmentActions(world))) router.post(path, answer(action));
  for (const [path, action] of Object.entries(returnActions(world))) router.post(path, answer(action));
  router.delete('/shipments/:id', answer(onShipment(world, nothing, deleteShipment)));
  router.delete('/returns/:id', answer(onReturn(world, nothing, deleteReturn)));
  settingRoutes(router, centra);
  router.use((request, response) => {
    response.status(404).json({ error: `${request.method} ${request.originalUrl} is not part of the control API.` });
  });
  router.use(explain);
  return router;
}

function settingRoutes(router: Router, centra: ControlledCentra): void {
  const { access, faults, webhooks, webhookTrouble: trouble, world } = centra;
  router.post(
    '/faults',
    answer(({ body }) => faults.add(read(faultToPlan, body))),
  );
  router.delete(
    '/faults',
    answer(() => faults.clear()),
  );
  router.put(
    '/fault-seed',
    answer(({ body }) => {
      const { seed } = read(faultSeed, body);
      faults.setSeed(seed);
      trouble.setSeed(seed);
    }),
  );
  router.put(
    '/webhook',
    answer(({ body }) => webhooks.setTarget(read(webhookTarget, body))),
  );
  router.put(
    '/webhook-trouble',
    answer(({ body }) => trouble.set(read(webhookTrouble, body))),
  );
  router.put(
    '/behaviour',
    answer(({ body }) => Object.assign(world.behaviour, given(read(behaviourChange, body)))),
  );
  router.put(
    '/token',
    answer(({ body }) => access.change(given(read(tokenChange, body)))),
  );
}

/** What was said; the rest stays as it is. */
const given = <T extends object>(change: T) =>
  Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };

/** Answers with what the action returns. */
const answer =
  (action: (request: Request) => unknown): RequestHandler =>
  (request, response) =>
    void response.json(action(request) ?? {});

const explain: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (error instanceof Unreadable) response.status(400).json({ error: error.message });
  else if (error instanceof Refusal)
    response.status(error.kind === 'notFound' ? 404 : 409).json({ error: error.message });
  else next(error);
};
