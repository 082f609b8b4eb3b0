import type { ReactNode } from 'react';
import { plain } from '../ui/plain';

const letters = /[\p{L}\p{N}]+/gu;
const cjk = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/;

const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** What two words must have in common to count as one: most of a longer word, so that "stations" marks "station". */
function stem(word: string): string {
  const folded = fold(word);
  return folded.length > 5 ? folded.slice(0, Math.ceil(folded.length * 0.75)) : folded;
}

/** A snippet with the words of the query marked. */
export function highlight(snippet: string, query: string): ReactNode[] {
  const words = query.match(letters)?.filter((word) => word.length > 2 || cjk.test(word)) ?? [];
  const stems = words.filter((word) => !cjk.test(word)).map(stem);
  const signs = new Set(words.filter((word) => cjk.test(word)).flatMap((word) => [...word]));
  const out: ReactNode[] = [];
  let at = 0;
  for (const match of snippet.matchAll(letters)) {
    const word = match[0];
    const hit = cjk.test(word) ? [...word].some((sign) => signs.has(sign)) && signs.size > 0 : stems.some((part) => fold(word).startsWith(part));
    if (!hit) continue;
    out.push(plain(snippet.slice(at, match.index)));
    out.push(cjk.test(word)
      ? <span key={match.index}>{[...word].map((sign, n) => (signs.has(sign) ? <mark key={n}>{sign}</mark> : sign))}</span>
      : <mark key={match.index}>{word}</mark>);
    at = match.index + word.length;
  }
  out.push(plain(snippet.slice(at)));
  return out;
}
