import { DocumentRefusedError } from './transport.ts';
import { UNCONFIRMED_NAMES, type UnconfirmedName } from './unconfirmed-names.ts';

/** Does `withName` where Centra knows the name, else `withoutName`. */
export type IfKnown = <T>(
  name: UnconfirmedName,
  withName: () => Promise<T>,
  withoutName: () => Promise<T>,
) => Promise<T>;

/** Remembers, for as long as the process lives, which unconfirmed names Centra has refused. */
export function createIfKnown(): IfKnown {
  const absent = new Set<UnconfirmedName>();
  return async (name, withName, withoutName) => {
    if (absent.has(name)) return withoutName();
    try {
      return await withName();
    } catch (error) {
      if (!(error instanceof DocumentRefusedError && refusesName(error.problem.detail, name))) throw error;
      absent.add(name);
      return withoutName();
    }
  };
}

/** Whether Centra's words refuse a document because of this name. GraphQL quotes the names it does not know. */
export function refusesName(words: string, name: UnconfirmedName): boolean {
  return UNCONFIRMED_NAMES[name].words.some((word) => new RegExp(`["'$.]${word}["']`).test(words));
}
