import { Router, urlencoded, type ErrorRequestHandler, type Request, type Response } from 'express';
import type { Stage } from './action.ts';
import { addFault, clearFaults, troubleWebhooks, SYSTEM_NAMES, SYSTEMS, type System } from './faults.ts';
import { FormError, readForm } from './form.ts';
import type { Addresses } from './how-to.ts';
import { page, type Notice } from './layout.ts';
import { placeOrder } from './place-order.ts';
import { kindNamed } from './subjects.ts';

/**
 * The page, and what its forms post to. What was done redirects to the page, so that a reload repeats nothing; what was not
 * done shows the page with the reason in words: 400 for a field that cannot be read, 404 for something that is not there, 409
 * for what a simulator refuses.
 */
export function pageRoutes(stage: Stage, addresses: Addresses): Router {
  const router = Router();
  router.use(urlencoded({ extended: false }));

  const show = async (response: Response, notice?: Notice, { status = 200, isWatching = false } = {}) => {
    const [centra, fortnox] = await Promise.all([stage.centra.state(), stage.fortnox.state()]);
    const today = new Date().toLocaleDateString('sv-SE', { timeZone: 'Europe/Stockholm' });
    const shown = { centra, fortnox, addresses, notice, today, isWatching };
    response.status(status).type('html').send(page(shown).markup);
  };

  router.get('/', (request, response) =>
    show(response, noticeIn(request), { isWatching: request.query['watch'] === 'yes' }),
  );

  router.post('/orders', async (request, response) => {
    const { number } = await placeOrder(stage, readForm(request.body));
    done(response, 'orders/place', `Order ${number}`, `order-${number}`);
  });

  router.post('/faults/:system/add', async (request, response) => {
    const system = systemIn(request);
    await addFault(stage, system, readForm(request.body));
    done(response, 'faults/add', SYSTEM_NAMES[system], 'faults');
  });
  router.post('/faults/:system/clear', async (request, response) => {
    const system = systemIn(request);
    await clearFaults(stage, system);
    done(response, 'faults/clear', SYSTEM_NAMES[system], 'faults');
  });

  router.post('/webhooks/trouble', async (request, response) => {
    await troubleWebhooks(stage, readForm(request.body));
    done(response, 'webhooks/trouble', 'Every webhook', 'webhooks');
  });

  router.post('/:kind/:id/:action', async (request, response) => {
    const { kind, id, action } = request.params;
    const name = await kindNamed(kind)?.act(stage, id, action, readForm(request.body));
    if (name === undefined) throw new NotThereError();
    done(response, `${kind}/${action}`, name, `${kind.replace(/s$/, '')}-${id}`);
  });

  router.use(() => {
    throw new NotThereError();
  });
  const explain: ErrorRequestHandler = (error: unknown, _request, response, _next) =>
    show(response, { kind: 'refused', words: wordsOf(error) }, { status: statusOf(error) });
  router.use(explain);
  return router;
}

class NotThereError extends Error {
  constructor() {
    super('That is not there, or no longer. Nothing was changed.');
    this.name = 'NotThereError';
  }
}

/** What the page says after actions that belong to no list of buttons. */
const OTHER_DONE: Readonly<Record<string, string>> = {
  'orders/place': 'is placed, and its articles are in stock',
  'faults/add': 'will fail as planned',
  'faults/clear': 'has no more faults planned',
  'webhooks/trouble': 'has the chances of trouble that you gave',
};

function done(response: Response, action: string, name: string, anchor: string): void {
  response.redirect(303, `/?${new URLSearchParams({ done: action, to: name }).toString()}#${anchor}`);
}

/** The words are ours; of the address only the name of the thing is shown. */
function noticeIn({ query }: Request): Notice | undefined {
  const { done: action, to: name } = query;
  if (typeof action !== 'string' || typeof name !== 'string') return undefined;
  const [kind = '', did = ''] = action.split('/');
  const words = OTHER_DONE[action] ?? kindNamed(kind)?.doneWords(did);
  return words === undefined ? undefined : { kind: 'done', words: `${name} ${words}.` };
}

function systemIn(request: Request): System {
  const system = SYSTEMS.find((candidate) => candidate === request.params['system']);
  if (system === undefined) throw new NotThereError();
  return system;
}

function statusOf(error: unknown): number {
  if (error instanceof FormError) return 400;
  if (error instanceof NotThereError) return 404;
  // Express says with a status what it could not read.
  if (error instanceof Error && 'status' in error && typeof error.status === 'number') return error.status;
  return refusalIn(error) === undefined ? 500 : 409;
}

const wordsOf = (error: unknown): string =>
  refusalIn(error) ?? (error instanceof Error ? error.message : String(error));

/** The simulator's own words, without the envelope in which its control hands them over. */
function refusalIn(error: unknown): string | undefined {
  const envelope = error instanceof Error ? /\{"error":.*\}$/s.exec(error.message)?.[0] : undefined;
  if (envelope === undefined) return undefined;
  const { error: said } = JSON.parse(envelope) as { readonly error: unknown };
  return String(said);
}
