// The report as Markdown: for `--format markdown`, the Action's job summary, a comment on a pull request. What comes
// from documents and repositories is escaped, so that a name cannot become a link, a mention or another row.

import { relative, resolve } from 'node:path';
import type { Action, Problem } from '../../core/model.ts';
import { formatCommand } from '../action/workflow-commands.ts';
import { show, type Terminal } from '../terminal.ts';
import type { DocumentReport, Report } from './report.ts';
import { formatOutcome, reasonOf, wordsOf } from './text.ts';

const marks: Record<Action, string> = { keep: '✓', change: '→', question: '?', hold: '…', skip: '·' };

/** `server`: where the lines of documents are linked to, such as `https://github.com`; left out: they are not linked. */
export function formatMarkdown(
  { documents, problems }: Pick<Report, 'documents' | 'problems'>,
  server: string | null = null,
): string {
  const sections = documents.map((document) => formatDocument(document, server));
  const list = (listed: typeof problems) => listed.map(formatNote).join('\n');
  const failures = problems.filter(({ level }) => level !== 'notice');
  const notices = problems.filter(({ level }) => level === 'notice');
  return [
    ...sections,
    ...(failures.length === 0 ? [] : [`### Could not be checked\n\n${list(failures)}`]),
    ...(notices.length === 0 ? [] : [`### Worth knowing\n\n${list(notices)}`]),
  ].join('\n\n');
}

function formatNote({ where, message, hint }: Problem): string {
  const place = where === '' ? '' : `**${escapeForReport(where)}**: `;
  return `- ${place}${escapeForReport([message, hint].filter((text) => text !== '').join(' '))}`;
}

function formatDocument(report: DocumentReport, server: string | null): string {
  const name = report.repo === null ? report.path : `${report.repo}/${report.path}`;
  const head = `### ${escapeForReport(name)}: ${formatOutcome(report)}`;
  if (report.projects.length === 0) return `${head}\n\nNo status was found in it.`;
  // Of hundreds of marks those that are right are no news.
  const listed = report.projects.filter(({ action, derived }) => action !== 'keep' || derived.rule !== 'activity');
  if (listed.length === 0) return head;
  const rows = listed.map((row) => {
    const { typed, due } = wordsOf(row);
    const [mark = '', name = '', ...others] = [
      marks[row.action],
      row.name,
      row.typed.text === '' ? '' : typed,
      due,
      reasonOf(row),
    ].map(escapeForeign);
    const line = addressLine(report, row.line, server);
    const cells = [mark, line === null || name === '' ? name : `[${name}](${line})`, ...others];
    return `| ${cells.join(' | ')} |`;
  });
  return [head, '', '| | Project | In the file | Should say | Why |', '|---|---|---|---|---|', ...rows].join('\n');
}

/** A line of the document as it stands on its branch; null: it is on no server. */
function addressLine({ repo, path, branch }: DocumentReport, line: number, server: string | null): string | null {
  if (server === null || repo === null) return null;
  const parts = [...repo.split('/'), 'blob', ...(branch ?? 'HEAD').split('/'), ...path.split('/')];
  const place = parts.map((part) => encodeURIComponent(part).replace(/[()]/g, (one) => (one === '(' ? '%28' : '%29')));
  return `${server}/${place.join('/')}?plain=1#L${line}`;
}

/** Backslashes before everything that Markdown or GitHub could read as more than text. */
export function escapeForReport(text: string): string {
  return show(text)
    .replace(/[\\`*_[\]<>|~#$]/g, '\\$&')
    .replace(/@(?=\w)/g, '@\u200b')
    .replace(/&/g, '&amp;');
}

/** Addresses and numbers of issues in the text of strangers: GitHub makes links of them without any mark-up. */
const linked = /(?:\b(?:https?|ftp|mailto|xmpp):|\bwww(?=\.)|#(?=\d)|\bGH-(?=\d))/gi;

/** The same for what comes from documents and repositories alone, in which no link is ours. */
function escapeForeign(text: string): string {
  return escapeForReport(text).replace(linked, '$&\u200b');
}

// The report as workflow commands of GitHub Actions: a change is a warning on the row's line, a question a notice, a
// problem an error, unless it is a notice itself. https://docs.github.com/actions/reference/workflow-commands-for-github-actions

export function formatAnnotations({ documents, problems }: Report, terminal: Terminal): string[] {
  const { environment, directory } = terminal;
  const root = environment['GITHUB_WORKSPACE'] ?? directory;
  const lines = documents.flatMap((document) => {
    // Only files of the repository that the workflow runs in can be annotated.
    const isHere = document.repo === null || document.repo === environment['GITHUB_REPOSITORY'];
    const path = document.repo === null ? relative(root, resolve(directory, document.path)) : document.path;
    const file = isHere ? path.replaceAll('\\', '/') : null;
    return document.projects.flatMap((row) => {
      if (row.action !== 'change' && row.action !== 'question') return [];
      const isChange = row.action === 'change';
      const title = isChange
        ? `${row.name}: ${wordsOf(row).typed} should be ${wordsOf(row).due}`
        : `${row.name}: is it still ${row.typed.text}?`;
      return [formatCommand(isChange ? 'warning' : 'notice', { file, line: row.line, title }, reasonOf(row))];
    });
  });
  const failures = problems.map(({ where, message, hint, level }) => {
    const place = readPlace(where, documents, terminal);
    return formatCommand(level ?? 'error', { ...place, title: null }, `${message} ${hint}`.trim());
  });
  return [...lines, ...failures];
}

/** `README.md:13` or `owner/name/README.md:13:2`; a file of another repository cannot be annotated here. */
function readPlace(
  where: string,
  documents: Report['documents'],
  { environment, directory }: Terminal,
): { readonly file: string | null; readonly line: number | null } {
  const parts = where.split(':');
  const isNumber = (part: string | undefined) => part !== undefined && /^\d+$/.test(part);
  const count = isNumber(parts.at(-1)) ? (isNumber(parts.at(-2)) ? 2 : 1) : 0;
  const path = parts.slice(0, parts.length - count).join(':');
  if (count === 0 || path === '') return { file: null, line: null };
  const here = environment['GITHUB_REPOSITORY']?.toLowerCase() ?? '';
  const named = [here, ...documents.flatMap(({ repo }) => (repo === null ? [] : [repo.toLowerCase()]))];
  const repo = named.find((name) => name !== '' && path.toLowerCase().startsWith(`${name}/`));
  if (repo !== undefined && repo !== here) return { file: null, line: null };
  const root = environment['GITHUB_WORKSPACE'] ?? directory;
  const own = repo === undefined ? relative(root, resolve(directory, path)) : path.slice(repo.length + 1);
  return { file: own.replaceAll('\\', '/'), line: Number(parts[parts.length - count]) };
}

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
