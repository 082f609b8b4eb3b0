import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useCallback, useEffect, useRef } from 'react';
import { useMessages } from '../i18n';
import { useSource } from '../source/source-context';
import { bytes, date } from '../ui/format';
import { Icon } from '../ui/icon';
import { Thumbnail } from '../ui/picture';
import { plain } from '../ui/plain';
import type { DocumentPages, Info } from './document-pages';

interface Queue {
  total: number;
  places: ReadonlyMap<string, number>;
}

interface TableProps {
  pages: DocumentPages;
  queue: Queue;
  /** Which list this is: another one is shown from its top. */
  list: string;
  /** Hears which rows are looked at. */
  onSeen: (first: number, last: number) => void;
  writer: boolean;
  onRedrive: (item: Info) => void;
  onDelete: (item: Info) => void;
}

const rowHeight = 58;

/** The rows that can be seen, of any number. One that is not read yet is an empty row in its place. */
export function DocumentTable({ pages, queue, list, onSeen, writer, onRedrive, onDelete }: TableProps) {
  const t = useMessages();
  const frame = useRef<HTMLDivElement>(null);
  const { total } = pages;
  const rows = useVirtualizer({
    count: total,
    getScrollElement: () => frame.current,
    estimateSize: () => rowHeight,
    // The place from the oldest one, so that measured heights stay with their rows. A new function would have every row measured again.
    getItemKey: useCallback((at: number) => total - 1 - at, [total]),
    overscan: 8,
  });
  const seen = rows.getVirtualItems();
  const first = seen[0]?.index ?? 0;
  const last = seen.at(-1)?.index ?? 0;
  useEffect(() => { onSeen(first, last); }, [first, last, onSeen]);
  useEffect(() => { if (frame.current) frame.current.scrollTop = 0; }, [list]);
  if (total === 0) return null;
  return (
    <div className="table-frame" ref={frame} tabIndex={0} role="group" aria-label={t('library.documents')}>
      <ul className="documents" aria-label={t('library.documents')} style={{ height: rows.getTotalSize() }}>
        {seen.map((row) => {
          const item = pages.at(row.index);
          return (
            <li key={item?.id ?? `place-${row.key}`} ref={rows.measureElement} data-index={row.index} data-uri={item?.uri} data-state={item?.state} aria-setsize={total} aria-posinset={row.index + 1}
              style={{ transform: `translateY(${row.start}px)` }}>
              {item
                ? <Row item={item} place={queue.places.get(item.id)} total={queue.total} writer={writer} onRedrive={onRedrive} onDelete={onDelete} />
                : <span className="quiet">{t('common.loading')}</span>}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

interface RowProps {
  item: Info;
  place: number | undefined;
  total: number;
  writer: boolean;
  onRedrive: (item: Info) => void;
  onDelete: (item: Info) => void;
}

const Row = memo(function Row({ item, place, total, writer, onRedrive, onDelete }: RowProps) {
  const t = useMessages();
  const { open } = useSource();
  const name = plain(item.title || item.uri);
  const ended = item.state === 'Failed' || item.state === 'Rejected';
  const state = t(`state.${item.state}` as 'state.Indexed');
  const show = () => open({ documentId: item.id, uri: item.uri, title: item.title });
  return (
    <>
      <span className="doc-icon" aria-hidden="true">{item.thumbnail ? <Thumbnail id={item.id} alt="" /> : <Icon name={item.kind === 'image' ? 'picture' : 'file'} />}</span>
      <div className="name">
        <button type="button" className="link" title={plain(item.uri)} onClick={show}><bdi>{name}</bdi></button>
        <small><bdi>{[item.title ? plain(item.uri) : null, plain(item.collection), bytes(item.size), item.date ? date(item.date) : null].filter(Boolean).join(' · ')}</bdi></small>
        {item.reason && <p className="reason">{plain(item.reason)}{item.attempts > 1 && ` (${t('library.attempts', { count: item.attempts })})`}</p>}
      </div>
      <span className={`state ${item.state.toLowerCase()}`}>{place ? t('library.position', { state, position: place, total }) : state}</span>
      {writer && (
        <div className="row">
          {ended && <button type="button" className="icon" aria-label={t('library.redriveOf', { name: plain(item.uri) })} title={t('library.redrive')} onClick={() => onRedrive(item)}><Icon name="again" size={16} /></button>}
          <button type="button" className="icon" aria-label={t('library.deleteOf', { name: plain(item.uri) })} title={t('common.delete')} onClick={() => onDelete(item)}><Icon name="trash" size={16} /></button>
        </div>
      )}
    </>
  );
});
