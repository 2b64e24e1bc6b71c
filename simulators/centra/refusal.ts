/**
 * A business rule said no, and nothing was changed. GraphQL answers it as a `userError`, the control API as 404 or 409.
 */
export class Refusal extends Error {
  readonly kind: 'notFound' | 'notAllowed';
  /** The input field that is to blame, as Centra's `userErrors.path` names it. */
  readonly path: readonly string[];

  constructor(kind: 'notFound' | 'notAllowed', message: string, path: readonly string[] = []) {
    super(message);
    this.name = 'Refusal';
    this.kind = kind;
    this.path = path;
  }
}

export const notFound = (message: string, path: readonly string[] = []) => new Refusal('notFound', message, path);
export const notAllowed = (message: string, path: readonly string[] = []) => new Refusal('notAllowed', message, path);
