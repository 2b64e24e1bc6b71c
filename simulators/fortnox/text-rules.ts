import { refused, refusedWithUndocumentedCode } from './errors.ts';

/** The characters Fortnox takes in a text. No quotation marks, angles, bars, braces, brackets or emoji. */
const ALLOWED = /^(?:[\p{L}’\\0-9 –:.`´,;^¤#%§£$€¢¥©™°&/()=+\-*_!?²³®½@\u00a0\n\r]|\u0308|\u030a)*$/u;

/** Throws a refusal (2000359) for a character outside the allowed set, or for a text that is too long. */
export function checkText(name: string, text: string, maxLength: number): void {
  if (!ALLOWED.test(text)) throw refused(2000359, `Värdet innehåller ej tillåtna tecken. (${text})`);
  if ([...text].length > maxLength) {
    throw refusedWithUndocumentedCode(`Värdet i ${name} får inte överstiga ${maxLength} tecken.`);
  }
}
