import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse, type ScriptFile } from '../dsl/index.ts';
import { chooserOf, generateScript } from '../dsl/testing/generate.ts';
import { print } from '../dsl/testing/print.ts';
import {
  drawSvg,
  flowPicture,
  nodesOf,
  type Picture,
  readTraceJson,
  wayThrough,
  writeDot,
  writeMermaid,
} from './index.ts';
import { textEm } from './text-width.ts';

function trees(scripts: Readonly<Record<string, string>>): readonly ScriptFile[] {
  return Object.entries(scripts).map(([name, source]) => parse(source, `${name}.ccs`).file);
}

/** `from -label-> to`, nodes by what they show. */
function flows(picture: Picture): readonly string[] {
  const nodes = new Map(nodesOf(picture).map((node) => [node.id, node]));
  const lanes = new Map(
    picture.scripts.flatMap(({ name, lanes }) =>
      lanes.map(({ title, nodes: [start] }) => [start?.id, `${name}/${title}`]),
    ),
  );
  const called = (id: string) => lanes.get(id) ?? nodes.get(id)?.lines.join('; ') ?? '?';
  return picture.edges.map(({ from, to, label, kind }) => {
    const arrow =
      kind === 'flow'
        ? label === undefined
          ? '->'
          : `-${label}->`
        : `-${kind}${label === undefined ? '' : ` ${label}`}->`;
    return `${called(from)} ${arrow} ${called(to)}`;
  });
}

/** Whether tags are closed in order and attributes quoted: what a reader of XML refuses. */
function isWellFormed(xml: string): boolean {
  const open: string[] = [];
  const rest = xml.replace(
    /<(\/?)([a-zA-Z]+)((?: [a-zA-Z:-]+="[^"<&]*(?:&(?:amp|lt|gt|quot|#39);[^"<&]*)*")*)(\/?)>/g,
    (_, end: string, name: string, __, empty: string) => {
      if (end === '/') return open.pop() === name ? '' : '<';
      if (empty === '') open.push(name);
      return '';
    },
  );
  return (
    open.length === 0 &&
    !/[<>]|&(?!(?:amp|lt|gt|quot|#39);)/.test(rest) &&
    !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(rest)
  );
}

const HOSTILE = `LOG "</svg><script>alert(1)</script>", "a""b'c&d;%%{init}%%", "\\N\\\\\u0001\uFFFE[x](y){z}\`|"
LOG "${'\uD83D\uDE42 漢字'.repeat(30)}"
IF SUBJECT = "]]>--><!--" THEN EXECUTE nowhere ELSE EXECUTE SCRIPT No_Such END IF`;

describe('the picture of a script set', () => {
  it('ties statements in the order of the text, and what follows an IF to all that leads there', () => {
    const picture = flowPicture(
      trees({
        Master_Script: `LOG "a" x_cv ASSIGNED 1
          IF QUEUED THEN QUEUE TO SKILLSET a_sk WAIT 2 ELSE CLOSE CONTACT END IF
          WHERE x_cv EQUALS VALUE 1, 2: EXECUTE SCRIPT Other VALUE 3: LOG "b" END WHERE
          SECTION Part WAIT 30 EXECUTE part`,
        Other: 'SECTION First GIVE RESPONSE r',
      }),
    );
    expect(flows(picture)).toEqual([
      'Master_Script/entry -> LOG "a"; x_cv ASSIGNED 1',
      'LOG "a"; x_cv ASSIGNED 1 -> QUEUED?',
      'QUEUED? -yes-> QUEUE TO SKILLSET a_sk',
      'QUEUE TO SKILLSET a_sk -> WAIT 2',
      'QUEUED? -no-> CLOSE CONTACT',
      'WAIT 2 -> x_cv = …',
      'x_cv = … -1, 2-> EXECUTE SCRIPT Other',
      'EXECUTE SCRIPT Other -jump-> Other/SECTION First',
      'x_cv = … -3-> LOG "b"',
      'LOG "b" -fall-> Master_Script/SECTION Part',
      'x_cv = … -fall none-> Master_Script/SECTION Part',
      'Master_Script/SECTION Part -> WAIT 30',
      'WAIT 30 -> EXECUTE part',
      'EXECUTE part -jump-> Master_Script/SECTION Part',
      'Other/SECTION First -> GIVE RESPONSE r',
      'GIVE RESPONSE r -> end of script',
    ]);
    expect(nodesOf(picture).find(({ kind }) => kind === 'suspension')?.place).toBe('Master_Script.ccs:2');
  });

  it('gives bodies of events lanes of their own, and draws one script alone with connectors', () => {
    const scripts = trees({
      Master_Script: 'EXECUTE SCRIPT Other',
      Other: 'EVENT HANDLER EVENT NOT_QUEUED: LOG "lost" END HANDLER EXECUTE SCRIPT Master_Script',
    });
    const alone = flowPicture(scripts, 'other');
    expect(alone.scripts.map(({ name, lanes }) => [name, lanes.map(({ title }) => title)])).toEqual([
      ['Other', ['entry', 'EVENT NOT_QUEUED']],
    ]);
    expect(alone.outside.map(({ kind, lines }) => [kind, ...lines])).toEqual([['connector', 'Master_Script']]);
    expect(alone.warnings).toEqual([]);
  });

  it('draws names that are nowhere, and says so', () => {
    const picture = flowPicture(trees({ Master_Script: 'IF QUEUED THEN EXECUTE night END IF EXECUTE SCRIPT Gone' }));
    expect(picture.warnings.map(({ place, message }) => `${place} ${message}`)).toEqual([
      'Master_Script.ccs:1 there is no section `night`',
      'Master_Script.ccs:1 there is no script `Gone`',
    ]);
    expect(picture.outside.map(({ kind }) => kind)).toEqual(['missing', 'missing']);
  });

  it('ties every node that control can reach, whatever the script', () => {
    for (let seed = 0; seed < 30; seed += 1) {
      const files = trees({ Master_Script: print(generateScript(chooserOf(seed), true)) });
      const picture = flowPicture(files);
      const ids = new Set(nodesOf(picture).map(({ id }) => id));
      for (const { from, to } of picture.edges) expect([ids.has(from), ids.has(to)]).toEqual([true, true]);
      for (const node of nodesOf(picture)) {
        const ways = picture.edges.filter(({ from }) => from === node.id).length;
        if (node.kind === 'decision') expect(ways).toBeGreaterThan(1);
        else if (node.kind === 'jump') expect(ways).toBe(1);
      }
    }
  });
});

describe('a drawing', () => {
  const examples = ['helpdesk', 'orderdesk'].map((name) => {
    const folder = new URL(`../examples/${name}/`, import.meta.url);
    const files = readdirSync(folder).filter((file) => file.endsWith('.ccs'));
    return [name, files.map((file) => parse(readFileSync(new URL(file, folder), 'utf8'), file).file)] as const;
  });

  it.each(examples)(
    'of %s has every statement, is well formed and the same each time, in all three forms',
    async (name, files) => {
      const picture = flowPicture(files);
      expect(picture.warnings).toEqual([]);
      const svg = await drawSvg(picture, { title: name });
      // Once is enough: a drawing takes a while.
      if (name === 'orderdesk') expect(await drawSvg(flowPicture([...files].reverse()), { title: name })).toBe(svg);
      expect(isWellFormed(svg)).toBe(true);
      expect(svg).not.toMatch(/NaN|undefined|href="(?!#n)|https?:(?!\/\/www\.w3\.org\/2000\/svg)/);
      for (const { place } of nodesOf(picture)) expect(svg).toContain(`<title>${place}`);
      expect(svg.match(/class="node /g)?.length).toBeGreaterThan(nodesOf(picture).length);
      for (const text of [writeDot(picture, name), writeMermaid(picture)]) {
        for (const { id } of nodesOf(picture)) expect(text).toContain(`  ${id}`);
      }
    },
  );

  it('of hostile texts means nothing but text', async () => {
    const picture = flowPicture(trees({ Master_Script: HOSTILE }));
    const way = wayThrough(picture, [
      { script: 'Master_Script', line: 3, values: [{ name: 'SUBJECT', value: '"]<&' }], times: 2 },
    ]);
    const svg = await drawSvg(picture, { title: 'a <b> & "c"', way });
    expect(isWellFormed(svg)).toBe(true);
    expect(svg).not.toContain('<script');
    const string = '"(?:[^"\\\\]|\\\\.)*"';
    const attributes = new RegExp(
      `^ *(?:[\\w]+ -> [\\w]+|[\\w]+)(?: \\[(?:\\w+=(?:${string}|[\\w.]+),?)*\\])?$|^digraph ${string} \\{$|^ *subgraph \\w+ \\{$|^ *\\w+=(?:${string}|\\w+)$|^ *\\}$`,
    );
    for (const line of writeDot(picture, 'a "b" \\', way).trimEnd().split('\n')) expect(line).toMatch(attributes);
    const text = '"[\\p{L}\\p{N}\\p{M} _.,:=()+*/?…#;<>-]*"';
    const flowchart = new RegExp(
      `^flowchart TD$|^ *classDef \\w+ [\\w:#,. -]+$|^ *subgraph \\w+\\[${text}\\]$|^ *end$|^ *class [\\w,]+ passed$|^ *n\\d+[[({>/]+${text}[\\])}/]+:::\\w+$|^ *n\\d+ (?:-->|-\\.->|==>)(?:\\|${text}\\|)? n\\d+$`,
      'u',
    );
    for (const line of writeMermaid(picture, way).trimEnd().split('\n')) {
      expect(line).toMatch(flowchart);
      expect(line.replaceAll('<br/>', '')).not.toMatch(/[<>](?!"|\|)(?<!-->|==>|\.->)|%%/);
    }
  });

  it('of any script is made, and none of its words leaves its box', async () => {
    for (let seed = 0; seed < 4; seed += 1) {
      const picture = flowPicture(trees({ Master_Script: print(generateScript(chooserOf(seed), true)) }));
      const svg = await drawSvg(picture, { title: 'any' });
      expect(isWellFormed(svg)).toBe(true);
      for (const [, x = '', width = '', text = ''] of svg.matchAll(
        /<g id="n\d+" class="node (?:step|queue)[^>]*>\n<title>[^<]*<\/title>\n<rect class="body" x="([\d.]+)" y="[\d.]+" width="([\d.]+)".*\n(<text.*)/g,
      ))
        for (const [, at = '', words = ''] of text.matchAll(/<text class="text" x="([\d.]+)"[^>]*>([^<]*)</g)) {
          const plain = words.replaceAll(/&[a-z0-9#]+;/g, '.');
          expect(Number(at) + textEm(plain) * 12).toBeLessThanOrEqual(Number(x) + Number(width));
        }
    }
  });
});

describe('the drawing of a large set', () => {
  it('has each script by itself, in rows, and says where it is come to from', async () => {
    const long = (to: string) => `${'IF QUEUED THEN LOG 1 END IF WAIT 2 '.repeat(25)} EXECUTE SCRIPT ${to}`;
    const names = Array.from({ length: 6 }, (_, index) => `S${index}`);
    const scripts = Object.fromEntries(names.map((name, index) => [name, long(`S${(index + 1) % 6}`)]));
    const picture = flowPicture(trees({ Master_Script: 'EXECUTE SCRIPT S0', ...scripts }));
    const svg = await drawSvg(picture, { title: 'large' });
    expect(isWellFormed(svg)).toBe(true);
    expect(svg).toContain('>from Master_Script, S5<');
    const crossing = picture.edges.filter(({ kind }) => kind === 'jump');
    expect(svg.match(/<g class="edge jump/g) ?? []).toHaveLength(0);
    for (const { to } of crossing)
      expect(svg).toMatch(
        new RegExp(`<a href="#${to}">[\\s\\S]*<g id="${to}"|<g id="${to}"[\\s\\S]*<a href="#${to}">`),
      );
    const [, width = '0', height = '0'] = /width="(\d+)" height="(\d+)"/.exec(svg) ?? [];
    expect(Number(width) / Number(height)).toBeLessThan(3);
  });
});

describe('a contact’s way', () => {
  const picture = flowPicture(
    trees({
      Master_Script: `IF QUEUED THEN
  LOG "a"
END IF
EXECUTE Look
SECTION Look
WHERE CONTACT TYPE EQUALS
  VALUE EMail: WAIT 30
  VALUE Fax: QUIT
END WHERE
EXECUTE Look`,
    }),
  );
  const line = (number: number, values: object[] = [], more: object = {}) => ({
    script: 'master_script',
    line: number,
    values,
    ...more,
  });
  const wayOf = (json: unknown) => {
    const read = readTraceJson(JSON.stringify(json));
    return read.kind === 'steps' ? wayThrough(picture, read.steps) : expect.unreachable(read.message);
  };
  const shown = (way: ReturnType<typeof wayOf>) =>
    nodesOf(picture).flatMap(({ id, lines }) => {
      const passed = way.nodes.get(id);
      return passed === undefined || passed.order === 0
        ? []
        : [`${passed.order} ×${passed.times} ${lines.join('; ')} ${passed.values}`.trim()];
    });

  it('is the nodes in the order in which they ran, with what they read, and the edges between them', () => {
    const steps = [line(1, [{ name: 'QUEUED', value: false }]), line(4), line(6), line(7, [], { repeated: 3 })];
    const way = wayOf({ steps: steps.map((step) => ({ ...step, at: 'now' })) });
    expect(shown(way)).toEqual([
      '1 ×3 a contact arrives',
      '2 ×3 QUEUED? QUEUED = no',
      '3 ×3 EXECUTE Look',
      '4 ×3 CONTACT TYPE = …',
      '5 ×3 WAIT 30',
    ]);
    const taken = flows({ ...picture, edges: picture.edges.filter(({ id }) => way.edges.has(id)) });
    expect(taken).toEqual([
      'Master_Script/entry -> QUEUED?',
      'QUEUED? -no-> EXECUTE Look',
      'EXECUTE Look -jump-> Master_Script/SECTION Look',
      'Master_Script/SECTION Look -> CONTACT TYPE = …',
      'CONTACT TYPE = … -EMail-> WAIT 30',
    ]);
  });

  it('goes on behind a suspension, counts rounds, and says what it does not know', () => {
    const way = wayOf({
      traces: [
        { count: 1, folded: 0, lines: [line(6), line(7)] },
        { count: 20, folded: 0, lines: [line(10), line(6), line(7), line(99), line(0)] },
      ],
    });
    expect(shown(way)).toEqual(['1 ×21 CONTACT TYPE = …', '2 ×21 WAIT 30', '3 ×20 EXECUTE Look']);
    expect(way.unknown).toBe(1);
  });

  it('takes the way that the trace names where two lead to the same place', () => {
    const twice = flowPicture(trees({ Master_Script: 'IF QUEUED THEN ELSE END IF\nWAIT 2' }));
    for (const [taken, label] of [
      ['then', 'yes'],
      ['else', 'no'],
    ] as const) {
      const lines = [line(1, [], { branch: { kind: 'if', taken } }), line(2)];
      const read = readTraceJson(JSON.stringify([{ count: 1, lines }]));
      if (read.kind === 'fault') expect.unreachable(read.message);
      const { edges } = wayThrough(twice, read.steps);
      expect(twice.edges.filter(({ id, from }) => edges.has(id) && from !== 'n1').map((edge) => edge.label)).toEqual([
        label,
      ]);
    }
  });

  it('is refused where the trace is none', () => {
    for (const text of ['', '{}', '3', '[{}]', '{"steps":[{}]}', '[{"steps":[]},{"steps":[]}]'])
      expect(readTraceJson(text).kind).toBe('fault');
  });

  it('is drawn: what was passed stands out, and the rest steps back', async () => {
    const svg = await drawSvg(picture, {
      title: 'way',
      way: wayOf([{ count: 2, lines: [line(1), line(4), line(6), line(8)] }]),
    });
    expect(svg.match(/<g id="n\d+" class="node [a-z]+ passed"/g)).toHaveLength(6);
    expect(svg.match(/<g class="edge [a-z]+ taken"/g)).toHaveLength(5);
    expect(svg).toContain('class="traced"');
    expect(svg).toContain('>5 ×2<');
  });
});
