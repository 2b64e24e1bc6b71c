/**
 * Member states of the European Union, ISO 3166-1 alpha-2, without Sweden: to a company that keeps its books in Fortnox,
 * "EU" on a sales account means another member state.
 */
const OTHER_EU_COUNTRIES: ReadonlySet<string> = new Set(
  'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SI SK'.split(' '),
);

export function isOtherEuCountry(countryCode: string): boolean {
  return OTHER_EU_COUNTRIES.has(countryCode);
}
