// Examines the documents: can they be read and written, are there rows to look after, are the links alive, is the text
// encoded twice, are words missing.

import { readDocument } from '../core/document/read-document.ts';
import type { DocumentReading } from '../core/model.ts';
import type { Portfolio } from '../core/portfolio.ts';
import { statusesWithWords } from '../core/status/propose-words.ts';
import { nameStatus } from '../core/wording.ts';
import { StatusfolioError } from '../errors.ts';
import { linkRow } from '../pipeline/link-row.ts';
import type { RefreshTarget } from '../pipeline/refresh.ts';
import type { Clock, GitHub } from '../ports.ts';
import type { Settings } from '../settings.ts';
import type { Finding } from './doctor.ts';
import { examineWriting } from './doctor-writing.ts';
import type { Openers } from './openers.ts';
import { count } from './print-report.ts';

export interface Surroundings {
  readonly settings: Settings;
  readonly portfolio: Portfolio;
  readonly clock: Clock;
  readonly openers: Openers;
}

export async function examineDocuments(
  targets: readonly RefreshTarget[],
  { settings, portfolio, clock, openers }: Surroundings,
): Promise<Finding[]> {
  const github = openers.openGitHub(settings, portfolio, clock);
  const files = openers.openFiles();
  const findings: Finding[] = [];
  for (const target of targets) {
    const { ref, label } = target;
    try {
      const file = await (ref.kind === 'github' ? github.documents : files).read(ref);
      const outcome = readDocument(file.bytes, ref);
      if (outcome.kind !== 'read') {
        findings.push({ state: 'bad', what: label, says: outcome.reason, fix: 'Save it as UTF-8 text.' });
        continue;
      }
      findings.push(...examineReading(label, outcome.reading, portfolio));
      findings.push(...(await examineLinks(label, outcome.reading, portfolio, github, clock.now())));
      findings.push(...(await examineWriting(target, settings, openers)));
    } catch (error) {
      if (!(error instanceof StatusfolioError)) throw error;
      findings.push({ state: 'bad', what: label, says: error.message, fix: error.hint });
    }
  }
  return findings;
}

function examineReading(label: string, reading: DocumentReading, portfolio: Portfolio): Finding[] {
  const { rows, tables, vocabulary } = reading;
  const findings = [...examineEncoding(label, reading), ...examineMarkers(label, reading)];
  if (rows.length === 0) {
    // What a block shows is in the configuration.
    if (reading.blocks.some(({ problem }) => problem === null)) return findings;
    const fix =
      'A project table has a column of statuses and one of names or links; statusfolio init shows how it is read.';
    return [...findings, { state: 'bad', what: label, says: 'It holds no project that can be looked after.', fix }];
  }
  const says = `${count(tables, 'table')}, ${count(rows.length, 'project')}.`;
  findings.unshift({ state: 'good', what: label, says, fix: '' });
  const missing = statusesWithWords.filter((status) => {
    return !(status in vocabulary) && !(status in portfolio.words);
  });
  if (missing.length > 0) {
    const says = `It has no word for: ${missing.map(nameStatus).join(', ')}. A change to one of them will be a question.`;
    findings.push({ state: 'notice', what: label, says, fix: 'Give the words under "words:" in the configuration.' });
  }
  for (const row of rows) {
    const where = `${label}:${row.line}`;
    if (row.skip !== null) findings.push({ state: 'notice', what: where, says: `${row.name}: ${row.skip}`, fix: '' });
    else if (row.typed.status === 'unknown' && row.typed.text !== '') {
      const says = `${row.name}: "${row.typed.text}" is not a status that is understood; the row is left alone.`;
      findings.push({
        state: 'notice',
        what: where,
        says,
        fix: 'Use another word, or leave it: nothing happens to it.',
      });
    }
  }
  return findings;
}

function examineEncoding(label: string, { mojibake }: DocumentReading): Finding[] {
  if (!mojibake) return [];
  const says = 'Its text is encoded twice (emoji show as "ðŸŸ¢"). It can be worked with and stays as it is.';
  const fix = `To repair it, after looking at the difference: statusfolio doctor ${label} --repair`;
  return [{ state: 'notice', what: label, says, fix }];
}

function examineMarkers(label: string, { blocks }: DocumentReading): Finding[] {
  const fix = 'Until it is right, the block is left alone.';
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
  const looks = await github.readActivities(
    linked.map(({ repo }) => ({ repo, known: null, stale: false, heartbeat: false })),
    now,
  );
  return linked.flatMap(({ row, repo }, index): Finding[] => {
    const what = `${label}:${row.line}`;
    const look = looks[index];
    if (look?.kind === 'not-visible') {
      const says = `${repo} cannot be seen: it is gone, private, or the token has no access.`;
      return [{ state: 'bad', what, says, fix: 'Correct the link, or use a token that may read it.' }];
    }
    if (look?.kind === 'ok' && look.activity.name.toLowerCase() !== repo.toLowerCase()) {
      const says = `${repo} is called ${look.activity.name} now.`;
      return [
        { state: 'notice', what, says, fix: 'The old link works until somebody takes the old name: correct it.' },
      ];
    }
    if (look === undefined || look.kind === 'ok') return [];
    const reason = 'message' in look ? look.message : "GitHub's rate limit is used up.";
    return [{ state: 'notice', what, says: `${repo} could not be looked at: ${reason}`, fix: 'Try again later.' }];
  });
}
