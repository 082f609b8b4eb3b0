import { useEffect, useRef, useState, type FormEvent, type KeyboardEvent } from 'react';
import { data, GET, POST, type Schemas } from '../api/client';
import { useCollections } from '../api/queries';
import { useMessages } from '../i18n';
import { useSource } from '../source/source-context';
import { Icon } from '../ui/icon';
import { imageOf, readImage, type Attached } from '../ui/image-input';
import { Empty, Problem } from '../ui/notice';
import { baseName, plain } from '../ui/plain';
import { HitList } from './hit-list';
import { loadSearch, noFilters, saveSearch, type Filters, type Search } from './search-state';

type Result = Schemas['SearchResult'];
type Hit = Schemas['SearchResultHit'];

/** The day after, because the service's range ends before its end. */
function after(day: string): string {
  const next = new Date(`${day}T00:00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  return next.toISOString().slice(0, 10);
}

export default function SearchPage() {
  const t = useMessages();
  const { close } = useSource();
  const [search, setSearch] = useState<Search>(loadSearch);
  const [result, setResult] = useState<Result | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  const collections = useCollections();
  const box = useRef<HTMLInputElement>(null);
  const results = useRef<HTMLDivElement>(null);
  const latest = useRef<AbortController | null>(null);

  const run = (next: Search) => {
    latest.current?.abort();
    const abort = (latest.current = new AbortController());
    saveSearch(next);
    if (!next.like && !next.query.trim() && !next.image) {
      setResult(null);
      return;
    }
    setBusy(true);
    const { filters } = next;
    const found = next.like
      ? data(GET('/api/content/{id}/similar', { params: { path: { id: next.like.documentId }, query: { chunk: next.like.chunkId, k: 40 } }, signal: abort.signal }))
      : data(POST('/api/search', {
        body: { query: next.query, image: next.image?.data, modality: filters.kind, collection: filters.collection || undefined, from: filters.from || undefined, to: filters.to ? after(filters.to) : undefined, tags: filters.tag ? [filters.tag] : undefined, k: 40, mayVary: true },
        signal: abort.signal,
      }));
    found.then(
      (value) => { if (!abort.signal.aborted) { setResult(value); setError(null); setBusy(false); } },
      (failure: Error) => { if (!abort.signal.aborted) { setError(failure); setBusy(false); } });
  };
  const change = (part: Partial<Search>) => {
    const next = { ...search, ...part };
    setSearch(next);
    run(next);
  };
  const filter = (part: Partial<Filters>) => change({ filters: { ...search.filters, ...part } });

  useEffect(() => {
    run(search);
    box.current?.focus({ preventScroll: true });
    return () => latest.current?.abort();
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);

  const attach = (file: File | null) => {
    if (!file) return;
    readImage(file).then((image: Attached) => { setProblem(''); change({ image, like: null }); }, (failure: Error) => setProblem(failure.message));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    close();
    change({ like: null });
  };
  const like = (hit: Hit) => {
    close();
    change({ like: { documentId: hit.documentId, chunkId: hit.kind === 'image' ? undefined : hit.chunkId, name: hit.title || baseName(hit.uri) } });
    box.current?.focus();
  };
  const opened = (hit: Hit) => {
    // What was chosen among what was shown teaches the ranking; a search without words has nothing to learn from.
    if (!search.query.trim() || search.like || !result) return;
    const shown = [...new Set(result.hits.map((one) => one.documentId))].slice(0, 100);
    POST('/api/feedback', { body: { signal: 'click', searchId: result.searchId, query: search.query, documentId: hit.documentId, rank: hit.rank, shown } }).catch(() => {});
  };
  const move = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    if (event.target instanceof HTMLSelectElement || (event.target as HTMLInputElement).type === 'date') return;
    const all = [...(results.current?.querySelectorAll<HTMLElement>('[data-hit]') ?? [])];
    if (all.length === 0) return;
    event.preventDefault();
    const at = all.indexOf(document.activeElement as HTMLElement) + (event.key === 'ArrowDown' ? 1 : -1);
    (at < 0 ? box.current : all[Math.min(at, all.length - 1)])?.focus();
  };
  const { filters } = search;
  const filtered = JSON.stringify(filters) !== JSON.stringify(noFilters);
  return (
    <div className="page search-page" onKeyDown={move} onDragOver={(event) => { if ([...event.dataTransfer.types].includes('Files')) event.preventDefault(); }}
      onDrop={(event) => { event.preventDefault(); attach(imageOf(event.dataTransfer)); }}>
      <h1>{t('search.title')}</h1>
      <form className="search-form" role="search" onSubmit={submit}>
        <div className="search-box">
          <Icon name="search" />
          {search.image && (
            <span className="attached">
              <img src={search.image.data} alt={t('chat.attached')} />
              <button type="button" className="icon" aria-label={t('chat.removePicture')} onClick={() => change({ image: null })}><Icon name="close" size={14} /></button>
            </span>
          )}
          <input ref={box} type="search" aria-label={t('search.label')} placeholder={t('search.placeholder')} value={search.query} enterKeyHint="search"
            onChange={(event) => setSearch({ ...search, query: event.target.value, like: null })} onPaste={(event) => {
              const file = imageOf(event.clipboardData);
              if (file) { event.preventDefault(); attach(file); }
            }} />
          <label className="icon file-button" title={t('search.byPicture')}><Icon name="picture" />
            <input type="file" accept="image/*" aria-label={t('search.byPicture')} onChange={(event) => { attach(event.target.files?.[0] ?? null); event.target.value = ''; }} />
          </label>
          <button type="submit" className="button primary">{t('search.go')}</button>
        </div>
        <div className="filters">
          <div className="segments" role="group" aria-label={t('search.kind')}>
            {(['any', 'text', 'image'] as const).map((kind) => (
              <button key={kind} type="button" aria-pressed={filters.kind === kind} onClick={() => filter({ kind })}>{t(`search.kind.${kind}`)}</button>
            ))}
          </div>
          <select aria-label={t('search.collection')} value={filters.collection} onChange={(event) => filter({ collection: event.target.value })}>
            <option value="">{t('chat.allCollections')}</option>
            {collections.value?.map((one) => <option key={one.name} value={one.name}>{plain(one.name)}</option>)}
          </select>
          <label className="date">{t('search.from')}<input type="date" value={filters.from} max={filters.to || undefined} onChange={(event) => filter({ from: event.target.value })} /></label>
          <label className="date">{t('search.to')}<input type="date" value={filters.to} min={filters.from || undefined} onChange={(event) => filter({ to: event.target.value })} /></label>
          {filtered && <button type="button" className="link" onClick={() => change({ filters: noFilters })}>{t('search.clear')}</button>}
        </div>
      </form>
      {problem && <p className="warning" role="alert">{problem}</p>}
      {error && <Problem error={error} onRetry={() => run(search)} />}
      {search.like && (
        <p className="chip"><bdi>{t('search.like', { name: plain(search.like.name) })}</bdi>
          <button type="button" className="icon" aria-label={t('common.close')} onClick={() => change({ like: null })}><Icon name="close" size={14} /></button>
        </p>
      )}
      <div ref={results} aria-busy={busy} className={busy ? 'busy' : undefined}>
        {result && !error && <Found result={result} query={search.like ? '' : search.query} onOpen={opened} onLike={like} />}
        {!result && !error && !busy && <p className="hint">{t('search.hint')}</p>}
      </div>
    </div>
  );
}

function Found({ result, query, onOpen, onLike }: { result: Result; query: string; onOpen: (hit: Hit) => void; onLike: (hit: Hit) => void }) {
  const t = useMessages();
  return (
    <>
      <p className="quiet result-line"><span role="status">{t('search.results', { count: result.hits.length, ms: Math.round(result.timings.totalMs) })}</span>{result.hits.length > 0 && <span className="keys">{t('search.keys')}</span>}</p>
      {result.pending > 0 && <p className="note">{t('search.pending', { count: result.pending })}</p>}
      {result.notes?.map((note) => <p key={note} className="note">{note}</p>)}
      {result.hits.length ? <HitList hits={result.hits} query={query} onOpen={onOpen} onLike={onLike} /> : <Empty title={t('search.none')}><p>{t('search.noneHelp')}</p></Empty>}
    </>
  );
}
