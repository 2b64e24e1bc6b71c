/**
 * Characters that Fortnox takes in a text (its guide "Formats and encoding"); any other is refused with code 2000359, and
 * with it the whole document.
 */
const FORBIDDEN = /[^\u0308\u030a\p{L}0-9\u00a0 –:.`´’,;^¤#%§£$€¢¥©™°&/()=+\-*_!?²³®½@\\]/gu;

/** What stands in for a common character that Fortnox does not take. */
const REPLACEMENTS: readonly (readonly [RegExp, string])[] = [
  [/["“”„«»]/g, '’’'],
  [/['‘‚‹›]/g, '’'],
  [/[<[{]/g, '('],
  [/[>\]}]/g, ')'],
  [/\|/g, '/'],
  [/[~‐‑‒]/g, '-'],
  [/[—―]/g, '–'],
  [/…/g, '...'],
  [/×/g, 'x'],
  [/\s/g, ' '],
];

/** The text where Fortnox can keep it as it is, else nothing: an address or a number that is changed is another one. */
export function unchangedText(text: string, maxLength: number): string {
  return text === fitText(text, maxLength) ? text : '';
}

/**
 * A text as Fortnox can keep it, on one line: what it does not take is replaced or left out, and the rest is cut.
 *
 * @param maxLength in characters, as Fortnox's field has it.
 * @param fallback used when nothing is left: a row without text is refused (2003977).
 */
export function fitText(text: string, maxLength: number, fallback = ''): string {
  const composed = text.normalize('NFC');
  const replaced = REPLACEMENTS.reduce((so, [pattern, by]) => so.replace(pattern, by), composed);
  const clean = replaced.replace(FORBIDDEN, '').replace(/ +/g, ' ').trim();
  return Array.from(clean).slice(0, maxLength).join('').trimEnd() || fallback;
}
