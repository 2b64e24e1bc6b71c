import { decimalOf } from './amounts.ts';
import { PAYMENT_METHOD } from './company.ts';
import { expectGoodsOut, expectInvoice, expectMoney, expectPayments, orderTotal, parcelTotal } from './expectations.ts';
import { liveReturns } from './live-return.ts';
import type { Manner, PlannedLine, PlannedOrder, PlannedParcel } from './planned-order.ts';
import { think, until, type Scene } from './scene.ts';
import { touch } from './shop.ts';

/** Plays one order from the customer's click to its last return, and writes down what must follow from it. */
export async function liveOrder(scene: Scene, order: PlannedOrder): Promise<void> {
  const { shop } = scene;
  const { manner } = order;
  const isWaiting = manner === 'waitsForPayment';
  const placed = await shop.centra.placeOrder({
    type: manner === 'wholesale' ? 'wholesale' : 'directToConsumer',
    country: order.market.country,
    currency: order.market.currency,
    paymentMethod: PAYMENT_METHOD,
    payment: manner === 'asynchronous' ? 'async' : 'sync',
    shippingCost: decimalOf(order.shippingMinor),
    discount: decimalOf(order.discountMinor),
    giftCard: decimalOf(order.giftCardMinor),
    waitingForPayment: isWaiting,
    confirm: !isWaiting,
    lines: order.lines.map((line) => lineInput(line, manner === 'giftCertificate')),
  });
  const { number } = placed;
  touch(shop, number);
  const act = async <T>(work: Promise<T>): Promise<T> => {
    const done = await work;
    touch(shop, number);
    return done;
  };
  const lineIds = placed.lines.map(({ id }) => id);
  const ordered = { scene, order, number, lineIds, act };
  await think(scene);

  if (manner === 'cancelledAtOnce') return act(shop.centra.cancelOrder(number));
  if (manner === 'giftCertificate') return expectCertificate(ordered);
  if (isWaiting) {
    await act(shop.centra.confirmOrder(number));
    await think(scene);
    await act(shop.centra.receivePayment(number));
  }
  if (manner === 'capturedAsWhole') {
    await act(shop.centra.captureOrder(number));
    shop.truth.captures.push({ orderNumber: number, shipmentId: null, amountMinor: orderTotal(order) });
  }
  await liveParcels(ordered);
  if (manner === 'restCancelled') await act(shop.centra.cancelOrder(number));
}

interface Ordered {
  readonly scene: Scene;
  readonly order: PlannedOrder;
  readonly number: number;
  readonly lineIds: readonly number[];
  /** Does something to the order, and notes that it was done. */
  readonly act: <T>(work: Promise<T>) => Promise<T>;
}

/** Of these, one parcel is on its way before the next is packed: who gets what of the gift card depends on it. */
const ONE_BY_ONE = ['giftCard', 'held'];

async function liveParcels(ordered: Ordered): Promise<void> {
  const { scene, order, number, lineIds, act } = ordered;
  const isOneByOne = ONE_BY_ONE.includes(order.manner);
  let giftCardLeftMinor = order.giftCardMinor;
  const underWay: Promise<void>[] = [];
  for (const [at, parcel] of order.parcels.entries()) {
    const giftCardMinor = Math.min(giftCardLeftMinor, parcelTotal(order, parcel));
    giftCardLeftMinor -= giftCardMinor;
    const packed = await pack(ordered, parcel, order.manner === 'repacked' && at === 0);
    const life = liveParcel(ordered, { ...packed, parcel, giftCardMinor });
    underWay.push(life);
    // Whoever waits for all of them hears of it.
    life.catch(() => undefined);
    if (at === 0 && order.manner === 'linesCancelled') {
      await act(scene.shop.centra.cancelLines(number, unitsLeft(order, lineIds)));
    }
    if (isOneByOne) await life;
    await think(scene);
  }
  await Promise.all(underWay);
}

interface Packed {
  readonly shipmentId: number;
  readonly shipmentLineIds: readonly number[];
}

/** Puts a parcel together; sometimes it is taken apart once more first. */
async function pack(ordered: Ordered, parcel: PlannedParcel, isRepacked: boolean): Promise<Packed> {
  const { scene, number, lineIds, act } = ordered;
  const create = () =>
    act(
      scene.shop.centra.createShipment(number, {
        lines: parcel.lines.map(({ at, quantity, allocations }) => ({
          lineId: lineIds[at] ?? 0,
          quantity,
          allocations,
        })),
        shippingCost: decimalOf(parcel.shippingMinor),
        handlingCost: 0,
        discount: decimalOf(parcel.discountMinor),
      }),
    );
  if (isRepacked) {
    const { id } = await create();
    await think(scene);
    await act(scene.shop.centra.deleteShipment(id));
    await think(scene);
  }
  const { id, lines } = await create();
  const idOf = (lineId: number | undefined): number => lines.find(({ orderLineId }) => orderLineId === lineId)?.id ?? 0;
  return { shipmentId: id, shipmentLineIds: parcel.lines.map(({ at }) => idOf(lineIds[at])) };
}

interface Parcel extends Packed {
  readonly parcel: PlannedParcel;
  readonly giftCardMinor: number;
}

async function liveParcel(ordered: Ordered, packed: Parcel): Promise<void> {
  const { scene, order, number, act } = ordered;
  const { shop } = scene;
  const { shipmentId, parcel } = packed;
  const of = { ledger: shop.truth, key: shop.id, order, orderNumber: number, parcel, shipmentId };
  await think(scene);
  await letGo(ordered, packed);
  expectInvoice(of);
  await untilPaid(ordered, shipmentId);
  await think(scene);
  await act(shop.centra.shipShipment(shipmentId, { carrier: 'PostNord' }));
  expectGoodsOut(of);
  await liveReturns({ ...ordered, of, shipmentLineIds: packed.shipmentLineIds }, parcel.returns);
}

/** Good to go; what of its money has to follow depends on who takes it. */
async function letGo(ordered: Ordered, { shipmentId, parcel, giftCardMinor }: Parcel): Promise<void> {
  const { scene, order, number, act } = ordered;
  const { centra, truth: ledger, id: key } = scene.shop;
  const of = { ledger, key, order, orderNumber: number, parcel, shipmentId };
  const release = () => act(centra.releaseShipment(shipmentId));
  const byHand = async (): Promise<void> => {
    await act(centra.markPaid(shipmentId));
    await release();
  };
  const ways: Partial<Record<Manner, () => Promise<void>>> = {
    wholesale: byHand,
    paidByHand: byHand,
    capturedElsewhere: async () => {
      await act(centra.captureShipment(shipmentId));
      expectMoney(of, giftCardMinor);
      await release();
    },
    capturedAsWhole: async () => {
      await release();
      expectPayments(of, parcelTotal(order, parcel), 0);
    },
    held: async () => {
      await act(centra.holdOrder(number, true));
      await release();
      expectMoney(of, giftCardMinor);
      await think(scene);
      await act(centra.holdOrder(number, false));
    },
  };
  const usual = async (): Promise<void> => {
    await release();
    expectMoney(of, giftCardMinor);
  };
  await (ways[order.manner] ?? usual)();
}

/** Plays the payment provider meanwhile, who answers after a while, and sometimes says no at first. */
async function untilPaid(ordered: Ordered, shipmentId: number): Promise<void> {
  const { scene, order, number, act } = ordered;
  const { shop, dice } = scene;
  let mayRefuse = dice.hits(0.15);
  await until(scene, async () => {
    const shipment = (await shop.glance()).orders
      .find((candidate) => candidate.number === number)
      ?.shipments.find(({ id }) => id === shipmentId);
    if (shipment === undefined) return undefined;
    if (shipment.captureRequestedMinor === null) return shipment.isPaid ? true : undefined;
    if (order.manner !== 'asynchronous') return undefined;
    await think(scene);
    await act(shop.centra.settleCapture(shipmentId, mayRefuse ? 'failed' : 'success'));
    mayRefuse = false;
    return undefined;
  });
}

/** What no parcel takes. */
function unitsLeft(
  { lines, parcels }: PlannedOrder,
  lineIds: readonly number[],
): { lineId: number; quantity: number }[] {
  const packed = parcels.flatMap((parcel) => parcel.lines);
  return lines.flatMap(({ quantity }, at) => {
    const taken = packed.filter((line) => line.at === at).reduce((sum, line) => sum + line.quantity, 0);
    return taken < quantity ? [{ lineId: lineIds[at] ?? 0, quantity: quantity - taken }] : [];
  });
}

/** Centra has sent and captured it when the order was placed. */
async function expectCertificate({ scene, order, number }: Ordered): Promise<void> {
  const { shop } = scene;
  const shipmentId = await until(
    scene,
    async () => (await shop.glance()).orders.find((candidate) => candidate.number === number)?.shipments[0]?.id,
  );
  const [parcel] = order.parcels;
  if (parcel === undefined) return;
  const of = { ledger: shop.truth, key: shop.id, order, orderNumber: number, parcel, shipmentId };
  expectInvoice(of);
  expectMoney(of, 0);
}

function lineInput(line: PlannedLine, isCertificate: boolean) {
  return {
    kind: isCertificate ? ('giftCertificate' as const) : ('product' as const),
    sku: line.sku,
    productName: `Thing ${line.sku}`,
    quantity: line.quantity,
    unitPrice: decimalOf(line.unitPriceMinor),
    lineValue: decimalOf(line.valueMinor),
    taxPercent: line.vatPercent,
    warehouse: line.warehouse,
  };
}
