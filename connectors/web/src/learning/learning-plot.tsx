import { useMessages } from '../i18n';
import { dateTime } from '../ui/format';

/** What the plot needs of a version. */
export interface PlottedVersion {
  version: string | number;
  state: string;
  createdAt: string;
  metrics: { name: string; base: number; value: number; low: number; high: number }[];
}

const width = 640;
const height = 200;
const left = 56;
const bottom = 28;

/** Gain of each version with its 95 % interval, oldest first: what is new as dots, what has to be kept as diamonds. */
export function LearningPlot({ direction, versions }: { direction: string; versions: PlottedVersion[] }) {
  const t = useMessages();
  const shown = versions.filter((version) => version.metrics.length > 0).toSorted((a, b) => a.createdAt.localeCompare(b.createdAt));
  if (shown.length === 0) return null;
  const all = shown.flatMap((version) => version.metrics);
  const top = Math.max(0.02, ...all.map((metric) => metric.high));
  const floor = Math.min(-0.02, ...all.map((metric) => metric.low));
  const y = (gain: number): number => 8 + ((top - gain) / (top - floor)) * (height - bottom - 8);
  const step = (width - left - 16) / shown.length;
  return (
    <figure className="learning-plot">
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={`${t('learning.plot')} ${direction}`}>
        {[top, 0, floor].map((gain) => (
          <g key={gain}>
            <line x1={left} x2={width - 8} y1={y(gain)} y2={y(gain)} className={gain === 0 ? 'axis' : 'grid'} />
            <text x={left - 6} y={y(gain) + 4} textAnchor="end">{`${gain > 0 ? '+' : ''}${(100 * gain).toFixed(1)}`}</text>
          </g>
        ))}
        {shown.map((version, i) => {
          const room = Math.min(step, 120);
          const start = left + step * i + (step - room) / 2;
          return (
            <g key={version.version}>
              {version.metrics.map((metric, k) => {
                const x = start + (room * (k + 1)) / (version.metrics.length + 1);
                const gain = metric.value - metric.base;
                return (
                  <g key={metric.name} className={gain < 0 ? 'loss' : 'gain'}>
                    <title>{`${version.version} · ${dateTime(version.createdAt)} · ${metric.name}: ${(100 * gain).toFixed(1)} (${(100 * metric.low).toFixed(1)} … ${(100 * metric.high).toFixed(1)})`}</title>
                    <line x1={x} x2={x} y1={y(metric.low)} y2={y(metric.high)} />
                    {k === 0 ? <circle cx={x} cy={y(gain)} r={5} /> : <rect x={x - 3.5} y={y(gain) - 3.5} width={7} height={7} transform={`rotate(45 ${x} ${y(gain)})`} />}
                  </g>
                );
              })}
              <text x={start + room / 2} y={height - 8} textAnchor="middle" className={version.state === 'Active' ? 'active' : ''}>{String(version.version).replace(/^.*-(?=\d+$)/, '')}</text>
            </g>
          );
        })}
      </svg>
      <figcaption className="quiet">{direction}: {t('learning.plotHelp')}</figcaption>
    </figure>
  );
}
