import { refused, refusedWithUndocumentedCode } from './errors.ts';

/** The characters Fortnox takes in a text. No quotation marks, angles, bars, braces, brackets or emoji. */
const ALLOWED = /^(?:[\p{L}’\\0-9 –:.`´,;^¤#%§£$€¢¥©™°&/()=+\-*_!?²³®½@\u00a0\n\r]|\u0308|\u030a)*$/u;

/** Throws a refusal (2000359) for a character outside the allowed set, or for a text that is too short or too long. */
export function checkText(
  name: string,
  text: string,
  { minLength = 0, maxLength }: { readonly minLength?: number; readonly maxLength: number },
): void {
  if (!ALLOWED.test(text)) throw refused(2000359, `Värdet innehåller ej tillåtna tecken. (${text})`);
  const { length } = [...text];
  if (length > maxLength) {
    throw refusedWithUndocumentedCode(`Värdet i ${name} får inte överstiga ${maxLength} tecken.`);
  }
  if (length < minLength) {
    throw refusedWithUndocumentedCode(`Värdet i ${name} måste vara minst ${minLength} tecken.`);
  }
}

/** What a number may be made of: of articles by integrators; of customers "alphanumeric" is all that is documented. */
const NUMBERS = { article: /^[\p{L}0-9_\-/\\+$]+$/u, customer: /^[\p{L}0-9]+$/u } as const;

/** Throws 2000106 for what cannot be the number of an article or of a customer. */
export function checkNumber(of: keyof typeof NUMBERS, number: string): void {
  if (!NUMBERS[of].test(number)) throw refused(2000106, `Värdet måste vara alfanumeriskt (${number})`);
}
