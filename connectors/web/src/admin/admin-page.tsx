import { isAdmin, useMe } from '../api/queries';
import { useMessages } from '../i18n';
import { CollectionGroups } from './collection-groups';
import { Keys } from './keys';
import { Models } from './models';
import { ServiceState } from './service-state';
import { Settings } from './settings';

export default function AdminPage() {
  const t = useMessages();
  const me = useMe();
  return (
    <div className="page">
      <h1>{t('admin.title')}</h1>
      {me.value && !isAdmin(me.value) && <p className="note">{t('admin.needed')}</p>}
      {isAdmin(me.value) && (
        <>
          <ServiceState />
          <Models />
          <Keys onChanged={me.reload} />
          <CollectionGroups />
          <Settings />
        </>
      )}
    </div>
  );
}
