import { describe, expect, it } from 'vitest';
import { formatNotice, type Notice, type ProjectItem } from '../../../src/core/messages/notice.ts';

const item = {
  project: 'engine',
  from: '🟡 In Progress',
  to: '⚪ Archived',
  evidence: 'Archived (read-only) since 2026-03-01.',
  url: 'https://github.com/ada/me/commit/08a5b02',
};
const common = { id: 'x', at: '2026-03-01T12:00:00.000Z', document: { repo: 'ada/me', path: 'README.md' }, url: null };
const change = (items: readonly ProjectItem[] = [item]): Notice => ({ ...common, kind: 'change', items });
const slackOf = (notice: Notice) => JSON.parse(formatNotice(notice, 'slack'));
const discordOf = (notice: Notice) => JSON.parse(formatNotice(notice, 'discord'));

describe('a notice', () => {
  it('reads in Slack as a title and one line a project', () => {
    expect(slackOf(change())).toEqual({
      text:
        '1 project status changed in ada/me/README.md\n' +
        '• engine: 🟡 In Progress → ⚪ Archived (Archived (read-only) since 2026-03-01.) <https://github.com/ada/me/commit/08a5b02>',
      mrkdwn: false,
      unfurl_links: false,
      unfurl_media: false,
    });
  });

  it('asks where it is about questions, and says where to answer', () => {
    const items = ['engine', 'mill'].map((project) => ({ ...item, project, to: 'Paused', evidence: null, url: null }));
    const url = 'https://github.com/ada/me/issues/1';
    expect(slackOf({ ...common, kind: 'question', items, url }).text).toBe(
      'Review 2 project statuses in ada/me/README.md\n• engine: 🟡 In Progress → Paused?\n• mill: 🟡 In Progress → Paused?\n<https://github.com/ada/me/issues/1>',
    );
  });

  it('says what could not be done, and what to do', () => {
    const items = [
      { code: 'NOT_VISIBLE', where: 'README.md:6', message: 'It cannot be seen.', hint: 'Correct the link.' },
    ];
    expect(slackOf({ ...common, kind: 'problem', items }).text).toBe(
      '1 problem with ada/me/README.md\n• README.md:6: It cannot be seen. Correct the link.',
    );
  });

  it.each([
    '<!channel>',
    '<!here|here>',
    '<@U012AB3CD>',
    '<#C123|general>',
    '<https://evil.example|GitHub>',
    '&lt;!channel&gt;',
  ])('mentions and links nothing in Slack that stands in a document: %s', (text) => {
    const hostile = { ...item, project: text, from: text, to: text, evidence: text, url: null };
    const { text: sent } = slackOf(change([hostile]));
    expect(sent).not.toMatch(/[<>]/);
    expect(sent.replaceAll(/&(?:amp|lt|gt);/g, '')).not.toContain('&');
  });

  it.each([
    '@everyone',
    '<@123>',
    '[GitHub](https://evil.example)',
    '**bold** __under__ ~~out~~ `code` ||hidden||',
    '# Title',
    '<t:1>',
    'back\\slash',
  ])('mentions nobody and formats nothing in Discord that stands in a document: %s', (text) => {
    const { content, allowed_mentions: allowed } = discordOf(
      change([{ ...item, project: text, evidence: text, url: null }]),
    );
    expect(allowed).toEqual({ parse: [] });
    const [, ...lines] = content.split('\n');
    const unescaped = lines.join('\n').replaceAll(/\\[^a-z\d\s]/gi, '');
    expect(unescaped).not.toMatch(/[\\*_~`|<>[\]()#@]/);
  });

  it('has one line a project, whatever line breaks and invisible characters stand in it', () => {
    const project = 'engine\n• forged: 🟢 Running\u2028x\u202e\u0000';
    for (const text of [
      slackOf(change([{ ...item, project }])).text,
      discordOf(change([{ ...item, project }])).content,
    ]) {
      expect(text.split('\n')).toHaveLength(2);
      for (const unseen of ['\u2028', '\u202e', '\u0000']) expect(text).not.toContain(unseen);
    }
  });

  it('stays within what a chat takes, and says how many more there are', () => {
    const items = Array.from({ length: 50 }, (_, index) => ({
      ...item,
      project: `engine-${index} ${'*'.repeat(100)}`,
      evidence: '_'.repeat(300),
    }));
    const notice: Notice = { ...change(items), url: 'https://status.example.org/' };
    const { content } = discordOf(notice);
    expect(content.length).toBeLessThanOrEqual(2000);
    expect(content).toMatch(/\n… and \d+ more\n<https:\/\/status\.example\.org\/>$/);
    const shown = content.split('\n').filter((line: string) => line.startsWith('•')).length;
    expect(Number(/and (\d+) more/.exec(content)?.[1])).toBe(50 - shown);
    expect(slackOf(notice).text.length).toBeLessThanOrEqual(3500);
    expect(JSON.parse(formatNotice(notice, 'json')).items).toHaveLength(50);
  });
});
