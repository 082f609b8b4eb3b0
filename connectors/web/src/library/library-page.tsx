import { useCallback, useDeferredValue, useState } from 'react';
import { data, POST } from '../api/client';
import { isAdmin, mayWrite, useCollections, useMe } from '../api/queries';
import { useMessages } from '../i18n';
import { Empty, Problem } from '../ui/notice';
import { plain } from '../ui/plain';
import { DeleteDialog } from './delete-dialog';
import { DocumentTable } from './document-table';
import { UploadArea } from './upload-area';
import type { Info } from './document-pages';
import { useDocuments, useQueue, type DocumentFilter } from './use-documents';

const states = ['Accepted', 'Parsed', 'Embedded', 'Indexed', 'Rejected', 'Failed'] as const;

export default function LibraryPage() {
  const t = useMessages();
  const me = useMe();
  const [filter, setFilter] = useState<DocumentFilter>({ collection: '', state: '', contains: '', duplicated: false });
  const listed = useDeferredValue(filter);
  const documents = useDocuments(listed);
  const { counts, pages } = documents;
  const queue = useQueue(counts);
  const total = states.reduce((sum, state) => sum + (counts[state] ?? 0), 0);
  const collections = useCollections(total);
  const [deleting, setDeleting] = useState<Info | null>(null);
  const [note, setNote] = useState('');
  const broken = (counts.Failed ?? 0) + (counts.Rejected ?? 0);
  const change = (part: Partial<DocumentFilter>) => setFilter({ ...filter, ...part });
  const say = useCallback((promise: Promise<string>) => void promise.then(setNote, (error: Error) => setNote(error.message)), []);
  const redrive = useCallback((item: Info) => say(POST('/api/content/{id}/redrive', { params: { path: { id: item.id } } }).then(() => '')), [say]);
  const redriveAll = () => say(data(POST('/api/content/redrive', { params: { query: { collection: filter.collection || undefined } } })).then((result) => t('library.redriven', { count: result.redriven })));
  const writer = mayWrite(me.value);
  const filtered = filter.contains || filter.state || filter.duplicated;
  return (
    <div className="page library-page">
      <h1>{t('library.title')}</h1>
      {writer && <UploadArea collections={collections.value ?? []} onBatch={documents.reload} />}
      <ul className="collections" aria-label={t('library.collections')}>
        {[{ name: '', documents: collections.value?.reduce((sum, one) => sum + one.documents, 0) ?? 0, pending: 0, groups: [] as string[] }, ...(collections.value ?? [])].map((one) => (
          <li key={one.name}>
            <button type="button" className="pill" aria-pressed={filter.collection === one.name} onClick={() => change({ collection: one.name })}>
              <bdi>{one.name ? plain(one.name) : t('common.all')}</bdi> <small>{one.documents.toLocaleString()}</small>
              {one.pending > 0 && <small className="pending">+{one.pending}</small>}
              {isAdmin(me.value) && one.groups.length > 0 && <small>🔒 {one.groups.map(plain).join(', ')}</small>}
            </button>
          </li>
        ))}
      </ul>
      <div className="filters">
        <input type="search" placeholder={t('library.find')} aria-label={t('library.find')} value={filter.contains} onChange={(event) => change({ contains: event.target.value })} />
        <select aria-label={t('library.state')} value={filter.state} onChange={(event) => change({ state: event.target.value })}>
          <option value="">{t('library.states')} ({total.toLocaleString()})</option>
          {states.map((state) => <option key={state} value={state}>{t(`state.${state}`)} ({(counts[state] ?? 0).toLocaleString()})</option>)}
        </select>
        <label className="check"><input type="checkbox" checked={filter.duplicated} onChange={(event) => change({ duplicated: event.target.checked })} />{t('library.duplicated')}</label>
        {writer && broken > 0 && <button type="button" className="button small" onClick={redriveAll}>{t('library.redriveAll', { count: broken })}</button>}
      </div>
      <p className="quiet note-line" role="status">{note}</p>
      {documents.error && <Problem error={documents.error} onRetry={documents.reload} />}
      {!documents.loading && !documents.error && pages.total === 0 && (
        <Empty title={t(filtered ? 'library.noneFound' : 'library.none')}>{!filtered && <p>{t('library.noneHelp')}</p>}</Empty>
      )}
      <DocumentTable pages={pages} queue={queue} list={JSON.stringify(listed)} onSeen={documents.want} writer={writer} onRedrive={redrive} onDelete={setDeleting} />
      {deleting && <DeleteDialog item={deleting} onClose={() => setDeleting(null)} />}
    </div>
  );
}
