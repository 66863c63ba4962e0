// Says why a column is headed as a status and yet is none: it holds percentages, versions, dates or the state of CI.

const percentage = /^\D{0,3}\d{1,3}(?:[.,]\d+)? ?%/;
const version = /^v?\d+\.\d+/i;
const date = /^\d{4}-\d{2}(?:-\d{2})?$|^\d{1,2}[./]\d{1,2}[./]\d{2,4}$/;
const ci =
  /actions\/workflows\/|travis-ci|circleci\.com|codecov\.io|appveyor\.com|coveralls\.io|\/workflow\/status\/|badge\.fury\.io|\/npm\/v\/|\/pypi\//i;

const kinds: readonly (readonly [string, (markup: string, text: string) => boolean])[] = [
  ['percentages', (_, text) => percentage.test(text)],
  ['versions', (_, text) => version.test(text)],
  ['dates', (_, text) => date.test(text)],
  ['the state of builds', (markup) => ci.test(markup)],
];

export interface ForeignCell {
  /** One character per byte. */
  readonly markup: string;
  readonly text: string;
}

/** `cells` are those of the column that are not empty. null where most of them are no such thing. */
export function findForeign(cells: readonly ForeignCell[]): string | null {
  for (const [name, isKind] of kinds) {
    const count = cells.filter(({ markup, text }) => isKind(markup, text)).length;
    if (count > 0 && count > cells.length / 2) return `The column holds ${name}, not what becomes of a project.`;
  }
  return null;
}
