import { describe, expect, it } from 'vitest';
import labelData from '../../../config/default-words.json' with { type: 'json' };
import data from '../../../config/status-words.json' with { type: 'json' };
import { readDocument } from '../../../src/core/document/parse-document.ts';
import { proposeLabels } from '../../../src/core/status/labels.ts';
import { labelledStatuses } from '../../../src/core/status/statuses.ts';
import {
  explainAmbiguous,
  isHeading,
  isPlaceholder,
  learnVocabulary,
  needsHeading,
  readStatusWord,
} from '../../../src/core/status/vocabulary.ts';
import { normaliseWord, wordLists } from '../../../src/core/status/word-lists.ts';

describe('readStatusWord', () => {
  it.each([
    ['🟢 Running', 'running'],
    ['✅ Live', 'running'],
    ['IN PROGRESS', 'in_progress'],
    ['🚧 In-progress…', 'in_progress'],
    ['En progreso', 'in_progress'],
    ['進行中', 'in_progress'],
    ['🟡 Beta', 'experimental'],
    // How mature it is says nothing about work, at the upper end neither.
    ['Mature', 'experimental'],
    ['Graduated', 'experimental'],
    ['Maduro', 'experimental'],
    ['Madura', 'experimental'],
    ['Mûre', 'experimental'],
    ['Maturo', 'experimental'],
    ['Ausgereift', 'experimental'],
    ['Зрелый', 'experimental'],
    ['Dojrzały', 'experimental'],
    ['Olgun', 'experimental'],
    ['Trưởng thành', 'experimental'],
    ['成熟', 'experimental'],
    ['성숙', 'experimental'],
    ['成熟稳定', 'maintained'],
    ['Proof of concept', 'experimental'],
    ['Prototipo', 'experimental'],
    ['ベータ版', 'experimental'],
    ['🔲 In Planning', 'planned'],
    ['Legacy', 'archived'],
    ['已发布', 'maintained'],
    ['⏳ 待开始', 'planned'],
    ['完了', 'complete'],
    ['未着手', 'planned'],
    ['已擱置', 'paused'],
    ['✅ 활성', 'maintained'],
    ['Планируется', 'planned'],
    ['Заброшена', 'archived'],
    ['Konzept', 'planned'],
    ['En conception', 'planned'],
    ['En uso', 'running'],
    ['Descontinuada', 'archived'],
    ['🟢 Aktywny', 'maintained'],
    ['DEVAM EDİYOR', 'in_progress'],
    ['Đang phát triển', 'in_progress'],
    ['In pausa', 'paused'],
    ['进行中', 'in_progress'],
    ['В разработке', 'in_progress'],
    ['Abgeschlossen', 'complete'],
    ['완료', 'complete'],
    ['Em breve', 'planned'],
    ['🔴 In queue', 'planned'],
    ['On hold', 'paused'],
    ['Inactive', 'stalled'],
    ['Deprecated', 'archived'],
    // "Active" is said of what is managed, not of what runs.
    ['Active', 'maintained'],
    ['🚧', 'in_progress'],
    ['✅', 'complete'],
  ])('reads %s as %s', (text, status) => {
    expect(readStatusWord(text)).toBe(status);
  });

  it.each(['🟣 Paper under review', 'Running late', 'v1.2.0', '80%', 'passing', 'not complete', '🦄', '', 'in'])(
    'leaves %j to the owner',
    (text) => {
      expect(readStatusWord(text)).toBe('unknown');
    },
  );
});

describe('the lists of words', () => {
  it('give each word one meaning, whatever the language', () => {
    const meanings = new Map<string, Set<string>>();
    for (const { anywhere, headed } of Object.values(wordLists)) {
      for (const [status, words] of [...Object.entries(anywhere), ...Object.entries(headed)]) {
        for (const word of words) {
          const key = normaliseWord(word);
          meanings.set(key, (meanings.get(key) ?? new Set()).add(status));
        }
      }
    }
    expect([...meanings].filter(([, all]) => all.size > 1).map(([word]) => word)).toEqual([]);
    expect(Object.keys(wordLists)).toHaveLength(14);
  });

  it('say the same of a word whether it needs a heading, whatever the language', () => {
    for (const { anywhere, headed } of Object.values(wordLists)) {
      expect(Object.values(anywhere).flat().filter(needsHeading)).toEqual([]);
      expect(
        Object.values(headed)
          .flat()
          .filter((word) => !needsHeading(word)),
      ).toEqual([]);
    }
  });

  it('explain the words that are left to the owner, and read none of them', () => {
    const words = Object.values(data.ambiguous).flatMap((each) => each.words);
    expect(words.filter((word) => readStatusWord(word) !== 'unknown')).toEqual([]);
    expect(explainAmbiguous('🔒 Private')).toMatch(/who may see it/);
    expect(explainAmbiguous('my own')).toBeNull();
  });

  it.each([
    ['🟡 Currently paused', 'paused'],
    ['Temporarily on hold', 'paused'],
    ['design phase', 'planned'],
    ['Noch in Arbeit', 'in_progress'],
    ['en fase de planificación', 'planned'],
    ['Toujours maintenu', 'maintained'],
    ['временно приостановлен', 'paused'],
    ['目前维护中', 'maintained'],
    ['開発段階', 'in_progress'],
    ['현재 개발 중입니다', 'in_progress'],
    ['geliştirme aşamasında', 'in_progress'],
    ['đang trong giai đoạn lên kế hoạch', 'planned'],
  ])('are found in %s, which says %s', (text, status) => {
    expect(readStatusWord(text)).toBe(status);
  });
});

describe('learnVocabulary', () => {
  it('takes the commonest spelling, the first of several', () => {
    const typed = [
      { text: 'WIP', status: 'in_progress' },
      { text: '🚧 In progress', status: 'in_progress' },
      { text: '🚧 In progress', status: 'in_progress' },
      { text: 'Done', status: 'complete' },
      { text: 'Finished', status: 'complete' },
      { text: 'my own', status: 'unknown' },
    ] as const;
    expect(learnVocabulary(typed)).toEqual({ in_progress: '🚧 In progress', complete: 'Done' });
  });
});

describe('isHeading', () => {
  it.each(['Status', '**Status**', 'Estado', 'Situação', '状态', 'ステータス'])(
    'knows %s as a heading of statuses',
    (text) => {
      expect(isHeading('status', text)).toBe(true);
      expect(isHeading('repository', text)).toBe(false);
    },
  );

  it.each(['Repo', 'GitHub', 'Enlace', 'Репозиторий'])('knows %s as a heading of repositories', (text) => {
    expect(isHeading('repository', text)).toBe(true);
  });
});

describe('isPlaceholder', () => {
  it('knows what people type where a repository is missing', () => {
    expect(['TBD', ' tba ', '—', 'n/a'].every(isPlaceholder)).toBe(true);
    expect(['[Repo](x)', 'soon?'].some(isPlaceholder)).toBe(false);
  });
});

describe('proposeWords', () => {
  it.each(Object.entries(labelData.languages))('has words in %s that read back as what they say', (_, words) => {
    expect(Object.keys(words)).toEqual(labelledStatuses);
    expect(Object.values(words).map((word) => readStatusWord(word))).toEqual(labelledStatuses);
  });

  it('proposes the default cells where the document says nothing', () => {
    expect(proposeLabels({})).toEqual({
      running: '🟢 Running',
      complete: '🟢 Complete',
      maintained: '🟢 Maintained',
      in_progress: '🟡 In Progress',
      paused: '🟡 Paused',
      planned: '🔴 Planned',
      archived: '⚪ Archived',
    });
  });

  it("keeps the owner's own spelling", () => {
    const words = proposeLabels({ complete: '✅ done', in_progress: '🚧 wip' });
    expect(words).toMatchObject({ complete: '✅ done', in_progress: '🚧 wip', paused: '⏸️ paused' });
  });

  it.each([
    [{ in_progress: 'En cours', complete: 'Terminé' }, 'Archivé'],
    [{ in_progress: '🟡 En progreso' }, '⚪ Archivado'],
    [{ in_progress: '開発中のアプリ' }, 'アーカイブ'],
    [{ running: 'LIVE' }, 'ARCHIVED'],
    [{ planned: 'в планах' }, 'в архиве'],
  ])('speaks the language of %o', (vocabulary, archived) => {
    expect(proposeLabels(vocabulary).archived).toBe(archived);
  });
});

describe('proposed labels', () => {
  it.each([
    ['glyphs alone', { complete: '✅', in_progress: '🔨' }, { archived: '📦', paused: '⏸️', running: '🚀' }],
    ['circles', { complete: '🟢 Done' }, { archived: '⚪ Archived' }],
    ['pictures', { complete: '✅ Done', planned: '📋 Next' }, { archived: '📦 Archived', paused: '⏸️ Paused' }],
    ['no glyphs', { complete: 'Done' }, { archived: 'Archived' }],
    ['an acronym, which is no capitals', { in_progress: 'WIP' }, { archived: 'Archived', paused: 'Paused' }],
    ['an acronym beside small letters', { in_progress: 'WIP', complete: 'done' }, { archived: 'archived' }],
    ['capitals', { in_progress: 'WIP', complete: 'DONE' }, { archived: 'ARCHIVED' }],
    ['capitals of sentences', { paused: 'On hold' }, { in_progress: 'In progress' }],
    ['capitals of titles', { paused: 'On Hold' }, { in_progress: 'In Progress' }],
  ])('writes as the document does: %s', (_, vocabulary, proposed) => {
    expect(proposeLabels(vocabulary)).toMatchObject(proposed);
  });

  it.each([
    ['| Proyecto | Estado |', '✅ Activo', 'es', '📦 Archivado'],
    ['| Projeto | Situação |', 'Ativo', 'pt', 'Arquivado'],
    ['| Projet | Statut |', 'À venir', 'fr', 'Archivé'],
    ['| Projekt | Stand |', 'In Entwicklung', 'de', 'Archiviert'],
    ['| Progetto | Stato |', 'Completo', 'it', 'Archiviato'],
    ['| Проект | Статус |', 'Готово', 'ru', 'В архиве'],
    ['| Nazwa | Status |', 'Gotowe', 'pl', 'Zarchiwizowany'],
    ['| Proje | Durum |', 'Bitti', 'tr', 'Arşivlendi'],
    ['| Dự án | Trạng thái |', 'Hoàn thành', 'vi', 'Đã lưu trữ'],
    ['| 项目 | 状态 |', '完成', 'zh-Hans', '已归档'],
    ['| 專案 | 狀態 |', '完成', 'zh-Hant', '已封存'],
    ['| プロジェクト | 状態 |', '完成', 'ja', 'アーカイブ'],
    ['| 프로젝트 | 상태 |', '완료', 'ko', '보관'],
    ['| Project | Status |', 'Done', 'en', 'Archived'],
  ])('knows the language by headings and words: %s', (head, word, language, archived) => {
    const text = `${head}\n|-|-|\n| [quill](https://github.com/ada/quill) | ${word} |\n`;
    const outcome = readDocument(Buffer.from(text), 'README.md');
    if (outcome.kind !== 'read') throw new Error(outcome.reason);
    const { reading } = outcome;
    expect(reading.language).toBe(language);
    expect(proposeLabels(reading.vocabulary, reading.language).archived).toBe(archived);
  });
});
