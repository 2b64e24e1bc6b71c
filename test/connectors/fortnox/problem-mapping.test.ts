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
    ['customerMissing', [2000204, 2000433]],
    ['customerNumberTaken', [2000637]],
    ['articleMissing', [2000428, 2001302]],
    ['accountMissing', [2000423, 2001304, 2003095, 2004167]],
    ['paymentTermsMissing', [2000429]],
    ['costCenterMissing', [2000947]],
    ['projectMissing', [2001161]],
    ['periodLocked', [2000401, 2002141]],
    ['erpScopeMissing', [2000663]],
    ['erpLicenceMissing', [2001101, 2001103]],
    ['erpAccessMissing', [2001339]],
    ['paymentRefused', [2001089, 2003055]],
    ['documentLocked', [2003125]],
    ['documentCancelled', [2003399]],
    ['stockRefused', [2003124, 2003126, 2003277]],
    // A defect of ours, or a change of theirs.
    ['erpRequestInvalid', [1000030, 1000031, 2000106, 2000108, 2000134, 2000359, 2000587, 2000588, 2000729]],
    ['erpRequestInvalid', [2001392, 2001399, 2001740, 2001795, 2002115, 2003977]],
    // What only the call can judge, what we never do, and what nobody has heard of.
    ['erpRefused', [2000432, 2000434, 2000439, 2003498]],
    ['erpRefused', [2000755, 2002980, 2003115, 2003157, 2003241, 2004021]],
    ['erpRefused', [9999999]],
  ])('tells %s for the codes %j', (problem, codes) => {
    for (const code of codes) {
      expect(coded(code)).toBeInstanceOf(RefusedError);
      expect(coded(code)).toMatchObject({ problem: { code: problem, detail: `"Fel" (code ${code})` } });
    }
  });

  it.each([
    ['period_locked', 'periodLocked'],
    ['document_is_voided', 'documentCancelled'],
    ['cannot_modify_released_document', 'stockRefused'],
    ['cannot_release_later_than_current_date', 'stockRefused'],
    ['referenceTypeNotAllowed', 'stockRefused'],
    ['something_new', 'erpRefused'],
  ])('tells the warehouse’s %s as %s', (code, problem) => {
    expect(problemOf(400, { id: 'a1', error: code, message: 'Told' })).toMatchObject({
      problem: { code: problem, detail: `"Told" (code ${code})` },
    });
  });

  it.each([
    ['Kunde inte hämta/hitta moms (19)', 'vatRateMissing'],
    ['Kunde inte hämta/hitta valuta (NOK)', 'currencyMissing'],
    ['Currency SEK and Currency EUR does not match', 'currencyDiffers'],
    ['Räkenskapsår saknas för datumet', 'fiscalYearMissing'],
    ['Kunde inte hämta/hitta leveranssätt', 'deliveryWayMissing'],
    ['Kan inte hitta betalningsvillkoret.', 'paymentTermsMissing'],
    ['Kan inte hitta betalningssättet (KLARNA)', 'paymentModeMissing'],
    ['Kostnadsstället är inaktivt', 'costCenterMissing'],
    ['Kan inte hitta projektet.', 'projectMissing'],
    ['Konto 3001 är inaktivt', 'accountMissing'],
    ['OCR-numret används redan', 'numberTaken'],
    ['Bankuppgifter saknas', 'bankDetailsMissing'],
    ['E-postadress saknas', 'emailAddressMissing'],
    ['Fakturan är bokförd och kan inte ändras.', 'documentLocked'],
    ['Fakturan är makulerad och kan inte bokföras.', 'documentCancelled'],
    ['Har inte behörighet för scope', 'erpScopeMissing'],
    ['Licens saknas', 'erpLicenceMissing'],
    ['Saknar behörighet', 'erpAccessMissing'],
    // Words that only look like it.
    ['Momsrader måste vara märkta', 'erpRefused'],
    ['Fakturan måste vara bokförd innan en betalning kan registreras.', 'erpRefused'],
    ['Ogiltig rabatt. Får inte överstiga 100 %', 'erpRefused'],
  ])('reads the words %j as %s where the code says nothing', (words, problem) => {
    expect(coded(1234567, words)).toMatchObject({ problem: { code: problem } });
  });

  it('takes a 403 without any code for missing rights', () => {
    expect(problemOf(403, { message: 'forbidden' })).toMatchObject({ problem: { code: 'erpAccessMissing' } });
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
