import { useEffect, useMemo, useRef, useState } from 'react';
import type { Schemas } from '../api/client';
import { useMessages } from '../i18n';
import { plain } from '../ui/plain';
import { locate } from './locate';
import type { Source } from './source-context';

/** Characters on each side of the place; a browser lays out more only slowly. */
const around = 60_000;

/** The parsed text with the cited words marked, scrolled to them. */
export function DocumentText({ text, source }: { text: Schemas['ContentText']; source: Source }) {
  const t = useMessages();
  const mark = useRef<HTMLElement>(null);
  const [whole, setWhole] = useState(false);
  const { start, end, changed } = useMemo(() => locate(text.text, source), [text, source]);
  const headings = useMemo(() => new Set(text.chunks.flatMap((chunk) => chunk.headings)), [text]);
  useEffect(() => { setWhole(false); }, [source]);
  useEffect(() => { mark.current?.scrollIntoView({ block: 'center' }); }, [start, end, source]);
  const from = whole ? 0 : Math.max(0, start - around);
  const to = whole ? text.text.length : Math.min(text.text.length, end + around);
  const more = <button type="button" className="button small" onClick={() => setWhole(true)}>{t('source.whole')}</button>;
  return (
    <>
      {changed && <p className="warning">{end > start ? t('source.changed') : t('source.quoteGone')}</p>}
      <div className="text" dir="auto">
        {from > 0 && more}
        <Lines text={text.text.slice(from, start)} headings={headings} />
        {end > start && <mark ref={mark}><Lines text={text.text.slice(start, end)} headings={headings} /></mark>}
        <Lines text={text.text.slice(end, to)} headings={headings} />
        {to < text.text.length && more}
      </div>
    </>
  );
}

/** Words as they are, except that lines which are headings are set off, and that nothing turns the direction of writing. */
function Lines({ text, headings }: { text: string; headings: Set<string> }) {
  const parts: (string | { heading: string })[] = [];
  let run = '';
  for (const [at, line] of text.split('\n').entries()) {
    if (at > 0) run += '\n';
    if (headings.has(line.trim())) {
      parts.push(run, { heading: line });
      run = '';
    } else {
      run += line;
    }
  }
  parts.push(run);
  return parts.map((part, at) => (typeof part === 'string' ? plain(part) : <strong key={at}>{plain(part.heading)}</strong>));
}
