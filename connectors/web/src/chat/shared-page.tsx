import { data, GET } from '../api/client';
import { useLoad } from '../api/use-load';
import { useMessages } from '../i18n';
import { Problem } from '../ui/notice';
import { plain } from '../ui/plain';
import { AnswerView } from './answer-view';
import { fromStored, turnsTo } from './messages';

/** A conversation that somebody shared: to be read only. */
export function SharedPage({ token }: { token: string }) {
  const t = useMessages();
  const { value, error, reload } = useLoad((signal) => data(GET('/api/shared/{link}', { params: { path: { link: token } }, signal })), [token]);
  const messages = new Map(value?.messages.map((stored) => [stored.id, fromStored(stored)]));
  const turns = turnsTo(messages, value?.messages.at(-1)?.id ?? null);
  return (
    <div className="page shared-page">
      <p className="quiet">{t('chat.shared')}</p>
      {value && <h1><bdi>{plain(value.title)}</bdi></h1>}
      {error && <Problem error={error} onRetry={reload} />}
      {turns.map((turn, at) => (
        <article key={turn.key} className="turn">
          <header className="question"><h2 dir="auto">{plain(turn.question.text)}</h2></header>
          {turn.answer && <AnswerView question={turn.question.text} answer={turn.answer} last={at === turns.length - 1} />}
        </article>
      ))}
    </div>
  );
}
