// Changes of status as an Atom feed (RFC 4287). Pure text in, one XML document out; everything is escaped here, and what
// XML cannot hold is left out.

import { toDay } from '../dates.ts';
import { toPlainText } from '../text.ts';

export interface FeedEntry {
  /** Unique within the feed and the same forever. */
  readonly id: string;
  readonly title: string;
  readonly at: string;
  /** An https address, or one relative to the feed. */
  readonly link: string;
  readonly text: string | null;
}

export interface Feed {
  readonly title: string;
  readonly author: string;
  /** The site's address, such as `https://status.example.org`; null: not known. */
  readonly site: string | null;
  /** The address of the page that shows the same; relative to the feed where the site's is not known. */
  readonly home: string;
  /** Newest first. */
  readonly entries: readonly FeedEntry[];
  /** What it was brought up to date at, where there are no entries. */
  readonly at: string;
}

export function renderFeed({ title, author, site, home, entries, at }: Feed): string {
  const name = (entry: FeedEntry) =>
    site === null
      ? `urn:statusfolio:${toDay(entry.at)}:${entry.id}`
      : `tag:${new URL(site).host},${toDay(entry.at)}:${entry.id}`;
  const self =
    site === null ? '' : `<link rel="self" type="application/atom+xml" href="${escapeXml(site)}/feed.atom"/>\n`;
  const items = entries.map(
    (entry) => `<entry>
<id>${escapeXml(name(entry))}</id>
<title>${escapeXml(entry.title)}</title>
<updated>${escapeXml(entry.at)}</updated>
<link rel="alternate" href="${escapeXml(entry.link)}"/>
${entry.text === null ? '' : `<summary>${escapeXml(entry.text)}</summary>\n`}</entry>`,
  );
  return `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
<id>${site === null ? `urn:statusfolio:feed:${encodeURIComponent(author)}` : `${escapeXml(site)}/feed.atom`}</id>
<title>${escapeXml(title)}</title>
<updated>${escapeXml(entries[0]?.at ?? at)}</updated>
<author><name>${escapeXml(author)}</name></author>
${self}<link rel="alternate" type="text/html" href="${escapeXml(home)}"/>
<generator>Statusfolio</generator>
${items.join('\n')}
</feed>
`;
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escapeXml(text: string): string {
  return toPlainText(text, 1000).replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
