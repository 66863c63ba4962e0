// Where somebody who reads the summary of a run wants to go next: the issue with the questions, what was written, the page.

import type { Report } from '../output/report.ts';

export interface Destinations {
  /** The status issue, where something is asked in it. */
  readonly issue: string | null;
  /** Where the site is published, if one was written. */
  readonly site: string | null;
}

/** One line of Markdown; '' where there is nowhere to go. */
export function formatLinks({ documents }: Pick<Report, 'documents'>, { issue, site }: Destinations): string {
  const published = new Map<string, string>();
  for (const { published: made } of documents) {
    const url = toAddress(made?.url ?? null);
    if (made === null || url === null) continue;
    published.set(url, made.kind === 'pull-request' ? 'Pull request' : `Commit ${made.oid.slice(0, 7)}`);
  }
  const links = [
    ...(issue === null ? [] : [`[Answer the open questions](${issue})`]),
    ...[...published].map(([url, name]) => `[${name}](${url})`),
    ...(site === null ? [] : [`[Status page](${site})`]),
  ];
  return links.join(' · ');
}

/** `href` for a link in Markdown; null for anything but https. */
export function toAddress(url: string | null): string | null {
  if (url === null || !URL.canParse(url)) return null;
  const { href, protocol } = new URL(url);
  return protocol === 'https:' ? href.replaceAll('(', '%28').replaceAll(')', '%29') : null;
}
