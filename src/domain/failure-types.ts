/** How an activity tells the workflow what its failure means: the types of Temporal's application failures. */

/** A person must see to it; the failure's only detail is the `Problem`. */
export const PROBLEM_FAILURE = 'Problem';

/** The order is to be looked at before it is tried again. */
export const STALE_FAILURE = 'Stale';
