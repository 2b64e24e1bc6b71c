import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitText } from '../../../src/connectors/erp/fortnox/text.ts';

/** Fortnox's guide "Formats and encoding", written once more as a whole. */
const ALLOWED = /^[\p{L}\u0308\u030a0-9 –:.`´’,;^¤#%§£$€¢¥©™°&/()=+\-*_\\!?²³®½@\u00a0\n\r]*$/u;

describe('texts for Fortnox', () => {
  it.each([
    ['Jeans 30" "slim"', 'Jeans 30’’ ’’slim’’'],
    ["Women's <new> {x} [y] a|b", 'Women’s (new) (x) (y) a/b'],
    ['Summer 🌞 dress 👗', 'Summer dress'],
    ['Tröja\n\tblå — XL…', 'Tröja blå – XL...'],
    ['Cafe\u0301', 'Café'],
    ['Платье 100 %', 'Платье 100 %'],
  ])('writes %j as %j', (text, fitted) => expect(fitText(text, 255)).toBe(fitted));

  it('is never empty where a fallback is given', () => {
    expect(fitText('🎁', 255, 'product')).toBe('product');
    expect(fitText('  ', 255, 'product')).toBe('product');
  });

  it('holds for any text: only what Fortnox takes, and no longer than its field', () => {
    const anyText = fc.string({ unit: 'grapheme', maxLength: 400 });
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 255 }), (text, maxLength) => {
        const fitted = fitText(text, maxLength);
        expect(fitted).toMatch(ALLOWED);
        expect(Array.from(fitted).length).toBeLessThanOrEqual(maxLength);
      }),
    );
  });
});
