import { data, GET } from '../api/client';
import { useLoad } from '../api/use-load';
import { useMessages } from '../i18n';
import { Problem } from '../ui/notice';

/** Settings as they hold; nothing is changed here. */
export function Settings() {
  const t = useMessages();
  const { value, error, reload } = useLoad((signal) => data(GET('/api/settings', { signal })), []);
  return (
    <section className="card-section settings">
      <h2>{t('admin.settings')}</h2>
      <p className="quiet">{t('admin.settingsHelp')}</p>
      {error && <Problem error={error} onRetry={reload} />}
      {value?.map((section) => (
        <details key={section.section}>
          <summary>{section.section.replace(/^Assistant:/, '')}</summary>
          <div className="scroll-x" tabIndex={0} role="group" aria-label={section.section}>
            <table>
              <tbody>
                {section.values.map((setting) => (
                  <tr key={setting.name}><td>{setting.name}</td><td className={setting.configured ? undefined : 'is-default'}><code>{setting.value ?? '–'}</code>{!setting.configured && <small> {t('admin.default')}</small>}</td></tr>
                ))}
              </tbody>
            </table>
          </div>
        </details>
      ))}
    </section>
  );
}
