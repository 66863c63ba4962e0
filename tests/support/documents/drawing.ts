// What all shapes draw from: invented projects with their words in one language, and forms whose placeholders are filled.

import type { OwnPlace } from '../../../src/core/model.ts';
import type { Status } from '../../../src/core/status/statuses.ts';
import type { Dice } from '../dice.ts';
import wordData from './words.json' with { type: 'json' };

/** The words of one language. */
export interface Words {
  readonly headings: Readonly<Record<'name' | 'status' | 'repository' | 'other', readonly string[]>>;
  readonly words: Readonly<Record<string, readonly string[]>>;
  /** Of the owner alone: nobody else knows what they mean. */
  readonly unknown: readonly string[];
  readonly texts: readonly string[];
  readonly names: readonly string[];
  readonly titles: readonly string[];
  readonly labels: readonly string[];
  readonly sections: Readonly<Record<string, readonly string[]>>;
}

export const languages: Readonly<Record<string, Words>> = wordData.languages;

export interface Project {
  readonly name: string;
  readonly repo: string;
  readonly status: Status;
  readonly word: string;
  readonly glyph: string;
  readonly folder: string;
  /** What stands behind `owner/name` wherever it is linked. */
  readonly suffix: string;
}

/** A row as its reader sees it, known because it was made so. */
export interface ExpectedRow {
  /** 1-based, first and last line that are its own; inside a block 0-based. */
  readonly first: number;
  readonly last: number;
  readonly name: string;
  /** `owner/name`; null: none is linked. */
  readonly repo: string | null;
  readonly folder: string | null;
  /** Path inside the document's own repository; null: not linked so. */
  readonly inside: string | null;
  readonly status: Status;
  /** null: either is right. */
  readonly isEditable: boolean | null;
  /** `dimension: value` */
  readonly tags: readonly string[];
}

export interface Block {
  readonly lines: readonly string[];
  readonly rows: readonly ExpectedRow[];
  /** What its lines are that are no project's status. */
  readonly other?: string;
}

export interface Drawing {
  readonly dice: Dice;
  readonly language: string;
  readonly words: Words;
  readonly owner: string;
  readonly own: OwnPlace | null;
  /** `known`: its word stands in the lists of its language. */
  readonly drawProject: (words?: 'known') => Project;
  /** Lines `[label]: address` for the end of the document. */
  readonly definitions: string[];
}

/** `names` are taken in turn, so that no document has one twice. */
export function startDrawing(dice: Dice, prefix: string): Drawing {
  const language = dice.chance(0.45) ? 'en' : dice.pick(Object.keys(languages));
  const words = languages[language] ?? languages.en;
  if (words === undefined) throw new Error(`no words of ${language}`);
  const owner = dice.pick(['mara-k', 'harbour-lab', 'port_group', 'Tide9']).replace('_', '-');
  const repo = dice.pick([owner, 'site', '.github', 'notes']);
  const definitions: string[] = [];
  let drawn = 0;
  const drawProject = (kind?: 'known'): Project => {
    drawn += 1;
    const isOwnWord = kind === undefined && dice.chance(0.04);
    const status = dice.pick(Object.keys(words.words)) as Status;
    const base = dice.pick(dice.chance(0.6) ? words.names : (languages.en?.names ?? words.names));
    const slug = /^[\w.-]+$/.test(base) ? base.toLowerCase() : dice.pick(['lamp', 'gauge', 'buoy', 'wharf']);
    const folder = `${dice.pick(['packages', 'tools', 'projects'])}/${slug}-${prefix}${drawn}`;
    return {
      name: `${base} ${prefix}${drawn}`.replace(/^([\w.-]+) /, dice.chance(0.5) ? '$1-' : '$1 '),
      repo: `${owner}/${slug}-${prefix}${drawn}`,
      status: isOwnWord ? 'unknown' : status,
      word: dice.pick(isOwnWord ? words.unknown : (words.words[status] ?? [])),
      glyph: isOwnWord ? '' : dice.pick(glyphs[status] ?? ['🟢']),
      folder,
      suffix: dice.pick(['', '', '', '', '/', '.git', '?tab=readme-ov-file', `/tree/main/${folder}`]),
    };
  };
  const own = dice.chance(0.6) ? { repo: `${owner}/${repo}`, path: 'README.md' } : null;
  return { dice, language, words, owner, own, drawProject, definitions };
}

const glyphs: Readonly<Record<string, readonly string[]>> = wordData.glyphs;

export interface Filled {
  readonly text: string;
  /** What the placeholders link: a repository, one folder of it, or a path inside the document's own. */
  readonly links: 'repository' | 'folder' | 'inside' | null;
}

const elsewhere = ['https://harbour.example/', 'https://demo.harbour.example/app', 'https://docs.harbour.example/a_b'];

/** `aim`: where labels of references lead. */
export function fillForm(form: string, project: Project, drawing: Drawing, aim: 'repository' | 'elsewhere'): Filled {
  const { dice, words, definitions } = drawing;
  let links: Filled['links'] = null;
  const text = form.replaceAll(/\{(\w+)\}/g, (_, placeholder: string) => {
    switch (placeholder) {
      case 'name':
        return project.name;
      case 'status':
        return project.word;
      case 'glyph':
        return project.glyph;
      case 'slug':
        links = 'repository';
        return project.repo;
      case 'url': {
        links = project.suffix.startsWith('/tree') ? 'folder' : 'repository';
        return `https://github.com/${project.repo}${project.suffix}`;
      }
      case 'inside':
        links ??= 'inside';
        return `${dice.pick(['./', '', './'])}${project.folder}${dice.pick(['', '/'])}`;
      case 'label': {
        const label = `l${definitions.length}-${project.repo.replaceAll(/\W/g, '')}`;
        const isRepository = aim === 'repository';
        if (isRepository) links = 'repository';
        const address = `https://github.com/${project.repo}`;
        definitions.push(`[${label}]: ${isRepository ? address : dice.pick(elsewhere)}`);
        return label;
      }
      case 'link':
        return dice.pick(elsewhere);
      case 'anchor':
        return '#notes';
      case 'picture':
        return dice.pick([
          '![logo](https://harbour.example/logo.svg)',
          '<img src="logo.svg" alt="logo" width="14" />',
          '![](a.png)',
        ]);
      case 'tag':
        return '<br>';
      case 'emoji':
        return dice.pick(['🔗', '⚓', '🌊', '🐚']);
      default:
        return dice.pick(words.texts);
    }
  });
  return { text, links };
}

/** Where a row with these cells leads. */
export function locate(
  filled: readonly Filled[],
  project: Project,
  { own }: Drawing,
): Pick<ExpectedRow, 'repo' | 'folder' | 'inside'> {
  const kinds = filled.map(({ links }) => links);
  if (kinds.includes('folder')) return { repo: project.repo, folder: project.folder, inside: null };
  if (kinds.includes('repository')) return { repo: project.repo, folder: null, inside: null };
  if (!kinds.includes('inside')) return { repo: null, folder: null, inside: null };
  return { repo: own?.repo ?? null, folder: own === null ? null : project.folder, inside: project.folder };
}
