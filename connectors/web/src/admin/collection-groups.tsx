import { useState, type FormEvent } from 'react';
import { PUT } from '../api/client';
import { useCollections, type Collection } from '../api/queries';
import { useMessages } from '../i18n';
import { Dialog } from '../ui/dialog';
import { Icon } from '../ui/icon';
import { plain } from '../ui/plain';

/** Which groups may read which collection. */
export function CollectionGroups() {
  const t = useMessages();
  const { value, reload } = useCollections();
  const [chosen, setChosen] = useState<Collection | null>(null);
  if (!value?.length) return null;
  return (
    <section className="card-section">
      <h2>{t('admin.collections')}</h2>
      <div className="scroll-x" tabIndex={0} role="group" aria-label={t('admin.collections')}>
        <table>
          <thead><tr><th scope="col">{t('detail.collection')}</th><th scope="col">{t('library.documents')}</th><th scope="col">{t('admin.groups')}</th><td /></tr></thead>
          <tbody>
            {value.map((one) => (
              <tr key={one.name}>
                <th scope="row"><bdi>{plain(one.name)}</bdi></th><td>{one.documents.toLocaleString()}</td><td><bdi>{one.groups.map(plain).join(', ') || t('admin.everybody')}</bdi></td>
                <td><button type="button" className="icon" aria-label={t('admin.groupsOf', { name: plain(one.name) })} title={t('common.edit')} onClick={() => setChosen(one)}><Icon name="edit" size={16} /></button></td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {chosen && <GroupsDialog collection={chosen} onClose={() => { setChosen(null); reload(); }} />}
    </section>
  );
}

function GroupsDialog({ collection, onClose }: { collection: Collection; onClose: () => void }) {
  const t = useMessages();
  const [groups, setGroups] = useState(collection.groups.join(', '));
  const [error, setError] = useState('');
  const save = (event: FormEvent) => {
    event.preventDefault();
    PUT('/api/collections/{name}/groups', { params: { path: { name: collection.name } }, body: groups.split(',').map((group) => group.trim()).filter(Boolean) })
      .then(onClose, (failure: Error) => setError(failure.message));
  };
  return (
    <Dialog title={t('admin.groupsOf', { name: plain(collection.name) })} onClose={onClose}>
      <form onSubmit={save}>
        <label>{t('admin.groups')}<input value={groups} autoFocus onChange={(event) => setGroups(event.target.value)} /></label>
        <p className="quiet">{t('admin.groupsHelp')}</p>
        {error && <p className="warning" role="alert">{error}</p>}
        <div className="row end">
          <button type="button" className="button" onClick={onClose}>{t('common.cancel')}</button>
          <button type="submit" className="button primary">{t('common.save')}</button>
        </div>
      </form>
    </Dialog>
  );
}
