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
import { openDocumentStates } from '../document-states.ts';
import { editConfiguration } from '../edit-configuration.ts';
import { type Prepared, prepare, preview, readConfiguration } from '../load-config.ts';
import type { CommonOptions } from '../options.ts';
import { count, describeTable, printProblems } from '../output/text.ts';
import { runRefresh } from '../run-refresh.ts';
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
  const { settings, portfolio, clock, notices } = prepared;
  // Nobody waits while a person thinks: it is opened to be written when all answers are given.
  const states = await openDocumentStates(prepared, options, terminal, runtime, 'read');
  try {
    const ports = { ...(await runtime.openPorts(settings, portfolio)), stateOf: states.memoryOf, clock };
    const shown = options.quiet === true ? undefined : terminal;
    const run = await runRefresh(preview(states.targets), portfolio, ports, shown);
    const { results, isFailed } = run;
    const problems = [...states.problems, ...run.problems];
    const stores = new Set(states.targets.flatMap(({ key }) => states.of(key) ?? []));
    const remembered = (await Promise.all([...stores].map((store) => store.listProjects()))).flat();
    const items = listReview(results, portfolio, clock.now(), remembered);
    if (options.quiet !== true && options.json !== true) printProblems([...notices, ...problems], terminal);
    if (options.json === true) terminal.out(toJsonText({ items: items.map(toJson) }, 2));
    else if (items.length === 0 && isFailed) return 2;
    else if (results.every(({ rows }) => rows.length === 0)) terminal.out(`Nothing to review. ${describeTable}`);
    else if (items.length === 0) terminal.out('Nothing to review: no question is open, and no status is old.');
    else if (!terminal.isInteractive) printList(items, files, terminal);
    else {
      refuseUnkept(items);
      const path = (await readConfiguration(options.config, terminal.directory)).path;
      const { answers, awayUntil } = await walkReview(
        items,
        { hasConfiguration: path !== null },
        terminal,
        clock.now(),
      );
      await saveReview(answers, { options, prepared, terminal, runtime });
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
  readonly options: CommonOptions;
  readonly prepared: Prepared;
  readonly terminal: Terminal;
  readonly runtime: Runtime;
}

/** What somebody else did meanwhile stays: an answer is applied to the project as it is remembered now. */
async function saveReview(answers: readonly Reviewed[], context: SaveContext): Promise<void> {
  if (answers.length === 0) return;
  const { prepared, options, terminal, runtime } = context;
  const now = prepared.clock.now();
  // Files on this machine that were never synchronised get a state now; whatever else is answered has one.
  const isKnown = answers.every(({ item }) => item.result.target.state?.kind !== 'none');
  const mode = isKnown ? 'answer' : 'keep';
  const states = await openDocumentStates(prepared, options, terminal, runtime, mode);
  try {
    const byStore = Map.groupBy(answers, ({ item }) => states.of(item.result.target.key));
    for (const [store, own] of byStore) {
      if (store === null) continue;
      for (const same of Map.groupBy(own, ({ item }) => item.result.target.key).values()) {
        const { key, ref } = same[0]?.item.result.target ?? {};
        const known = await store.listDocuments();
        const isNew = !known.some((one) => one.key === key);
        if (isNew && key !== undefined && ref !== undefined) await store.keepDocuments([...known, { key, ref }]);
        await saveAnswers(same, store, now);
      }
      await states.saveAnswers(store);
    }
  } finally {
    await states.close();
  }
}

async function saveAnswers(answers: readonly Reviewed[], store: Store, now: Date): Promise<void> {
  const keys = answers.map(({ item }) => item.projectKey);
  const known = new Map((await store.readProjects(keys)).map((record) => [record.key, record]));
  const answered: ProjectRecord[] = [];
  for (const { item, kind } of answers) {
    const { evaluated, projectKey } = item;
    const [fresh] = recordProjects([evaluated], { kind: 'nothing' }, false, now);
    const record = known.get(projectKey) ?? (projectKey === evaluated.projectKey ? fresh : undefined);
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
function refuseUnkept(items: readonly ReviewItem[]): void {
  const isLost = ({ state, ref }: ReviewItem['result']['target']) =>
    state?.kind === 'none' && (ref.kind !== 'file' || ref.input !== undefined);
  const lost = items.find(({ result }) => isLost(result.target));
  if (lost === undefined) return;
  throw new StatusfolioError('USAGE', `Answers about ${lost.result.target.label} cannot be saved yet.`, {
    where: lost.result.target.label,
    hint: 'serve, sync and the Action save the state: run one of them first, or name its database with --database FILE.',
  });
}

function toJson({ kind, name, typed, evaluated, result, answers, evidence, unanswered }: ReviewItem) {
  const { row, decision } = evaluated;
  return {
    kind,
    document: result.target.label,
    line: row.line,
    name,
    typed,
    asked: decision.question?.status ?? null,
    askedAt: decision.question?.askedAt ?? null,
    evidence,
    unanswered,
    answers: answers.map((answer) => answer.kind),
  };
}

function printList(items: readonly ReviewItem[], files: readonly string[], terminal: Terminal): void {
  for (const { kind, name, typed, evaluated, result, answers, evidence } of items) {
    const { row } = evaluated;
    const place = `${result.target.label}:${row.line}`;
    const sign = kind === 'question' ? '?' : '·';
    terminal.out(`${sign} ${show(name)}  ${show(typed.text)}  ${show(place)}  ${show(evidence)}`);
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
