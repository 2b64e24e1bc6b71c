import { refusedWithUndocumentedCode } from './errors.ts';

const NAMES = new Intl.DisplayNames(['sv'], { type: 'region', fallback: 'none' });
/** Regions that have a code and are no country. */
const NO_COUNTRIES = ['EU', 'EZ', 'QO', 'UN', 'XA', 'XB', 'ZZ'];

/** The Swedish name by which Fortnox answers for a country's two letters. Throws for what is no country's code. */
export function countryName(code: string): string {
  // A locale turns an old or loose code, such as UK, into the one that stands for it.
  const isCode = /^[A-Z]{2}$/.test(code) && new Intl.Locale(`und-${code}`).region === code;
  const name = isCode && !NO_COUNTRIES.includes(code) ? NAMES.of(code) : undefined;
  if (name === undefined) throw refusedWithUndocumentedCode(`Kunde inte hämta/hitta land (${code})`);
  return name;
}
