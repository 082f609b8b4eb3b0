import type { Collection } from '../api/queries';
import { useLoad } from '../api/use-load';
import { useMessages } from '../i18n';

interface Sample {
  name: string;
  title: string;
  description: string;
  questions: string[];
}

/** What a first visit shows: what can be asked here. */
export function Welcome({ collections, onAsk }: { collections: readonly Collection[] | null; onAsk: (question: string) => void }) {
  const t = useMessages();
  const hasSample = collections?.some((one) => one.name === 'sample') ?? false;
  const { value: sample } = useLoad<Sample | null>(async (signal) => {
    if (!hasSample) return null;
    const response = await fetch('./sample.json', { signal });
    return response.ok ? ((await response.json()) as Sample) : null;
  }, [hasSample]);
  const none = collections?.every((one) => one.documents === 0 && one.pending === 0);
  return (
    <div className="welcome">
      <p className="headline">{t('chat.welcome')}</p>
      <p className="lead">{sample ? `${sample.title}: ${sample.description}` : t(none ? 'chat.empty' : 'chat.lead')}</p>
      {none && <a className="button" href="#/library">{t('chat.toLibrary')}</a>}
      {sample && (
        <ul className="suggestions" aria-label={t('chat.suggestions')}>
          {sample.questions.map((question) => <li key={question}><button type="button" onClick={() => onAsk(question)}>{question}</button></li>)}
        </ul>
      )}
    </div>
  );
}
