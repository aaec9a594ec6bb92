/**
 * Trees to a picture. Statements are walked in the order of the text with the *loose ends* of what ran before: the next node
 * is tied to all of them. Names are looked up among the scripts at hand and nowhere else, so that a set with unknown names
 * can be drawn; those get a node of their own and a warning.
 */
import {
  type IfStatement,
  nameKey,
  positionAt,
  type ScriptFile,
  type Section,
  type Span,
  type Statement,
  type WhereStatement,
} from '../dsl/index.ts';
import type {
  Arm,
  EdgeKind,
  Lane,
  NodeKind,
  NodeStatement,
  Picture,
  PictureEdge,
  PictureNode,
  PictureWarning,
  ScriptPicture,
} from './picture.ts';

/** The script where every contact starts; it is drawn first. */
const MASTER_KEY = 'master_script';

/**
 * The picture of a script set. `only`: the script to draw alone; others that it jumps to are connectors.
 * The same files in any order give the same picture.
 */
export function flowPicture(files: readonly ScriptFile[], only?: string): Picture {
  return new FlowPicture(files, only === undefined ? undefined : nameKey(only)).picture();
}

/** Where control comes from, to be tied to what comes next. */
interface LooseEnd {
  readonly from: string;
  readonly label: string | undefined;
  readonly arm: Arm | undefined;
  readonly kind: EdgeKind;
  readonly note: string | undefined;
}

/** A node while its lane is walked: a step grows. */
interface OpenNode extends PictureNode {
  readonly lines: string[];
  readonly statements: NodeStatement[];
}

interface OpenLane extends Lane {
  readonly nodes: OpenNode[];
}

/** One script as its statements are walked. */
interface Walk {
  readonly file: ScriptFile;
  readonly lane: OpenLane;
  readonly lanes: OpenLane[];
}

class FlowPicture {
  readonly #files: readonly ScriptFile[];
  readonly #drawn: readonly ScriptFile[];
  readonly #edges: PictureEdge[] = [];
  readonly #warnings: PictureWarning[] = [];
  readonly #outside = new Map<string, PictureNode>();
  /** Ids of starts by script and section. */
  readonly #starts = new Map<string, string>();
  #nodes = 0;

  constructor(files: readonly ScriptFile[], only: string | undefined) {
    const rank = (file: ScriptFile) => (nameKey(file.name) === MASTER_KEY ? '' : nameKey(file.name));
    this.#files = [...files].sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
    this.#drawn = only === undefined ? this.#files : this.#files.filter(({ name }) => nameKey(name) === only);
  }

  picture(): Picture {
    const opened = this.#drawn.map((file, index) => ({
      file,
      id: `s${index}`,
      lanes: this.#lanesOf(file, `s${index}`),
    }));
    const scripts = opened.map(({ file, id, lanes }): ScriptPicture => {
      this.#walkScript(file, lanes);
      return { id, name: file.name, file: file.source.fileName, lanes };
    });
    const outside = [...this.#outside.values()];
    return { scripts, outside, edges: this.#edges, warnings: this.#warnings };
  }

  /** The entry and the sections, each with its start, so that jumps forward find them. */
  #lanesOf(file: ScriptFile, id: string): OpenLane[] {
    const lanes: OpenLane[] = [];
    if (!isPassedThrough(file)) lanes.push(this.#openLane(`${id}l0`, 'entry', 'entry', placeIn(file, file.span)));
    file.sections.forEach((section, index) => {
      const lane = this.#openLane(
        `${id}l${index + 1}`,
        `SECTION ${section.name.text}`,
        'section',
        placeIn(file, section.keyword),
      );
      lanes.push(lane);
      const key = startKey(file.name, section.name.text);
      if (!this.#starts.has(key)) this.#starts.set(key, lane.nodes[0]?.id ?? '');
    });
    const start = lanes[0]?.nodes[0];
    this.#starts.set(startKey(file.name), start?.id ?? '');
    if (nameKey(file.name) === MASTER_KEY) start?.lines.push('a contact arrives');
    return lanes;
  }

  #openLane(id: string, title: string, kind: Lane['kind'], place: string): OpenLane {
    return { id, title, kind, place, nodes: [this.#node('start', [], [], place)] };
  }

  #node(kind: NodeKind, lines: string[], statements: NodeStatement[], place: string): OpenNode {
    this.#nodes += 1;
    return { id: `n${this.#nodes}`, kind, lines, statements, place };
  }

  #walkScript(file: ScriptFile, lanes: OpenLane[]): void {
    const isPassed = isPassedThrough(file);
    // What an entry that has no lane holds are handlers, whose bodies have lanes of their own.
    if (isPassed) this.#walkAll({ file, lane: lanes[0] as OpenLane, lanes }, file.entry, []);
    const bodies = [...(isPassed ? [] : [file.entry]), ...file.sections.map(({ body }) => body)];
    bodies.forEach((body, index) => {
      const lane = lanes[index] as OpenLane;
      const ends = this.#walkAll({ file, lane, lanes }, body, [flowFrom(lane.nodes[0]?.id ?? '')]);
      const next: Section | undefined = file.sections[isPassed ? index + 1 : index];
      if (ends.length === 0) return;
      if (next === undefined) {
        const end = this.#node(
          'end',
          ['end of script'],
          [],
          placeIn(file, { start: file.span.end, end: file.span.end }),
        );
        lane.nodes.push(end);
        this.#tie(ends, end.id);
        return;
      }
      const note = `${placeIn(file, next.keyword)} falls into SECTION ${next.name.text}`;
      const start = lanes[index + 1]?.nodes[0]?.id ?? '';
      this.#tie(
        ends.map((end) => ({ ...end, kind: 'fall', note })),
        start,
      );
    });
  }

  #tie(ends: readonly LooseEnd[], to: string): void {
    for (const end of ends) this.#edges.push({ ...end, id: `e${this.#edges.length + 1}`, to });
  }

  #walkAll(walk: Walk, statements: readonly Statement[], from: readonly LooseEnd[]): readonly LooseEnd[] {
    let ends = from;
    for (const statement of statements) ends = this.#walk(walk, statement, ends);
    return ends;
  }

  #walk(walk: Walk, statement: Statement, from: readonly LooseEnd[]): readonly LooseEnd[] {
    switch (statement.kind) {
      case 'if':
        return this.#walkIf(walk, statement, from);
      case 'where':
        return this.#walkWhere(walk, statement, from);
      case 'execute':
        return this.#jump(walk, statement, from, startKey(walk.file.name, statement.section.text), 'section');
      case 'execute-script':
        return this.#jump(walk, statement, from, startKey(statement.script.text), 'script');
      case 'wait':
      case 'get-response':
        return this.#place(walk, 'suspension', statement, from);
      case 'queue-to-skillset':
      case 'queue-to-agent':
      case 'queue-to-network-skillset':
      case 'queue-to-nacd':
        return this.#place(walk, 'queue', statement, from);
      case 'give-response':
        return this.#place(walk, 'response', statement, from);
      case 'quit':
      case 'disconnect':
      case 'close-contact':
      case 'route-contact':
        this.#place(walk, 'end', statement, from);
        return [];
      case 'route-call':
      case 'route-call-default':
      case 'give-busy':
      case 'give-overflow':
        // They end a voice contact's run; an e-mail contact passes them.
        return this.#place(walk, 'end', statement, from);
      case 'readvar':
      case 'open-voice-session':
        return this.#walkBlock(walk, statement, from);
      case 'event-handler':
        for (const { event, keyword, body } of statement.events) {
          const id = `${walk.lane.id}e${walk.lanes.length}`;
          const lane = this.#openLane(id, `EVENT ${event.text}`, 'event', placeIn(walk.file, keyword));
          walk.lanes.push(lane);
          const ends = this.#walkAll({ ...walk, lane }, body, [flowFrom(lane.nodes[0]?.id ?? '')]);
          if (ends.length === 0) continue;
          const back = this.#node('end', ['goes on where it was'], [], placeIn(walk.file, keyword));
          lane.nodes.push(back);
          this.#tie(ends, back.id);
        }
        return from;
      default:
        return this.#step(walk, textIn(walk.file, statement.span), statement.span, from);
    }
  }

  /** A node of its own for a statement. */
  #place(walk: Walk, kind: NodeKind, statement: Statement, from: readonly LooseEnd[]): readonly LooseEnd[] {
    const text = textIn(walk.file, statement.span);
    return [flowFrom(this.#add(walk, kind, text, statement.span, from).id)];
  }

  #add(walk: Walk, kind: NodeKind, text: string, span: Span, from: readonly LooseEnd[]): OpenNode {
    const place = placeIn(walk.file, span);
    const node = this.#node(kind, [text], [statementAt(walk.file, span, text)], place);
    walk.lane.nodes.push(node);
    this.#tie(from, node.id);
    return node;
  }

  /** Into the box before, when that is all that leads here. */
  #step(walk: Walk, text: string, span: Span, from: readonly LooseEnd[]): readonly LooseEnd[] {
    const last = walk.lane.nodes.at(-1);
    const [only] = from;
    const grows = last?.kind === 'step' && from.length === 1 && only?.from === last.id && only.label === undefined;
    if (!grows) return [flowFrom(this.#add(walk, 'step', text, span, from).id)];
    last.lines.push(text);
    last.statements.push(statementAt(walk.file, span, text));
    return from;
  }

  #walkBlock(
    walk: Walk,
    statement: Statement & { readonly kind: 'readvar' | 'open-voice-session' },
    from: readonly LooseEnd[],
  ): readonly LooseEnd[] {
    const { file } = walk;
    const head = statement.kind === 'readvar' ? statement.variable : statement.dn;
    const headSpan = { start: statement.keyword.start, end: Math.max(statement.keyword.end, head?.span.end ?? 0) };
    const inside = this.#walkAll(walk, statement.body, this.#step(walk, textIn(file, headSpan), headSpan, from));
    const end = { start: statement.span.end, end: statement.span.end };
    const text = statement.kind === 'readvar' ? `SAVEVAR ${statement.variable.text}` : 'END VOICE SESSION';
    const last = walk.lane.nodes.at(-1);
    // The end of a block is no statement: it has a line in the picture, and none in a trace.
    if (last?.kind === 'step' && inside.length === 1 && inside[0]?.from === last.id) {
      last.lines.push(text);
      return inside;
    }
    const node = this.#node('step', [text], [], placeIn(file, end));
    walk.lane.nodes.push(node);
    this.#tie(inside, node.id);
    return [flowFrom(node.id)];
  }

  #walkIf(walk: Walk, statement: IfStatement, from: readonly LooseEnd[]): readonly LooseEnd[] {
    const condition = textIn(walk.file, statement.condition.span);
    const { id } = this.#add(walk, 'decision', `${condition}?`, statement.keyword, from);
    return [
      ...this.#walkAll(walk, statement.then, [flowFrom(id, 'yes', 'then')]),
      ...this.#walkAll(walk, statement.else ?? [], [flowFrom(id, 'no', 'else')]),
    ];
  }

  #walkWhere(walk: Walk, statement: WhereStatement, from: readonly LooseEnd[]): readonly LooseEnd[] {
    const subject = textIn(walk.file, statement.subject.span);
    const { id } = this.#add(walk, 'decision', `${subject} = …`, statement.keyword, from);
    const branches = statement.branches.flatMap(({ items, body }, index) => {
      const [first, last] = [items[0], items.at(-1)];
      const span = { start: first?.span.start ?? 0, end: last?.span.end ?? 0 };
      return this.#walkAll(walk, body, [flowFrom(id, textIn(walk.file, span), `value${index + 1}`)]);
    });
    const rest = statement.default === undefined ? [] : statement.default.body;
    const last = statement.default === undefined ? flowFrom(id, 'none', 'none') : flowFrom(id, 'DEFAULT', 'default');
    return [...branches, ...this.#walkAll(walk, rest, [last])];
  }

  #jump(
    walk: Walk,
    statement: Statement,
    from: readonly LooseEnd[],
    target: string,
    kind: 'section' | 'script',
  ): readonly LooseEnd[] {
    const text = textIn(walk.file, statement.span);
    const { id, place } = this.#add(walk, 'jump', text, statement.span, from);
    const to = this.#starts.get(target) ?? this.#outsideNode(target, kind, statement, place);
    this.#tie([{ ...flowFrom(id), kind: 'jump', note: `${place} ${text}` }], to);
    return [];
  }

  /** What a jump leads to that is not drawn: a script left out, or a name that is nowhere. */
  #outsideNode(target: string, kind: 'section' | 'script', statement: Statement, place: string): string {
    const name =
      statement.kind === 'execute'
        ? statement.section.text
        : statement.kind === 'execute-script'
          ? statement.script.text
          : '';
    const isScript = kind === 'script';
    const isKnown = isScript && this.#files.some((file) => nameKey(file.name) === nameKey(name));
    if (!isKnown) this.#warnings.push({ place, message: `there is no ${kind} \`${name}\`` });
    const known = this.#outside.get(target);
    if (known !== undefined) return known.id;
    const lines = isKnown ? [name] : [`no ${kind} ${name}`];
    const node = this.#node(isKnown ? 'connector' : 'missing', lines, [], place);
    this.#outside.set(target, node);
    return node.id;
  }
}

function flowFrom(from: string, label?: string, arm?: Arm): LooseEnd {
  return { from, label, arm, kind: 'flow', note: undefined };
}

/** Whether the entry does nothing but fall into the first section: then that is where the script begins. */
function isPassedThrough({ entry, sections }: ScriptFile): boolean {
  return sections.length > 0 && entry.every(({ kind }) => kind === 'event-handler');
}

function startKey(script: string, section?: string): string {
  return section === undefined ? nameKey(script) : `${nameKey(script)}/${nameKey(section)}`;
}

function placeIn(file: ScriptFile, span: Span): string {
  return `${file.source.fileName}:${positionAt(file.source, span.start).line}`;
}

function statementAt(file: ScriptFile, span: Span, text: string): NodeStatement {
  return { script: file.name, line: positionAt(file.source, span.start).line, text };
}

/** What stands in a stretch, on one line and without its comments. */
function textIn({ source, comments }: ScriptFile, { start, end }: Span): string {
  let text = '';
  let at = start;
  for (let index = firstFrom(comments, start); index < comments.length; index += 1) {
    const { span } = comments[index] as (typeof comments)[number];
    if (span.start >= end) break;
    text += `${source.text.slice(at, span.start)} `;
    at = span.end;
  }
  return (text + source.text.slice(at, end)).replace(/\s+/g, ' ').trim();
}

/** The index of the first comment that does not begin before an offset. */
function firstFrom(comments: readonly { readonly span: Span }[], offset: number): number {
  let low = 0;
  let high = comments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((comments[middle]?.span.start ?? offset) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
