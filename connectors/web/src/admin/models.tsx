import { data, GET } from '../api/client';
import { useLoad } from '../api/use-load';
import { useMessages } from '../i18n';
import { bytes } from '../ui/format';
import { Problem } from '../ui/notice';
import { State } from '../ui/state';

/** Which models serve, and how far a change of one is. */
export function Models() {
  const t = useMessages();
  const { value, error, reload } = useLoad(async (signal) => {
    const [encoders, service] = await Promise.all([data(GET('/api/encoders', { signal })), data(GET('/api/service', { signal }))]);
    return { encoders, answers: service.answerModel };
  }, []);
  return (
    <section className="card-section">
      <h2>{t('admin.models')}</h2>
      {error && <Problem error={error} onRetry={reload} />}
      {value && (
        <div className="scroll-x" tabIndex={0} role="group" aria-label={t('admin.models')}>
          <table>
            <thead><tr><th scope="col">{t('admin.role')}</th><th scope="col">{t('admin.model')}</th><th scope="col">{t('admin.state')}</th><th scope="col">{t('admin.size')}</th><th scope="col">{t('admin.speed')}</th></tr></thead>
            <tbody>
              <tr>
                <th scope="row">{t('admin.role.answers')}</th>
                <td><code>{value.answers.name}</code>{value.answers.description && <small> {value.answers.description}</small>}</td>
                <td><State value={value.answers.state} /></td>
                <td>{value.answers.modelBytes > 0 ? bytes(value.answers.modelBytes) : '–'}</td>
                <td>{value.answers.tokensPerSecond ? t('chat.speed', { rate: Math.round(value.answers.tokensPerSecond) }) : '–'}</td>
              </tr>
              {value.encoders.map((encoder) => (
                <tr key={encoder.role}>
                  <th scope="row">{t(encoder.role === 'image' ? 'admin.role.image' : 'admin.role.text')}</th>
                  <td><code>{encoder.building ?? encoder.active ?? '–'}</code>{encoder.problem && <p className="reason">{encoder.problem}</p>}</td>
                  <td><State value={encoder.state} /></td>
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
