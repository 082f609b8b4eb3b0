import { send, ServiceError } from '../api/client';
import { useLoad } from '../api/use-load';
import { useMessages } from '../i18n';
import { dateTime } from '../ui/format';
import { Empty, Problem } from '../ui/notice';
import { LearningPlot } from './learning-plot';
import { ReplayBuffer } from './replay-buffer';

/** A version of an adapter, or of the weights of a collection's searches, as GET /api/adapters lists them. */
interface Adapter {
  version: string | number;
  direction: string;
  state: string;
  createdAt: string;
  parent: string | number | null;
  metrics: { name: string; base: number; value: number; low: number; high: number }[];
  reasons: string[];
  weights?: { bm25: number; denseText: number; denseImage: number } | null;
}

async function adapters(signal: AbortSignal): Promise<Adapter[]> {
  try {
    return (await (await send('/api/adapters', { signal })).json()) as Adapter[];
  } catch (error) {
    // A service without learning has no such list.
    if (error instanceof ServiceError && error.status === 404) return [];
    throw error;
  }
}

const figure = (value: number): string => value.toLocaleString(undefined, { minimumFractionDigits: 3, maximumFractionDigits: 3 });
const signed = (value: number): string => `${value > 0 ? '+' : ''}${figure(value)}`;

export default function LearningPage() {
  const t = useMessages();
  const { value, error, reload } = useLoad(adapters, []);
  return (
    <div className="page">
      <h1>{t('learning.title')}</h1>
      <p className="lead">{t('learning.lead')}</p>
      {error && <Problem error={error} onRetry={reload} />}
      {value?.length === 0 && <Empty title={t('learning.none')}><p>{t('learning.noneHelp')}</p></Empty>}
      {value && [...new Set(value.map((adapter) => adapter.direction))].map((direction) => <LearningPlot key={direction} direction={direction} versions={value.filter((adapter) => adapter.direction === direction)} />)}
      {value?.map((adapter) => (
        <section key={`${adapter.direction} ${adapter.version}`} className="card-section">
          <h2>{t('learning.version')} {adapter.version} <span className={`state ${adapter.state.toLowerCase()}`}>{adapter.state}</span></h2>
          <p className="quiet">{t('learning.direction')} {adapter.direction} · {t('learning.created')} {dateTime(adapter.createdAt)}{adapter.parent !== null && ` · ${t('learning.parent')} ${adapter.parent}`}</p>
          {adapter.weights && <p className="quiet">{t('learning.weights', { words: figure(adapter.weights.bm25), text: figure(adapter.weights.denseText), pictures: figure(adapter.weights.denseImage) })}</p>}
          <div className="scroll-x">
            <table>
              <thead><tr><th scope="col">{t('learning.metric')}</th><th scope="col">{t('learning.base')}</th><th scope="col">{t('learning.value')}</th><th scope="col">{t('learning.gain')}</th><th scope="col">{t('learning.range')}</th></tr></thead>
              <tbody>
                {adapter.metrics.map((metric) => (
                  <tr key={metric.name}>
                    <th scope="row">{metric.name}</th><td>{figure(metric.base)}</td><td>{figure(metric.value)}</td>
                    <td className={metric.value < metric.base ? 'worse' : 'better'}>{signed(metric.value - metric.base)}</td><td>{signed(metric.low)} … {signed(metric.high)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          {adapter.reasons.length > 0 && <><h3>{t('learning.reasons')}</h3><ul className="plain-list">{adapter.reasons.map((reason) => <li key={reason}>{reason}</li>)}</ul></>}
        </section>
      ))}
      <ReplayBuffer />
    </div>
  );
}
