import { useCallback, useEffect, useRef, useState } from 'react';
import { data, GET, send, type Schemas } from '../api/client';
import { restored, useReconnections } from '../api/connection';
import { events } from '../api/events';

export type Info = Schemas['ContentInfo'];

export interface DocumentFilter {
  collection: string;
  state: string;
  contains: string;
  duplicated: boolean;
}

const page = 200;
/** Who scrolls on wants to go far. */
const nextPage = 1_000;
const unfinished = ['Accepted', 'Parsed', 'Embedded'];

const matches = (item: Info, filter: DocumentFilter): boolean =>
  (!filter.collection || item.collection === filter.collection)
  && (!filter.state || item.state === filter.state)
  && !filter.duplicated
  && (!filter.contains || `${item.uri}\n${item.title ?? ''}`.toLowerCase().includes(filter.contains.toLowerCase()));

/** Documents of a filter, newest first, page by page, and kept up to date by the service's events. */
export function useDocuments(filter: DocumentFilter) {
  const [items, setItems] = useState<readonly Info[]>([]);
  const [counts, setCounts] = useState<Readonly<Record<string, number>>>({});
  const [next, setNext] = useState<string | null>(null);
  const [loading, setLoading] = useState(true);
  const [error, setError] = useState<Error | null>(null);
  const [turn, setTurn] = useState(0);
  const reconnections = useReconnections();
  const reading = useRef(false);
  const current = useRef(filter);
  current.current = filter;
  const { collection, state, contains, duplicated } = filter;

  const read = useCallback(async (after: string | undefined, signal?: AbortSignal) => data(GET('/api/content', {
    params: { query: { collection: collection || undefined, state: state || undefined, contains: contains || undefined, duplicated: duplicated || undefined, order: 'newest', after, limit: after ? nextPage : page } }, signal,
  })), [collection, state, contains, duplicated]);

  useEffect(() => {
    const abort = new AbortController();
    setLoading(true);
    read(undefined, abort.signal).then(
      (list) => {
        if (abort.signal.aborted) return;
        setItems(list.items);
        setCounts(list.counts);
        setNext(list.next);
        setError(null);
        setLoading(false);
      },
      (failure: Error) => { if (!abort.signal.aborted) { setError(failure); setLoading(false); } });
    return () => abort.abort();
  }, [read, turn, reconnections]);

  const more = useCallback(() => {
    if (!next || reading.current) return;
    reading.current = true;
    read(next).then((list) => {
      setItems((before) => {
        const known = new Set(before.map((item) => item.id));
        return [...before, ...list.items.filter((item) => !known.has(item.id))];
      });
      setNext(list.next);
    }, setError).finally(() => { reading.current = false; });
  }, [next, read]);

  useEffect(() => {
    const abort = new AbortController();
    void watch(collection, abort.signal, (event, value) => {
      if (event === 'counts') setCounts(value as Record<string, number>);
      else if (event === 'deleted') setItems((before) => before.filter((item) => item.id !== (value as { id: string }).id));
      else if (event === 'content') setItems((before) => put(before, value as Info, current.current));
    });
    return () => abort.abort();
  }, [collection]);

  return { items, counts, loading, error, hasMore: next !== null, more, reload: useCallback(() => setTurn((before) => before + 1), []) };
}

/** Puts a changed document in its place; a new one that fits the filter comes first. */
function put(before: readonly Info[], item: Info, filter: DocumentFilter): readonly Info[] {
  const at = before.findIndex((one) => one.id === item.id);
  if (at >= 0) return before.with(at, item);
  const newest = before[0];
  return matches(item, filter) && (!newest || item.id > newest.id) ? [item, ...before] : before;
}

/** Follows the service's events until aborted; begins anew when the connection is lost. */
async function watch(collection: string, signal: AbortSignal, onEvent: (event: string, value: unknown) => void): Promise<void> {
  while (!signal.aborted) {
    try {
      const url = new URL('/api/content/events', location.origin);
      if (collection) url.searchParams.set('collection', collection);
      for await (const { event, data: value } of events(await send(url.toString(), { signal }))) onEvent(event, value);
    } catch {
      if (signal.aborted) return;
    }
    await restored();
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}

/** Places in the queue of what is on its way; asked again while anything is. */
export function useQueue(counts: Readonly<Record<string, number>>): { total: number; places: ReadonlyMap<string, number> } {
  const [queue, setQueue] = useState<Schemas['ContentWaiting']>({ total: 0, items: [] });
  const busy = unfinished.some((state) => (counts[state] ?? 0) > 0);
  useEffect(() => {
    if (!busy) {
      setQueue({ total: 0, items: [] });
      return undefined;
    }
    let here = true;
    const ask = () => void data(GET('/api/content/queue')).then((value) => { if (here) setQueue(value); }, () => {});
    ask();
    const timer = setInterval(ask, 1_500);
    return () => {
      here = false;
      clearInterval(timer);
    };
  }, [busy]);
  return { total: queue.total, places: new Map(queue.items.map((item) => [item.id, item.position])) };
}
