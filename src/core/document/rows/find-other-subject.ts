// Says whose statuses a table holds where they are none of projects: those of features, milestones, issues, endpoints,
// platforms, courses, by the heading of the names or of the section.

import type { Row } from '../../model.ts';
import { isHeading } from '../../status/vocabulary.ts';

export interface Subject {
  /** Of the column of names. */
  readonly heading: string;
  /** The heading above the table. */
  readonly section: string | null;
  readonly rows: readonly Pick<Row, 'repo' | 'folder'>[];
}

/** null where nothing says that the rows are no projects. */
export function findOtherSubject({ heading, section, rows }: Subject): string | null {
  if (isHeading('part', heading)) return explain('column', heading);
  const isStep = isHeading('step', heading);
  const isAbout = section !== null && (isHeading('part', section) || isHeading('step', section));
  if (!isStep && !isAbout) return null;
  // What links a repository of its own is a project, whatever it is called there.
  const places = rows.map(({ repo, folder }) => (repo === null ? null : `${repo}#${folder ?? ''}`.toLowerCase()));
  const isOwn = places.every((place) => place !== null) && new Set(places).size === places.length;
  if (isOwn) return null;
  if (isStep) return explain('column', heading);
  return isAbout && places.every((place) => place === null) ? explain('section', section) : null;
}

function explain(place: 'column' | 'section', heading: string): string {
  return `The ${place} "${heading}" names parts of a project, not projects.`;
}

/** More than one name between dots, bars or line breaks. */
export function namesSeveral(scan: string): boolean {
  const parts = scan
    .split(/ (?:\u00c2\u00b7|\u00e2\u0080\u00a2|[|;]) |; |<br\s*\/?>/i)
    .filter((part) => part.trim() !== '');
  return parts.length >= 3;
}
