// `review`: walks through open questions and old statuses, one key each, and saves all answers at once at the end. Without
// a terminal it prints what there is to review and how to answer.

import { setAway } from '../../config/edit-portfolio.ts';
import { toDay } from '../../core/dates.ts';
import { StatusfolioError } from '../../errors.ts';
import { applyAnswer, readSaidContext, type Said } from '../../pipeline/questions/answers.ts';
import { listReview, type ReviewItem } from '../../pipeline/questions/list-review.ts';
import { recordProjects } from '../../pipeline/save-refresh.ts';
import type { ProjectRecord } from '../../ports/records.ts';
import type { Store } from '../../ports/store.ts';
import { editConfiguration } from '../edit-configuration.ts';
import { findDatabase } from '../find-database.ts';
import { type Prepared, prepare, preview, readConfiguration } from '../load-config.ts';
import type { CommonOptions } from '../options.ts';
import { count, printProblems } from '../output/text.ts';
import { type OwnerStates, openOwnerStates } from '../owner-states.ts';
import { noopStore, runRefresh } from '../run-refresh.ts';
import type { Runtime } from '../runtime.ts';
import { show, type Terminal, toJsonText } from '../terminal.ts';
import { type Reviewed, walkReview } from './review-walk.ts';

export async function runReview(
  files: readonly string[],
  options: CommonOptions,
  terminal: Terminal,
  runtime: Runtime,
): Promise<number> {
  const prepared = await prepare(files, options, terminal, runtime);
  const { settings, portfolio, targets, clock, notices } = prepared;
  const states = await openOwnerStates(prepared, files, options, terminal, runtime);
  try {
    const stateOf = (key: string) => states.of(key) ?? noopStore;
    const ports = { ...(await runtime.openPorts(settings, portfolio)), stateOf, clock };
    const shown = options.quiet === true ? undefined : terminal;
    const { results, problems, isFailed } = await runRefresh(preview(targets), portfolio, ports, shown);
    const items = listReview(results, portfolio, clock.now());
    if (options.quiet !== true && options.json !== true) printProblems([...notices, ...problems], terminal);
    if (options.json === true) terminal.out(toJsonText({ items: items.map(toJson) }, 2));
    else if (items.length === 0) terminal.out('Nothing to review: no question is open, and no status is old.');
    else if (!terminal.isInteractive) printList(items, files, terminal);
    else {
      refuseUnkept(items, states);
      const path = (await readConfiguration(options.config, terminal.directory)).path;
      const { answers, awayUntil } = await walkReview(
        items,
        { hasConfiguration: path !== null },
        terminal,
        clock.now(),
      );
      await saveReview(answers, { files, options, prepared, states, terminal, runtime });
      if (awayUntil !== null) {
        const from = toDay(clock.now());
        await editConfiguration(options, terminal, (text) => setAway(text, from, awayUntil));
      }
      printOutcome(answers, items, files, terminal);
    }
    return isFailed ? 2 : 0;
  } finally {
    await states.close();
  }
}

interface SaveContext {
  readonly files: readonly string[];
  readonly options: CommonOptions;
  readonly prepared: Prepared;
  readonly states: OwnerStates;
  readonly terminal: Terminal;
  readonly runtime: Runtime;
}

/** What somebody else did meanwhile stays: an answer is applied to the project as it is remembered now. */
async function saveReview(answers: readonly Reviewed[], context: SaveContext): Promise<void> {
  const { states, prepared, files, options, terminal, runtime } = context;
  const now = prepared.clock.now();
  const byDocument = Map.groupBy(answers, ({ item }) => states.of(item.result.target.key));
  for (const [known, own] of byDocument) {
    if (known !== null) {
      await saveAnswers(own, known, now);
      await states.save(known);
      continue;
    }
    // Files on this machine that were never synchronised.
    const path = findDatabase(files, options, prepared.settings, terminal);
    const created = await runtime.openStore(path, { create: true });
    if (created === null) throw new TypeError('what is created is there');
    try {
      for (const [key, same] of Map.groupBy(own, ({ item }) => item.result.target.key))
        await saveAnswers(same, created.of(key), now);
    } finally {
      await created.close();
    }
  }
}

async function saveAnswers(answers: readonly Reviewed[], store: Store, now: Date): Promise<void> {
  const keys = answers.map(({ item }) => item.evaluated.projectKey);
  const known = new Map((await store.readProjects(keys)).map((record) => [record.key, record]));
  const answered: ProjectRecord[] = [];
  for (const { item, kind } of answers) {
    const { evaluated } = item;
    const [fresh] = recordProjects([evaluated], { kind: 'nothing' }, false, now);
    const record = known.get(evaluated.projectKey) ?? fresh;
    if (record === undefined) continue;
    // What was shown is what is answered, whether or not a refresh has asked it yet.
    const project = { ...record, question: record.question ?? evaluated.decision.question };
    const said: Said = { kind, by: 'The owner', at: now.toISOString() };
    const context = { ...(await readSaidContext(project, store)), isUnasked: true };
    const applied = applyAnswer(project, said, context);
    if (applied !== null) answered.push(applied);
  }
  if (answered.length > 0) await store.saveProjects(answered);
}

/** Said before a person has walked through everything. */
function refuseUnkept(items: readonly ReviewItem[], states: OwnerStates): void {
  const lost = items.find(({ result: { target } }) => states.of(target.key) === null && target.ref.kind !== 'file');
  if (lost === undefined) return;
  throw new StatusfolioError('USAGE', `Answers about ${lost.result.target.label} have no place yet.`, {
    where: lost.result.target.label,
    hint: 'They are kept by serve, sync or the Action: run one of them first, or name its database with --database FILE.',
  });
}

function toJson({ kind, evaluated, result, answers, evidence, unanswered }: ReviewItem) {
  const { row, decision } = evaluated;
  return {
    kind,
    document: result.target.label,
    line: row.line,
    name: row.name,
    typed: row.typed,
    asked: decision.question?.status ?? null,
    askedAt: decision.question?.askedAt ?? null,
    evidence,
    unanswered,
    answers: answers.map((answer) => answer.kind),
  };
}

function printList(items: readonly ReviewItem[], files: readonly string[], terminal: Terminal): void {
  for (const { kind, evaluated, result, answers, evidence } of items) {
    const { row } = evaluated;
    const place = `${result.target.label}:${row.line}`;
    const sign = kind === 'question' ? '?' : '·';
    terminal.out(`${sign} ${show(row.name)}  ${show(row.typed.text)}  ${show(place)}  ${show(evidence)}`);
    if (kind === 'question') terminal.out(`    ${answers.map((answer) => answer.kind).join(', ')}`);
  }
  const rest = files.length === 0 ? '' : ` ${files.join(' ')}`;
  terminal.out(`Answer one with: statusfolio answer PROJECT ANSWER${rest}`);
  terminal.out(`Or walk through all of them in a terminal: statusfolio review${rest}`);
}

function printOutcome(
  answers: readonly Reviewed[],
  items: readonly ReviewItem[],
  files: readonly string[],
  terminal: Terminal,
): void {
  if (answers.length === 0) {
    terminal.out('No answer was given; nothing was saved.');
    return;
  }
  const rest = items.length - answers.length;
  const skipped = rest === 0 ? '' : ` ${count(rest, 'row is', 'rows are')} left.`;
  terminal.out(`${count(answers.length, 'answer')} saved.${skipped}`);
  const name = files.length === 0 ? '' : ` ${files.join(' ')}`;
  terminal.out(`They are applied on the next run (now: statusfolio sync${name}); each can be undone for 24 hours.`);
}
