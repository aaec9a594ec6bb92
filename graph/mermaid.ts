/** A picture as a Mermaid flowchart, for pages that draw these: the same nodes, edges and lanes; tool-tips have no place in it. */
import type { Lane, NodeKind, Picture, PictureEdge, PictureNode } from './picture.ts';
import { shownLabel, shownLines, shownValues } from './shown-text.ts';
import type { Way } from './way.ts';

/** What opens and closes a node's text. */
const SHAPES: Readonly<Record<NodeKind, readonly [string, string]>> = {
  start: ['((', '))'],
  step: ['[', ']'],
  decision: ['{', '}'],
  suspension: ['{{', '}}'],
  queue: ['[[', ']]'],
  response: ['[/', '/]'],
  jump: ['>', ']'],
  end: ['([', '])'],
  connector: ['(', ')'],
  missing: ['[', ']'],
};

const COLOURS: Readonly<Record<NodeKind, string>> = {
  start: 'fill:#1f2933,stroke:#1f2933,color:#ffffff',
  step: 'fill:#f7f9fb,stroke:#a9b5c2,color:#1f2933',
  decision: 'fill:#e8f0fe,stroke:#5b86d6,color:#1f2933',
  suspension: 'fill:#fff3d6,stroke:#c78a12,color:#1f2933',
  queue: 'fill:#e2f5e7,stroke:#3c9a57,color:#1f2933',
  response: 'fill:#e4f4f8,stroke:#2f8ba3,color:#1f2933',
  jump: 'fill:#f0eafc,stroke:#8461c9,color:#1f2933',
  end: 'fill:#fde8e6,stroke:#c4493d,color:#1f2933',
  connector: 'fill:#ffffff,stroke:#8461c9,color:#1f2933,stroke-dasharray:5 3',
  missing: 'fill:#ffffff,stroke:#c4493d,color:#c4493d,stroke-dasharray:3 3',
};

const KINDS = Object.keys(SHAPES) as readonly NodeKind[];

/** `end` alone would end a subgraph, wherever it stands. */
function className(kind: NodeKind): string {
  return `is_${kind}`;
}

/** Writes a picture as Mermaid. With a way, what was passed has thick edges and outlines, and its order. */
export function writeMermaid(picture: Picture, way?: Way): string {
  const lines = ['flowchart TD'];
  for (const kind of KINDS) lines.push(`  classDef ${className(kind)} ${COLOURS[kind]}`);
  lines.push('  classDef passed stroke:#d1410c,stroke-width:3px');
  for (const script of picture.scripts) {
    lines.push(`  subgraph ${script.id}["${quoted(script.name)}"]`);
    for (const lane of script.lanes) lines.push(...laneLines(lane, way));
    lines.push('  end');
  }
  for (const node of picture.outside) lines.push(`  ${nodeText(node, way)}`);
  for (const edge of picture.edges) lines.push(`  ${edgeText(edge, way)}`);
  const passed = [...(way?.nodes.keys() ?? [])];
  if (passed.length > 0) lines.push(`  class ${passed.join(',')} passed`);
  return `${lines.join('\n')}\n`;
}

function laneLines({ id, title, nodes }: Lane, way: Way | undefined): readonly string[] {
  return [`    subgraph ${id}["${quoted(title)}"]`, ...nodes.map((node) => `      ${nodeText(node, way)}`), '    end'];
}

function nodeText(node: PictureNode, way: Way | undefined): string {
  const [open, close] = SHAPES[node.kind];
  const passed = way?.nodes.get(node.id);
  const order = passed === undefined ? [] : [`(${passed.order}${passed.times > 1 ? `, ${passed.times} times` : ''})`];
  const lines = [...order, ...shownLines(node), ...shownValues(passed?.values ?? [])];
  const text = lines.length === 0 ? ' ' : lines.map(quoted).join('<br/>');
  return `${node.id}${open}"${text}"${close}:::${className(node.kind)}`;
}

function edgeText(edge: PictureEdge, way: Way | undefined): string {
  const arrow = way?.edges.has(edge.id) === true ? '==>' : edge.kind === 'fall' ? '-.->' : '-->';
  const label = shownLabel(edge);
  return `${edge.from} ${arrow}${label === undefined ? '' : `|"${quoted(label)}"|`} ${edge.to}`;
}

/** Text between quotes: all that could mean something to Mermaid, or to the page around it, by its number. */
function quoted(text: string): string {
  return text.replace(/[^\p{L}\p{N}\p{M} _.,:=()+*/?…-]/gu, (character) => `#${character.codePointAt(0)};`);
}
