// The owner's words in generated Markdown and HTML: they read as they were typed, and neither format, link nor end
// anything. Pipes become entities, because GitHub and Pandoc disagree about escaped ones in tables.

const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu;

const entities: Readonly<Record<string, string>> = {
  '|': '&#124;',
  '<': '&lt;',
  '>': '&gt;',
  '@': '&#64;',
  '&': '&amp;',
};

export function escapeMarkdown(text: string): string {
  return flatten(text)
    .replace(/[\\*`[\]~]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\$&')
    .replace(/[|<>@]|&(?=[#\w]+;)/g, (character) => entities[character] ?? character)
    .replaceAll('://', '&#58;//');
}

export function escapeHtml(text: string): string {
  return flatten(text).replace(/[&<>"]/g, (character) => (character === '"' ? '&quot;' : (entities[character] ?? '')));
}

/** One line without control characters. */
function flatten(text: string): string {
  return text.replace(invisible, ' ').split(/\s+/).filter(Boolean).join(' ');
}
