import { useCallback, useMemo, type ReactNode } from 'react';
import { POST } from '../api/client';
import { useMessages } from '../i18n';
import { Markdown } from '../markdown/markdown';
import { CopyButton } from '../ui/copy';
import { duration } from '../ui/format';
import { Icon } from '../ui/icon';
import { plain } from '../ui/plain';
import { CitationMark } from './citation-mark';
import { Feedback } from './feedback';
import type { Message } from './messages';
import { SourceCards } from './source-cards';
import { Trace, activity } from './trace';

interface AnswerProps {
  question: string;
  answer: Message;
  last: boolean;
  reconnecting?: boolean;
  versions?: ReactNode;
  onAgain?: () => void;
  onAsk?: (question: string) => void;
}

/** An answer, whole or on its way: how it was made, its words, what it stands on, and what can be done with it. */
export function AnswerView({ question, answer, last, reconnecting, versions, onAgain, onAsk }: AnswerProps) {
  const t = useMessages();
  const running = answer.state === 'running';
  const byNumber = useMemo(() => new Map(answer.citations.map((citation) => [citation.n, citation])), [answer.citations]);
  const numbers = useMemo(() => new Set(byNumber.keys()), [byNumber]);
  // What was opened of one's own answers teaches the ranking; a shared page is somebody else's.
  const own = Boolean(onAsk);
  const opened = useCallback((documentId: string) => {
    if (own) POST('/api/feedback', { body: { signal: 'click', query: question, messageId: answer.id, documentId } }).catch(() => {});
  }, [own, question, answer.id]);
  const cite = useCallback((n: number) => {
    const citation = byNumber.get(n);
    return citation ? <CitationMark citation={citation} question={question} onOpen={opened} /> : null;
  }, [byNumber, question, opened]);
  const unsupported = !running && answer.supported === false && answer.state === 'done';
  return (
    <div className={`answer${unsupported ? ' unsupported' : ''}`} aria-busy={running}>
      <Trace steps={answer.steps} running={running} question={question} ms={answer.timings?.totalMs} />
      {running && !answer.text && !reconnecting && <p className="activity">{activity(answer.steps, t)}</p>}
      {answer.text && <Markdown text={answer.text} cite={cite} numbers={numbers} />}
      {reconnecting && <p className="note" role="status">{t('chat.reconnecting')}</p>}
      <Ending answer={answer} onAgain={onAgain} />
      {answer.citations.length > 0 && <SourceCards citations={answer.citations} question={question} onOpen={opened} />}
      {!running && (
        <div className="answer-foot">
          {versions}
          <span className="about">{about(answer, t)}</span>
          {answer.text && <CopyButton text={answer.text} label={t('chat.copyAnswer')} className="icon quiet-button" />}
          {onAgain && answer.state === 'done' && <button type="button" className="icon quiet-button" aria-label={t('chat.regenerate')} title={t('chat.regenerate')} onClick={onAgain}><Icon name="again" size={15} /></button>}
          {answer.state === 'done' && onAsk && <Feedback question={question} answer={answer} />}
        </div>
      )}
      {last && !running && onAsk && answer.suggestions.length > 0 && (
        <div className="followups">
          <p className="quiet">{t('chat.followups')}</p>
          <ul>{answer.suggestions.map((next) => <li key={next}><button type="button" onClick={() => onAsk(next)}>{plain(next)}</button></li>)}</ul>
        </div>
      )}
    </div>
  );
}

/** Why an answer ended early, and what can be done. */
function Ending({ answer, onAgain }: { answer: Message; onAgain?: () => void }) {
  const t = useMessages();
  const words = {
    stopped: t('chat.stopped'),
    interrupted: `${t('chat.interrupted')} ${t('chat.brokenHelp')}`,
    failed: answer.error ?? t('chat.broken'),
  }[answer.state];
  if (!words) return null;
  return (
    <div className={answer.state === 'stopped' ? 'note' : 'warning'} role="alert">
      <span>{words}</span>
      {onAgain && <button type="button" className="button small" onClick={onAgain}>{t('chat.askAgain')}</button>}
    </div>
  );
}

function about(answer: Message, t: ReturnType<typeof useMessages>): string {
  const { usage, timings } = answer;
  const writing = timings ? timings.totalMs - timings.firstTokenMs : 0;
  const rate = usage && usage.completionTokens > 1 && writing > 50 ? Math.round(usage.completionTokens / (writing / 1000)) : 0;
  return [
    answer.citations.length > 0 && t('chat.sourceCount', { count: answer.citations.length }),
    answer.model,
    timings && timings.totalMs > 0 && duration(timings.totalMs),
    rate > 0 && t('chat.speed', { rate }),
  ].filter(Boolean).join(' · ');
}
