import { useSyncExternalStore } from 'react';
import { ServiceError, type Schemas } from '../api/client';
import { currentKey } from '../api/key';
import { message } from '../i18n';

type Item = Schemas['ContentAcceptedItem'];

/** What is being sent: it goes on while another page is looked at. */
export interface Uploads {
  sent: number;
  total: number;
  /** 0 to 1, by bytes. */
  progress: number;
  busy: boolean;
  note: string;
  refused: readonly Item[];
}

/** A file and its path within what was dropped. */
export interface NamedFile {
  path: string;
  file: File;
}

const batchFiles = 40;
const batchBytes = 32 * 1024 * 1024;
let state: Uploads = { sent: 0, total: 0, progress: 0, busy: false, note: '', refused: [] };
let queue: Promise<void> = Promise.resolve();
const listeners = new Set<() => void>();

function set(part: Partial<Uploads>): void {
  state = { ...state, ...part };
  listeners.forEach((listener) => listener());
}

export function useUploads(): Uploads {
  return useSyncExternalStore((listener) => { listeners.add(listener); return () => listeners.delete(listener); }, () => state);
}

/** Sends files in batches, one after the other, so that a folder of any size has a progress and a lost batch is a small one. */
export function upload(files: readonly NamedFile[], collection: string, onBatch: () => void): Promise<void> {
  queue = queue.then(() => sendAll(files, collection, onBatch));
  return queue;
}

async function sendAll(files: readonly NamedFile[], collection: string, onBatch: () => void): Promise<void> {
  if (files.length === 0) {
    set({ note: message('library.nothing') });
    return;
  }
  const bytes = files.reduce((sum, { file }) => sum + file.size, 0) || 1;
  let before = 0;
  let unchanged = 0;
  let accepted = 0;
  const refused: Item[] = [];
  set({ sent: 0, total: files.length, progress: 0, busy: true, note: '', refused: [] });
  try {
    for (const batch of batches(files)) {
      const { items } = await sendBatch(batch, collection, (loaded) => set({ progress: Math.min(1, (before + loaded) / bytes) }));
      before += batch.reduce((sum, { file }) => sum + file.size, 0);
      for (const item of items) {
        if (!item.id) refused.push(item);
        else if (item.changed) accepted++;
        else unchanged++;
      }
      set({ sent: state.sent + batch.length, refused: [...refused] });
      onBatch();
    }
    set({ busy: false, progress: 1, note: [accepted ? message('library.accepted', { count: accepted }) : '', unchanged ? message('library.unchanged', { count: unchanged }) : ''].filter(Boolean).join(' ') });
  } catch (error) {
    set({ busy: false, note: message('library.lost', { reason: (error as Error).message }) });
  }
}

function* batches(files: readonly NamedFile[]): Generator<NamedFile[]> {
  let batch: NamedFile[] = [];
  let size = 0;
  for (const named of files) {
    if (batch.length > 0 && (batch.length >= batchFiles || size + named.file.size > batchBytes)) {
      yield batch;
      batch = [];
      size = 0;
    }
    batch.push(named);
    size += named.file.size;
  }
  if (batch.length) yield batch;
}

/** XMLHttpRequest, because fetch does not tell how far an upload is. */
function sendBatch(batch: readonly NamedFile[], collection: string, onProgress: (loaded: number) => void): Promise<Schemas['ContentAccepted']> {
  const form = new FormData();
  form.append('collection', collection);
  for (const { path, file } of batch) form.append('file', file, path);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', '/api/content');
    const key = currentKey();
    if (key) request.setRequestHeader('Authorization', `Bearer ${key}`);
    request.responseType = 'json';
    request.upload.addEventListener('progress', (event) => onProgress(event.loaded));
    request.addEventListener('load', () => {
      const answer = request.response as (Schemas['ContentAccepted'] & { title?: string; detail?: string }) | null;
      if (request.status === 202 && answer) resolve(answer);
      else reject(new ServiceError(request.status, [answer?.title, answer?.detail].filter(Boolean).join(': ') || message('errors.failed', { status: request.status })));
    });
    request.addEventListener('error', () => reject(new ServiceError(0, message('errors.unreachable'))));
    request.send(form);
  });
}
