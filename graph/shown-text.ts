/** What a node shows of its text: a few short lines. The whole stands in its tool-tip. */
import type { NodeKind, PictureEdge, PictureNode } from './picture.ts';
import { clipped, columnsEm, wrapped } from './text-width.ts';
import type { Way } from './way.ts';

/** Characters that are no part of a text: a picture's reader may refuse the file for them. */
const CONTROL =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** A text that may stand in a file of any of the formats; escaping is theirs. */
export function printable(text: string): string {
  return text.replace(CONTROL, '\ufffd');
}

const COLUMNS: Readonly<Record<NodeKind, number>> = {
  start: 24,
  step: 40,
  decision: 34,
  suspension: 28,
  queue: 36,
  response: 30,
  jump: 30,
  end: 30,
  connector: 30,
  missing: 36,
};
/** Lines that one statement may take. */
const LINES_EACH = 4;
/** Statements of a step that are shown. */
const STATEMENTS_MOST = 8;

/** The lines that a node shows. */
export function shownLines(node: PictureNode): readonly string[] {
  const most = columnsEm(COLUMNS[node.kind]);
  const isLong = node.lines.length > STATEMENTS_MOST;
  const shown = isLong ? node.lines.slice(0, STATEMENTS_MOST - 1) : node.lines;
  const lines = shown.flatMap((line) =>
    wrapped(printable(line), most, node.lines.length > 1 ? 2 : LINES_EACH).map((part, index) =>
      index === 0 ? part : `  ${part}`,
    ),
  );
  const centred = node.kind === 'step' ? lines : lines.map((line) => line.trim());
  return isLong ? [...centred, `… ${node.lines.length - shown.length} more`] : centred;
}

/** Everything about a node: where it stands, all its lines, what its statements read. */
export function wholeText(node: PictureNode, way: Way | undefined): string {
  const values = way?.nodes.get(node.id)?.values ?? [];
  return printable([node.place, ...node.lines, ...values].join('\n'));
}

/** The values that stand below a node's lines. */
const VALUES_MOST = 4;

/** What a contact read, as a node shows it. */
export function shownValues(values: readonly string[]): readonly string[] {
  const shown = values.length > VALUES_MOST ? values.slice(0, VALUES_MOST - 1) : values;
  const lines = shown.map((value) => clipped(printable(value).replace(/\s+/g, ' '), columnsEm(VALUE_COLUMNS)));
  return shown.length === values.length ? lines : [...lines, `… ${values.length - shown.length} more`];
}

const VALUE_COLUMNS = 40;
const LABEL_COLUMNS = 26;

/** What an edge says. */
export function shownLabel({ label }: PictureEdge): string | undefined {
  return label === undefined ? undefined : clipped(printable(label), columnsEm(LABEL_COLUMNS));
}
