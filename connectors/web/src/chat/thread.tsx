import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useMessages } from '../i18n';
import { Icon } from '../ui/icon';
import type { Session, View } from './session';
import { TurnView } from './turn-view';

/** How near to the end counts as at the end. */
const near = 90;

/** The turns that can be seen, of any number; follows the answer while its end is in view. */
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
    const scrolled = () => {
      const end = element.scrollHeight - element.scrollTop - element.clientHeight < near;
      setAway(!end);
      // Only the reader leaves the end: a row that grows moves it away too.
      if (end) atEnd.current = true;
    };
    const leave = (event: Event) => {
      if (!(event instanceof WheelEvent) || event.deltaY < 0) atEnd.current = false;
    };
    element.addEventListener('scroll', scrolled, { passive: true });
    for (const type of ['wheel', 'touchmove', 'pointerdown', 'keydown']) element.addEventListener(type, leave, { passive: true });
    return () => {
      element.removeEventListener('scroll', scrolled);
      for (const type of ['wheel', 'touchmove', 'pointerdown', 'keydown']) element.removeEventListener(type, leave);
    };
  }, []);
  return (
    <div className="thread-frame">
      <div className="thread" ref={frame} tabIndex={0} role="group" aria-label={t('chat.thread')}>
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
