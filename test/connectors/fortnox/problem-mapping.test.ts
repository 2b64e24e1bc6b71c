import { describe, expect, it } from 'vitest';
import { MaybeDoneError, NotDoneError, RefusedError } from '../../../src/connectors/call-errors.ts';
import { errorFor, refusalIn } from '../../../src/connectors/erp/fortnox/problem-mapping.ts';

const problemOf = (status: number, body: unknown, isWrite = true) => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return errorFor(refusalIn(status, text), { isWrite, otherwise: 'erpRefused' });
};
const coded = (code: number, message = 'Fel') => problemOf(400, { ErrorInformation: { error: 1, message, code } });

describe('what a refusal of Fortnox means', () => {
  it('reads each of its error shapes', () => {
    const words = (status: number, body: unknown) => {
      const { code, words: told } = refusalIn(status, typeof body === 'string' ? body : JSON.stringify(body));
      return [code, told];
    };
    expect(words(400, { ErrorInformation: { error: 1, message: 'Fel', code: 2000587 } })).toEqual(['2000587', 'Fel']);
    expect(words(404, { ErrorInformation: { Error: 1, Message: 'Fel', Code: 2000434 } })).toEqual(['2000434', 'Fel']);
    expect(words(401, { message: 'unauthorized' })).toEqual([undefined, 'unauthorized']);
    expect(words(401, { error: 'invalid_client', error_description: 'Wrong' })).toEqual(['invalid_client', 'Wrong']);
    expect(words(400, { id: 'a1', error: 'period_locked', message: 'Locked' })).toEqual(['period_locked', 'Locked']);
    expect(words(400, '<html>Bad Request</html>')).toEqual([undefined, 'no explanation that can be read']);
  });

  it.each([
    [2000204, 'customerMissing'],
    [2001304, 'accountMissing'],
    [2001302, 'articleMissing'],
    [2000401, 'periodLocked'],
    [2002141, 'periodLocked'],
    [2000663, 'erpAccessMissing'],
    [2001103, 'erpAccessMissing'],
    [2003055, 'paymentRefused'],
    [2001089, 'paymentRefused'],
    [9999999, 'erpRefused'],
  ])('takes code %i for %s', (code, problem) => {
    expect(coded(code)).toBeInstanceOf(RefusedError);
    expect(coded(code)).toMatchObject({ problem: { code: problem, detail: `"Fel" (code ${code})` } });
  });

  it.each([
    ['Kunde inte hitta moms.', 'vatRateMissing'],
    ['Kunde inte hämta valuta', 'currencyMissing'],
    ['Räkenskapsår saknas för datumet', 'fiscalYearMissing'],
    ['Momsrader måste vara märkta', 'erpRefused'],
  ])('reads the words %j as %s where the code says nothing', (words, problem) => {
    expect(coded(1234567, words)).toMatchObject({ problem: { code: problem } });
  });

  it('lets the code win over the words', () => {
    expect(coded(2000204, 'Kunde inte hitta moms')).toMatchObject({ problem: { code: 'customerMissing' } });
  });

  it('waits for credentials to be mended rather than asking a person about each order', () => {
    expect(coded(2000310)).toBeInstanceOf(NotDoneError);
    expect(coded(2003275)).toBeInstanceOf(NotDoneError);
  });

  it('does not know what became of a write when Fortnox itself failed', () => {
    expect(
      problemOf(400, { ErrorInformation: { error: 1, message: 'System exception', code: 1000003 } }),
    ).toBeInstanceOf(MaybeDoneError);
    expect(
      problemOf(400, { ErrorInformation: { error: 1, message: 'System exception', code: 1000003 } }, false),
    ).toBeInstanceOf(NotDoneError);
  });

  it('repeats no personal data: values that Fortnox echoes are left out', () => {
    const error = coded(2000359, 'Värdet innehåller ej tillåtna tecken. (Åsa "Öberg")');
    expect(error.message).not.toContain('Öberg');
    expect(error.message).toContain('2000359');
  });
});
