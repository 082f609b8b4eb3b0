import { useState, type ReactNode } from 'react';
import { useMessages } from '../i18n';
import { Dialog } from './dialog';

interface Question {
  title: string;
  subject: string;
  action: string;
  children?: ReactNode;
  onConfirm: () => Promise<unknown>;
  onClose: () => void;
}

/** Asks before something is done for good; what fails is said here. */
export function Confirm({ title, subject, action, children, onConfirm, onClose }: Question) {
  const t = useMessages();
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const confirm = () => {
    setBusy(true);
    onConfirm().then(onClose, (failure: Error) => { setError(failure.message); setBusy(false); });
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <p className="subject"><bdi>{subject}</bdi></p>
      {children}
      {error && <p className="warning" role="alert">{error}</p>}
      <div className="row end">
        <button type="button" className="button" autoFocus onClick={onClose}>{t('common.keep')}</button>
        <button type="button" className="button danger" disabled={busy} onClick={confirm}>{action}</button>
      </div>
    </Dialog>
  );
}
