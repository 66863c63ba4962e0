// Examines the documents: can they be read and written, are there rows to manage, are the links alive, is the text
// encoded twice, are words missing.

import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Portfolio } from '../../config/portfolio.ts';
import { checkSettings, type Settings } from '../../config/settings.ts';
import { isData } from '../../core/document/dialects.ts';
import { decodeMojibake } from '../../core/document/markup/encoding.ts';
import { formatPlace, readDocument } from '../../core/document/parse-document.ts';
import { formatStatus } from '../../core/messages/evidence.ts';
import type { DocumentReading } from '../../core/model.ts';
import { labelledStatuses } from '../../core/status/statuses.ts';
import { StatusfolioError } from '../../errors.ts';
import { expandPatterns } from '../../pipeline/expand-patterns.ts';
import { linkRow } from '../../pipeline/match-project.ts';
import type { RefreshTarget } from '../../pipeline/target.ts';
import type { GitHub } from '../../ports/github.ts';
import type { GitHubAdmin } from '../../ports/github-admin.ts';
import type { Clock } from '../../ports/queue.ts';
import { isHere, readDocumentArgument } from '../document-argument.ts';
import { printDiff } from '../output/diff.ts';
import { count } from '../output/text.ts';
import type { Runtime } from '../runtime.ts';
import { adviseOnce, type Terminal } from '../terminal.ts';
import type { DoctorOptions, Finding } from './doctor-finding.ts';

export interface Surroundings {
  readonly settings: Settings;
  readonly portfolio: Portfolio;
  readonly clock: Clock;
  readonly runtime: Runtime;
}

export async function examineDocuments(
  targets: readonly RefreshTarget[],
  { settings, portfolio, clock, runtime }: Surroundings,
): Promise<Finding[]> {
  const { github, files } = await runtime.openPorts(settings, portfolio);
  const findings: Finding[] = [];
  const expanded = await expandPatterns(targets, { github, files });
  for (const { target, error } of expanded.failures) {
    if (!(error instanceof StatusfolioError)) throw error;
    findings.push({ state: 'bad', what: target.label, says: error.message, fix: error.hint });
  }
  for (const target of expanded.targets) {
    const { ref, label } = target;
    try {
      const file = await (ref.kind === 'github' ? github.documents : files).read(ref);
      const outcome = readDocument(file.bytes, ref);
      if (outcome.kind !== 'read') {
        const fix = outcome.at === undefined ? 'Save it as UTF-8 text.' : 'Correct it there.';
        findings.push({ state: 'bad', what: formatPlace(label, outcome), says: outcome.reason, fix });
        continue;
      }
      findings.push(...examineReading(target, outcome.reading, portfolio));
      findings.push(...(await examineLinks(label, outcome.reading, portfolio, github, clock.now())));
      findings.push(...(await examineWriting(target, settings, runtime)));
    } catch (error) {
      if (!(error instanceof StatusfolioError)) throw error;
      findings.push({ state: 'bad', what: label, says: error.message, fix: adviseOnce(error.hint) });
    }
  }
  return findings;
}

function examineReading(target: RefreshTarget, reading: DocumentReading, portfolio: Portfolio): Finding[] {
  const { label } = target;
  const { rows, tables, vocabulary } = reading;
  const findings = [...examineEncoding(target, reading), ...examineMarkers(label, reading)];
  if (rows.length === 0) {
    // What a block shows is in the configuration.
    if (reading.blocks.some(({ problem }) => problem === null)) return findings;
    const fix =
      'A project table has a column of statuses and one of names or links; statusfolio init shows how it is read.';
    return [...findings, { state: 'bad', what: label, says: 'It has no project that can be managed.', fix }];
  }
  const says = `${count(tables, isData(reading.dialect) ? 'list' : 'table')}, ${count(rows.length, 'project')}.`;
  findings.unshift({ state: 'good', what: label, says, fix: '' });
  // A data file is asked about each value that it has not used; no label is missing there.
  const missing = labelledStatuses.filter((status) => {
    const isDerived = rows.every(({ derivedLabels = {} }) => status in derivedLabels);
    return !isData(reading.dialect) && !(status in vocabulary) && !(status in portfolio.labels) && !isDerived;
  });
  if (missing.length > 0) {
    const says = `It has no label for: ${missing.map(formatStatus).join(', ')}. A change to one of them will be a question.`;
    findings.push({ state: 'notice', what: label, says, fix: 'Add labels under "labels:" in the configuration.' });
  }
  for (const row of rows) {
    const where = `${label}:${row.line}`;
    if (row.skip !== null) findings.push({ state: 'notice', what: where, says: `${row.name}: ${row.skip}`, fix: '' });
    else if (row.typed.status === 'unknown' && row.typed.text !== '') {
      const says = `${row.name}: "${row.typed.text}" is not a known status; the row is left alone.`;
      findings.push({
        state: 'notice',
        what: where,
        says,
        fix: 'Use another status, or leave it as it is.',
      });
    }
  }
  return findings;
}

function examineEncoding({ label, ref }: RefreshTarget, { mojibake }: DocumentReading): Finding[] {
  if (!mojibake) return [];
  const says = 'Its text is double-encoded (emoji show as "ðŸŸ¢"). It works, and is left as is.';
  // Only a file on this machine can be repaired.
  const clone = ref.kind === 'file' ? '' : `, in a clone of ${ref.repo}`;
  const fix = `To repair it, with a diff first: statusfolio doctor ${ref.kind === 'file' ? label : ref.path} --repair${clone}`;
  return [{ state: 'notice', what: label, says, fix }];
}

function examineMarkers(label: string, { blocks }: DocumentReading): Finding[] {
  const fix = 'Until it is fixed, the block is left alone.';
  return blocks.map(({ kind, line, problem }) => {
    const what = `${label}:${line}`;
    return problem === null
      ? { state: 'good', what, says: `A ${kind} is generated here.`, fix: '' }
      : { state: 'bad', what, says: problem, fix };
  });
}

async function examineLinks(
  label: string,
  { rows }: DocumentReading,
  portfolio: Portfolio,
  github: GitHub,
  now: Date,
): Promise<Finding[]> {
  const linked = rows.flatMap((row) => linkRow(row, portfolio).places.map(({ repo }) => ({ row, repo })));
  const results = await github.readActivities(
    linked.map(({ repo }) => ({ repo, known: null, stale: false, heartbeat: false })),
    now,
  );
  return linked.flatMap(({ row, repo }, index): Finding[] => {
    const what = `${label}:${row.line}`;
    const result = results[index];
    if (result?.kind === 'not-visible') {
      const says = `${repo} cannot be seen: it is gone, private, or the token has no access.`;
      return [{ state: 'bad', what, says, fix: 'Correct the link, or use a token that may read it.' }];
    }
    if (result?.kind === 'ok' && result.activity.name.toLowerCase() !== repo.toLowerCase()) {
      const says = `${repo} is called ${result.activity.name} now.`;
      return [
        { state: 'notice', what, says, fix: 'The old link works until somebody takes the old name: correct it.' },
      ];
    }
    if (result === undefined || result.kind === 'ok') return [];
    const reason = 'message' in result ? result.message : "GitHub's rate limit is used up.";
    return [{ state: 'notice', what, says: `${repo} could not be checked: ${reason}`, fix: 'Try again later.' }];
  });
}

// Examines whether a document may be written, with the credential that writes: may it commit, may it propose and ask,
// and would a site that is built from the repository follow the commit.

/** What an App needs beside committing, and for what. */
const furtherGrants = [
  ['pull_requests', 'changes cannot be proposed in a pull request'],
  ['issues', 'questions cannot be asked in an issue'],
] as const;

/** Documents that are made into pages by a workflow. */
const isSiteSource = (path: string) => /\.(qmd|rmd|html?|ya?ml|json)$/i.test(path);

async function examineWriting(target: RefreshTarget, settings: Settings, runtime: Runtime): Promise<Finding[]> {
  const { ref, label, publish } = target;
  if (ref.kind !== 'github' || publish === 'none') return [];
  // What is written with is what must be allowed to write.
  const { token, writeToken, app } = settings;
  const writesAs = writeToken === null ? { token, app } : { token: writeToken, app: null };
  const writer = await runtime.openAdmin({ ...settings, ...writesAs, writeToken: null });
  if (writesAs.app !== null) return await examineGrants(label, ref.repo, writer);

  const isNobodys = (await writer.readToken()).login === null;
  const permission = await writer.readPermission(ref.repo);
  const findings: Finding[] = [];
  if (permission === 'write' || permission === 'admin') {
    findings.push({
      state: 'good',
      what: label,
      says: 'The token belongs to somebody who may commit to it.',
      fix: '',
    });
  } else if (isNobodys && permission !== null) {
    const says = 'Whether a workflow token may commit to it depends on the workflow.';
    findings.push({ state: 'notice', what: label, says, fix: 'Check its "permissions: contents: write".' });
  } else {
    const says = `The token may not commit to ${ref.repo}.`;
    findings.push({
      state: 'bad',
      what: label,
      says,
      fix: 'Give it "Contents: read and write" on that repository.',
    });
  }
  if (isNobodys) findings.push(...(await examineSite(target, ref.repo, writer)));
  return findings;
}

async function examineGrants(label: string, repo: string, account: GitHubAdmin): Promise<Finding[]> {
  const grants = await account.readGrants(repo);
  if (grants === null) {
    const fix = 'Install it from its page, on this repository.';
    return [{ state: 'bad', what: label, says: `The GitHub App is not installed on ${repo}.`, fix }];
  }
  const fix = 'Change the permissions of the App, and accept them in the installation.';
  const missing = furtherGrants.flatMap(([name, effect]): Finding[] => {
    const says = `The GitHub App lacks "${name}: write", so ${effect}.`;
    return grants[name] === 'write' ? [] : [{ state: 'notice', what: label, says, fix }];
  });
  if (grants['contents'] === 'write')
    return [{ state: 'good', what: label, says: 'The GitHub App may commit to it.', fix: '' }, ...missing];
  return [{ state: 'bad', what: label, says: `The GitHub App may not commit to ${repo}.`, fix }, ...missing];
}

/** A commit by a workflow's own token starts neither a workflow nor a Pages build. */
async function examineSite({ ref, label, publish, afterPublish }: RefreshTarget, repo: string, account: GitHubAdmin) {
  const isStarted = afterPublish != null || publish === 'pull-request';
  if (isStarted || !(isSiteSource(ref.path) || (await account.readSite(repo)) === true)) return [];
  const says = `A site is built from ${repo}, and GitHub builds none after a commit with a workflow's own token.`;
  const fix = 'Name the workflow that builds it under "afterPublish", or give GITHUB_WRITE_TOKEN a token of your own.';
  return [{ state: 'notice', what: label, says, fix } as const];
}

// `doctor --repair`: gives a document whose text was encoded twice its real characters back. Shows the difference
// first; touches only runs of characters that read as UTF-8 once more, and leaves everything else byte for byte.

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** null: it is not double-encoded. */
export function repairText(text: string): string | null {
  const repaired = text.replace(/\P{ASCII}+/gu, (run) => decodeMojibake(run) ?? run);
  return repaired === text ? null : repaired;
}

export async function repairEncoding(
  files: readonly string[],
  options: DoctorOptions,
  terminal: Terminal,
  runtime: Runtime,
): Promise<number> {
  if (files.length === 0) {
    throw new StatusfolioError('USAGE', 'No document to repair.', {
      hint: 'Name a file on this machine: statusfolio doctor README.md --repair',
    });
  }
  const { site } = checkSettings(terminal.environment, terminal.readFile).settings;
  for (const name of files) {
    if (readDocumentArgument(name, { exists: isHere(terminal), site }).kind !== 'file')
      throw new StatusfolioError('USAGE', `${name} is no file on this machine, which is what can be repaired.`, {
        where: name,
      });
    const path = resolve(terminal.directory, name);
    const { bytes } = await runtime.openFiles().read({ kind: 'file', path });
    const repaired = repairBytes(bytes);
    if (repaired === null) {
      terminal.err(`${name}: it is not double-encoded.`);
      continue;
    }
    printDiff(name, bytes, repaired, terminal);
    const isAgreed = options.yes === true || (terminal.isInteractive && (await terminal.ask(`Write ${name}?`)));
    if (!isAgreed) {
      terminal.err(`${name} was not written${terminal.isInteractive ? '.' : '. Repeat it with --yes.'}`);
      continue;
    }
    if (!(await readFile(path)).equals(bytes)) {
      throw new StatusfolioError('DOCUMENT_CHANGED', `${name} changed in the meantime.`, {
        where: name,
        hint: 'Run it again.',
      });
    }
    await writeFile(path, repaired);
    terminal.err(`Wrote ${name}.`);
  }
  return 0;
}

function repairBytes(bytes: Uint8Array): Uint8Array | null {
  try {
    const repaired = repairText(strictUtf8.decode(bytes));
    return repaired === null ? null : new TextEncoder().encode(repaired);
  } catch {
    // Not UTF-8: then it was not encoded as UTF-8 twice either.
    return null;
  }
}
