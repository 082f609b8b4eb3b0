import type { Source } from './source-context';

/** Where the quoted words stand: at their span, or, in a document that has changed, wherever they are now. Empty at 0 where they are gone. */
export function locate(text: string, { span, quote }: Pick<Source, 'span' | 'quote'>): { start: number; end: number; changed: boolean } {
  const start = Math.min(span?.start ?? 0, text.length);
  const end = Math.min(span?.end ?? 0, text.length);
  if (!quote || text.slice(start, end) === quote) return { start, end, changed: false };
  const found = text.indexOf(quote);
  return found < 0 ? { start: 0, end: 0, changed: true } : { start: found, end: found + quote.length, changed: true };
}
