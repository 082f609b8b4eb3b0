import { useState, type FormEvent } from 'react';
import { PATCH, type Schemas } from '../api/client';
import { useMessages } from '../i18n';
import { Dialog } from '../ui/dialog';
import { conversationsChanged } from './conversations';

export function RenameDialog({ item, onClose }: { item: Schemas['ConversationInfo']; onClose: () => void }) {
  const t = useMessages();
  const [title, setTitle] = useState(item.title);
  const [error, setError] = useState('');
  const rename = (event: FormEvent) => {
    event.preventDefault();
    PATCH('/api/conversations/{id}', { params: { path: { id: item.id } }, body: { title: title.trim() } })
      .then(() => { conversationsChanged(); onClose(); }, (failure: Error) => setError(failure.message));
  };
  return (
    <Dialog title={t('conversations.renameTitle')} onClose={onClose}>
      <form onSubmit={rename}>
        <input aria-label={t('conversations.name')} value={title} maxLength={200} required autoFocus onChange={(event) => setTitle(event.target.value)} onFocus={(event) => event.target.select()} />
        {error && <p className="warning" role="alert">{error}</p>}
        <div className="row end">
          <button type="button" className="button" onClick={onClose}>{t('common.cancel')}</button>
          <button type="submit" className="button primary" disabled={!title.trim()}>{t('common.save')}</button>
        </div>
      </form>
    </Dialog>
  );
}
