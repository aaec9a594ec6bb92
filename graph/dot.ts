/** A picture in the DOT language of Graphviz: scripts and lanes as clusters, whole texts as tool-tips. */
import type { Lane, NodeKind, Picture, PictureEdge, PictureNode } from './picture.ts';
import { printable, shownLabel, shownLines, shownValues, wholeText } from './shown-text.ts';
import type { Way } from './way.ts';

const STYLES: Readonly<Record<NodeKind, string>> = {
  start: 'shape=circle,style=filled,fillcolor="#1f2933",fontcolor="#ffffff"',
  step: 'shape=box,style=filled,fillcolor="#f7f9fb",color="#a9b5c2"',
  decision: 'shape=diamond,style=filled,fillcolor="#e8f0fe",color="#5b86d6"',
  suspension: 'shape=octagon,style=filled,fillcolor="#fff3d6",color="#c78a12"',
  queue: 'shape=box,peripheries=2,style=filled,fillcolor="#e2f5e7",color="#3c9a57"',
  response: 'shape=note,style=filled,fillcolor="#e4f4f8",color="#2f8ba3"',
  jump: 'shape=cds,style=filled,fillcolor="#f0eafc",color="#8461c9"',
  end: 'shape=box,style="rounded,filled",fillcolor="#fde8e6",color="#c4493d"',
  connector: 'shape=box,style="rounded,dashed",color="#8461c9"',
  missing: 'shape=box,style=dashed,color="#c4493d",fontcolor="#c4493d"',
};

/** Writes a picture as DOT. With a way, what was passed has thick edges and outlines, and its order. */
export function writeDot(picture: Picture, title: string, way?: Way): string {
  const lines = [
    `digraph ${quoted(title)} {`,
    `  graph [label=${quoted(title)},labelloc=t,fontname="monospace",compound=true]`,
    '  node [fontname="monospace",fontsize=10]',
    '  edge [fontname="monospace",fontsize=9,color="#5c6b7a"]',
  ];
  for (const script of picture.scripts) {
    lines.push(
      `  subgraph cluster_${script.id} {`,
      `    label=${quoted(script.name)}`,
      '    style=filled',
      '    color="#f3f5f8"',
    );
    for (const lane of script.lanes) lines.push(...laneLines(lane, way));
    lines.push('  }');
  }
  for (const node of picture.outside) lines.push(`  ${nodeText(node, way)}`);
  for (const edge of picture.edges) lines.push(`  ${edgeText(edge, way)}`);
  return `${[...lines, '}'].join('\n')}\n`;
}

function laneLines({ id, title, nodes }: Lane, way: Way | undefined): readonly string[] {
  return [
    `    subgraph cluster_${id} {`,
    `      label=${quoted(title)}`,
    '      style=filled',
    '      color="#ffffff"',
    ...nodes.map((node) => `      ${nodeText(node, way)}`),
    '    }',
  ];
}

function nodeText(node: PictureNode, way: Way | undefined): string {
  const passed = way?.nodes.get(node.id);
  const order = passed === undefined ? [] : [`(${passed.order}${passed.times > 1 ? `, ${passed.times} times` : ''})`];
  const lines = [...order, ...shownLines(node), ...shownValues(passed?.values ?? [])];
  const small = lines.length === 0 ? ',width=0.15,fixedsize=true' : '';
  const outline = passed === undefined ? '' : ',penwidth=3,color="#d1410c"';
  const tip = quoted(wholeText(node, way));
  return `${node.id} [label=${quoted(lines.join('\n'))},tooltip=${tip},${STYLES[node.kind]}${small}${outline}]`;
}

function edgeText(edge: PictureEdge, way: Way | undefined): string {
  const label = shownLabel(edge);
  const attributes = [
    ...(label === undefined ? [] : [`label=${quoted(label)}`]),
    ...(edge.note === undefined ? [] : [`tooltip=${quoted(edge.note)}`]),
    ...(edge.kind === 'fall' ? ['style=dashed'] : []),
    ...(way?.edges.has(edge.id) === true
      ? ['penwidth=3,color="#d1410c"']
      : edge.kind === 'jump'
        ? ['color="#8461c9"']
        : []),
  ];
  return `${edge.from} -> ${edge.to}${attributes.length === 0 ? '' : ` [${attributes.join(',')}]`}`;
}

/** A quoted string: backslashes and quotes escaped, and `&`, behind which DOT would look for the name of a character. */
function quoted(text: string): string {
  const escaped = printable(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('&', '&amp;');
  return `"${escaped.replace(/\r\n|\r|\n/g, '\\n')}"`;
}
