import { useDeferredValue, useState, type FormEvent } from 'react';
import { data, DELETE, GET, PATCH, type Schemas } from '../api/client';
import { useLoad } from '../api/use-load';
import { useMessages } from '../i18n';
import { Confirm } from '../ui/confirm';
import { date } from '../ui/format';
import { Icon } from '../ui/icon';
import { Empty, Problem } from '../ui/notice';
import { plain } from '../ui/plain';

type Fact = Schemas['FactInfo'];

/** What is remembered, where it was said, and the way to change it. */
export default function MemoryPage() {
  const t = useMessages();
  const [query, setQuery] = useState('');
  const q = useDeferredValue(query.trim().toLowerCase());
  const { value, error, reload } = useLoad<Fact[]>((signal) => data(GET('/api/memory', { params: { query: { superseded: true } }, signal })), []);
  const [editing, setEditing] = useState<string | null>(null);
  const [forgetting, setForgetting] = useState<Fact | null>(null);
  const shown = value?.filter((fact) => !fact.supersededBy && (!q || fact.text.toLowerCase().includes(q)));
  const earlier = (fact: Fact) => value?.filter((other) => other.supersededBy === fact.id) ?? [];
  return (
    <div className="page">
      <h1>{t('memory.title')}</h1>
      <p className="lead">{t('memory.lead')}</p>
      {error && <Problem error={error} onRetry={reload} />}
      {value && value.length > 0 && <div className="filters"><input type="search" aria-label={t('memory.find')} placeholder={t('memory.find')} value={query} onChange={(event) => setQuery(event.target.value)} /></div>}
      {value?.length === 0 && <Empty title={t('memory.none')}><p>{t('memory.noneHelp')}</p></Empty>}
      {shown && value && value.length > 0 && shown.length === 0 && <Empty title={t('memory.noneFound')} />}
      <ul className="facts">
        {shown?.map((fact) => (
          <li key={fact.id}>
            {editing === fact.id
              ? <FactEditor fact={fact} onDone={() => { setEditing(null); reload(); }} />
              : (
                <>
                  <div className="fact">
                    <p dir="auto">{plain(fact.text)}</p>
                    <small>
                      {[t(fact.requested ? 'memory.requested' : 'memory.noticed', { date: date(fact.created) }), fact.collection && plain(fact.collection), fact.uses > 0 && t('memory.uses', { count: fact.uses })].filter(Boolean).join(' · ')}
                      {fact.conversationId && <> · <a href={`#/c/${fact.conversationId}`}>{t('memory.conversation')}</a></>}
                    </small>
                    {earlier(fact).map((old) => <small key={old.id} className="earlier"><s><bdi>{plain(old.text)}</bdi></s></small>)}
                  </div>
                  <div className="row">
                    <button type="button" className="icon quiet-button" aria-label={t('memory.edit', { text: plain(fact.text) })} title={t('common.edit')} onClick={() => setEditing(fact.id)}><Icon name="edit" size={16} /></button>
                    <button type="button" className="icon quiet-button" aria-label={t('memory.delete', { text: plain(fact.text) })} title={t('memory.forget')} onClick={() => setForgetting(fact)}><Icon name="trash" size={16} /></button>
                  </div>
                </>
              )}
          </li>
        ))}
      </ul>
      {forgetting && (
        <Confirm title={t('memory.deleteTitle')} subject={plain(forgetting.text)} action={t('memory.forget')} onClose={() => setForgetting(null)}
          onConfirm={() => DELETE('/api/memory/{id}', { params: { path: { id: forgetting.id } } }).then(reload)} />
      )}
    </div>
  );
}

function FactEditor({ fact, onDone }: { fact: Fact; onDone: () => void }) {
  const t = useMessages();
  const [text, setText] = useState(fact.text);
  const [error, setError] = useState('');
  const save = (event: FormEvent) => {
    event.preventDefault();
    PATCH('/api/memory/{id}', { params: { path: { id: fact.id } }, body: { text: text.trim() } }).then(onDone, (failure: Error) => setError(failure.message));
  };
  return (
    <form className="fact question-editor" onSubmit={save} onKeyDown={(event) => { if (event.key === 'Escape') onDone(); }}>
      <textarea aria-label={t('memory.fact')} rows={2} maxLength={1_000} value={text} autoFocus onChange={(event) => setText(event.target.value)} />
      {error && <p className="warning" role="alert">{error}</p>}
      <div className="row end">
        <button type="button" className="button small" onClick={onDone}>{t('common.cancel')}</button>
        <button type="submit" className="button small primary" disabled={!text.trim()}>{t('common.save')}</button>
      </div>
    </form>
  );
}
