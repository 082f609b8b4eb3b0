import { useState } from 'react';
import { data, DELETE, POST, type Schemas } from '../api/client';
import { useMessages } from '../i18n';
import { CopyButton } from '../ui/copy';
import { Dialog } from '../ui/dialog';
import { conversationsChanged } from './conversations';

/** Makes a link, or takes all of them back. */
export function ShareDialog({ item, onClose }: { item: Schemas['ConversationInfo']; onClose: () => void }) {
  const t = useMessages();
  const [link, setLink] = useState('');
  const [error, setError] = useState('');
  const parameters = { params: { path: { id: item.id } } };
  const fail = (failure: Error) => setError(failure.message);
  const share = () => void data(POST('/api/conversations/{id}/links', parameters)).then((made) => {
    setLink(`${location.origin}${location.pathname}#/s/${made.link}`);
    conversationsChanged();
  }, fail);
  const unshare = () => void DELETE('/api/conversations/{id}/links', parameters).then(() => { conversationsChanged(); onClose(); }, fail);
  return (
    <Dialog title={t('conversations.shareTitle')} onClose={onClose}>
      <p>{t('conversations.shareHelp')}</p>
      {link && (
        <div className="link-row">
          <input readOnly aria-label={t('conversations.shareLink')} value={link} onFocus={(event) => event.target.select()} />
          <CopyButton text={link} label={t('common.copy')} />
        </div>
      )}
      {error && <p className="warning" role="alert">{error}</p>}
      <div className="row end">
        {item.shared && <button type="button" className="button" onClick={unshare}>{t('conversations.unshare')}</button>}
        <button type="button" className="button" onClick={onClose}>{t('common.close')}</button>
        {!link && <button type="button" className="button primary" onClick={share}>{t('conversations.share')}</button>}
      </div>
    </Dialog>
  );
}
