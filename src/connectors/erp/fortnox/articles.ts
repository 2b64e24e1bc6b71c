import { z } from 'zod';
import { NotDoneError, RefusedError } from '../../call-errors.ts';
import { flag } from './answers.ts';
import type { FortnoxClient } from './client.ts';
import type { InvoiceRow } from './rows.ts';

const articleAnswer = z.object({ Article: z.object({ StockGoods: flag }) });

/** An article that was as it should be is taken to be so for this long; a wrong one is looked at again at once. */
const BELIEVED_FOR_MS = 15 * 60_000;

/** So many are looked up in one try, each in its turn under the rate limit; the next try goes on where this one ended. */
const MOST_IN_ONE_TRY = 10;

/**
 * Refuses rows whose articles would move stock twice, or not at all. An invoice that names an article which Fortnox keeps
 * in stock moves it by itself: so that is right where the invoice is what moves stock, and wrong everywhere else.
 *
 * @throws RefusedError stockCountedTwice, stockNotMoved or articleMissing; NotDoneError when Fortnox cannot be asked.
 */
export function createArticleCheck(
  client: FortnoxClient,
): (rows: readonly InvoiceRow[], movesStock: boolean) => Promise<void> {
  const believedUntil = new Map<string, number>();

  const check = async (article: string, movesStock: boolean): Promise<void> => {
    const known = JSON.stringify([article, movesStock]);
    const path = `/3/articles/${encodeURIComponent(article)}`;
    const otherwise = 'articleMissing';
    const { Article } = await client.call({ method: 'GET', path, isWrite: false, answer: articleAnswer, otherwise });
    if (Article.StockGoods !== movesStock) throw wrongArticle(article, movesStock);
    believedUntil.set(known, Date.now() + BELIEVED_FOR_MS);
  };

  return async (rows, movesStock) => {
    const articles = new Set(rows.flatMap(({ article }) => (article === undefined ? [] : [article])));
    const isBelieved = (article: string): boolean =>
      (believedUntil.get(JSON.stringify([article, movesStock])) ?? 0) > Date.now();
    const unknown = [...articles].filter((article) => !isBelieved(article));
    for (const article of unknown.slice(0, MOST_IN_ONE_TRY)) await check(article, movesStock);
    if (unknown.length <= MOST_IN_ONE_TRY) return;
    const left = unknown.length - MOST_IN_ONE_TRY;
    throw new NotDoneError(`${left} articles are still to be looked up before the document is made`, {
      retryAfterMs: 1_000,
    });
  };
}

function wrongArticle(article: string, movesStock: boolean): RefusedError {
  return movesStock
    ? new RefusedError({
        code: 'stockNotMoved',
        detail: `article ${article} is not kept in stock in Fortnox, so the invoice would not move it`,
      })
    : new RefusedError({
        code: 'stockCountedTwice',
        detail: `article ${article} is kept in stock in Fortnox, so the invoice would move it as well`,
      });
}
