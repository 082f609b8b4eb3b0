import type { ReactNode } from 'react';
import { useMessages } from '../i18n';

/** Something went wrong: what, and what to do. */
export function Problem({ error, onRetry }: { error: Error; onRetry?: () => void }) {
  const t = useMessages();
  return (
    <div className="warning" role="alert">
      <span>{error.message}</span>
      {onRetry && <button type="button" className="button small" onClick={onRetry}>{t('common.retry')}</button>}
    </div>
  );
}

/** There is nothing, and what would change that. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return <div className="empty"><p className="empty-title">{title}</p>{children}</div>;
}
