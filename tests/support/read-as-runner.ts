// Reads a log and the files of a step by the rules of GitHub's runner: a line ends at \n, \r or both; `::name …::data`
// counts behind any blanks, `##[name …]data` anywhere; an output is `name=value` or `name<<END`.
// https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs

export interface RunnerCommand {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
}

/** Every command that a runner would see in this log, known to it or not. */
export function findCommands(log: string): RunnerCommand[] {
  return log.split(/\r\n|\r|\n/).flatMap((line) => {
    const found = readNew(line) ?? readOld(line);
    return found === null ? [] : [found];
  });
}

function readNew(line: string): RunnerCommand | null {
  const text = line.replace(/^[\s\u0085]+/, '');
  const end = text.startsWith('::') ? text.indexOf('::', 2) : -1;
  return end < 0 ? null : read(text.slice(2, end), ',', text.slice(end + 2));
}

function readOld(line: string): RunnerCommand | null {
  const start = line.indexOf('##[');
  const end = start < 0 ? -1 : line.indexOf(']', start);
  return end < 0 ? null : read(line.slice(start + 3, end), ';', line.slice(end + 1));
}

function read(head: string, separator: string, data: string): RunnerCommand {
  const [name = '', ...rest] = head.split(' ');
  const pairs = rest
    .join(' ')
    .split(separator)
    .filter(Boolean)
    .map((pair) => [pair.slice(0, pair.indexOf('=')), fromEscaped(pair.slice(pair.indexOf('=') + 1))]);
  return { name, properties: Object.fromEntries(pairs), data: fromEscaped(data) };
}

function fromEscaped(text: string): string {
  return text
    .replaceAll('%0D', '\r')
    .replaceAll('%0A', '\n')
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%25', '%');
}

/** The outputs of a step. Throws where the runner would refuse the file. */
export function readOutputs(text: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  const lines = text.split('\n');
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    const [, name = '', sign, rest = ''] = /^(.*?)(=|<<)(.*)$/s.exec(line) ?? [];
    if (line === '') continue;
    if (sign === undefined || name === '') throw new Error(`the runner refuses: ${line}`);
    if (sign === '=') outputs[name] = rest;
    else {
      const end = lines.indexOf(rest, index + 1);
      if (end < 0) throw new Error(`no end of ${name}`);
      outputs[name] = lines.slice(index + 1, end).join('\n');
      index = end;
    }
  }
  return outputs;
}
