// Notices as channels take them: JSON for programs, text for the incoming webhooks of Slack and Discord. What comes from
// documents and repositories is text there and nothing else: it mentions nobody, links nowhere and formats nothing.

import { toPlainText } from '../text.ts';

/** What may be told of one project: its status changed, or is asked about. */
export interface ProjectItem {
  readonly project: string;
  readonly from: string;
  readonly to: string;
  /** null: not for the readers of the channel. */
  readonly evidence: string | null;
  /** Of the commit; null: there is none. */
  readonly url: string | null;
}

/** What may be told of something that could not be done. */
export interface ProblemItem {
  readonly code: string;
  /** Empty: not for the readers of the channel. */
  readonly where: string;
  readonly message: string;
  readonly hint: string;
}

interface Common {
  /** The same in every try and for every channel. */
  readonly id: string;
  /** ISO 8601: when it happened. */
  readonly at: string;
  readonly document: { readonly repo: string | null; readonly path: string };
  /** Where the owner sees more; null: nowhere. */
  readonly url: string | null;
}

export type Notice =
  | (Common & { readonly kind: 'change' | 'question'; readonly items: readonly ProjectItem[] })
  | (Common & { readonly kind: 'problem'; readonly items: readonly ProblemItem[] });

/** How a notice reads where it is tried out. */
export function makeTestNotice(id: string, at: string): Notice {
  const item = { project: 'engine', from: '🟡 In Progress', to: '⚪ Archived', url: null };
  const evidence = 'This is a test of the channel: nothing has changed.';
  const document = { repo: null, path: 'README.md' };
  return { id, kind: 'change', at, document, url: null, items: [{ ...item, evidence }] };
}

/** The body for a channel of this format. */
export function formatNotice(notice: Notice, format: 'json' | 'slack' | 'discord'): string {
  if (format === 'slack') return JSON.stringify(toSlack(notice));
  if (format === 'discord') return JSON.stringify(toDiscord(notice));
  const { id, kind, at, document, items, url } = notice;
  return JSON.stringify({ version: 1, id, kind, at, document, items, url });
}

/** Slack shortens from 4,000 characters on. */
const slackLength = 3500;

/** Discord refuses more. */
const discordLength = 2000;

/** Without marks of formatting, without previews of links; `<!channel>` and `<@U123>` need their bracket. */
function toSlack(notice: Notice) {
  const quote = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const text = write(notice, slackLength, quote, (url) => `<${quote(url)}>`);
  return { text, mrkdwn: false, unfurl_links: false, unfurl_media: false };
}

/** `flags`: no previews of links. */
function toDiscord(notice: Notice) {
  const quote = (text: string) => text.replace(/[\\*_~`|<>[\]()#:@-]/g, '\\$&');
  const content = write(notice, discordLength, quote, (url) => `<${url}>`);
  return { content, allowed_mentions: { parse: [] }, flags: 4 };
}

/** Title and one entry an item, as many as fit. */
function write(
  notice: Notice,
  maxLength: number,
  quote: (text: string) => string,
  link: (url: string) => string,
): string {
  const entries = listEntries(notice, quote, link);
  const end = notice.url === null ? '' : `\n${link(notice.url)}`;
  let text = quote(formatTitle(notice));
  for (const [index, entry] of entries.entries()) {
    const rest = entries.length - index;
    const more = `\n… and ${rest} more`;
    const room = maxLength - end.length - (rest === 1 ? 0 : more.length);
    if (text.length + entry.length + 1 > room) {
      text += more;
      break;
    }
    text += `\n${entry}`;
  }
  return text + end;
}

function formatTitle({ kind, document, items }: Notice): string {
  const where = document.repo === null ? document.path : `${document.repo}/${document.path}`;
  const name = toPlainText(where, 200);
  if (kind === 'problem') return `${count(items.length, 'problem', 'problems')} with ${name}`;
  const what = count(items.length, 'project status', 'project statuses');
  return kind === 'change' ? `${what} changed in ${name}` : `Review ${what} in ${name}`;
}

function count(many: number, one: string, more: string): string {
  return `${many} ${many === 1 ? one : more}`;
}

function listEntries(notice: Notice, quote: (text: string) => string, link: (url: string) => string): string[] {
  if (notice.kind === 'problem') {
    return notice.items.map(({ where, message, hint }) => {
      const says = [where === '' ? '' : `${where}:`, message, hint].filter((part) => part !== '').join(' ');
      return `• ${quote(toPlainText(says, 400))}`;
    });
  }
  const asks = notice.kind === 'question';
  return notice.items.map(({ project, from, to, evidence, url }) => {
    const change = from === '' || from === to ? to : `${from} → ${to}`;
    const said = `${toPlainText(project, 120)}: ${toPlainText(change, 130)}${asks ? '?' : ''}`;
    const why = evidence === null ? '' : ` (${toPlainText(evidence, 300)})`;
    return `• ${quote(said + why)}${url === null ? '' : ` ${link(url)}`}`;
  });
}
