/** The style of the customers' mailbox; a file of its own, because the pages allow nothing inline. */
export const MAILBOX_STYLE = `
:root { color-scheme: light dark; --line: light-dark(#d7dce2, #343b45); --soft: light-dark(#5b6675, #a3adba); --paper: light-dark(#fff, #1a1f26); --accent: light-dark(#0b5cad, #7cb7ff); --on-accent: light-dark(#fff, #08131f); }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 1.5rem 1rem 4rem; font: 16px/1.5 system-ui, sans-serif; background: light-dark(#f4f6f8, #12161b); color: light-dark(#1b1f24, #e6eaef); }
header { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; align-items: baseline; margin-bottom: 1.25rem; }
h1 { font-size: 1.375rem; margin: 0; } h2 { font-size: 1.125rem; margin: 0 0 .75rem; overflow-wrap: anywhere; }
a { color: var(--accent); } .soft { color: var(--soft); } .right { margin-left: auto; }
.paper { background: var(--paper); border: 1px solid var(--line); border-radius: 10px; padding: 1rem 1.25rem; margin: 0 0 1rem; }
.mail { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: .125rem 1rem; align-items: center; }
.mail p { margin: 0; overflow-wrap: anywhere; } .mail form { grid-row: 1 / span 2; grid-column: 2; }
.subject { font-weight: 600; } pre { white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; margin: 0; }
dl { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: .125rem .75rem; margin: 0 0 1rem; } dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
label { display: block; margin: 0 0 .75rem; } label span { display: block; font-size: .875rem; color: var(--soft); margin-bottom: .125rem; }
input, select, textarea { width: 100%; font: inherit; color: inherit; background: light-dark(#fff, #12161b); border: 1px solid light-dark(#9aa5b1, #566170); border-radius: 6px; padding: .5rem .625rem; }
textarea { min-height: 9rem; resize: vertical; }
button { font: inherit; font-weight: 600; color: var(--on-accent); background: var(--accent); border: 0; border-radius: 6px; padding: .5rem 1rem; cursor: pointer; }
button.quiet { background: none; color: var(--accent); border: 1px solid currentColor; font-weight: 500; padding: .3rem .75rem; }
:focus-visible { outline: 3px solid light-dark(#6ba7e8, #2f6fb3); outline-offset: 2px; }
iframe { width: 100%; height: 24rem; border: 1px solid var(--line); border-radius: 6px; background: #fff; }
.done { border-color: light-dark(#2d8a4e, #57c785); }
@media (max-width: 32rem) { .mail { grid-template-columns: 1fr; } .mail form { grid-row: auto; grid-column: 1; margin-top: .5rem; } .right { margin-left: 0; } }
`;
