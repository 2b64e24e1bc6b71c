import { RefusedError } from '../../call-errors.ts';

/**
 * Makes a change of state that may have been made before. Fortnox refuses to do such a thing twice, under codes that no
 * source names; so a refusal is looked into, and stands only where what was asked for does not hold already.
 *
 * @param look gives the state when it is as asked for, else undefined.
 */
export async function unlessAlreadySo<State>(
  change: () => Promise<State>,
  look: () => Promise<State | undefined>,
): Promise<State> {
  try {
    return await change();
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    const state = await look();
    if (state === undefined) throw error;
    return state;
  }
}
