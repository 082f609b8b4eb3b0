import { data, DELETE, GET } from '../api/client';
import { useLoad } from '../api/use-load';
import { useMessages } from '../i18n';
import { Confirm } from '../ui/confirm';
import { plain } from '../ui/plain';
import type { Info } from './document-pages';

const named = 8;

/** Says what goes with a document before it goes. */
export function DeleteDialog({ item, onClose }: { item: Info; onClose: () => void }) {
  const t = useMessages();
  const parameters = { params: { path: { id: item.id } } };
  const { value } = useLoad((signal) => data(GET('/api/content/{id}/deletion', { ...parameters, signal })), [item.id]);
  const goes = value && [
    value.documents > 1 && t('library.delete.documents', { count: value.documents - 1 }),
    value.chunks > 0 && t('library.delete.chunks', { count: value.chunks, vectors: value.vectors }),
    value.answers > 0 && t('library.delete.citations', { count: value.answers }),
    value.feedback > 0 && t('library.delete.feedback', { count: value.feedback }),
    value.pictures > 0 && t('library.delete.pictures', { count: value.pictures }),
  ].filter(Boolean);
  return (
    <Confirm title={t('library.deleteTitle')} subject={plain(item.uri)} action={t('common.delete')} onClose={onClose} onConfirm={() => DELETE('/api/content/{id}', parameters)}>
      {goes && (goes.length ? <><p>{t('library.deleteWith')}</p><ul className="plain-list">{goes.map((line) => <li key={line as string}>{line}</li>)}</ul></> : <p>{t('library.delete.nothing')}</p>)}
      {value && value.unpacked.length > 0 && (
        <ul className="plain-list quiet">
          {value.unpacked.slice(0, named).map((uri) => <li key={uri}><bdi>{plain(uri)}</bdi></li>)}
          {value.documents - 1 > named && <li>…</li>}
        </ul>
      )}
    </Confirm>
  );
}
