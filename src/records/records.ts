import type { SharedStore } from '../domain/shared-store.ts';
import { openDatabase, type DatabaseLocation } from './database.ts';
import { createDecisions, type Decisions } from './decisions.ts';
import { createEffects, type Effects } from './effects.ts';
import { migrate } from './migrate.ts';
import { createOrders, type Orders } from './orders.ts';
import { createSharedState } from './shared-state.ts';
import { createUnresolved, type UnresolvedHints } from './unresolved.ts';

/** The records database: part of the merchant's books, kept for seven years. */
export interface Records {
  readonly effects: Effects;
  readonly orders: Orders;
  readonly decisions: Decisions;
  readonly unresolved: UnresolvedHints;
  readonly sharedState: SharedStore;
  readonly close: () => Promise<void>;
}

/**
 * Opens the records and brings their database up to date.
 *
 * @param clock Says when effects are tried, instead of the database's own clock; for tests that let time pass.
 * @throws Error when the database cannot be reached, is in use where it serves one process, or is newer than the code.
 */
export async function openRecords(location: DatabaseLocation, clock?: () => Date): Promise<Records> {
  const { db, close } = await openDatabase(location);
  try {
    await migrate(db);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    effects: createEffects(db, clock),
    orders: createOrders(db),
    decisions: createDecisions(db),
    unresolved: createUnresolved(db),
    sharedState: createSharedState(db),
    close,
  };
}
