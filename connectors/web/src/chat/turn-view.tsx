import { memo, useState } from 'react';
import { useMessages } from '../i18n';
import { Icon } from '../ui/icon';
import { plain } from '../ui/plain';
import { AnswerView } from './answer-view';
import type { Message, Turn } from './messages';
import { QuestionPicture } from './question-picture';
import type { Session, View } from './session';

interface TurnProps {
  turn: Turn;
  session: Session;
  view: View;
  collection: string;
  last: boolean;
}

/** Versions of a message, and the way between them. */
function Versions({ message, view, session }: { message: Message; view: View; session: Session }) {
  const t = useMessages();
  const all = view.siblings(message);
  if (all.length < 2) return null;
  const at = all.findIndex((one) => one.id === message.id);
  return (
    <span className="versions" role="group" aria-label={t('chat.variant', { n: at + 1, total: all.length })}>
      <button type="button" className="icon" aria-label={t('chat.previous')} disabled={at === 0} onClick={() => session.choose(all[at - 1])}><Icon name="left" size={15} /></button>
      <span aria-hidden="true">{at + 1}/{all.length}</span>
      <button type="button" className="icon" aria-label={t('chat.next')} disabled={at === all.length - 1} onClick={() => session.choose(all[at + 1])}><Icon name="right" size={15} /></button>
    </span>
  );
}

function QuestionEditor({ question, onDone, onSend }: { question: Message; onDone: () => void; onSend: (text: string) => void }) {
  const t = useMessages();
  const [text, setText] = useState(question.text);
  return (
    <form className="question-editor" onSubmit={(event) => { event.preventDefault(); if (text.trim()) onSend(text.trim()); }} onKeyDown={(event) => { if (event.key === 'Escape') onDone(); }}>
      <textarea aria-label={t('chat.editQuestion')} value={text} rows={Math.min(8, text.split('\n').length + 1)} autoFocus onChange={(event) => setText(event.target.value)} />
      <div className="row end">
        <button type="button" className="button small" onClick={onDone}>{t('common.cancel')}</button>
        <button type="submit" className="button small primary" disabled={!text.trim()}>{t('chat.resend')}</button>
      </div>
    </form>
  );
}

export const TurnView = memo(function TurnView({ turn, session, view, collection, last }: TurnProps) {
  const t = useMessages();
  const [editing, setEditing] = useState(false);
  const { question, answer } = turn;
  const idle = !view.running;
  return (
    <article className="turn">
      <header className="question">
        {question.image && <QuestionPicture message={question} conversation={view.id} />}
        {editing
          ? <QuestionEditor question={question} onDone={() => setEditing(false)} onSend={(text) => { setEditing(false); session.edit(question, text, collection); }} />
          : <h2 dir="auto">{plain(question.text)}</h2>}
        {!editing && (
          <div className="question-tools">
            <Versions message={question} view={view} session={session} />
            {idle && <button type="button" className="icon quiet-button" aria-label={t('chat.editQuestion')} title={t('chat.editQuestion')} onClick={() => setEditing(true)}><Icon name="edit" size={15} /></button>}
          </div>
        )}
      </header>
      {answer && (
        <AnswerView
          question={question.text} answer={answer} last={last} reconnecting={view.reconnecting && view.running?.id === answer.id}
          versions={<Versions message={answer} view={view} session={session} />}
          onAgain={idle ? () => session.again(turn, collection) : undefined}
          onAsk={idle ? (next) => session.ask(next, null, collection) : undefined} />
      )}
    </article>
  );
}, (before, after) => before.turn.question === after.turn.question && before.turn.answer === after.turn.answer && before.last === after.last && before.collection === after.collection
  && (before.view.running === null) === (after.view.running === null) && before.view.reconnecting === after.view.reconnecting
  && before.view.siblings(before.turn.question).length === after.view.siblings(after.turn.question).length
  && (!before.turn.answer || !after.turn.answer || before.view.siblings(before.turn.answer).length === after.view.siblings(after.turn.answer).length));
