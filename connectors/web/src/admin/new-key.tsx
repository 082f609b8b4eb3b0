import { useState, type FormEvent } from 'react';
import { data, POST } from '../api/client';
import { useKey } from '../api/key';
import { useMessages } from '../i18n';
import { CopyButton } from '../ui/copy';
import { Dialog } from '../ui/dialog';

const roles = ['Reader', 'Writer', 'Admin'] as const;

/** Makes a key and shows it this once. The first one is used by this tab at once: without it the tab would be locked out. */
export function NewKey({ first, onMade, onClose }: { first: boolean; onMade: () => void; onClose: () => void }) {
  const t = useMessages();
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState<string>('Reader');
  const role = first ? 'Admin' : chosen;
  const [groups, setGroups] = useState('');
  const [error, setError] = useState('');
  const [secret, setSecret] = useState('');
  const make = (event: FormEvent) => {
    event.preventDefault();
    data(POST('/api/keys', { body: { name: name.trim(), role, groups: groups.split(',').map((group) => group.trim()).filter(Boolean) } })).then((made) => {
      if (first) useKey(made.secret);
      setSecret(made.secret);
      onMade();
    }, (failure: Error) => setError(failure.message));
  };
  if (secret) {
    return (
      <Dialog title={t('admin.secretTitle')} onClose={onClose}>
        <p>{t('admin.secretHelp')}</p>
        <code className="secret">{secret}</code>
        <div className="row end"><CopyButton text={secret} label={t('common.copy')} /><button type="button" className="button" onClick={onClose}>{t('common.close')}</button></div>
      </Dialog>
    );
  }
  return (
    <Dialog title={t('admin.newKey')} onClose={onClose}>
      <form onSubmit={make}>
        {first && <p className="note">{t('admin.firstKey')}</p>}
        <label>{t('admin.keyName')}<input value={name} maxLength={100} required autoFocus onChange={(event) => setName(event.target.value)} /></label>
        <label>{t('admin.keyRole')}
          <select value={role} disabled={first} onChange={(event) => setChosen(event.target.value)}>{roles.map((one) => <option key={one} value={one}>{t(`admin.role.${one}`)}</option>)}</select>
        </label>
        <label>{t('admin.keyGroups')}<input value={groups} onChange={(event) => setGroups(event.target.value)} /></label>
        <p className="quiet">{t('admin.groupsHelp')}</p>
        {error && <p className="warning" role="alert">{error}</p>}
        <div className="row end">
          <button type="button" className="button" onClick={onClose}>{t('common.cancel')}</button>
          <button type="submit" className="button primary">{t('admin.makeKey')}</button>
        </div>
      </form>
    </Dialog>
  );
}
