import { sum } from './decimals.ts';

/** One change of what is in stock, in hundredths of a unit. Never changed or taken away: an undo is a movement too. */
export interface StockMovement {
  readonly itemId: string;
  readonly stockPointCode: string;
  readonly quantityHundredths: number;
  readonly date: string;
  /** What moved it: `invoice 2001`, `outbound CENTRA 17`. */
  readonly cause: string;
}

export interface StockLedger {
  readonly movements: readonly StockMovement[];
  readonly move: (movement: StockMovement) => void;
  /** Moves by whatever makes the balance the quantity, as a stocktaking does. */
  readonly set: (
    itemId: string,
    stockPointCode: string,
    quantityHundredths: number,
    why: Pick<StockMovement, 'date' | 'cause'>,
  ) => void;
  /** What is in stock at one stock point, or without one at all of them, in hundredths. */
  readonly inStock: (itemId: string, stockPointCode?: string) => number;
  readonly balances: () => readonly Balance[];
}

export interface Balance {
  readonly itemId: string;
  readonly stockPointCode: string;
  readonly inStockHundredths: number;
}

export function stockLedger(): StockLedger {
  const movements: StockMovement[] = [];
  const balances = new Map<string, Balance>();
  const keyOf = (itemId: string, stockPointCode: string): string => JSON.stringify([itemId, stockPointCode]);

  const move = (movement: StockMovement): void => {
    const { itemId, stockPointCode, quantityHundredths } = movement;
    const key = keyOf(itemId, stockPointCode);
    const before = balances.get(key)?.inStockHundredths ?? 0;
    balances.set(key, { itemId, stockPointCode, inStockHundredths: before + quantityHundredths });
    if (quantityHundredths !== 0) movements.push(movement);
  };
  const inStock = (itemId: string, stockPointCode?: string): number =>
    stockPointCode === undefined
      ? sum([...balances.values()].filter((b) => b.itemId === itemId).map((b) => b.inStockHundredths))
      : (balances.get(keyOf(itemId, stockPointCode))?.inStockHundredths ?? 0);

  return {
    movements,
    move,
    set: (itemId, stockPointCode, quantityHundredths, why) =>
      move({
        itemId,
        stockPointCode,
        quantityHundredths: quantityHundredths - inStock(itemId, stockPointCode),
        ...why,
      }),
    inStock,
    balances: () => [...balances.values()],
  };
}
