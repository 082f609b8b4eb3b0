import { useState } from 'react';
import { data, DELETE, GET, type Schemas } from '../api/client';
import { useLoad } from '../api/use-load';
import { useMessages } from '../i18n';
import { Confirm } from '../ui/confirm';
import { date } from '../ui/format';
import { Icon } from '../ui/icon';
import { Problem } from '../ui/notice';
import { plain } from '../ui/plain';
import { NewKey } from './new-key';

/** API keys: who may what. */
export function Keys({ onChanged }: { onChanged: () => void }) {
  const t = useMessages();
  const { value, error, reload } = useLoad((signal) => data(GET('/api/keys', { signal })), []);
  const [making, setMaking] = useState(false);
  const [revoking, setRevoking] = useState<Schemas['KeyInfo'] | null>(null);
  const changed = () => {
    reload();
    onChanged();
  };
  return (
    <section className="card-section">
      <h2>{t('admin.keys')}<button type="button" className="button small" onClick={() => setMaking(true)}><Icon name="key" size={15} /> {t('admin.newKey')}</button></h2>
      {error && <Problem error={error} onRetry={reload} />}
      {value?.length === 0 && <p className="quiet">{t('admin.noKeys')}</p>}
      {value && value.length > 0 && (
        <div className="scroll-x" tabIndex={0} role="group" aria-label={t('admin.keys')}>
          <table>
            <thead><tr><th scope="col">{t('admin.keyName')}</th><th scope="col">{t('admin.keyRole')}</th><th scope="col">{t('admin.keyGroups')}</th><th scope="col">{t('admin.keyCreated')}</th><td /></tr></thead>
            <tbody>
              {value.map((key) => (
                <tr key={key.id}>
                  <th scope="row"><bdi>{plain(key.name)}</bdi></th><td>{key.role}</td><td><bdi>{key.groups.map(plain).join(', ') || '–'}</bdi></td><td>{date(key.created)}</td>
                  <td><button type="button" className="icon" aria-label={t('admin.revokeOf', { name: plain(key.name) })} title={t('admin.revoke')} onClick={() => setRevoking(key)}><Icon name="trash" size={16} /></button></td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {making && <NewKey first={value?.length === 0} onMade={changed} onClose={() => setMaking(false)} />}
      {revoking && (
        <Confirm title={t('admin.revokeTitle')} subject={plain(revoking.name)} action={t('admin.revoke')} onClose={() => setRevoking(null)}
          onConfirm={() => DELETE('/api/keys/{id}', { params: { path: { id: revoking.id } } }).then(changed)}><p>{t('admin.revokeHelp')}</p></Confirm>
      )}
    </section>
  );
}
