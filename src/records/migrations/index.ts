import type { Migration } from 'kysely/migration';
import { initial } from './0001-initial.ts';
import { sharedState } from './0002-shared-state.ts';
import { line } from './0003-line.ts';

/** Every step that the records database ever took, in the order of their names. Never changed, only added to. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-initial': initial,
  '0002-shared-state': sharedState,
  '0003-line': line,
};
