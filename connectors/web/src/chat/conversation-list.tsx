import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useDeferredValue, useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { data, DELETE, GET, type Schemas } from '../api/client';
import { useReconnections } from '../api/connection';
import { useMessages } from '../i18n';
import { Confirm } from '../ui/confirm';
import { Icon } from '../ui/icon';
import { Menu } from '../ui/menu';
import { plain } from '../ui/plain';
import { conversationsChanged, useConversationsVersion } from './conversations';
import { save, toMarkdown } from './export';
import { RenameDialog } from './rename-dialog';
import { dropSession } from './session';
import { ShareDialog } from './share-dialog';

type Info = Schemas['ConversationInfo'];
type Action = 'rename' | 'delete' | 'share';

const page = 100;

/** Conversations, newest first, page by page. */
function useConversations(q: string) {
  const [items, setItems] = useState<readonly Info[] | null>(null);
  const [done, setDone] = useState(false);
  const version = useConversationsVersion();
  const reconnections = useReconnections();
  const reading = useRef(false);
  useEffect(() => {
    const abort = new AbortController();
    data(GET('/api/conversations', { params: { query: { q: q || undefined, limit: page } }, signal: abort.signal })).then((list) => {
      if (abort.signal.aborted) return;
      setItems(list);
      setDone(list.length < page);
    }, () => { if (!abort.signal.aborted) setItems((before) => before ?? []); });
    return () => abort.abort();
  }, [q, version, reconnections]);
  const more = () => {
    const after = items?.at(-1)?.id;
    if (done || reading.current || !after) return;
    reading.current = true;
    data(GET('/api/conversations', { params: { query: { q: q || undefined, after, limit: page } } })).then((list) => {
      setItems((before) => [...(before ?? []), ...list]);
      setDone(list.length < page);
    }, () => {}).finally(() => { reading.current = false; });
  };
  return { items, more };
}

export function ConversationList() {
  const t = useMessages();
  const [location, navigate] = useLocation();
  const [query, setQuery] = useState('');
  const q = useDeferredValue(query.trim());
  const { items, more } = useConversations(q);
  const [chosen, setChosen] = useState<{ item: Info; action: Action } | null>(null);
  const frame = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: items?.length ?? 0,
    getScrollElement: () => frame.current,
    estimateSize: () => (q ? 52 : 36),
    getItemKey: useCallback((at: number) => items?.[at].id ?? at, [items]),
    overscan: 8,
  });
  const last = rows.getVirtualItems().at(-1)?.index ?? 0;
  useEffect(() => {
    if (items && last > items.length - 20) more();
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [last, items]);
  const close = () => setChosen(null);
  const exportAs = (item: Info, kind: 'md' | 'json') => void data(GET('/api/conversations/{id}', { params: { path: { id: item.id } } })).then((detail) =>
    (kind === 'md' ? save(`${item.title}.md`, 'text/markdown', toMarkdown(detail)) : save(`${item.title}.json`, 'application/json', JSON.stringify(detail, null, 2))), () => {});
  const remove = async (item: Info) => {
    await DELETE('/api/conversations/{id}', { params: { path: { id: item.id } } });
    dropSession(item.id);
    conversationsChanged();
    if (location === `/c/${item.id}`) navigate('/');
  };
  return (
    <nav className="conversations" aria-label={t('nav.conversations')}>
      <input type="search" value={query} aria-label={t('conversations.search')} placeholder={t('conversations.search')} onChange={(event) => setQuery(event.target.value)} />
      <div className="conversation-frame" ref={frame}>
        {items?.length === 0 && <p className="quiet">{t(q ? 'conversations.noneFound' : 'conversations.none')}</p>}
        <ul style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map((row) => {
            const item = items![row.index];
            return (
              <li key={row.key} ref={rows.measureElement} data-index={row.index} style={{ transform: `translateY(${row.start}px)` }}>
                <a className="entry" href={`#/c/${item.id}`} title={plain(item.title)} aria-current={location === `/c/${item.id}` ? 'page' : undefined}>
                  <bdi>{plain(item.title)}</bdi>{item.shared && <Icon name="share" size={12} />}
                  {item.snippet && <small><bdi>{plain(item.snippet)}</bdi></small>}
                </a>
                <Menu label={t('conversations.actions', { title: plain(item.title) })} items={[
                  { label: t('conversations.rename'), icon: 'edit', onSelect: () => setChosen({ item, action: 'rename' }) },
                  { label: t('conversations.share'), icon: 'share', onSelect: () => setChosen({ item, action: 'share' }) },
                  { label: t('conversations.exportMarkdown'), icon: 'file', onSelect: () => exportAs(item, 'md') },
                  { label: t('conversations.exportJson'), icon: 'code', onSelect: () => exportAs(item, 'json') },
                  { label: t('conversations.delete'), icon: 'trash', onSelect: () => setChosen({ item, action: 'delete' }) },
                ]}><Icon name="more" size={16} /></Menu>
              </li>
            );
          })}
        </ul>
      </div>
      {chosen?.action === 'rename' && <RenameDialog item={chosen.item} onClose={close} />}
      {chosen?.action === 'share' && <ShareDialog item={chosen.item} onClose={close} />}
      {chosen?.action === 'delete' && <Confirm title={t('conversations.deleteTitle')} subject={plain(chosen.item.title)} action={t('common.delete')} onConfirm={() => remove(chosen.item)} onClose={close} />}
    </nav>
  );
}
