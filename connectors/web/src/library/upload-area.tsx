import { useEffect, useState, type DragEvent as ReactDragEvent } from 'react';
import type { Collection } from '../api/queries';
import { useMessages } from '../i18n';
import { Icon } from '../ui/icon';
import { plain } from '../ui/plain';
import { droppedFiles, named } from './dropped';
import { upload, useUploads, type NamedFile } from './uploads';

/** Takes files and folders: dropped anywhere on the page, or chosen. */
export function UploadArea({ collections, onBatch }: { collections: readonly Collection[]; onBatch: () => void }) {
  const t = useMessages();
  const uploads = useUploads();
  const [collection, setCollection] = useState('default');
  const [over, setOver] = useState(false);
  useEffect(() => {
    const stop = (event: DragEvent) => event.preventDefault();
    // A file that misses the area would replace the page.
    document.addEventListener('dragover', stop);
    document.addEventListener('drop', stop);
    return () => {
      document.removeEventListener('dragover', stop);
      document.removeEventListener('drop', stop);
    };
  }, []);
  const send = (files: NamedFile[]) => void upload(files, collection.trim() || 'default', onBatch);
  const drop = (event: ReactDragEvent) => {
    event.preventDefault();
    setOver(false);
    void droppedFiles(event.dataTransfer).then(send);
  };
  return (
    <section className={`drop${over ? ' over' : ''}`} onDragOver={(event) => { event.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)} onDrop={drop}>
      <div className="drop-line">
        <Icon name="upload" size={22} />
        <span>{t('library.drop')}</span>
        <label className="button file-button">{t('library.files')}<input type="file" multiple onChange={(event) => { send(named(event.target.files)); event.target.value = ''; }} /></label>
        <label className="button file-button">{t('library.folder')}<input type="file" multiple ref={(input) => input?.setAttribute('webkitdirectory', '')} onChange={(event) => { send(named(event.target.files)); event.target.value = ''; }} /></label>
        <label className="into">{t('library.into')} <input list="collection-names" value={collection} maxLength={100} spellCheck={false} onChange={(event) => setCollection(event.target.value)} /></label>
        <datalist id="collection-names">{collections.map((one) => <option key={one.name} value={one.name} />)}</datalist>
      </div>
      {uploads.busy && (
        <div className="upload-progress">
          <progress max={1} value={uploads.progress} aria-label={t('library.sending', { sent: uploads.sent, total: uploads.total, percent: Math.round(uploads.progress * 100) })} />
          <span>{t('library.sending', { sent: uploads.sent, total: uploads.total, percent: Math.round(uploads.progress * 100) })}</span>
        </div>
      )}
      <p className="quiet upload-note" role="status">{uploads.note}</p>
      {uploads.refused.length > 0 && (
        <ul className="refused" role="alert">
          {uploads.refused.map((item, at) => <li key={at}><bdi>{plain(item.uri)}</bdi>: {item.reason}</li>)}
        </ul>
      )}
    </section>
  );
}
