import { useState, type FormEvent } from 'react';
import { POST } from '../api/client';
import { useMessages } from '../i18n';
import { Icon } from '../ui/icon';
import type { Message } from './messages';

/** Thumbs and corrections: what learning works with. */
export function Feedback({ question, answer }: { question: string; answer: Message }) {
  const t = useMessages();
  const [given, setGiven] = useState<'up' | 'down' | null>(null);
  const [correcting, setCorrecting] = useState(false);
  const [text, setText] = useState('');
  const [said, setSaid] = useState('');
  const shown = [...new Set(answer.citations.map((citation) => citation.documentId))];
  const send = (signal: 'up' | 'down' | 'correction', words?: string) =>
    POST('/api/feedback', { body: { signal, query: question, messageId: answer.id, shown, text: words } }).then(
      () => { setSaid(t('chat.thanks')); return true; },
      (error: Error) => { setSaid(error.message); return false; });
  const judge = (signal: 'up' | 'down') => void send(signal).then((stored) => {
    if (!stored) return;
    setGiven(signal);
    if (signal === 'down') setCorrecting(true);
  });
  const correct = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim()) void send('correction', text.trim()).then((stored) => { if (stored) setCorrecting(false); });
  };
  return (
    <>
      <button type="button" className="icon quiet-button judge" aria-label={t('chat.up')} title={t('chat.up')} aria-pressed={given === 'up'} disabled={given !== null} onClick={() => judge('up')}><Icon name="up" size={15} /></button>
      <button type="button" className="icon quiet-button judge" aria-label={t('chat.down')} title={t('chat.down')} aria-pressed={given === 'down'} disabled={given !== null} onClick={() => judge('down')}><Icon name="down" size={15} /></button>
      <button type="button" className="link quiet-button" aria-expanded={correcting} onClick={() => setCorrecting(!correcting)}>{t('chat.correct')}</button>
      <span className="quiet" role="status">{said}</span>
      {correcting && (
        <form className="correction" onSubmit={correct}>
          <label>{t('chat.correction')}<textarea value={text} rows={2} maxLength={10_000} autoFocus onChange={(event) => setText(event.target.value)} /></label>
          <div className="row end">
            <small className="quiet">{t('chat.correctionHelp')}</small>
            <button type="button" className="button small" onClick={() => setCorrecting(false)}>{t('common.cancel')}</button>
            <button type="submit" className="button small primary" disabled={!text.trim()}>{t('chat.sendCorrection')}</button>
          </div>
        </form>
      )}
    </>
  );
}
