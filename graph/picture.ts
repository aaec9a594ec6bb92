/**
 * The flow of a script set as nodes and edges, before anything is drawn. Plain data, made once and drawn as SVG, Mermaid or DOT.
 *
 * Terminology. *lane*: a section, the entry of a script, or the body of an EVENT; each has a *start*, where jumps and falls land.
 * *step*: consecutive statements that do nothing to the flow, in one box. *connector*: stands for a script that is not drawn.
 */

/** What a node is; its shape, its colour and its line in the legend follow from this. */
export type NodeKind =
  /** Where a lane begins. */
  | 'start'
  | 'step'
  /** IF and WHERE. */
  | 'decision'
  /** WAIT and GET RESPONSE. */
  | 'suspension'
  /** QUEUE TO …. */
  | 'queue'
  /** GIVE RESPONSE. */
  | 'response'
  /** EXECUTE and EXECUTE SCRIPT. */
  | 'jump'
  /** CLOSE, ROUTE, DISCONNECT, QUIT, the end of the text. */
  | 'end'
  /** A script that the picture leaves out. */
  | 'connector'
  /** A section or script that is nowhere. */
  | 'missing';

/** A statement in a node. */
export interface NodeStatement {
  readonly script: string;
  /** From 1. */
  readonly line: number;
  /** As written, on one line and without comments; of IF and WHERE the head. */
  readonly text: string;
}

export interface PictureNode {
  readonly id: string;
  readonly kind: NodeKind;
  /** What it shows, a line each, in full. */
  readonly lines: readonly string[];
  /** In the order of `lines` where they are the same. */
  readonly statements: readonly NodeStatement[];
  /** `file:line` of its first statement. */
  readonly place: string;
}

export type EdgeKind = 'flow' | 'jump' | 'fall';

/** A way out of IF or WHERE; `value1` is the first VALUE, `none` behind a WHERE without DEFAULT. */
export type Arm = 'then' | 'else' | 'default' | 'none' | `value${number}`;

export interface PictureEdge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  /** `yes`, `no`, the items of a VALUE, `DEFAULT`. */
  readonly label: string | undefined;
  /** Of a decision, which of its ways it is. */
  readonly arm: Arm | undefined;
  readonly kind: EdgeKind;
  /** `file:line` and what stands there, of a jump or fall. */
  readonly note: string | undefined;
}

export interface Lane {
  readonly id: string;
  readonly title: string;
  readonly kind: 'entry' | 'section' | 'event';
  /** `file:line`. */
  readonly place: string;
  /** The first is its start. */
  readonly nodes: readonly PictureNode[];
}

export interface ScriptPicture {
  readonly id: string;
  readonly name: string;
  readonly file: string;
  readonly lanes: readonly Lane[];
}

export interface Picture {
  readonly scripts: readonly ScriptPicture[];
  /** Connectors and what is missing, which stand in no script. */
  readonly outside: readonly PictureNode[];
  readonly edges: readonly PictureEdge[];
  /** Names that are nowhere, in the order of the text. */
  readonly warnings: readonly PictureWarning[];
}

export interface PictureWarning {
  readonly place: string;
  readonly message: string;
}

/** Every node of a picture. */
export function nodesOf(picture: Picture): readonly PictureNode[] {
  return [...picture.scripts.flatMap((script) => script.lanes.flatMap((lane) => lane.nodes)), ...picture.outside];
}
