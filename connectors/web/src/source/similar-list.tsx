import { data, GET, type Schemas } from '../api/client';
import { useLoad } from '../api/use-load';
import { useMessages } from '../i18n';
import { HitList } from '../search/hit-list';
import { Empty, Problem } from '../ui/notice';

/** Documents that are like this one, or like the passage that was found. */
export function SimilarList({ document, chunkId }: { document: Schemas['ContentInfo']; chunkId?: string }) {
  const t = useMessages();
  const { value, error, loading, reload } = useLoad(
    (signal) => data(GET('/api/content/{id}/similar', { params: { path: { id: document.id }, query: { chunk: document.kind === 'image' ? undefined : chunkId } }, signal })),
    [document.id, document.version, chunkId]);
  if (error) return <Problem error={error} onRetry={reload} />;
  if (loading || !value) return <p className="quiet">{t('common.loading')}</p>;
  return value.hits.length ? <HitList hits={value.hits} query="" /> : <Empty title={t('source.nothingSimilar')} />;
}
