// Three hundred texts that try to become markup, attributes, addresses, scripts or other people's words: every payload
// alone, and in the wrappings that have broken out of templates before.

const payloads = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<svg/onload=alert(1)>',
  '<a href="javascript:alert(1)">x</a>',
  '<iframe srcdoc="<script>alert(1)</script>">',
  '<style>@import "https://evil.example/x.css";</style>',
  '<meta http-equiv=refresh content="0;url=https://evil.example/">',
  '<form action="https://evil.example/"><button>',
  '<base href="https://evil.example/">',
  '<math><mtext></table><script>alert(1)</script>',
  '<template><script>alert(1)</script></template>',
  '<details open ontoggle=alert(1)>',
  '<b/\u0000onload=x>',
  'javascript:alert(1)',
  ' \tjava\nscript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  '//evil.example/x',
  'https://user:pass@evil.example/',
  '{{constructor.constructor("alert(1)")()}}',
  '<%= 7*7 %>#{7*7}{% raw %}',
  '&lt;script&gt;&#60;script&#62;&quot; onmouseover=&quot;alert(1)',
  '\u202e<b>txt.exe\u2066\u200b',
  '\ud800<b>\udfff',
  '<!--><script>alert(1)</script-->',
  ']]><![CDATA[<b>',
];

const wrappings: readonly ((payload: string) => string)[] = [
  (payload) => payload,
  (payload) => `"${payload}`,
  (payload) => `">${payload}`,
  (payload) => `'${payload}`,
  (payload) => `'>${payload}`,
  (payload) => `\`${payload}\``,
  (payload) => `</title></head><body>${payload}`,
  (payload) => `</td></tr></table>${payload}`,
  (payload) => `--> ${payload}`,
  (payload) => `x" autofocus onfocus="alert(1)" y="${payload}`,
  (payload) => `</textarea></select></option>${payload}`,
  (payload) => `\\"${payload}\\`,
];

export const hostileStrings: readonly string[] = wrappings.flatMap((wrap) => payloads.map(wrap));
