/** A line of a table with its number in the file, and its cells by the names of their columns. */
export interface CsvRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/**
 * The rows of a table in text: cells separated by comma, semicolon or tab, whichever the first row uses, and in double
 * quotes where they contain it. As spreadsheets write them: with or without a byte order mark, lines ended in any way. Empty
 * lines are left out, spaces around a cell too.
 */
export function csvRows(text: string): readonly CsvRow[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  const header = lines.find((line) => line.trim() !== '') ?? '';
  const separator = [';', '\t', ','].find((candidate) => header.includes(candidate)) ?? ',';
  return lines
    .map((line, index) => ({ line: index + 1, cells: cellsOf(line, separator) }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''));
}

function cellsOf(line: string, separator: string): readonly string[] {
  const cells: string[] = [];
  let cell = '';
  let isQuoted = false;
  for (const [index, character] of [...line].entries()) {
    if (character === '"') {
      // Two of them inside of quotes are one.
      if (!isQuoted && line[index - 1] === '"') cell += character;
      isQuoted = !isQuoted;
    } else if (character === separator && !isQuoted) {
      cells.push(cell.trim());
      cell = '';
    } else {
      cell += character;
    }
  }
  return [...cells, cell.trim()];
}
