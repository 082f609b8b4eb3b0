import { useEffect, useId, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { useMessages } from '../i18n';
import { useSource } from '../source/source-context';
import { plain } from '../ui/plain';
import { Thumbnail } from '../ui/picture';
import type { Citation } from './messages';

const delay = 150;
const width = 340;

/** Where in its document a citation stands, in words. */
export function placeOf(citation: Pick<Citation, 'page' | 'headings' | 'title' | 'uri'>, t: ReturnType<typeof useMessages>): string {
  const where = citation.page ? t('common.page', { page: citation.page }) : citation.headings.at(-1);
  return where && where !== citation.title ? where : citation.uri;
}

export const toSource = (citation: Citation, question: string) => ({ ...citation, query: question });

/** [n]: a pointer over it shows the quote, a press opens the source. */
export function CitationMark({ citation, question, onOpen }: { citation: Citation; question: string; onOpen?: (documentId: string) => void }) {
  const t = useMessages();
  const { open } = useSource();
  const button = useRef<HTMLButtonElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const [at, setAt] = useState<{ left: number; top?: number; bottom?: number } | null>(null);
  const card = useId();
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => {
    if (!at) return undefined;
    const hide = (event: Event) => { if (!(event instanceof KeyboardEvent) || event.key === 'Escape') setAt(null); };
    window.addEventListener('scroll', hide, { capture: true, passive: true });
    window.addEventListener('keydown', hide);
    return () => {
      window.removeEventListener('scroll', hide, { capture: true });
      window.removeEventListener('keydown', hide);
    };
  }, [at]);
  const show = (wait: number) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      const box = button.current?.getBoundingClientRect();
      if (!box) return;
      const left = Math.max(8, Math.min(box.left - 20, innerWidth - width - 8));
      setAt(box.top > innerHeight / 2 ? { left, bottom: innerHeight - box.top + 6 } : { left, top: box.bottom + 6 });
    }, wait);
  };
  const hide = () => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setAt(null), 100);
  };
  const title = plain(citation.title || citation.uri);
  return (
    <span className="cite-place" onPointerEnter={(event) => { if (event.pointerType === 'mouse') show(delay); }} onPointerLeave={hide}>
      <button ref={button} type="button" className="cite" aria-label={t('chat.source', { n: citation.n, title })} aria-describedby={at ? card : undefined}
        onFocus={(event) => { if (event.target.matches(':focus-visible')) show(delay); }} onBlur={hide}
        onClick={() => { setAt(null); clearTimeout(timer.current); open(toSource(citation, question)); onOpen?.(citation.documentId); }}>{citation.n}</button>
      {/* Elsewhere in the page: a row of the thread is moved by a transform, and what is fixed within it would move with it. */}
      {at && createPortal(
        <span className="hover-card" role="tooltip" id={card} style={at}>
          {citation.kind === 'image' && <Thumbnail id={citation.documentId} alt="" />}
          <span className="hover-words">
            <b><bdi>{title}</bdi></b>
            <small><bdi>{plain(placeOf(citation, t))}</bdi></small>
            <q dir="auto">{plain(citation.quote)}</q>
          </span>
        </span>,
        document.body)}
    </span>
  );
}
