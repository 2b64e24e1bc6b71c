/** A field of a form that cannot be read. The page shows it with 400. */
export class FormError extends Error {
  constructor(field: string, remedy: string) {
    super(`${field}: ${remedy}.`);
    this.name = 'FormError';
  }
}

/** What a browser sent, read field by field. Every reader throws `FormError` naming the field. */
export interface Form {
  /** undefined for a field that is missing or empty. */
  readonly optionalText: (field: string) => string | undefined;
  readonly text: (field: string) => string;
  readonly whole: (field: string, least: number, most: number) => number;
  readonly decimal: (field: string, least: number, most: number) => number;
  readonly optionalDecimal: (field: string, least: number, most: number) => number | undefined;
  /** `YYYY-MM-DD`, a day that exists. */
  readonly date: (field: string) => string;
  readonly choice: <const T extends string>(field: string, known: readonly T[]) => T;
}

const LONGEST_TEXT = 500;

/** @param body as `express.urlencoded` leaves it; undefined where no form was sent */
export function readForm(body: unknown): Form {
  const fields = new Map(Object.entries(body ?? {}));

  const optionalText = (field: string): string | undefined => {
    const value: unknown = fields.get(field) ?? '';
    if (typeof value !== 'string') throw new FormError(field, 'must be given once');
    if (value.length > LONGEST_TEXT) throw new FormError(field, `must have ${LONGEST_TEXT} characters at most`);
    return value.trim() === '' ? undefined : value.trim();
  };
  const text = (field: string): string => {
    const value = optionalText(field);
    if (value === undefined) throw new FormError(field, 'must not be empty');
    return value;
  };
  const number = (field: string, pattern: RegExp, what: string, least: number, most: number): number => {
    const value = text(field).replace(',', '.');
    const read = Number(value);
    if (!pattern.test(value) || read < least || read > most) {
      throw new FormError(field, `must be ${what} from ${least} to ${most}`);
    }
    return read;
  };
  const decimal = (field: string, least: number, most: number): number =>
    number(field, /^\d{1,9}(\.\d{1,4})?$/, 'a number', least, most);
  return {
    optionalText,
    text,
    whole: (field, least, most) => number(field, /^\d{1,15}$/, 'a whole number', least, most),
    decimal,
    optionalDecimal: (field, least, most) =>
      optionalText(field) === undefined ? undefined : decimal(field, least, most),
    date: (field) => {
      const value = text(field);
      if (!isDate(value)) throw new FormError(field, 'must be a date, such as 2026-01-31');
      return value;
    },
    choice: (field, known) => {
      const value = text(field);
      const found = known.find((candidate) => candidate === value);
      if (found === undefined) throw new FormError(field, `must be one of ${known.join(', ')}`);
      return found;
    },
  };
}

function isDate(value: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(value)) return false;
  const date = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}
