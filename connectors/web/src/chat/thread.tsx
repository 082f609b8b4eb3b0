import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useMessages } from '../i18n';
import { Icon } from '../ui/icon';
import type { Session, View } from './session';
import { TurnView } from './turn-view';

/** How near to the end counts as at the end. */
const near = 90;

/** The turns that can be seen, of any number; follows the answer while its end is in view. Who unfolds something reads that, and stays there. */
export function Thread({ view, session, collection }: { view: View; session: Session; collection: string }) {
  const t = useMessages();
  const frame = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const [away, setAway] = useState(false);
  const { turns } = view;
  const rows = useVirtualizer({
    count: turns.length,
    getScrollElement: () => frame.current,
    estimateSize: () => 260,
    // A new function would have every turn measured again.
    getItemKey: useCallback((at: number) => turns[at].key, [turns]),
    overscan: 3,
    paddingEnd: 16,
  });
  const toEnd = () => {
    const element = frame.current;
    if (element) element.scrollTop = element.scrollHeight;
  };
  // The browser's own way to an end is slow, and broken off when a turn on it turns out higher than was thought.
  const jump = (event: KeyboardEvent) => {
    if (event.target !== frame.current || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || (event.key !== 'Home' && event.key !== 'End')) return;
    event.preventDefault();
    atEnd.current = event.key === 'End';
    if (atEnd.current) rows.scrollToIndex(turns.length - 1, { align: 'end' });
    else rows.scrollToIndex(0);
  };
  // A question that was just asked is shown, wherever the reader was.
  useLayoutEffect(() => { atEnd.current = true; }, [turns.length]);
  const height = rows.getTotalSize();
  useLayoutEffect(() => { if (atEnd.current) toEnd(); }, [height, turns.length]);
  useEffect(() => {
    const element = frame.current;
    if (!element) return undefined;
    let { scrollTop, scrollHeight } = element;
    const scrolled = () => {
      const end = element.scrollHeight - element.scrollTop - element.clientHeight < near;
      // Only who goes up leaves the end: a row that grows moves the end away too, and one that shrinks moves what is above it.
      if (end) atEnd.current = true;
      else if (element.scrollTop < scrollTop && element.scrollHeight >= scrollHeight) atEnd.current = false;
      ({ scrollTop, scrollHeight } = element);
      setAway(!end);
    };
    // Before the rows of the new place are drawn: measured afterwards, the page would be laid out twice for each frame.
    const early = { passive: true, capture: true };
    element.addEventListener('scroll', scrolled, early);
    return () => element.removeEventListener('scroll', scrolled, early);
  }, []);
  return (
    <div className="thread-frame">
      <div className="thread" ref={frame} tabIndex={0} role="group" aria-label={t('chat.thread')} onKeyDown={jump} onClickCapture={(event) => { if ((event.target as Element).closest('summary')) atEnd.current = false; }}>
        <div className="thread-rows" style={{ height }}>
          {rows.getVirtualItems().map((row) => (
            <div key={row.key} className="thread-row" ref={rows.measureElement} data-index={row.index} style={{ transform: `translateY(${row.start}px)` }}>
              <TurnView turn={turns[row.index]} session={session} view={view} collection={collection} last={row.index === turns.length - 1} />
            </div>
          ))}
        </div>
      </div>
      {away && <button type="button" className="icon to-end" aria-label={t('chat.jump')} onClick={() => { atEnd.current = true; rows.scrollToIndex(turns.length - 1, { align: 'end' }); }}><Icon name="bottom" /></button>}
      <p className="visually-hidden" role="status">{view.running ? t('chat.working') : ''}</p>
    </div>
  );
}
