import {
  contactTypeNames,
  dayNames,
  intrinsicNames,
  monthNames,
  queueTypeNames,
  reservedWords,
  statementKinds,
  statements,
} from '../../dsl/index.ts';
import { keywordPhrases } from '../../dsl/keywords.ts';

/** reserved-words.md, from the tables of words. */
export function wordsPage(): string {
  const firsts = new Set(
    statementKinds.flatMap((kind) => statements[kind].phrases.map((phrase) => phrase.split(' ')[0] ?? '')),
  );
  const calendar = [...dayNames, ...monthNames].map((name) => name.toUpperCase());
  const groups: readonly (readonly [string, (word: string) => boolean])[] = [
    ['First words of statements', (word) => firsts.has(word)],
    ['Intrinsics of one word', (word) => (intrinsicNames as readonly string[]).includes(word)],
    ['Days and months', (word) => calendar.includes(word)],
    ['Words that build, and operators', () => true],
  ];
  const left = [...reservedWords].sort();
  const parts = groups.map(([title, belongs]) => {
    const own = left.filter(belongs);
    for (const word of own) left.splice(left.indexOf(word), 1);
    return `## ${title}\n\n${own.join(', ')}\n`;
  });
  const phrases = [
    ...keywordPhrases,
    ...intrinsicNames,
    ...statementKinds.flatMap((kind) => statements[kind].phrases),
  ].filter((phrase) => phrase.includes(' '));
  return `# Reserved words

${reservedWords.size} words are nobody’s names, in no case of letters. Made from the tables of the language by \`npm run spec\`; the rule stands in [language.md](language.md) §1.

${parts.join('\n')}
## Phrases

Any other word of the language is a keyword inside its phrase alone. The phrases of several words, of which the longest that fits is taken:

${[...new Set(phrases)].sort().join(', ')}

Values of CONTACT TYPE, words only where a contact type is wanted: ${contactTypeNames.join(', ')}. Of QUEUETYPE: ${queueTypeNames.join(', ')}.
`;
}
