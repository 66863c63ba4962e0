// The seam between the histories and the product: a document with one row, its repository as it was, a memory, a clock
// and an owner, and the product's own `refresh` over them. What was decided is read where everybody sees it, in the bytes
// of the cell and in the question that is remembered, so that the rules may change without this file.

import { type Portfolio, readPortfolio } from '../../src/config/portfolio.ts';
import { readDocument } from '../../src/core/document/parse-document.ts';
import type { Activity, Question, Vocabulary } from '../../src/core/model.ts';
import { answerKinds } from '../../src/core/status/answers.ts';
import { labelledStatuses, type Status, statusTable } from '../../src/core/status/statuses.ts';
import type { RefreshPorts } from '../../src/pipeline/document-update.ts';
import { answerQuestion } from '../../src/pipeline/questions/answers.ts';
import { refresh } from '../../src/pipeline/refresh.ts';
import { openReplayGitHub, openReplayMemory } from '../../src/pipeline/simulate/replay.ts';
import type { RefreshTarget } from '../../src/pipeline/target.ts';
import type { DocumentFile } from '../../src/ports/github.ts';

/** What a visitor and the owner see after a refresh. */
export interface RefreshOutcome {
  readonly at: number;
  /** What the cell says. */
  readonly status: Status;
  /** The month behind the word (`2025-07`); null where there is none. */
  readonly month: string | null;
  readonly question: Pick<Question, 'status' | 'rule' | 'askedAt' | 'evidence'> | null;
  readonly rule: string;
  readonly evidence: string;
  /** When the product wants to refresh again, whatever happens. */
  readonly nextAt: number | null;
}

/** The owner's answer: that the word holds, what the question proposes, or that it is finished. */
export type Reply = 'holds' | 'accepted' | 'finished';

/** One row of one owner, over time; instants have to ascend. */
export interface Product {
  refresh(at: number): Promise<RefreshOutcome>;
  /** A commit of the owner's to the document that leaves the row as it is. */
  touch(at: number): void;
  /** The owner types a word, and with it whatever we wrote behind the old one goes. */
  type(status: Status, at: number): void;
  reply(reply: Reply, at: number): Promise<void>;
}

/** What an owner types: "🟡 In Progress". */
const defaultWords: Vocabulary = Object.fromEntries(
  labelledStatuses.map((status) => {
    const { glyph, label } = statusTable[status];
    return [status, `${glyph} ${label.replaceAll(/\b[a-z]/g, (letter) => letter.toUpperCase())}`];
  }),
);

/** The owner's configuration, every word with a spelling, as `init` writes them. */
export function readRules(text: string): Portfolio {
  const reading = readPortfolio(text);
  if (reading.kind === 'invalid') throw new Error(reading.problems.map(({ message }) => message).join('\n'));
  return { ...reading.portfolio, labels: { ...defaultWords, ...reading.portfolio.labels } };
}

const datesText = 'onSilence: date\n';

/** Dates behind the word where this version has them; else silence asks, and nothing is written for it. */
export function readDefaultRules(): { readonly rules: Portfolio; readonly text: string } {
  const text = readPortfolio(datesText).kind === 'read' ? datesText : 'silence: ask\n';
  return { rules: readRules(text), text };
}

const spellings: Partial<Record<Status, string>> = { experimental: 'Experimental', stalled: '🟡 Paused' };
const key = 'file:/PROJECTS.md';
const target: RefreshTarget = {
  key,
  ref: { kind: 'file', path: '/PROJECTS.md' },
  label: 'PROJECTS.md',
  publish: 'commit',
};

function writeDocument(repo: string, status: Status): Uint8Array {
  const word = spellings[status] ?? defaultWords[status] ?? status;
  const row = `| [${repo}](https://github.com/${repo}) | ${word} |`;
  return new TextEncoder().encode(`# Projects\n\n| Project | Status |\n| --- | --- |\n${row}\n`);
}

export function openProduct(
  repo: string,
  typed: { readonly status: Status; readonly at: number },
  activityAt: (at: number) => Activity | null,
  rules: Portfolio,
): Product {
  let bytes = writeDocument(repo, typed.status);
  let confirmedAt = typed.at;
  let isOwnWord = false;
  let version = 0;
  let now = typed.at;
  let cell = readCell(bytes);
  const { memory, projects } = openReplayMemory();
  const files: RefreshPorts['files'] = {
    read: async (): Promise<DocumentFile> => ({
      bytes,
      version: String(version),
      branch: null,
      isPublic: true,
      confirmedAt: new Date(confirmedAt).toISOString(),
      isOwnWord,
    }),
    write: async ({ files: [written] }) => {
      bytes = written?.bytes ?? bytes;
      cell = readCell(bytes);
      isOwnWord = true;
      version += 1;
      return { kind: 'written', oid: String(version), url: null };
    },
  };
  const github = openReplayGitHub((_, instant) => activityAt(instant.getTime()));
  const ports: RefreshPorts = { memory, github, files, clock: { now: () => new Date(now) } };
  const typeHere = (status: Status | null, at: number) => {
    if (status !== null) bytes = writeDocument(repo, status);
    cell = readCell(bytes);
    confirmedAt = at;
    isOwnWord = false;
    version += 1;
  };
  return {
    refresh: async (at) => {
      now = at;
      const { rows } = await refresh(target, rules, ports);
      const [judged] = rows;
      if (judged === undefined) throw new Error(`The row of ${repo} cannot be read.`);
      const question = [...projects.values()][0]?.question ?? null;
      const reviewAt = judged.decision.reviewAt;
      const { rule, evidence } = judged.derived;
      return { at, ...cell, question, rule, evidence, nextAt: reviewAt === null ? null : Date.parse(reviewAt) };
    },
    touch: (at) => typeHere(null, at),
    type: typeHere,
    reply: async (reply, at) => {
      const [project] = projects.values();
      if (project?.question == null) return;
      const kind = toAnswerKind(reply, project.question);
      // What no answer says the owner types.
      if (kind === undefined) return typeHere(project.question.status, at);
      await answerQuestion(memory, { projectKey: project.key, kind, by: 'owner', now: new Date(at) });
    },
  };
}

/** By the first name that this version has for it; undefined: it has none. */
function toAnswerKind(reply: Reply, { status, rule }: Question): (typeof answerKinds)[number] | undefined {
  const isAboutSilence = rule === 'quiet' || rule === 'stalled';
  const names: Record<Reply, readonly string[]> = {
    holds: isAboutSilence ? ['keep', 'active', 'not-yet'] : ['keep', 'not-yet', 'active'],
    accepted: ['accept', ...(acceptances[status] ?? [])],
    finished: ['finished'],
  };
  return names[reply].map((name) => answerKinds.find((kind) => kind === name)).find((kind) => kind !== undefined);
}

const acceptances: Partial<Record<Status, readonly string[]>> = {
  paused: ['paused'],
  stalled: ['paused'],
  complete: ['finished'],
  maintained: ['released'],
};

/** What the only row says, read as a visitor reads it. */
export function readCell(bytes: Uint8Array): Pick<RefreshOutcome, 'status' | 'month'> {
  const outcome = readDocument(bytes, target.ref);
  const row = outcome.kind === 'read' ? outcome.reading.rows[0] : undefined;
  if (row === undefined) throw new Error('The written document cannot be read.');
  const text = new TextDecoder().decode(bytes).trimEnd().split('|').at(-2) ?? '';
  return { status: row.typed.status, month: /\d{4}-\d{2}/.exec(text)?.[0] ?? null };
}
