import { useEffect, useState, useSyncExternalStore } from 'react';
import { useLocation } from 'wouter';
import { useCollections } from '../api/queries';
import { useMessages } from '../i18n';
import { Problem } from '../ui/notice';
import { plain } from '../ui/plain';
import { Composer } from './composer';
import { sessionOf, type Session } from './session';
import { Thread } from './thread';
import { Welcome } from './welcome';
import type { Attached } from '../ui/image-input';

/** The session of a page. One that begins here stays while it gets its id, under which it is the same. */
function useSession(id: string | null): Session {
  const [held, setHeld] = useState(() => ({ id, session: sessionOf(id) }));
  if (held.id === id) return held.session;
  const session = sessionOf(id);
  setHeld({ id, session });
  return session;
}

/** A conversation, or the beginning of one. */
export function ChatPage({ id }: { id: string | null }) {
  const t = useMessages();
  const session = useSession(id);
  const view = useSyncExternalStore(session.subscribe, session.getView);
  const [, navigate] = useLocation();
  const [collection, setCollection] = useState('');
  const collections = useCollections();
  useEffect(() => {
    // The conversation was given its id: from now on this is its page.
    if (!id && view.id) navigate(`/c/${view.id}`, { replace: true });
  }, [id, view.id, navigate]);
  useEffect(() => {
    document.title = view.turns.length ? `${plain(view.title || view.turns[0].question.text.slice(0, 80))} · ${t('app.name')}` : t('app.name');
    return () => { document.title = t('app.name'); };
  }, [view.title, view.turns, t]);
  const ask = (question: string, image: Attached | null) => session.ask(question, image, collection);
  const empty = view.turns.length === 0 && !view.loading && !view.error;
  return (
    <div className={`chat${empty ? ' fresh' : ''}`}>
      <h1 className="visually-hidden">{empty ? t('chat.title') : plain(view.title) || t('chat.title')}</h1>
      {view.error && <div className="page"><Problem error={view.error} onRetry={() => void session.load()} /></div>}
      {view.loading && view.turns.length === 0 && <p className="quiet page">{t('common.loading')}</p>}
      {empty ? <Welcome collections={collections.value} onAsk={(question) => ask(question, null)} /> : <Thread key={session.id ?? 'draft'} view={view} session={session} collection={collection} />}
      <Composer key={`composer ${id ?? ''}`} collections={collections.value ?? []} collection={collection} onCollection={setCollection} running={view.running !== null} onAsk={ask} onStop={() => session.stop()} />
    </div>
  );
}
