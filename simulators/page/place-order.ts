import type { OrderLineInput } from '../centra/control-contract.ts';
import type { Stage } from './action.ts';
import { BASKETS, MARKETS, orderFor, type BasketName, type MarketCode } from './baskets.ts';
import type { Form } from './form.ts';
import { STOCK_POINTS } from './demo-values.ts';

/** How many of an article are there when it is ordered for the first time. */
const FIRST_STOCK = 100;

export const BASKET_NAMES = Object.keys(BASKETS) as BasketName[];
export const MARKET_CODES = Object.keys(MARKETS) as MarketCode[];
export const PAYMENTS = ['sync', 'async'] as const;

/** Places the order of a form. Its articles are put in stock first, so that there is something to send. */
export async function placeOrder(stage: Stage, form: Form): Promise<{ readonly number: number }> {
  const basket = BASKETS[form.choice('basket', BASKET_NAMES)];
  const order = orderFor(basket, form.choice('country', MARKET_CODES), form.choice('payment', PAYMENTS));
  for (const line of order.lines.flatMap(goodsIn)) await putInStock(stage, line);
  return stage.centra.placeOrder(order);
}

type Goods = Pick<OrderLineInput, 'sku' | 'productName' | 'warehouse'>;

/** A bundle and what is in it: a Centra may name either. A gift card is sent by mail. */
function goodsIn(line: OrderLineInput): readonly Goods[] {
  if (line.kind === 'giftCertificate') return [];
  const items = line.bundleItems ?? [];
  return [line, ...items.map(({ sku, productName }) => ({ sku, productName, warehouse: line.warehouse }) as Goods)];
}

async function putInStock({ fortnox }: Stage, line: Goods): Promise<void> {
  const { articles, stockBalances } = await fortnox.state();
  const point = STOCK_POINTS.find(({ name }) => name === line.warehouse) ?? STOCK_POINTS[0];
  if (articles.every(({ ArticleNumber }) => ArticleNumber !== line.sku)) {
    await fortnox.addArticle({ articleNumber: line.sku, description: line.productName, stockGoods: true });
  }
  if (!stockBalances.some(({ itemId, stockPointCode }) => itemId === line.sku && stockPointCode === point.code)) {
    await fortnox.setStock(line.sku, point.code, FIRST_STOCK);
  }
}
