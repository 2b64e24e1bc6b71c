import type { ProblemCode } from '../../../domain/problems.ts';

/**
 * What a refusal of Fortnox means: a problem for a person; a log-in that has to be renewed or mended; a fault inside
 * Fortnox, after which it is not known what was done; or what the call itself takes a refusal for.
 */
export type Meaning = ProblemCode | 'logInFailed' | 'faultInFortnox' | 'asCalled';

/** Every code that a source names, by number in Fortnox and by word in its warehouse module. */
export const MEANING_BY_CODE: Readonly<Record<string, Meaning>> = {
  1000003: 'faultInFortnox',
  2003127: 'faultInFortnox',

  2000310: 'logInFailed',
  2000311: 'logInFailed',
  2003275: 'logInFailed',

  2000663: 'erpScopeMissing',
  2001101: 'erpLicenceMissing',
  2001103: 'erpLicenceMissing',
  2001339: 'erpAccessMissing',

  // What we sent is not what Fortnox takes, whatever the order: form, field, type, character.
  1000030: 'erpRequestInvalid',
  1000031: 'erpRequestInvalid',
  2000106: 'erpRequestInvalid',
  2000108: 'erpRequestInvalid',
  2000134: 'erpRequestInvalid',
  2000359: 'erpRequestInvalid',
  2000587: 'erpRequestInvalid',
  2000588: 'erpRequestInvalid',
  2000729: 'erpRequestInvalid',
  2001392: 'erpRequestInvalid',
  2001399: 'erpRequestInvalid',
  2001740: 'erpRequestInvalid',
  2001795: 'erpRequestInvalid',
  2002115: 'erpRequestInvalid',
  2003977: 'erpRequestInvalid',

  2000401: 'periodLocked',
  2002141: 'periodLocked',
  period_locked: 'periodLocked',

  2000204: 'customerMissing',
  2000433: 'customerMissing',
  2000637: 'customerNumberTaken',
  2000428: 'articleMissing',
  2001302: 'articleMissing',
  2000423: 'accountMissing',
  2001304: 'accountMissing',
  2003095: 'accountMissing',
  2004167: 'accountMissing',
  2000429: 'paymentTermsMissing',
  2000947: 'costCenterMissing',
  2001161: 'projectMissing',

  2001089: 'paymentRefused',
  2003055: 'paymentRefused',

  2003125: 'documentLocked',
  2003399: 'documentCancelled',
  document_is_voided: 'documentCancelled',
  2003124: 'stockRefused',
  2003126: 'stockRefused',
  2003277: 'stockRefused',
  cannot_modify_released_document: 'stockRefused',
  cannot_release_later_than_current_date: 'stockRefused',
  referenceTypeNotAllowed: 'stockRefused',
  void_linked_outbound: 'stockRefused',
  alreadyexists: 'stockRefused',

  // An invoice, order or unit that is not there: only the call knows what that is to it.
  2000432: 'asCalled',
  2000434: 'asCalled',
  2000439: 'asCalled',
  // Booked before it was finalised: whoever books finalises it and books again.
  2003498: 'asCalled',
  // About what we never do: supplier invoices, reverse charge on purchases, housework, moving in.
  2000755: 'asCalled',
  2002980: 'asCalled',
  2003115: 'asCalled',
  2003157: 'asCalled',
  2003241: 'asCalled',
  2004021: 'asCalled',
};

/** "Could not find X", "X is missing", "X is inactive", for the beginning of a Swedish noun. */
const lacking = (noun: string): RegExp =>
  new RegExp(`(hämta|hitta|saknas)\\b.*\\b(?:${noun})|\\b(?:${noun}).*(saknas|finns inte|inaktiv|inte aktiv)`, 'i');

/**
 * For refusals whose codes no source names; Fortnox speaks Swedish. Read only where the code says nothing. The first that
 * fits counts.
 */
export const MEANING_BY_WORDS: readonly (readonly [RegExp, ProblemCode])[] = [
  [/\bscope\b/i, 'erpScopeMissing'],
  [/licens|lagermodulen är inte aktiv|not activated/i, 'erpLicenceMissing'],
  [/behörighet/i, 'erpAccessMissing'],
  [/räkenskapsår/i, 'fiscalYearMissing'],
  [/låst.*period|period.*låst/i, 'periodLocked'],
  [/currency .* does not match|valuta.*(stämmer inte|överens)/i, 'currencyDiffers'],
  [/bankuppgifter/i, 'bankDetailsMissing'],
  [/e-?post(adress)?.*(saknas|ogiltig)|saknar e-?post/i, 'emailAddressMissing'],
  [/(ocr-?num|fakturanum|verifikationsnum).*används redan/i, 'numberTaken'],
  [/\bmakulera[dt]\b/i, 'documentCancelled'],
  [/(bokförd|klarmarkera[dt]|skickad|slutbetald)\b.*kan inte (ändras|makuleras)/i, 'documentLocked'],
  [lacking('moms'), 'vatRateMissing'],
  [lacking('valuta'), 'currencyMissing'],
  [lacking('kostnadsst'), 'costCenterMissing'],
  [lacking('projekt'), 'projectMissing'],
  [lacking('betalningsvillkor'), 'paymentTermsMissing'],
  [lacking('betalningss'), 'paymentModeMissing'],
  [lacking('leveranss'), 'deliveryWayMissing'],
  [lacking('konto|försäljningskonto'), 'accountMissing'],
  [lacking('kund(en)?\\b'), 'customerMissing'],
  [lacking('artikel'), 'articleMissing'],
  [/\bitem\b.*not (found|exist)/i, 'articleMissing'],
];
