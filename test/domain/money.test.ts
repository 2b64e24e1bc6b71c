import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimalFromMinor, decimalText, formatMoney, minorFromDecimal } from '../../src/domain/money.ts';

describe('money', () => {
  it('reads decimals as a person does, not as binary has them', () => {
    expect(minorFromDecimal(1.005, 'SEK')).toBe(101);
    expect(minorFromDecimal(0.1 + 0.2, 'SEK')).toBe(30);
    expect(minorFromDecimal('1249.5', 'SEK')).toBe(124_950);
    expect(minorFromDecimal(-1.005, 'SEK')).toBe(-101);
    expect(minorFromDecimal(1e-7, 'SEK')).toBe(0);
  });

  it('knows currencies that do not have two decimals', () => {
    expect(minorFromDecimal(1500, 'JPY')).toBe(1500);
    expect(minorFromDecimal(1.2345, 'KWD')).toBe(1235);
    expect(decimalText(1235, 'KWD')).toBe('1.235');
    expect(formatMoney(150_000, 'JPY')).toBe('150 000 JPY');
  });

  it('refuses what is not an amount', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, '12,50', '', 1e17]) {
      expect(() => minorFromDecimal(value, 'SEK')).toThrow(RangeError);
    }
  });

  it('loses nothing on the way to JSON and back', () => {
    const amounts = fc.integer({ min: -1e13, max: 1e13 });
    fc.assert(
      fc.property(amounts, fc.constantFrom('SEK', 'JPY', 'KWD'), (minor, currency) => {
        expect(minorFromDecimal(decimalFromMinor(minor, currency), currency)).toBe(minor);
      }),
    );
  });
});
