/**
 * Text of an HTML that the parser's converter refuses (too long, nested too deep): tags out, blocks on lines of their own, the
 * commonest entities read. One pass, linear in the length.
 */
export function htmlText(html: string): string {
  let text = '';
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf('<', at);
    if (open < 0) break;
    text += html.slice(at, open);
    const close = html.indexOf('>', open);
    if (close < 0) return tidy(text);
    const tag = /^\/?([a-z0-9]+)/i.exec(html.slice(open + 1, open + 20))?.[1]?.toLowerCase() ?? '';
    if (BLOCKS.has(tag)) text += '\n';
    at = SKIPPED.has(tag) && html[open + 1] !== '/' ? endOf(html, tag, close) : close + 1;
  }
  return tidy(text + html.slice(at));
}

const BLOCKS = new Set([
  'p',
  'div',
  'br',
  'tr',
  'li',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'table',
  'ul',
  'ol',
  'blockquote',
]);
const SKIPPED = new Set(['script', 'style', 'head', 'title']);
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

function endOf(html: string, tag: string, from: number): number {
  const end = html.indexOf(`</${tag}`, from);
  const close = end < 0 ? -1 : html.indexOf('>', end);
  return close < 0 ? html.length : close + 1;
}

function tidy(text: string): string {
  return text
    .replace(/&(#[0-9]{1,7}|[a-z]{2,6});/gi, (whole, name: string) => {
      if (name.startsWith('#')) {
        const code = Number(name.slice(1));
        return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
      }
      return ENTITIES[name.toLowerCase()] ?? whole;
    })
    .split('\n')
    .map((line) => line.trim())
    .filter((line, index, lines) => line !== '' || lines[index - 1] !== '')
    .join('\n')
    .trim();
}
