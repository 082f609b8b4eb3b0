import { useState } from 'react';
import { data, DELETE, GET, send, type Schemas } from '../api/client';
import { useLoad } from '../api/use-load';
import { save } from '../chat/export';
import { useMessages } from '../i18n';
import { Confirm } from '../ui/confirm';
import { dateTime } from '../ui/format';
import { Problem } from '../ui/notice';
import { plain } from '../ui/plain';

type Count = Schemas['ReplayCountInfo'];

const sum = (counts: readonly Count[]): number => counts.reduce((total, count) => total + count.items, 0);

/** What is kept to learn from, by domain and kind, with its quota; one's own part can be taken along and deleted. */
export function ReplayBuffer() {
  const t = useMessages();
  const { value, error, reload } = useLoad(async (signal) => {
    const [counts, quota] = await Promise.all([data(GET('/api/replay', { signal })), data(GET('/api/replay/quota', { signal }))]);
    return { counts, quota };
  }, []);
  const [forgetting, setForgetting] = useState(false);
  const [note, setNote] = useState('');
  const exportOwn = () => {
    setNote('');
    send(`${location.origin}/api/replay/export`).then((response) => response.text()).then(
      (lines) => (lines ? save('replay.jsonl', 'application/x-ndjson', lines) : setNote(t('learning.exportNone'))),
      (failure: Error) => setNote(failure.message));
  };
  const forget = async () => {
    const { rows } = await data(DELETE('/api/replay'));
    setNote(t('learning.forgotten', { count: rows }));
    reload();
  };
  const counts = value?.counts ?? [];
  const isGold = (count: Count) => count.origin === 'gold';
  const encoders = new Set(counts.map((count) => count.encoder));
  return (
    <section className="card-section replay">
      <h2>{t('learning.buffer')}</h2>
      <p className="quiet">{t('learning.bufferHelp')}</p>
      {error && <Problem error={error} onRetry={reload} />}
      {value && <p>{counts.length ? t('learning.bufferUse', { items: sum(counts.filter((count) => !isGold(count))), max: value.quota.maxItems, gold: sum(counts.filter(isGold)), maxGold: value.quota.maxGold }) : t('learning.bufferNone')}</p>}
      {counts.length > 0 && (
        <div className="scroll-x" tabIndex={0} role="group" aria-label={t('learning.buffer')}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t('learning.collection')}</th><th scope="col">{t('learning.kind')}</th><th scope="col">{t('learning.direction')}</th>
                {encoders.size > 1 && <th scope="col">{t('learning.encoder')}</th>}
                <th scope="col">{t('learning.items')}</th><th scope="col">{t('learning.offered')}</th><th scope="col">{t('learning.newest')}</th>
              </tr>
            </thead>
            <tbody>
              {counts.map((count) => (
                <tr key={`${count.direction} ${count.encoder} ${count.collection} ${count.origin}`}>
                  <th scope="row"><bdi>{plain(count.collection)}</bdi></th>
                  <td>{t(`learning.origin.${count.origin}` as 'learning.origin.pair')}</td>
                  <td>{t(`learning.direction.${count.direction}` as 'learning.direction.text_to_text')}</td>
                  {encoders.size > 1 && <td>{plain(count.encoder)}</td>}
                  <td>{count.items.toLocaleString()}</td><td>{count.added.toLocaleString()}</td><td>{count.newest ? dateTime(count.newest) : ''}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <div className="row">
        <button type="button" className="button small" onClick={exportOwn}>{t('learning.export')}</button>
        <button type="button" className="button small" onClick={() => setForgetting(true)}>{t('learning.forget')}</button>
      </div>
      <p className="quiet note-line" role="status">{note}</p>
      {forgetting && (
        <Confirm title={t('learning.forgetTitle')} subject={t('learning.forgetSubject')} action={t('common.delete')} onClose={() => setForgetting(false)} onConfirm={forget}>
          <p>{t('learning.forgetHelp')}</p>
        </Confirm>
      )}
    </section>
  );
}
