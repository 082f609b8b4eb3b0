import { useEffect } from 'react';
import { data, GET } from '../api/client';
import { useLoad } from '../api/use-load';
import { useMessages } from '../i18n';
import { bytes, dateTime } from '../ui/format';
import { Problem } from '../ui/notice';
import { State } from '../ui/state';

const often = 5_000;

/** Health and memory, read again while it is looked at. */
export function ServiceState() {
  const t = useMessages();
  const { value, error, reload } = useLoad((signal) => data(GET('/api/service', { signal })), []);
  useEffect(() => {
    const timer = setInterval(() => { if (!document.hidden) reload(); }, often);
    return () => clearInterval(timer);
  }, [reload]);
  return (
    <section className="card-section">
      <h2>{t('admin.service')}{value && <State value={value.health} />}</h2>
      {error && <Problem error={error} onRetry={reload} />}
      {value && (
        <>
          <dl className="tiles">
            <div><dt>{t('admin.version')}</dt><dd>{value.version}</dd></div>
            <div><dt>{t('admin.up')}</dt><dd>{dateTime(value.started)}</dd></div>
            <div><dt>{t('admin.memory')}</dt><dd>{t('admin.memoryOf', { used: bytes(value.memoryBytes), total: bytes(value.machineMemoryBytes) })}</dd></div>
            <div><dt>{t('admin.processors')}</dt><dd>{value.processors}</dd></div>
          </dl>
          <h3>{t('admin.health')}</h3>
          <ul className="checks">{value.checks.map((check) => <li key={check.name}><State value={check.state} /><span>{check.name}{check.description && check.state !== 'Healthy' && `: ${check.description}`}</span></li>)}</ul>
        </>
      )}
    </section>
  );
}
