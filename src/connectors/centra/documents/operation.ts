import type { z } from 'zod';

/** One GraphQL document with its variables, and the shape in which its `data` comes back. */
export interface Operation<Answer> {
  /** As in the text; Centra and its logs see it. */
  readonly name: string;
  readonly text: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Whether it is a mutation. */
  readonly isWrite: boolean;
  readonly answer: z.ZodType<Answer>;
}

/** The most that Centra gives of a list at once. */
export const PAGE_SIZE = 200;
