import type { ReactNode } from 'react';
import { data, GET, send, type Schemas } from '../api/client';
import { useLoad } from '../api/use-load';
import { useMessages } from '../i18n';
import { bytes, date, dateTime } from '../ui/format';
import { Icon } from '../ui/icon';
import { baseName, plain } from '../ui/plain';
import { useSource } from './source-context';

type Info = Schemas['ContentInfo'];

/** Saves the bytes: they come with the key, so that a plain link would not do. */
async function download(info: Info): Promise<void> {
  const response = await send(`${location.origin}/api/content/${info.id}/raw`);
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = plain(baseName(info.uri));
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

export function DocumentDetails({ info }: { info: Info }) {
  const t = useMessages();
  const { open } = useSource();
  const copies = useLoad((signal) => data(GET('/api/content', { params: { query: { hash: info.hash ?? undefined, limit: 20 } }, signal })), [info.id, info.hash]);
  const parent = useLoad<Info | null>(async (signal) => (info.parent ? data(GET('/api/content/{id}', { params: { path: { id: info.parent } }, signal })) : null), [info.parent]);
  const others = copies.value?.items.filter((item) => item.id !== info.id) ?? [];
  const link = (item: Info) => <button type="button" className="link" onClick={() => open({ documentId: item.id, uri: item.uri, title: item.title })}><bdi>{plain(item.uri)}</bdi></button>;
  const rows: [string, ReactNode][] = [
    [t('detail.uri'), <bdi key="uri">{plain(info.uri)}</bdi>],
    [t('detail.collection'), <bdi key="collection">{plain(info.collection)}</bdi>],
    [t('detail.state'), t(`state.${info.state}` as 'state.Indexed')],
    [t('detail.reason'), info.reason],
    [t('detail.attempts'), info.attempts > 0 ? info.attempts : null],
    [t('detail.type'), info.mediaType],
    [t('detail.size'), bytes(info.size)],
    [t('detail.pixels'), info.width ? `${info.width} × ${info.height}` : null],
    [t('detail.version'), info.version],
    [t('detail.tags'), info.tags?.length ? info.tags.join(', ') : null],
    [t('detail.date'), info.date ? date(info.date) : null],
    [t('detail.created'), dateTime(info.created)],
    [t('detail.updated'), dateTime(info.updated)],
    [t('detail.source'), info.source],
    [t('library.unpackedFrom'), parent.value && link(parent.value)],
    [t('library.copies'), others.length > 0 && <ul key="copies">{others.map((item) => <li key={item.id}>{link(item)}</li>)}</ul>],
    [t('detail.hash'), <code key="hash">{info.hash}</code>],
  ];
  return (
    <>
      <dl className="details">
        {rows.filter(([, value]) => value !== null && value !== undefined && value !== false && value !== '').map(([label, value]) => <div key={label}><dt>{label}</dt><dd>{value}</dd></div>)}
      </dl>
      <button type="button" className="button" onClick={() => void download(info)}><Icon name="file" size={16} /> {t('source.download')}</button>
    </>
  );
}
