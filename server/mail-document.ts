/**
 * A mail's HTML as a document of its own. The sandbox and the Content-Security-Policy keep it harmless; this is the second
 * wall: what could act is taken out, and links open beside the page without telling where they were clicked.
 *
 * The scanner follows HTML's tokenizer where it matters (comments, quoted values, raw-text elements). Only elements of a list
 * pass; a tag it does not know is dropped.
 */

/** Dropped with everything inside. */
const DROPPED_WHOLE = new Set([
  'script',
  'iframe',
  'object',
  'applet',
  'noscript',
  'template',
  'svg',
  'math',
  'title',
  'xmp',
  'noembed',
  'noframes',
  'plaintext',
  'textarea',
  'select',
  'video',
  'audio',
]);
/** Kept; of any other element only what is inside. */
const KEPT = new Set(
  (
    'a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del dfn div dl dt em ' +
    'figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark nav ol p pre q s samp section small ' +
    'span strike strong sub sup table tbody td tfoot th thead time tr tt u ul var wbr'
  ).split(' '),
);
const URL_ATTRIBUTES = new Set(['href', 'src', 'background', 'cite', 'longdesc', 'poster']);
const DROPPED_ATTRIBUTES = new Set([
  'srcdoc',
  'srcset',
  'target',
  'rel',
  'ping',
  'action',
  'formaction',
  'autofocus',
  'accesskey',
  'tabindex',
  'is',
  'contenteditable',
  'xmlns',
  'usemap',
  'ismap',
  'download',
  'referrerpolicy',
]);

const TAG_NAME = /<\/?([a-zA-Z][^\s/>]*)/y;
const ATTRIBUTE = /([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?/g;

const HEAD =
  '<!doctype html><html><head><meta charset="utf-8"><meta name="referrer" content="no-referrer"><base target="_blank">' +
  '<style>html{color-scheme:light;background:#fff;color:#1b1f24}body{margin:12px;font:15px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}' +
  'img{max-width:100%;height:auto}pre{white-space:pre-wrap}</style></head><body>';

/** The document for a mail's HTML. */
export function mailDocument(html: string): string {
  return `${HEAD}${cleanHtml(html)}</body></html>`;
}

/** The HTML without what could act; exported for its tests. */
export function cleanHtml(html: string): string {
  let out = '';
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf('<', at);
    if (open < 0) return out + html.slice(at);
    out += html.slice(at, open);
    const rest = html.slice(open, open + 4);
    if (rest.startsWith('<!--')) at = after(html, '-->', open + 4);
    else if (rest.startsWith('<!') || rest.startsWith('<?')) at = after(html, '>', open + 2);
    else {
      TAG_NAME.lastIndex = open;
      const start = TAG_NAME.exec(html);
      if (!start) {
        out += '&lt;';
        at = open + 1;
        continue;
      }
      const end = tagEnd(html, TAG_NAME.lastIndex);
      // An unfinished tag goes with the rest of the mail, as in a browser.
      if (end < 0) return out;
      const slash = rest[1] === '/';
      const name = start[1]?.toLowerCase() ?? '';
      const attributes = html.slice(TAG_NAME.lastIndex, end);
      at = end + 1;
      if (DROPPED_WHOLE.has(name)) {
        if (!slash && !attributes.endsWith('/')) at = afterElement(html, name, at);
      } else if (name === 'style') {
        if (!slash) {
          const end = afterElement(html, name, at);
          const inside = html.slice(at, end);
          const close = inside.lastIndexOf('</');
          out += `<style>${(close < 0 ? inside : inside.slice(0, close)).replaceAll('<', '')}</style>`;
          at = end;
        }
      } else if (KEPT.has(name)) {
        out += slash ? `</${name}>` : `<${name}${cleanAttributes(name, attributes)}>`;
      }
    }
  }
  return out;
}

function after(html: string, mark: string, from: number): number {
  const end = html.indexOf(mark, from);
  return end < 0 ? html.length : end + mark.length;
}

/** Where the tag's `>` is, outside of quotes; -1 without one. */
function tagEnd(html: string, from: number): number {
  let quote = '';
  for (let at = from; at < html.length; at++) {
    const sign = html[at];
    if (quote) quote = sign === quote ? '' : quote;
    else if (sign === '>') return at;
    else if (sign === '"' || sign === "'") quote = sign;
  }
  return -1;
}

function afterElement(html: string, name: string, from: number): number {
  const end = new RegExp(`</${name}(?![a-z0-9])`, 'gi');
  end.lastIndex = from;
  return end.exec(html) ? after(html, '>', end.lastIndex) : html.length;
}

function cleanAttributes(tag: string, source: string): string {
  let out = '';
  for (const [, given = '', double, single, bare] of source.matchAll(ATTRIBUTE)) {
    const name = given.toLowerCase();
    const value = double ?? single ?? bare ?? '';
    if (!/^[a-z][a-z0-9-]*$/.test(name) || name.startsWith('on') || DROPPED_ATTRIBUTES.has(name)) continue;
    if (URL_ATTRIBUTES.has(name) && !isHarmless(tag, value)) continue;
    out += ` ${name}="${value.replaceAll('"', '&quot;').replaceAll('<', '&lt;')}"`;
  }
  if (tag === 'a') out += ' target="_blank" rel="noopener noreferrer nofollow"';
  return out;
}

/** Links to the web, mail and telephone; pictures from the web and in the mail itself. */
function isHarmless(tag: string, value: string): boolean {
  const address = value
    .replace(/&#(x[0-9a-f]+|\d+);?/gi, (_, code: string) => character(code))
    .replace(/&(tab|newline|colon);?/gi, (_, name: string) => (name.toLowerCase() === 'colon' ? ':' : ''))
    .replace(/[\u0000-\u0020\u007f]/g, '')
    .toLowerCase();
  if (tag === 'img' || tag === 'td' || tag === 'th' || tag === 'table') {
    return /^(https?:|cid:|data:image\/(png|gif|jpeg|webp)[;,])/.test(address);
  }
  return /^(https?:\/\/|mailto:|tel:)/.test(address);
}

function character(code: string): string {
  const point = /^x/i.test(code) ? Number.parseInt(code.slice(1), 16) : Number.parseInt(code, 10);
  return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : '';
}
