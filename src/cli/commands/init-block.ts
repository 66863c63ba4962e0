// The generated block that `init` inserts: its markers below a heading, and with `--from` what an account shows on its front
// page, filled in by the same refresh that keeps it from then on.

import type { Portfolio } from '../../config/portfolio.ts';
import { findLines } from '../../core/document/markup/blocks.ts';
import { decodeMojibake, decodeText, encodeScan, toScanText } from '../../core/document/markup/encoding.ts';
import type { BlockKind, DocumentRef } from '../../core/model.ts';
import type { BlockEntry } from '../../core/render/generated-block.ts';
import { toSite } from '../../core/site.ts';
import { StatusfolioError } from '../../errors.ts';
import { discloseRow } from '../../pipeline/disclose.ts';
import type { RefreshResult } from '../../pipeline/document-update.ts';
import { collectWords, readOwnDocument } from '../../pipeline/generated-block/said-elsewhere.ts';
import { refresh } from '../../pipeline/refresh.ts';
import { keyDocument, type RefreshTarget } from '../../pipeline/target.ts';
import type { DocumentFile, Documents, GitHub } from '../../ports/github.ts';
import type { GitHubAdmin } from '../../ports/github-admin.ts';
import type { Clock } from '../../ports/queue.ts';
import { noopStore } from '../run-refresh.ts';
import { show } from '../terminal.ts';

/** What a table of projects shows, in the order of most of them. */
const tableColumns = 'name,description,status,lastwork,repo';

/** The markers with nothing between them; `isFull`: a table has a column for each thing that is known. */
export function formatMarkers(kind: BlockKind, isFull = true): string[] {
  const options = kind === 'table' && isFull ? ` columns=${tableColumns}` : '';
  return [`<!-- statusfolio:${kind}${options} -->`, '<!-- /statusfolio -->'];
}

/** As the configuration lists it. */
export type ListedProject = Pick<BlockEntry, 'name' | 'repo' | 'description'>;

/** What an account pinned, else what it pushed to most recently. Throws USAGE where there is nothing. */
export async function listFrom(
  owner: string,
  account: Pick<GitHubAdmin, 'listPublicRepositories'>,
): Promise<ListedProject[]> {
  const repositories = await account.listPublicRepositories(owner);
  if (repositories.length === 0) {
    throw new StatusfolioError('USAGE', `${owner} has no public repositories to propose.`, { where: '--from' });
  }
  return repositories.map(({ repo, description }) => {
    const text = shorten(description);
    return { name: repo.split('/')[1] ?? repo, repo, description: text === '' ? null : text };
  });
}

/** Longer descriptions are cut: a cell is no place for them. */
const longestDescription = 120;

function shorten(description: string): string {
  const text = show(description);
  return text.length <= longestDescription ? text : `${text.slice(0, longestDescription - 1)}…`;
}

interface FillInput {
  readonly ref: DocumentRef;
  readonly label: string;
  /** The document with the markers in it. */
  readonly file: DocumentFile;
  /** That lists the projects. */
  readonly portfolio: Portfolio;
  /** Other documents of the owner. */
  readonly others: readonly RefreshTarget[];
  readonly github: GitHub;
  readonly files: Documents;
  readonly clock: Clock;
}

export interface Filled {
  readonly bytes: Uint8Array;
  readonly result: RefreshResult;
}

/** The document with its block filled in, as the next `sync` would write it; nothing is written. */
export async function fillBlock(input: FillInput): Promise<Filled> {
  const { ref, label, file, portfolio, others, clock } = input;
  const read: Documents['read'] = async (asked, companions) => {
    if (keyDocument(asked) === keyDocument(ref)) return file;
    return await (asked.kind === 'github' ? input.github.documents : input.files).read(asked, companions);
  };
  const target: RefreshTarget = { key: keyDocument(ref), ref, label, publish: 'preview' };
  const github = { ...input.github, documents: { ...input.github.documents, read } };
  const ports = { memory: noopStore, github, files: { ...input.files, read }, clock, others };
  const result = await refresh(target, portfolio, ports);
  const { publication } = result;
  return { bytes: 'bytes' in publication ? publication.bytes : file.bytes, result };
}

/** Repositories that are about their owner's others by their name. */
const aboutOthers =
  /portfolio|profile|\.github|^(?:me|about|about-me|home|homepage|website|site|projects|work|readme)$/i;
/** Each costs a request. */
const maxDocuments = 12;

/**
 * Documents in which the owner may say something of these projects: the account's own page, the READMEs of what is listed,
 * and those of repositories that are about others by their name. What is not there, or says nothing, is left out.
 */
export async function findOwnDocuments(
  owner: string,
  listed: readonly ListedProject[],
  github: Pick<GitHub, 'documents'>,
  site: string,
): Promise<RefreshTarget[]> {
  const waiting = [`${owner}/${owner}`, ...listed.flatMap(({ repo }) => repo ?? [])];
  const asked = new Set<string>();
  const found: RefreshTarget[] = [];
  for (let repo = waiting.shift(); repo !== undefined && asked.size < maxDocuments; repo = waiting.shift()) {
    if (asked.has(repo.toLowerCase())) continue;
    asked.add(repo.toLowerCase());
    const ref = { kind: 'github', repo, path: 'README.md', branch: null, ...toSite(site) } as const;
    const target: RefreshTarget = { key: keyDocument(ref), ref, label: `${repo}/README.md`, publish: 'none' };
    const { document, shown } = await readWithOthers(target, github, found.length === 0);
    waiting.unshift(...shown.filter((name) => aboutOthers.test(name.split('/')[1] ?? '')));
    const said = collectWords(document === null ? [] : [document], true);
    if (listed.some((project) => said.has(project.repo?.toLowerCase() ?? ''))) found.push(target);
  }
  return found;
}

/** The document, and what else its owner shows. */
async function readWithOthers(target: RefreshTarget, github: Pick<GitHub, 'documents'>, publicRepositories: boolean) {
  let shown: readonly string[] = [];
  const read: Documents['read'] = async (ref) => {
    const file = await github.documents.read(ref, { nodeIds: [], publicRepositories });
    shown = (file.publicRepositories ?? []).map(({ repo }) => repo);
    return file;
  };
  const documents = { ...github.documents, read };
  return { document: await readOwnDocument(target, { github: { documents }, files: documents }), shown };
}

/** Where the words of the block come from, line by line. */
export function explainWords({ rows, file }: Pick<RefreshResult, 'rows' | 'file'>, portfolio: Portfolio): string[] {
  const shown = rows.filter(({ row, decision }) => row.isGenerated === true && decision.action !== 'skip');
  const told = shown.filter(({ decision }) => decision.status !== 'unknown');
  const silent = shown.filter(({ decision }) => decision.status === 'unknown');
  const lines = told.map((evaluated) => {
    const { row, decision, derived } = evaluated;
    const evidence = discloseRow(evaluated, file, portfolio).tell(derived.evidence);
    return `${row.name}: ${decision.text}.${evidence === null ? '' : ` ${evidence}`}`;
  });
  if (silent.length === 0) return lines;
  const names = silent.map(({ row }) => row.name).join(', ');
  return [...lines, `No status is known for ${names}: type one there, or it says when work was last seen.`];
}

// Inserts lines of Markdown into a document below a heading, or at its end, with the document's own line endings. All
// other bytes stay where they are.

export function insertLines(
  bytes: Uint8Array,
  heading: string | null,
  lines: readonly string[],
  label: string,
): Uint8Array {
  const scan = toScanText(bytes);
  const newline = scan.includes('\r\n') ? '\r\n' : '\n';
  const at = heading === null ? bytes.length : findEndOfHeading(scan, heading, label);
  const before = scan.slice(0, at);
  const isOpen = before !== '' && !before.endsWith('\n');
  const isFollowed = at < bytes.length;
  const lead = before === '' ? '' : `${isOpen ? newline : ''}${newline}`;
  const trail = isFollowed && !/^\r?\n/.test(scan.slice(at)) ? newline : '';
  const text = `${lead}${lines.join(newline)}${newline}${trail}`;
  return Buffer.concat([bytes.subarray(0, at), Buffer.from(text, 'utf8'), bytes.subarray(at)]);
}

/** Throws USAGE naming the headings there are. */
function findEndOfHeading(scan: string, heading: string, label: string): number {
  const plain = (text: string) => {
    const read = decodeText(encodeScan(text));
    return (decodeMojibake(read) ?? read)
      .replace(/^#+\s*|\s*#+\s*$/g, '')
      .replace(/[*_`]/g, '')
      .trim();
  };
  const headings = findLines(scan).filter(({ kind }) => kind === 'heading');
  const isNamed = (bare: (text: string) => string) => {
    return headings.find(({ text }) => bare(plain(text)).toLowerCase() === bare(heading.trim()).toLowerCase());
  };
  // A colon at the end is no part of what people call a section.
  const found = isNamed((text) => text) ?? isNamed((text) => text.replace(/\s*[:：]$/, ''));
  if (found !== undefined) {
    const end = scan.indexOf('\n', found.end);
    const next = end === -1 ? scan.length : end + 1;
    if (found.text.startsWith('#')) return next;
    // Underlined: the line below belongs to it.
    const below = scan.indexOf('\n', next);
    return below === -1 ? scan.length : below + 1;
  }
  const names = headings.map(({ text }) => `"${plain(text)}"`).join(', ');
  throw new StatusfolioError('USAGE', `${label} has no heading "${heading}".`, {
    where: '--after',
    hint: names === '' ? 'It has no headings at all; leave --after out to append.' : `Its headings are: ${names}.`,
  });
}
