/** Colours and type of the SVG. Colours are variables, so that the dark set is one list too. */
import { LABEL_PX, TEXT_PX, TITLE_PX } from './type-sizes.ts';

type Colours = Readonly<Record<string, string>>;

const LIGHT: Colours = {
  page: '#ffffff',
  ink: '#1f2933',
  soft: '#5c6b7a',
  script: '#f3f5f8',
  'script-line': '#c3ccd6',
  lane: '#ffffff',
  'lane-line': '#d5dce4',
  step: '#f7f9fb',
  'step-line': '#a9b5c2',
  decision: '#e8f0fe',
  'decision-line': '#5b86d6',
  suspension: '#fff3d6',
  'suspension-line': '#c78a12',
  queue: '#e2f5e7',
  'queue-line': '#3c9a57',
  response: '#e4f4f8',
  'response-line': '#2f8ba3',
  jump: '#f0eafc',
  'jump-line': '#8461c9',
  end: '#fde8e6',
  'end-line': '#c4493d',
  flow: '#5c6b7a',
  taken: '#d1410c',
};

const DARK: Colours = {
  page: '#14181d',
  ink: '#e6ebf0',
  soft: '#9aa8b6',
  script: '#1b2128',
  'script-line': '#3a4652',
  lane: '#20272f',
  'lane-line': '#37424d',
  step: '#2a323b',
  'step-line': '#5a6875',
  decision: '#1f2f4d',
  'decision-line': '#6f9bea',
  suspension: '#42351a',
  'suspension-line': '#dba63c',
  queue: '#1d3a27',
  'queue-line': '#5dbb78',
  response: '#183741',
  'response-line': '#55b2ca',
  jump: '#302748',
  'jump-line': '#a58be0',
  end: '#472321',
  'end-line': '#e5766b',
  flow: '#8a98a6',
  taken: '#ff8a5c',
};

const variables = (colours: Colours) =>
  Object.entries(colours)
    .map(([name, colour]) => `--${name}:${colour}`)
    .join(';');

const filled = ['step', 'decision', 'suspension', 'queue', 'response', 'jump', 'end']
  .map(
    (kind) => `.${kind} .body{fill:var(--${kind});stroke:var(--${kind}-line)}.${kind} .mark{fill:var(--${kind}-line)}`,
  )
  .join('\n');

export const STYLE = `
svg{${variables(LIGHT)}}
@media (prefers-color-scheme:dark){svg{${variables(DARK)}}}
.page{fill:var(--page)}
text{fill:var(--ink);font-family:monospace;font-size:${TEXT_PX}px}
.head{font-size:16px;font-weight:bold}
.script rect{fill:var(--script);stroke:var(--script-line)}
.script-title{font-size:14px;font-weight:bold}
.lane rect{fill:var(--lane);stroke:var(--lane-line)}
.lane.event rect{stroke-dasharray:5 3}
.lane-title{font-size:${TITLE_PX - 1}px;fill:var(--soft)}
.body{stroke-width:1.3}
${filled}
.start .body{fill:var(--ink);stroke:none}
.start .text{fill:var(--page)}
.connector .body{fill:none;stroke:var(--jump-line);stroke-dasharray:5 3}
.missing .body{fill:none;stroke:var(--end-line);stroke-dasharray:3 3}
.missing .text{fill:var(--end-line)}
.value{font-size:${LABEL_PX}px;fill:var(--taken)}
.edge path{fill:none;stroke:var(--flow);stroke-width:1.2}
.edge.jump path{stroke:var(--jump-line)}
.edge.fall path{stroke-dasharray:6 4}
.edge.taken path{stroke:var(--taken);stroke-width:2.6}
.edge:hover path{stroke-width:3}
.arrow path{fill:var(--flow)}
.arrow.jump path{fill:var(--jump-line)}
.arrow.taken path{fill:var(--taken)}
.edge-label rect{fill:var(--lane)}
.edge-label text{font-size:${LABEL_PX}px;fill:var(--soft)}
.edge-label.taken text{fill:var(--taken);font-weight:bold}
.traced .node:not(.passed){opacity:.42}
.traced .edge:not(.taken){opacity:.35}
.traced .edge-label:not(.taken){opacity:.55}
.passed .body{stroke-width:2.4}
.badge{fill:var(--taken)}
.badge-text{font-size:${LABEL_PX}px;font-weight:bold;fill:var(--page)}
`;
