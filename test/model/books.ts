import type { ConnectionPolicy, OrderPolicy, ShipmentTrigger } from '../../src/domain/policy.ts';
import type { OrderView, StepView } from '../../src/domain/order-view.ts';
import type { Books } from './stage.ts';

/**
 * The auditor: compares what Centra and Fortnox hold with each other and with what the order says of itself. It knows the
 * policy, and nothing of how Shipledger keeps it.
 */
export interface Audited {
  /** At the last audit. */
  readonly before: Books;
  readonly now: Books;
  readonly policy: ConnectionPolicy;
  readonly views: ReadonlyMap<number, OrderView>;
  /** As they were at the last audit. */
  readonly viewsBefore: ReadonlyMap<number, OrderView>;
  /** Orders that were told of everything that happened to them. */
  readonly informed: ReadonlySet<number>;
  /** Of every return that ever was, its shipment. */
  readonly shipmentOfReturn: ReadonlyMap<string, number>;
  /** Reviews that a person has accepted. */
  readonly accepted: ReadonlySet<string>;
}

/** What is wrong, one sentence each. */
export function faultsIn(audited: Audited): string[] {
  return [
    ...aliveTwice(audited),
    ...capturedTwice(audited),
    ...bookedWrong(audited),
    ...paidWrong(audited),
    ...movedWrong(audited),
    ...creditedTooMuch(audited),
    ...touchedWhileHeld(audited),
    ...leftUndone(audited),
    ...leftUnsaid(audited),
  ];
}

type CentraOrder = Books['centra']['orders'][number];
type Shipment = CentraOrder['shipments'][number];
type Return = Books['centra']['returns'][number];
type Document = Books['fortnox']['invoices'][number];

/** `S-300001`, which step ids begin with, and its kind, of an effect's key. */
function subjectOf(key: string): { readonly subject: string; readonly kind: string } {
  const [, letter = '', id = '', kind = ''] = /-([SR])-0*(\d+)-(\w+)/.exec(key) ?? [];
  return { subject: `${letter}-${id}`, kind };
}

const minor = (amount: number): number => Math.round(amount * 100);
const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);

const liveDocuments = ({ fortnox }: Books): Document[] =>
  fortnox.invoices.filter((document) => !document.Cancelled && document.ExternalInvoiceReference1 !== '');

function documentOf(books: Books, step: string): Document | undefined {
  return liveDocuments(books).find((document) => {
    const { subject, kind } = subjectOf(document.ExternalInvoiceReference1);
    return `${subject}-${kind}` === step;
  });
}

const shipmentsIn = ({ centra }: Books): Map<string, { order: CentraOrder; shipment: Shipment }> =>
  new Map(
    centra.orders.flatMap((order) =>
      order.shipments.map((shipment) => [`S-${shipment.id}`, { order, shipment }] as const),
    ),
  );

const returnsIn = ({ centra }: Books): Map<string, Return> =>
  new Map(centra.returns.map((returned) => [`R-${returned.id}`, returned]));

function aliveTwice({ now }: Audited): string[] {
  const byKey = Map.groupBy(liveDocuments(now), (document) => document.ExternalInvoiceReference1);
  return [...byKey]
    .filter(([, documents]) => documents.length > 1)
    .map(([key, documents]) => `documents ${documents.map((d) => d.DocumentNumber).join(' and ')} both carry ${key}`);
}

function capturedTwice({ now }: Audited): string[] {
  const byShipment = Map.groupBy(
    now.centra.captures.filter(({ shipmentId }) => shipmentId !== null),
    ({ shipmentId }) => shipmentId,
  );
  return [...byShipment]
    .filter(([, captures]) => captures.length > 1)
    .map(([id, captures]) => `the money of S-${id} was taken ${captures.length} times`);
}

/** What was booked since the last audit must be what Centra says now; what was booked before must not have changed. */
function bookedWrong({ before, now, views }: Audited): string[] {
  const known = new Map(before.fortnox.invoices.map((document) => [document.DocumentNumber, document]));
  return liveDocuments(now).flatMap((document) => {
    const { DocumentNumber: number, Total, TotalVAT, InvoiceRows, Booked } = document;
    const earlier = known.get(number);
    if (earlier?.Booked) return earlier.Total === Total ? [] : [`document ${number} was booked and has changed`];
    if (!Booked) return [];
    const { subject, kind } = subjectOf(document.ExternalInvoiceReference1);
    const sold = shipmentsIn(now).get(subject) ?? shipmentsIn(before).get(subject);
    const back = returnsIn(now).get(subject) ?? returnsIn(before).get(subject);
    const truth = kind === 'credit' ? back : sold?.shipment;
    if (!truth) return [`document ${number} is booked for ${subject}, which Centra does not have`];
    const sign = kind === 'credit' ? -1 : 1;
    const faults: string[] = [];
    if (minor(Total) !== sign * truth.totalMinor) {
      faults.push(
        `document ${number} of ${subject} is booked with ${Total}, Centra says ${sign * truth.totalMinor} minor`,
      );
    }
    if (Math.abs(minor(TotalVAT) - sign * truth.taxMinor) > InvoiceRows.length) {
      faults.push(`document ${number} of ${subject} has VAT ${TotalVAT}, Centra says ${sign * truth.taxMinor} minor`);
    }
    if (kind === 'invoice' && sold && isCaptureRequired(views.get(sold.order.number), subject)) {
      const capturedMinor = capturedOf(sold.shipment);
      if (sold.shipment.isCaptured && capturedMinor !== minor(Total)) {
        faults.push(`document ${number} of ${subject} is booked with ${Total}, captured were ${capturedMinor} minor`);
      }
    }
    return faults;
  });
}

/** A capture that a person skipped says nothing about the invoice. */
function isCaptureRequired(view: OrderView | undefined, subject: string): boolean {
  const capture = stepIn(view, `${subject}-capture`);
  return capture !== undefined && capture.state !== 'skipped';
}

const capturedOf = ({ capturedMinor, capturedGiftCardMinor }: Shipment): number =>
  (capturedMinor ?? 0) + (capturedGiftCardMinor ?? 0);

/** Never more is registered than was captured, by provider and gift card each once. */
function paidWrong({ now }: Audited): string[] {
  const shipments = shipmentsIn(now);
  const byShipment = Map.groupBy(
    now.fortnox.payments,
    (payment) => subjectOf(payment.ExternalInvoiceReference1).subject,
  );
  return [...byShipment].flatMap(([subject, payments]) => {
    const shipment = shipments.get(subject)?.shipment;
    if (!shipment) return [];
    const paidMinor = sum(payments.map(({ AmountCurrency }) => minor(AmountCurrency)));
    const keys = new Set(payments.map((payment) => payment.ExternalInvoiceReference1));
    return [
      ...(keys.size < payments.length ? [`a payment of ${subject} is registered twice`] : []),
      ...(paidMinor > capturedOf(shipment)
        ? [`${paidMinor} minor are registered for ${subject}, captured were ${capturedOf(shipment)}`]
        : []),
    ];
  });
}

/** Stock documents move once what their shipment or return consists of when they do. */
function movedWrong({ before, now }: Audited): string[] {
  const earlier = movementsIn(before);
  const shipments = new Map([...shipmentsIn(before), ...shipmentsIn(now)]);
  const returns = new Map([...returnsIn(before), ...returnsIn(now)]);
  return [...movementsIn(now)].flatMap(([subject, units]) => {
    const known = earlier.get(subject);
    if (known) return sameUnits(known, units) ? [] : [`the goods of ${subject} were moved again`];
    const expected = new Map<string, number>();
    const add = (sku: string, quantity: number): void => void expected.set(sku, (expected.get(sku) ?? 0) + quantity);
    const back = returns.get(subject);
    for (const { sku, quantity } of shipments.get(subject)?.shipment.lines ?? []) if (quantity > 0) add(sku, -quantity);
    for (const { shipmentLineId, quantity } of back?.lines ?? []) {
      const line = shipments.get(`S-${back?.shipmentId}`)?.shipment.lines.find(({ id }) => id === shipmentLineId);
      if (line) add(line.sku, quantity);
    }
    return sameUnits(expected, units) ? [] : [`${subject} moved ${said(units)} instead of ${said(expected)}`];
  });
}

/** Units by article, for each shipment (out: negative) and return whose document was released. */
function movementsIn({ fortnox }: Books): Map<string, Map<string, number>> {
  const all = new Map<string, Map<string, number>>();
  for (const { cause, itemId, quantity } of fortnox.stockMovements) {
    const [, direction, id] = /^(outbound|inbound) .* (\d+)$/.exec(cause) ?? [];
    if (direction === undefined) continue;
    const subject = `${direction === 'outbound' ? 'S' : 'R'}-${id}`;
    const units = all.get(subject) ?? new Map<string, number>();
    all.set(subject, units.set(itemId, (units.get(itemId) ?? 0) + quantity));
  }
  return all;
}

const said = (units: ReadonlyMap<string, number>): string => JSON.stringify(Object.fromEntries(units));
const sameUnits = (a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): boolean =>
  a.size === b.size && [...a].every(([sku, quantity]) => b.get(sku) === quantity);

/** What stays of a deleted return is a person's matter once it was accepted. */
function creditedTooMuch({ now, accepted, shipmentOfReturn }: Audited): string[] {
  const credits = liveDocuments(now)
    .map((document) => ({ ...document, ...subjectOf(document.ExternalInvoiceReference1) }))
    .filter(({ kind, subject, Booked }) => Booked && kind === 'credit' && !accepted.has(`${subject}-review`));
  const byShipment = Map.groupBy(credits, ({ subject }) => shipmentOfReturn.get(subject));
  return [...byShipment].flatMap(([id, documents]) => {
    const invoice = documentOf(now, `S-${id}-invoice`);
    const creditedMinor = -sum(documents.map(({ Total }) => minor(Total)));
    if (id === undefined || creditedMinor <= minor(invoice?.Total ?? 0)) return [];
    return [`${creditedMinor} minor are credited of S-${id}, which was invoiced with ${invoice?.Total ?? 'nothing'}`];
  });
}

/** Nothing is begun for an order that was on hold, or paused, all the time. */
function touchedWhileHeld({ before, now, views, viewsBefore }: Audited): string[] {
  const isPaused = ({ number }: CentraOrder): boolean =>
    [views, viewsBefore].every((all) => all.get(number)?.stage === 'paused');
  const heldBefore = new Set(before.centra.orders.filter(({ isOnHold }) => isOnHold).map(({ number }) => number));
  const isHeld = ({ number, isOnHold }: CentraOrder): boolean => isOnHold && heldBefore.has(number);
  return now.centra.orders
    .filter((order) => isHeld(order) || isPaused(order))
    .map((order) => {
      const returns = [...before.centra.returns, ...now.centra.returns].filter((r) => r.orderNumber === order.number);
      const subjects = new Set([...order.shipments.map(({ id }) => `S-${id}`), ...returns.map(({ id }) => `R-${id}`)]);
      // Others may take the money of an order that only we let rest.
      const count = (books: Books): string => JSON.stringify(tracesOf(subjects, books, isHeld(order)));
      return { order, was: count(before), is: count(now) };
    })
    .filter(({ was, is }) => was !== is)
    .map(({ order, was, is }) => `order ${order.number} is held and was worked on: ${was}, then ${is}`);
}

function tracesOf(subjects: ReadonlySet<string>, books: Books, withCaptures: boolean): object {
  const isOurs = (key: string): boolean => subjects.has(subjectOf(key).subject);
  const asked = [...shipmentsIn(books)].filter(
    ([subject, { shipment }]) =>
      subjects.has(subject) && (shipment.isCaptured || shipment.captureRequestedMinor !== null),
  );
  return {
    ...(withCaptures && { captures: asked.length }),
    documents: liveDocuments(books).filter((d) => d.Booked && isOurs(d.ExternalInvoiceReference1)).length,
    payments: books.fortnox.payments.filter((p) => isOurs(p.ExternalInvoiceReference1)).length,
    movements: [...movementsIn(books).keys()].filter((subject) => subjects.has(subject)).length,
  };
}

interface Due {
  readonly step: string;
  readonly isDone: boolean;
  /** Steps that have to be over before. */
  readonly after: readonly string[];
}

/** What is due and not done has to be explained by the order: by a problem, a decision, or an answer that is waited for. */
function leftUndone(audited: Audited): string[] {
  const { now, views, informed } = audited;
  return now.centra.orders
    .filter((order) => informed.has(order.number) && !order.isOnHold && !order.isWaitingForPayment)
    .flatMap((order) => {
      const view = views.get(order.number);
      if (!view) return [`order ${order.number} is not known`];
      if (view.stage === 'paused' || stepIn(view, `O-${order.number}-review`)) return [];
      return duesOf(audited, order)
        .filter(({ isDone }) => !isDone)
        .filter(({ step, after }) => ![step, ...after].some((id) => isExplained(view, id)))
        .map(({ step }) => `${step} is due and not done, and nothing says why: ${JSON.stringify(stepIn(view, step))}`);
    });
}

function duesOf({ now, policy }: Audited, order: CentraOrder): Due[] {
  const rules = policy.byOrderType[order.type];
  const isCancelled = order.status === 'CANCELLED';
  const returns = now.centra.returns.filter(({ orderNumber }) => orderNumber === order.number);
  return order.shipments
    .filter((shipment) => !isCancelled || shipment.isShipped || shipment.isCaptured)
    .flatMap((shipment) => [
      ...shipmentDues(now, rules, shipment),
      ...returns.filter(({ shipmentId }) => shipmentId === shipment.id).flatMap((r) => returnDues(now, rules, r)),
    ]);
}

function shipmentDues(now: Books, rules: OrderPolicy, shipment: Shipment): Due[] {
  const id = (kind: string): string => `S-${shipment.id}-${kind}`;
  const isMoney = rules.capture.mode !== 'none' && shipment.totalMinor > 0;
  const isTriggered = (trigger: ShipmentTrigger): boolean => triggersOf(shipment)[trigger];
  const isInvoiceFree = !isMoney || !rules.invoice.requireCapture || shipment.isPaid;
  const paidMinor = sum(
    now.fortnox.payments
      .filter(
        (payment) => payment.Booked && subjectOf(payment.ExternalInvoiceReference1).subject === `S-${shipment.id}`,
      )
      .map(({ AmountCurrency }) => minor(AmountCurrency)),
  );
  const dues: (Due | false)[] = [
    isMoney &&
      rules.capture.mode === 'perform' &&
      isTriggered(rules.capture.trigger) && { step: id('capture'), isDone: shipment.isPaid, after: [] },
    isTriggered(rules.invoice.trigger) &&
      isInvoiceFree && {
        step: id('invoice'),
        isDone: documentOf(now, id('invoice'))?.Booked === true,
        after: [id('capture')],
      },
    isMoney &&
      rules.payment === 'register' &&
      shipment.isCaptured &&
      documentOf(now, id('invoice'))?.Booked === true && {
        step: id('payment'),
        isDone: paidMinor === capturedOf(shipment),
        after: [id('capture'), id('invoice')],
      },
    rules.stock.mode === 'document' &&
      isTriggered(rules.stock.trigger) && {
        step: id('stock'),
        isDone: movementsIn(now).has(`S-${shipment.id}`) || shipment.lines.every(({ quantity }) => quantity === 0),
        after: [id('invoice'), id('capture')],
      },
  ];
  return dues.filter((due) => due !== false);
}

function returnDues(now: Books, rules: OrderPolicy, returned: Return): Due[] {
  if (returned.status !== 'COMPLETED') return [];
  const invoice = `S-${returned.shipmentId}-invoice`;
  const credit = `R-${returned.id}-credit`;
  const dues: (Due | false)[] = [
    returned.totalMinor !== 0 && {
      step: credit,
      isDone: documentOf(now, credit)?.Booked === true,
      after: [invoice, `S-${returned.shipmentId}-capture`],
    },
    rules.stock.mode === 'document' &&
      returned.isReturnedToStock &&
      returned.lines.length > 0 && {
        step: `R-${returned.id}-stock`,
        isDone: movementsIn(now).has(`R-${returned.id}`),
        after: [credit, invoice, `S-${returned.shipmentId}-capture`],
      },
  ];
  return dues.filter((due) => due !== false);
}

function triggersOf(shipment: Shipment): Record<ShipmentTrigger, boolean> {
  const isGoodToGo = shipment.isGoodToGo || shipment.isShipped;
  const isMoneySettled = shipment.isPaid || shipment.totalMinor === 0;
  return {
    created: true,
    goodToGo: isGoodToGo,
    shipped: shipment.isShipped,
    completed: shipment.isShipped && shipment.isGoodToGo && isMoneySettled,
  };
}

/** What nobody shows any more, or what is no longer what was booked, a person is told of. */
function leftUnsaid({ now, views, informed, accepted }: Audited): string[] {
  const shipments = shipmentsIn(now);
  const returns = returnsIn(now);
  const steps = [...views].flatMap(([number, view]) => (informed.has(number) ? stepsOf(view) : []));
  const everybodyInformed = now.centra.orders.every(({ number }) => informed.has(number));
  return liveDocuments(now).flatMap((document) => {
    const { subject, kind } = subjectOf(document.ExternalInvoiceReference1);
    const order = shipments.get(subject)?.order.number ?? returns.get(subject)?.orderNumber;
    const isSeen = order === undefined ? everybodyInformed : informed.has(order);
    const review = `${subject}-review`;
    const isSkipped = accepted.has(`${subject}-${kind}`);
    const isTold =
      isSkipped || accepted.has(review) || steps.some(({ id, state }) => id === review && state === 'needsAttention');
    if (!isSeen || isTold) return [];
    if (order === undefined) return [`document ${document.DocumentNumber} of ${subject} is left, and nobody is told`];
    if (!document.Booked) return [];
    const truthMinor =
      kind === 'credit' ? -(returns.get(subject)?.totalMinor ?? 0) : shipments.get(subject)?.shipment.totalMinor;
    const isOther = minor(document.Total) !== truthMinor;
    const isReversed = kind === 'credit' && returns.get(subject)?.status !== 'COMPLETED';
    return isOther || isReversed
      ? [`${subject} is no longer what ${document.DocumentNumber} says, and nobody is told`]
      : [];
  });
}

const stepsOf = (view: OrderView | undefined): StepView[] => view?.lanes.flatMap((lane) => lane.steps) ?? [];

const stepIn = (view: OrderView | undefined, id: string): StepView | undefined =>
  stepsOf(view).find((step) => step.id === id);

function isExplained(view: OrderView, id: string): boolean {
  const step = stepIn(view, id);
  if (!step) return false;
  // Captures of an order are made one by one, and none while it is unclear what became of another.
  const isUnclear = ({ problem }: StepView): boolean =>
    problem?.code === 'captureUnclear' ||
    (problem?.code === 'vanishedAfterWork' && problem.detail.includes('a capture that is unclear'));
  const isWaitingForOther = id.endsWith('-capture') && stepsOf(view).some(isUnclear);
  const isWaitingForProvider = step.waitsFor?.includes('provider') === true;
  return ['needsAttention', 'skipped', 'pending'].includes(step.state) || isWaitingForOther || isWaitingForProvider;
}
