/** A day, `YYYY-MM-DD`, in some time zone that the context names. */
export type LocalDate = string;

/** The day on which an instant falls in a time zone (IANA name). */
export function localDate(instant: string, timeZone: string): LocalDate {
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(new Date(instant));
}

/** The instant that lies so many days (of 24 hours) after another. */
export function plusDays(instant: string, days: number): string {
  return new Date(Date.parse(instant) + days * 86_400_000).toISOString();
}

/** The latest of several instants, or undefined when there is none. */
export function latest(instants: readonly (string | undefined)[]): string | undefined {
  return inOrder(instants).at(-1);
}

/** The earliest of several instants, or undefined when there is none. */
export function earliest(instants: readonly (string | undefined)[]): string | undefined {
  return inOrder(instants)[0];
}

function inOrder(instants: readonly (string | undefined)[]): string[] {
  return instants.filter((instant) => instant !== undefined).toSorted((a, b) => Date.parse(a) - Date.parse(b));
}
