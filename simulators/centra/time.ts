/**
 * Centra speaks PHP's dates: output `Y-m-d\TH:i:sP`, input ISO 8601, `2021-10-23 00:00:00` in the instance's time zone, or
 * relative ("now", "-1 hour").
 */

const MS_PER_UNIT: Readonly<Record<string, number>> = {
  second: 1_000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
};

const formatters = new Map<string, Intl.DateTimeFormat>();

/** A date written with PHP's format letters (those that dates and times need; others are copied). */
export function formatDate(date: Date, timeZone: string, format = 'Y-m-d\\TH:i:sP'): string {
  const parts = localParts(date, timeZone);
  return format.replaceAll(
    /\\(.)|[A-Za-z]/g,
    (letter, escaped: string | undefined) => escaped ?? parts[letter] ?? letter,
  );
}

/** @returns undefined when the text is not a date that Centra accepts. */
export function parseDate(text: string, timeZone: string, now: Date): Date | undefined {
  const trimmed = text.trim();
  if (trimmed === 'now') return now;
  const relative = /^([+-]\d+) (second|minute|hour|day|week)s?$/.exec(trimmed);
  if (relative) return new Date(now.getTime() + Number(relative[1]) * (MS_PER_UNIT[relative[2] ?? ''] ?? 0));
  const [, day, time = '00:00:00', offset] =
    /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:\d\d)?)?$/.exec(trimmed) ?? [];
  if (day === undefined) return undefined;
  const date = offset === undefined ? localDate(`${day}T${time}`, timeZone) : new Date(`${day}T${time}${offset}`);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** The offset is looked up twice: once near the instant, once at it, since it may change in between. */
function localDate(localIso: string, timeZone: string): Date {
  const asUtc = new Date(`${localIso}Z`);
  if (Number.isNaN(asUtc.getTime())) return asUtc;
  const guess = new Date(`${localIso}${offsetOf(asUtc, timeZone)}`);
  return new Date(`${localIso}${offsetOf(guess, timeZone)}`);
}

const offsetOf = (date: Date, timeZone: string): string => localParts(date, timeZone)['P'] ?? '+00:00';

function localParts(date: Date, timeZone: string): Readonly<Record<string, string>> {
  const parts = Object.fromEntries(
    formatterFor(timeZone)
      .formatToParts(date)
      .map(({ type, value }) => [type, value]),
  );
  const offset = (parts['timeZoneName'] ?? '').replace('GMT', '');
  const milliseconds = String(date.getUTCMilliseconds()).padStart(3, '0');
  return {
    Y: parts['year'] ?? '',
    m: parts['month'] ?? '',
    d: parts['day'] ?? '',
    H: parts['hour'] ?? '',
    i: parts['minute'] ?? '',
    s: parts['second'] ?? '',
    v: milliseconds,
    u: `${milliseconds}000`,
    P: offset === '' ? '+00:00' : offset,
    U: String(Math.floor(date.getTime() / 1_000)),
  };
}

/** Making a formatter costs more than all the rest of an answer. */
function formatterFor(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known) return known;
  const two = '2-digit';
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: two,
    day: two,
    hour: two,
    minute: two,
    second: two,
    timeZoneName: 'longOffset',
  });
  formatters.set(timeZone, made);
  return made;
}
