import { data, GET } from '../api/client';
import { useLoad } from '../api/use-load';
import { useMessages } from '../i18n';
import { Problem } from '../ui/notice';

/** Which models serve, and how far a change of one is. */
export function Models() {
  const t = useMessages();
  const { value, error, reload } = useLoad((signal) => data(GET('/api/encoders', { signal })), []);
  return (
    <section className="card-section">
      <h2>{t('admin.models')}</h2>
      {error && <Problem error={error} onRetry={reload} />}
      {value && (
        <div className="scroll-x" tabIndex={0} role="group" aria-label={t('admin.models')}>
          <table>
            <thead><tr><th scope="col">{t('admin.role')}</th><th scope="col">{t('admin.model')}</th><th scope="col">{t('admin.state')}</th><th scope="col">{t('admin.progress')}</th><th scope="col">{t('admin.speed')}</th></tr></thead>
            <tbody>
              {value.map((encoder) => (
                <tr key={encoder.role}>
                  <th scope="row">{t(encoder.role === 'image' ? 'admin.role.image' : 'admin.role.text')}</th>
                  <td><code>{encoder.building ?? encoder.active ?? '–'}</code>{encoder.problem && <p className="reason">{encoder.problem}</p>}</td>
                  <td><span className={`state ${encoder.state.toLowerCase()}`}>{encoder.state}</span></td>
                  <td>{encoder.done.toLocaleString()} / {encoder.total.toLocaleString()}</td>
                  <td>{encoder.perSecond ? t('admin.perSecond', { rate: Math.round(encoder.perSecond) }) : '–'}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
