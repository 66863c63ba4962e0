// 300 hostile names and descriptions into commit, pull request, issue, badge, log and table: nothing is rendered,
// mentioned or linked. Judged by GitHub's own renderer and by an HTML parser.

import { execFileSync } from 'node:child_process';
import { parseFragment } from 'parse5';
import { describe, expect, it } from 'vitest';
import { type CommitLine, formatCommit } from '../../src/core/messages/commit-message.ts';
import { findTemplateFault } from '../../src/core/messages/commit-style.ts';
import { formatStatusIssue, markStatusIssue, readCommands, readTicks } from '../../src/core/messages/issue-body.ts';
import { formatPullRequest } from '../../src/core/messages/pull-request-body.ts';
import { renderBadge } from '../../src/core/render/badge.ts';
import { createLog } from '../../src/log.ts';
import { defaultStyle } from '../support/default-style.ts';
import { hostileTexts } from '../support/hostile-texts.ts';
import { openPipeline, row, table } from '../support/open-pipeline.ts';
import { isInstalled, oracles } from '../support/oracles.ts';
import { tell } from '../support/tell.ts';

interface Rendered {
  readonly elements: readonly string[];
  readonly text: string;
  readonly attributes: readonly string[];
}

const separator = 'SEPARATORSEPARATOR';

/** All texts by one call, as GitHub renders comments; raw HTML is let through, so that it would be seen. */
function renderAll(texts: readonly string[]): Rendered[] {
  const options = ['-e', 'table', '-e', 'autolink', '-e', 'strikethrough', '-e', 'tasklist', '--unsafe'];
  const input = texts.join(`\n\n${separator}\n\n`);
  const html = execFileSync('cmark-gfm', options, { input, maxBuffer: 64 * 1024 * 1024 }).toString('utf8');
  return html.split(`<p>${separator}</p>`).map(parse);
}

function parse(html: string): Rendered {
  const [elements, attributes]: [string[], string[]] = [[], []];
  let text = '';
  const walk = (node: object): void => {
    const name: unknown = Reflect.get(node, 'tagName');
    if (typeof name === 'string') elements.push(name);
    const found: unknown = Reflect.get(node, 'attrs');
    if (Array.isArray(found)) attributes.push(...found.map((attribute) => String(attribute.name)));
    const value: unknown = Reflect.get(node, 'value');
    if (typeof value === 'string') text += `${value} `;
    const children: unknown = Reflect.get(node, 'childNodes');
    if (Array.isArray(children)) children.forEach(walk);
  };
  walk(parseFragment(html));
  return { elements, attributes, text };
}

/** What GitHub makes a link or a notification of after rendering. */
const calls = /(^|[^\w])@\w|[^\w&]#\d|\bGH-\d|:\/\/|\bwww\.\w|\b[0-9a-f]{40}\b/i;

const lineOf = (text: string): CommitLine => ({ name: text, from: text, to: text, evidence: tell(text) });
const questionOf = (text: string) => ({
  key: 'a1b2c3d4e5f60718',
  name: text,
  documents: ['README.md', text],
  typed: { text, status: 'in_progress' as const },
  status: 'paused' as const,
  rule: 'quiet' as const,
  word: text,
  answers: (['paused', 'active', 'finished'] as const).map((kind) => ({ kind, status: 'paused', word: text }) as const),
  evidence: tell(text),
  reason: tell(text),
  unanswered: tell(text),
  ask: null,
});
const givenOf = (text: string) => ({ key: 'a1b2c3d4e5f60718', name: text, said: tell(text), until: null });
const isRendererThere = oracles.filter(({ path }) => path.endsWith('.md')).every(isInstalled);
const place = { keys: 'ada/me:README.md@', paths: ['README.md'] };
const surroundings = { before: 'a'.repeat(64), after: 'a'.repeat(64) };

describe('hostile texts', () => {
  it('are enough', () => expect(new Set(hostileTexts).size).toBeGreaterThanOrEqual(300));

  it('call nobody, link nothing and forge no trailer in a commit', () => {
    for (const text of hostileTexts) {
      const { headline, body } = formatCommit([lineOf(text), lineOf('plain')], place, defaultStyle);
      expect(headline).not.toMatch(/\n/);
      const lines = body.split('\n');
      expect(lines.at(-1)).toBe('Statusfolio: ada/me:README.md@');
      expect(lines.filter((line) => /^[A-Za-z-]+: /.test(line) && !line.startsWith('To disagree'))).toHaveLength(1);
      expect(lines).toHaveLength(9 - (lines.length === 8 ? 1 : 0));
      for (const line of [headline, ...lines]) {
        expect(line).not.toMatch(/\[(skip ci|ci skip)\]|[\p{Cc}\u202a-\u202e\u2066-\u2069\u200b]/u);
      }
      expect(`${headline}\n${body.replace(/\nStatusfolio: .*/, '')}`).not.toMatch(calls);
    }
  });

  it('call nobody and forge no trailer under a template of the owner either', () => {
    const message =
      'chore(status): {subject} in {document} ({count})\n\n{document}\n{subject}\n\n{changes}\nSee the wiki.';
    expect(findTemplateFault(message)).toBeNull();
    const person = { name: 'Ada', email: 'ada@example.org' };
    const style = { message, signedBy: person, coAuthor: person };
    for (const text of hostileTexts) {
      const about = { keys: 'ada/me:README.md@', paths: [text] };
      const { headline, body } = formatCommit([lineOf(text)], about, style);
      expect(headline.length).toBeLessThanOrEqual(72);
      expect(headline).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e]/u);
      expect(body.split('\n').slice(-3)).toEqual([
        'Statusfolio: ada/me:README.md@',
        'Co-authored-by: Ada <ada@example.org>',
        'Signed-off-by: Ada <ada@example.org>',
      ]);
      expect(body.match(/^(?:statusfolio|signed-off-by|co-authored-by)\s*:/gim)).toHaveLength(3);
      const [said] = body.split('\nStatusfolio: ');
      expect(`${headline}\n${said}`).not.toMatch(calls);
    }
  });

  it.skipIf(!isRendererThere)('render as text in a pull request: one table, four cells in each row', () => {
    const bodies = hostileTexts.map((text) => {
      const { text: body, title } = formatPullRequest(
        [{ path: text, lines: [lineOf(text)], blocks: ['table'], surroundings }],
        text,
        defaultStyle,
        [questionOf(text)],
      );
      expect(title).not.toMatch(/\n/);
      return body;
    });
    const allowed = new Set(['p', 'strong', 'table', 'thead', 'tbody', 'tr', 'th', 'td', 'code', 'ul', 'li']);
    for (const [index, { elements, attributes, text }] of renderAll(bodies).entries()) {
      const about = JSON.stringify(hostileTexts[index]?.slice(0, 80));
      expect(
        elements.filter((name) => !allowed.has(name)),
        about,
      ).toEqual([]);
      expect(
        elements.filter((name) => name === 'td'),
        about,
      ).toHaveLength(4);
      expect(elements.filter((name) => name === 'strong').length, about).toBeLessThanOrEqual(2);
      expect(attributes, about).toEqual([]);
      expect(text.replaceAll('a'.repeat(64), ''), about).not.toMatch(calls);
    }
  });

  it.skipIf(!isRendererThere)('render as text in the status issue, with exactly its own boxes', () => {
    const bodies = hostileTexts.map(
      (text) =>
        formatStatusIssue([questionOf(text)], [givenOf(text)], [text], markStatusIssue('ada/me', 'ada/me')).body,
    );
    const allowed = new Set(['p', 'h3', 'ul', 'li', 'input', 'code']);
    for (const [index, { elements, attributes, text }] of renderAll(bodies).entries()) {
      const about = JSON.stringify(hostileTexts[index]?.slice(0, 80));
      expect(
        elements.filter((name) => !allowed.has(name)),
        about,
      ).toEqual([]);
      expect(
        elements.filter((name) => name === 'input'),
        about,
      ).toHaveLength(4);
      expect(
        elements.filter((name) => name === 'h3'),
        about,
      ).toHaveLength(2);
      expect(
        attributes.filter((name) => !['type', 'disabled', 'checked'].includes(name)),
        about,
      ).toEqual([]);
      expect(text, about).not.toMatch(calls);
    }
    for (const body of bodies) expect(readTicks(body)).toEqual([]);
  });

  it('are read back as no answer, in linear time', () => {
    for (const text of hostileTexts) {
      expect(readTicks(text).filter(({ key }) => key !== '0123456789abcdef')).toEqual([]);
      expect(readCommands(text)).toEqual([]);
    }
  });

  it('stay text in a badge and one line in the log', () => {
    const lines: string[] = [];
    const log = createLog((line) => lines.push(line), 'info', { now: () => new Date(0) });
    for (const text of hostileTexts) {
      const { elements, attributes } = parse(renderBadge({ label: text, message: text, tone: 'grey' }));
      // As for harmless words; an empty text has no element.
      expect(elements.filter((name) => name !== 'text')).toEqual(['svg', 'title', 'style', 'path', 'path', 'g']);
      expect(attributes.filter((name) => /^on|href|style/.test(name))).toEqual([]);
      log.info('document.refreshed', { document: text, reason: text });
    }
    expect(lines).toHaveLength(hostileTexts.length);
    for (const line of lines) {
      expect(line).not.toMatch(/\p{Cc}/u);
      expect(() => JSON.parse(line)).not.toThrow();
      expect(line.length).toBeLessThanOrEqual(1024);
    }
  });

  it('in a table are left as they are, byte for byte, beside the one cell that changes', async () => {
    const pipeline = openPipeline();
    pipeline.addProject('engine').archive(pipeline.daysAgo(1));
    let published = 0;
    for (const text of hostileTexts.filter((one, index) => one.length < 2000 && index % 2 === 0)) {
      const store = pipeline.openStore();
      const hostile = table(row('engine', '🟡 In Progress').replace('| engine |', `| ${text} |`), '', text);
      pipeline.pass(1);
      pipeline.write(hostile);
      const before = pipeline.me.head()?.files.get('README.md') ?? new Uint8Array();
      await pipeline.look(store).catch((error: unknown) => expect(error).toMatchObject({ name: 'StatusfolioError' }));
      const after = pipeline.me.head()?.files.get('README.md') ?? new Uint8Array();
      const [old, fresh] = [before, after].map((bytes) => Buffer.from(bytes).toString('latin1'));
      const [typed, became] = ['🟡 In Progress', '⚪ Archived'].map((one) => Buffer.from(one).toString('latin1'));
      expect([old, old?.replace(typed ?? '', became ?? '')]).toContain(fresh);
      if (fresh !== old) published += 1;
      await store.close();
    }
    expect(published).toBeGreaterThan(80);
  });
});
