import { z } from 'zod';
import { flag, name } from './answers.ts';
import type { ExpectedSetUp, SetUpCheck } from './set-up-check.ts';

/** The config alone tells: an invoice that names an article which Fortnox keeps in stock moves it. */
export const checkStockOwner: SetUpCheck = (_, { stockModes, mapping }) => {
  if (mapping.articles !== 'sku' || !stockModes.includes('document')) return Promise.resolve([]);
  return Promise.resolve([
    {
      level: 'error',
      subject: 'stock',
      text: 'invoice rows name the articles (policy.mapping.articles: sku) that stock documents move (policy.stock.mode: document), so everything would be counted twice',
      remedy: 'Set policy.mapping.articles to none, or policy.stock.mode to invoice.',
    },
  ]);
};

const articles = z.object({ Articles: z.array(z.object({ ArticleNumber: name, StockGoods: flag })) });

/** Where something else keeps the stock, invoices may only name articles that Fortnox does not keep in stock. */
export const checkArticles: SetUpCheck = async (client, expected) => {
  if (!namesArticlesOfOthers(expected)) return [];
  const { Articles: first } = await client.call({
    method: 'GET',
    path: '/3/articles',
    query: { filter: 'active', limit: '500' },
    isWrite: false,
    answer: articles,
    otherwise: 'erpRefused',
  });
  const kept = first.filter(({ StockGoods }) => StockGoods).map(({ ArticleNumber }) => ArticleNumber);
  if (kept.length === 0) return [];
  return [
    {
      level: 'warning',
      subject: 'stock',
      text: `Fortnox keeps articles in stock (${kept.slice(0, 3).join(', ')}), and policy.stock.mode is off: an invoice that names one of them would move it, and is refused`,
      remedy: 'Set policy.mapping.articles to none, or policy.stock.mode to invoice, or no longer keep them in stock.',
    },
  ];
};

function namesArticlesOfOthers({ stockModes, mapping }: ExpectedSetUp): boolean {
  return mapping.articles === 'sku' && stockModes.includes('off');
}
