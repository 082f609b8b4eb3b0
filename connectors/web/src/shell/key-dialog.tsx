import { useEffect, useState, type FormEvent } from 'react';
import { onKeyNeeded } from '../api/key';
import { useMessages } from '../i18n';
import { Dialog } from '../ui/dialog';

/** Asks for an API key when the service wants one; tries it before it is used. */
export function KeyDialog() {
  const t = useMessages();
  const [answer, setAnswer] = useState<((secret: string | null) => void) | null>(null);
  const [refused, setRefused] = useState(false);
  const [secret, setSecret] = useState('');
  useEffect(() => onKeyNeeded(() => new Promise((resolve) => {
    setSecret('');
    setRefused(false);
    setAnswer(() => resolve);
  })), []);
  if (!answer) return null;
  const finish = (value: string | null) => {
    setAnswer(null);
    answer(value);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const tried = secret.trim();
    void fetch('/api/me', { headers: { Authorization: `Bearer ${tried}` }, cache: 'no-store' }).then((response) => {
      if (response.status !== 401) return finish(tried);
      setRefused(true);
      setSecret('');
      return undefined;
    }, () => finish(tried));
  };
  return (
    <Dialog title={t('key.title')} onClose={() => finish(null)}>
      <form onSubmit={submit}>
        <p>{t('key.help')}</p>
        {refused && <p className="warning" role="alert">{t('key.refused')}</p>}
        <input type="password" aria-label={t('key.label')} autoComplete="off" required autoFocus value={secret} onChange={(event) => setSecret(event.target.value)} />
        <div className="row end">
          <button type="button" className="button" onClick={() => finish(null)}>{t('common.cancel')}</button>
          <button type="submit" className="button primary">{t('key.continue')}</button>
        </div>
      </form>
    </Dialog>
  );
}
