import { useState } from 'react';
import { useMessages } from '../i18n';
import { Icon } from './icon';

/** Copies text; says that it did. */
export function CopyButton({ text, label, className = 'icon' }: { text: string; label: string; className?: string }) {
  const t = useMessages();
  const [said, setSaid] = useState('');
  const copy = () => {
    navigator.clipboard.writeText(text).then(() => setSaid(t('common.copied')), () => setSaid(t('errors.clipboard')));
    setTimeout(() => setSaid(''), 2_000);
  };
  return (
    <button type="button" className={className} aria-label={label} title={said || label} onClick={copy}>
      <Icon name={said === t('common.copied') ? 'check' : 'copy'} size={15} />
      <span className="visually-hidden" role="status">{said}</span>
    </button>
  );
}
