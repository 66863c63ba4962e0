import { describe, expect, it } from 'vitest';
import { readCommands } from '../../../src/core/messages/issue-body.ts';

describe('a command in a comment', () => {
  it.each([
    ['keep Lantern', 'Lantern'],
    ['Hello,\n\nkeep Lantern', 'Lantern'],
    ['/statusfolio keep: Lantern', 'Lantern'],
    ['keep `Lantern`', 'Lantern'],
    ['> old words\n\nkeep Lantern', 'Lantern'],
    ['```\ncode\n```\nkeep Lantern', 'Lantern'],
    ['Look: ``a ` b``\nkeep Lantern', 'Lantern'],
    ['<!-- note -->\nkeep Lantern', 'Lantern'],
    ['<pre>x</pre>\nkeep Lantern\r\n', 'Lantern'],
    ['keep', null],
  ])('is read: %j', (comment, name) => {
    expect(readCommands(comment)).toEqual([{ kind: 'keep', name }]);
  });

  it.each([
    ['a code fence', '```\nkeep Lantern\n```'],
    ['a fence that nobody closes', '```\nkeep Lantern'],
    ['a longer fence with a shorter one inside', '````\n```\nkeep Lantern\n````'],
    ['a fence of tildes', '~~~text\nkeep Lantern\n~~~'],
    ['a fence in a list', '- so:\n  ```\n  keep Lantern\n  ```'],
    ['a fence that begins a list item', '- ```\n  keep Lantern\n  ```'],
    ['a fence in a quotation', '> ```\n> keep Lantern\n> ```'],
    ['an indented block', 'As in:\n\n    keep Lantern'],
    ['a block indented by a tab', 'As in:\n\n\tkeep Lantern'],
    ['a quotation', '> keep Lantern'],
    ['a lazily continued quotation', '> They say:\nkeep Lantern'],
    ['a quotation in a list', '- > They say:\nkeep Lantern'],
    ['an HTML comment', '<!--\nkeep Lantern\n-->'],
    ['an HTML comment that nobody closes', '<!--\nkeep Lantern'],
    ['a <pre> element', '<pre>\nkeep Lantern\n</pre>'],
    ['a <blockquote> element', '<blockquote class="x">\n\nkeep Lantern\n\n</blockquote>'],
    ['a code span over several lines', 'He wrote `\nkeep Lantern\n` there'],
    ['a fence with carriage returns', '```\r\nkeep Lantern\r\n```'],
  ])('is not what %s shows', (_, comment) => {
    expect(readCommands(comment)).toEqual([]);
  });
});
