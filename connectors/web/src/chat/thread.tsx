import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
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
    getItemKey: (at) => turns[at].key,
    overscan: 3,
    paddingEnd: 16,
  });
  const toEnd = () => {
    const element = frame.current;
    if (element) element.scrollTop = element.scrollHeight;
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
    element.addEventListener('scroll', scrolled, { passive: true });
    return () => element.removeEventListener('scroll', scrolled);
  }, []);
  return (
    <div className="thread-frame">
      <div className="thread" ref={frame} tabIndex={0} role="group" aria-label={t('chat.thread')} onClickCapture={(event) => { if ((event.target as Element).closest('summary')) atEnd.current = false; }}>
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
