import { useMessages } from '../i18n';
import type { Key } from '../i18n/en';
import { Code } from '../markdown/code-block';
import { useSource } from '../source/source-context';
import { duration } from '../ui/format';
import { Icon, type IconName } from '../ui/icon';
import { plain } from '../ui/plain';
import type { Step } from './messages';

type Words = ReturnType<typeof useMessages>;

const tools: Record<string, [IconName, Key]> = {
  search: ['search', 'trace.search'],
  search_images: ['picture', 'trace.searchImages'],
  open_document: ['file', 'trace.open'],
  look_at_image: ['picture', 'trace.look'],
  compute: ['code', 'trace.compute'],
  recall: ['memory', 'trace.recall'],
  remember: ['memory', 'trace.remember'],
  list_collections: ['library', 'trace.collections'],
};

/** A call with what came of it. */
interface Call {
  call: Step;
  result: Step | null;
}

type Entry = { thought: Step } | { notice: Step } | Call | { result: Step };

/** Steps in order, each observation with its call. */
export function entriesOf(steps: readonly Step[]): Entry[] {
  const entries: Entry[] = [];
  for (const step of steps) {
    if (step.kind === 'thought') {
      if (step.text?.trim()) entries.push({ thought: step });
    } else if (step.kind === 'notice') {
      entries.push({ notice: step });
    } else if (step.kind === 'tool_call') {
      entries.push({ call: step, result: null });
    } else if (step.kind === 'observation') {
      const open = entries.findIndex((entry) => 'call' in entry && !entry.result && (!step.callId || entry.call.callId === step.callId));
      if (open >= 0) entries[open] = { call: (entries[open] as Call).call, result: step };
      else entries.push({ result: step });
    }
  }
  return entries;
}

function argument(step: Step): Record<string, unknown> {
  return typeof step.arguments === 'object' && step.arguments !== null ? (step.arguments as Record<string, unknown>) : {};
}

/** What a call is about, in a line; a program is shown apart. */
function subject(step: Step): string {
  const { query, document, image, fact, question, program } = argument(step);
  const first = [query, document, image, fact, question].find((value) => typeof value === 'string');
  if (first !== undefined) return first as string;
  return program !== undefined ? '' : Object.values(argument(step)).filter((value) => ['string', 'number'].includes(typeof value)).join(', ');
}

function codeOf(step: Step): string | null {
  const { program } = argument(step);
  return typeof program === 'string' ? program : null;
}

/** What the assistant is doing just now. */
export function activity(steps: readonly Step[], t: Words): string {
  const last = entriesOf(steps).at(-1);
  if (last && 'call' in last && !last.result) {
    const query = argument(last.call).query;
    return typeof query === 'string' ? t('chat.searching', { query: plain(query) }) : t('chat.using', { tool: plain(last.call.tool ?? '') });
  }
  return t('chat.thinking');
}

/** How an answer was made: closed at first, so that the answer comes first. Its time is the whole answer's, and while it is made that of its tools. */
export function Trace({ steps, running, question, ms }: { steps: readonly Step[]; running: boolean; question: string; ms?: number }) {
  const t = useMessages();
  const entries = entriesOf(steps);
  if (entries.length === 0) return null;
  const total = ms ?? steps.reduce((sum, step) => sum + (step.ms ?? 0), 0);
  return (
    <details className="trace">
      <summary>{t('trace.title')} <span className="quiet">· {t('trace.steps', { count: entries.length })}{total >= 1 && ` · ${duration(total)}`}{running && ' …'}</span></summary>
      <ol>{entries.map((entry, at) => <li key={at}><TraceEntry entry={entry} question={question} /></li>)}</ol>
    </details>
  );
}

function TraceEntry({ entry, question }: { entry: Entry; question: string }) {
  const t = useMessages();
  if ('thought' in entry) return <p className="thought"><Icon name="think" size={15} /><span dir="auto">{plain(entry.thought.text ?? '')}</span></p>;
  if ('notice' in entry) return <p className="thought"><Icon name="warning" size={15} /><span dir="auto">{plain(entry.notice.text ?? '')}</span></p>;
  if (!('call' in entry)) return <Result result={entry.result} question={question} />;
  const { call, result } = entry;
  const [icon, words] = tools[call.tool ?? ''] ?? (['more', 'trace.tool'] as [IconName, Key]);
  const code = codeOf(call);
  const about = subject(call);
  return (
    <>
      <p className="call"><Icon name={icon} size={15} /><span>{t(words, { tool: plain(call.tool ?? '') })} {about && <q dir="auto">{plain(about)}</q>}</span>{result?.ms != null && <small>{duration(result.ms)}</small>}</p>
      {code && <Code code={code} language="python" />}
      {result && <Result result={result} question={question} program={code !== null} />}
    </>
  );
}

/** Documents that are named before the rest is folded away. */
const named = 8;

function Result({ result, question, program }: { result: Step; question: string; program?: boolean }) {
  const t = useMessages();
  const { open } = useSource();
  const sources = result.sources ?? [];
  const documents = [...new Map(sources.map((source) => [source.documentId, source])).values()];
  const text = plain(result.text ?? '');
  if (program || result.isError) return <pre className={`output${result.isError ? ' failed' : ''}`} tabIndex={0} aria-label={t('trace.output')}>{text}</pre>;
  if (sources.length === 0) return text ? <details className="found-text"><summary>{text.length > 120 ? `${text.slice(0, 120)}…` : text}</summary>{text.length > 120 && <p className="text">{text}</p>}</details> : null;
  return (
    <>
      <ul className="found">
        {documents.slice(0, named).map((source) => (
          <li key={source.documentId}><button type="button" className="found-source" onClick={() => open({ ...source, query: question })}>{source.n > 0 && <b>{source.n}</b>}<bdi>{plain(source.title || source.uri)}</bdi></button></li>
        ))}
        {documents.length > named && <li className="quiet">+{documents.length - named}</li>}
      </ul>
      {text && <details className="found-text"><summary>{t('trace.found', { count: sources.length })}</summary><p className="text" dir="auto">{text}</p></details>}
    </>
  );
}
