import { useCallback, useEffect, useRef, useState } from 'react';
import { data, GET, send, type Schemas } from '../api/client';
import { restored, useReconnections } from '../api/connection';
import { events } from '../api/events';
import { DocumentPages, type Info } from './document-pages';

export interface DocumentFilter {
  collection: string;
  state: string;
  contains: string;
  duplicated: boolean;
}

const page = 200;
/** Rows that are read before they are seen. */
const ahead = 60;
/** Patience before a list that changed elsewhere is read again, in milliseconds. */
const settle = 500;
const unfinished = ['Accepted', 'Parsed', 'Embedded'];

const matches = (item: Info, filter: DocumentFilter): boolean =>
  (!filter.collection || item.collection === filter.collection)
  && (!filter.state || item.state === filter.state)
  && !filter.duplicated
  && (!filter.contains || `${item.uri}\n${item.title ?? ''}`.toLowerCase().includes(filter.contains.toLowerCase()));

/** Documents of a filter, newest first. What is looked at is read, one page at a time, wherever it stands; the service's events keep it up to date. */
export function useDocuments(filter: DocumentFilter) {
  const pages = useRef(new DocumentPages());
  const [, setVersion] = useState(0);
  const [counts, setCounts] = useState<Readonly<Record<string, number>>>({});
  const [loading, setLoading] = useState(true);
  const [error, setError] = useState<Error | null>(null);
  const [turn, setTurn] = useState(0);
  const reconnections = useReconnections();
  const seen = useRef({ first: 0, last: 0 });
  const loader = useRef<Loader | null>(null);
  const { collection, state, contains, duplicated } = filter;
  // Another list begins at its top; the same one is read again where it stands.
  useEffect(() => { seen.current = { first: 0, last: 0 }; }, [collection, state, contains, duplicated]);

  useEffect(() => {
    const abort = new AbortController();
    setLoading(true);
    let fresh = true;
    const one: Loader = {
      stale: true,
      reading: false,
      read() {
        const { first, last } = seen.current;
        const missing = one.stale ? first : pages.current.gap(first - ahead, last + ahead);
        if (one.reading || missing === null) return;
        const offset = missing - (missing % page);
        one.reading = true;
        one.stale = false;
        const query = { collection: collection || undefined, state: state || undefined, contains: contains || undefined, duplicated: duplicated || undefined, order: 'newest', offset, limit: page };
        data(GET('/api/content', { params: { query }, signal: abort.signal })).then((list) => {
          if (abort.signal.aborted) return;
          if (fresh) pages.current = new DocumentPages();
          fresh = false;
          pages.current.fill(offset, list.items, list.total);
          setCounts(list.counts);
          setError(null);
          setLoading(false);
          setVersion((before) => before + 1);
          one.reading = false;
          // Whoever scrolls is elsewhere by now.
          one.read();
        }, (failure: Error) => {
          if (abort.signal.aborted) return;
          one.reading = false;
          one.stale = true;
          setError(failure);
          setLoading(false);
        });
      },
    };
    loader.current = one;
    one.read();
    return () => abort.abort();
  }, [collection, state, contains, duplicated, turn, reconnections]);

  /** Says which rows are looked at. */
  const want = useCallback((first: number, last: number) => {
    seen.current = { first, last };
    loader.current?.read();
  }, []);

  useEffect(() => {
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | null = null;
    const again = () => {
      timer ??= setTimeout(() => {
        timer = null;
        if (loader.current) loader.current.stale = true;
        loader.current?.read();
      }, settle);
    };
    void watch(collection, abort.signal, (event, value) => {
      const { current } = pages;
      if (event === 'counts') {
        setCounts(value as Record<string, number>);
        return;
      }
      const item = value as Info;
      const newest = current.at(0);
      if (event === 'deleted') {
        if (current.has(item.id)) current.remove(item.id);
        else again();
      } else if (event === 'content') {
        if (current.has(item.id)) current.change(item);
        else if (matches(item, { collection, state, contains, duplicated }) && (newest ? item.id > newest.id : current.total === 0)) current.add(item);
        // It may have come into the filter, or left it, or its place is not known.
        else again();
      }
      setVersion((before) => before + 1);
    });
    return () => {
      abort.abort();
      if (timer) clearTimeout(timer);
    };
  }, [collection, state, contains, duplicated]);

  return { pages: pages.current, counts, loading, error, want, reload: useCallback(() => setTurn((before) => before + 1), []) };
}

/** Reads what is looked at and not here yet; one request at a time. */
interface Loader {
  /** What is here may be wrong: the rows that are looked at are read in any case. */
  stale: boolean;
  reading: boolean;
  read: () => void;
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
