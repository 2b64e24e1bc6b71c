import { decimalOf } from './amounts.ts';
import { expectReturn } from './expectations.ts';
import { think, until, type Scene } from './scene.ts';
import { stepsOf } from './operator.ts';
import type { PlannedReturn } from './planned-return.ts';

interface SentParcel {
  readonly scene: Scene;
  readonly number: number;
  readonly act: <T>(work: Promise<T>) => Promise<T>;
  readonly of: Parameters<typeof expectReturn>[0];
  readonly shipmentLineIds: readonly number[];
}

/** Plays what comes back of a parcel. Several returns may be open at once. */
export async function liveReturns(sent: SentParcel, returns: readonly PlannedReturn[]): Promise<void> {
  const underWay: Promise<void>[] = [];
  for (const back of returns) {
    await think(sent.scene);
    const { id } = await create(sent, back);
    const life = live(sent, id, back);
    underWay.push(life);
    life.catch(() => undefined);
    // What a deleted return had taken is free for the next one.
    if (back.end === 'deleted') await life;
  }
  await Promise.all(underWay);
}

function create({ scene, act, of, shipmentLineIds }: SentParcel, back: PlannedReturn): Promise<{ id: number }> {
  return act(
    scene.shop.centra.createReturn(of.shipmentId, {
      lines: back.lines.map(({ at, quantity }) => ({ shipmentLineId: shipmentLineIds[at] ?? 0, quantity })),
      restock: back.restock,
      shippingCost: decimalOf(back.shippingMinor),
      handlingCost: 0,
      discount: decimalOf(back.discountMinor),
      returnCost: decimalOf(back.feeMinor),
    }),
  );
}

async function live({ scene, number, act, of }: SentParcel, returnId: number, back: PlannedReturn): Promise<void> {
  const { shop } = scene;
  const { centra } = shop;
  await think(scene);
  if (back.end === 'deleted') return act(centra.deleteReturn(returnId));
  await act(back.end === 'refunded' ? centra.refundReturn(returnId) : centra.completeReturn(returnId));
  expectReturn(of, returnId, back);
  if (back.end === 'refunded' && of.order.manner === 'asynchronous') {
    await think(scene);
    await act(centra.settleRefund(returnId, 'success'));
  }
  if (back.end === 'reopenedBriefly') {
    await think(scene);
    await act(centra.uncompleteReturn(returnId));
    await think(scene);
    await act(centra.completeReturn(returnId));
  }
  if (back.end === 'reopenedForGood') {
    await untilBooked(scene, number, returnId);
    shop.reversedReturns.add(returnId);
    await act(centra.uncompleteReturn(returnId));
  }
}

/** Everything that a return asks for has been done. */
async function untilBooked(scene: Scene, orderNumber: number, returnId: number): Promise<void> {
  const { shop, operator } = scene;
  await until(scene, async () => {
    const view = await operator.order(shop.id, orderNumber);
    const steps = view ? stepsOf(view).filter(({ id }) => id.startsWith(`R-${returnId}-`)) : [];
    return steps.length > 0 && steps.every(({ state }) => state === 'done') ? true : undefined;
  });
}
