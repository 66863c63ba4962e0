// Where a configuration may lie in a folder or a repository.

/** Nothing else is looked for: what an installed package or an example brings along nobody asked for. */
export const configurationPaths = [
  'statusfolio.yml',
  'statusfolio.yaml',
  '.github/statusfolio.yml',
  '.github/statusfolio.yaml',
];

/** Two configurations would each be obeyed by somebody. */
export function describeTwo(first: string, second: string): string {
  return `There are two configurations: ${first} and ${second}.`;
}
