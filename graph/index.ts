/** The flow of a script set as a picture: SVG, Mermaid, DOT; and one contact's way through it. */

export { writeDot } from './dot.ts';
export { flowPicture } from './flow-picture.ts';
export { writeMermaid } from './mermaid.ts';
export {
  type Arm,
  type EdgeKind,
  type Lane,
  type NodeKind,
  type NodeStatement,
  nodesOf,
  type Picture,
  type PictureEdge,
  type PictureNode,
  type PictureWarning,
  type ScriptPicture,
} from './picture.ts';
export { type ReadTrace, readTraceJson } from './read-trace.ts';
export { drawSvg, type SvgOptions } from './svg.ts';
export { type PassedNode, type TracedStep, type Way, wayThrough } from './way.ts';
