import { describe, expect, it } from 'vitest';
import { parse, positionAt } from '../../dsl/index.ts';
import { type AnalysedScript, type Mention, namesSaid, referencesOf } from '../index.ts';
import { checkCentre, namesInCentre } from './index.ts';

const CENTRE = `center: { name: A, timezone: UTC }
skillsets:
  - { name: EM_Default_Skillset }
  - { name: "EM_Billing", acknowledge: ack_response }
agents:
  - { id: 4711, login: ana, skillsets: { EM_Billing: 1 } }
variables:
  - { name: where_cv, scope: call, type: skillset, default: EM_Billing }
  - { name: teams_gv, scope: global, class: set, type: skillset, value: [EM_Default_Skillset, EM_Billing] }
  - { name: kind_cv, scope: call, type: contact_type }
responses: [{ name: ack_response, subject: s, text: t }]
reasons: [{ name: Spam, code: 9 }]
contact_types: { Fax: { default_skillset: EM_Billing } }
keyword_groups: [{ name: bills, words: [bill] }]
mailboxes:
  - name: support
    address: support@acme.example
    source: smtp
    rules: [{ when: { keywords: [bills] }, then: { skillset: EM_Billing, response: ack_response } }]
    default_rule: { skillset: EM_Billing }
`;

const MASTER = `QUEUE TO SKILLSET em_billing
QUEUE TO AGENT 4711, ana
IF AGENTID = 4711 AND LOGGED AGENT 4711 AND CONTACT TYPE = Fax THEN
  EXECUTE SCRIPT Night
END IF
IF CONTACT SKILLSET = EM_Billing THEN
  EXECUTE Night
END IF
SECTION Night
CLOSE CONTACT WITH REASON 9
`;

/** `file:line:column kind role` of every place that says a name. */
function refs(name: string, { centre = CENTRE, master = MASTER, night = 'WAIT 2\n' } = {}): readonly string[] {
  return referencesOf(name, searched(centre, master, night)).map(described);
}

function searched(centre: string, master: string, night: string) {
  const scripts = [
    { file: 'Master_Script.ccs', source: master },
    { file: 'Night.ccs', source: night },
  ];
  const analysed: AnalysedScript[] = [];
  checkCentre(
    { centre: { file: 'center.yaml', text: centre }, scripts, read: () => undefined },
    { visit: (script) => analysed.push(script) },
  );
  const files =
    analysed.length > 0
      ? analysed.map(({ file }) => file)
      : scripts.map(({ file, source }) => parse(source, file).file);
  const { mentions, aliases } = namesInCentre(centre, 'center.yaml');
  return { files, analysed, centre: mentions, aliases };
}

function described({ kind, role, place, script }: Mention): string {
  const { line, column } = positionAt(place.source, place.span.start);
  const said = place.source.text.slice(place.span.start, place.span.end);
  const file = place.source.fileName.replace(/\..*/, '');
  return `${file}:${line}:${column} ${said} ${kind}${script === undefined ? '' : ` of ${script}`}${role === 'use' ? '' : ' defined'}`;
}

describe('the lines that say a name', () => {
  it('are those of center.yaml, wherever an entry names it, and of the scripts, in any case', () => {
    expect(refs('EM_BILLING')).toEqual([
      'center:4:14 EM_Billing skillset defined',
      'center:6:42 EM_Billing skillset',
      'center:8:61 EM_Billing skillset',
      'center:9:95 EM_Billing skillset',
      'center:13:43 EM_Billing skillset',
      'center:19:62 EM_Billing skillset',
      'center:20:31 EM_Billing skillset',
      'Master_Script:1:19 em_billing skillset',
      'Master_Script:6:23 EM_Billing skillset',
    ]);
    expect(refs('ack_response')).toHaveLength(3);
    expect(refs('bills')).toEqual(['center:14:26 bills keyword group defined', 'center:19:34 bills keyword group']);
  });

  it('say an agent by log-in or by number, and either finds both', () => {
    expect(refs('4711')).toEqual([
      'center:6:11 4711 agent defined',
      'center:6:24 ana agent defined',
      'Master_Script:2:16 4711 agent',
      'Master_Script:2:22 ana agent',
      'Master_Script:3:14 4711 agent',
      'Master_Script:3:36 4711 agent',
    ]);
    expect(refs('Ana')).toEqual(refs('4711'));
  });

  it('come in the order of the text, whatever a statement puts first', () => {
    const master = 'ASSIGN where_cv TO where_cv\nIF where_cv = where_cv THEN QUIT END IF\n';
    expect(refs('where_cv', { master }).filter((one) => one.startsWith('Master_Script:'))).toEqual([
      'Master_Script:1:8 where_cv variable',
      'Master_Script:1:20 where_cv variable',
      'Master_Script:2:4 where_cv variable',
      'Master_Script:2:15 where_cv variable',
    ]);
  });

  it('say a reason by its code, too', () => {
    expect(refs('Spam')).toEqual(['center:12:19 Spam reason defined', 'Master_Script:10:27 9 reason']);
  });

  it('tell a script from a section of its name, and a contact type from a name', () => {
    expect(refs('night')).toEqual([
      'Master_Script:4:18 Night script',
      'Master_Script:7:11 Night section of Master_Script',
      'Master_Script:9:9 Night section of Master_Script defined',
      'Night:1:1  script defined',
    ]);
    expect(refs('Fax')).toEqual([]);
  });

  it('are still told when the name was deleted from center.yaml', () => {
    const centre = CENTRE.replace('  - { name: "EM_Billing", acknowledge: ack_response }\n', '');
    const found = refs('EM_Billing', { centre });
    expect(found).toHaveLength(8);
    expect(found.filter((one) => one.startsWith('Master_Script:'))).toEqual([
      'Master_Script:1:19 em_billing unknown',
      'Master_Script:6:23 EM_Billing unknown',
    ]);
    const noAna = refs('4711', { centre: CENTRE.replace(/agents:\n.*\n/, '') });
    expect(noAna).toEqual(['Master_Script:2:16 4711 agent', 'Master_Script:3:36 4711 agent']);
  });

  it('are told of what can be read when a script has errors', () => {
    expect(refs('ana', { master: 'IF QUEUED\n  QUEUE TO AGENT ana\nEND' })).toContain('Master_Script:2:18 ana agent');
  });

  it('are none of a name that nobody says, and the names that are said can be suggested', () => {
    expect(refs('EM_Biling')).toEqual([]);
    expect(namesSaid(searched(CENTRE, MASTER, ''))).toContain('EM_Billing');
  });
});
