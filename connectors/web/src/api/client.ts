import createClient, { type Middleware } from 'openapi-fetch';
import { message } from '../i18n';
import type { components, paths } from './schema';
import { clearKey, currentKey, requestKey } from './key';
import { lost } from './connection';

/** The types of the service's own description; a change there breaks this build. */
export type Schemas = components['schemas'];

/** A request that was not served, in words that say what to do. Status 0: the service cannot be reached. */
export class ServiceError extends Error {
  readonly status: number;

  constructor(status: number, words: string) {
    super(words);
    this.status = status;
  }
}

/** Sends with the key; asks for one where it is needed, and turns what fails into a ServiceError. */
export async function send(input: Request | string, init?: RequestInit): Promise<Response> {
  const request = new Request(input, init);
  for (;;) {
    const key = currentKey();
    const attempt = request.clone();
    if (key) attempt.headers.set('Authorization', `Bearer ${key}`);
    let response: Response;
    try {
      response = await fetch(attempt, { cache: 'no-store' });
    } catch (error) {
      if (request.signal.aborted) throw error;
      lost();
      throw new ServiceError(0, message('errors.unreachable'));
    }
    if (response.ok) return response;
    if (response.status === 401) {
      // Another request may have asked meanwhile.
      if (key !== currentKey()) continue;
      clearKey();
      if (await requestKey()) continue;
      throw new ServiceError(401, message('errors.key'));
    }
    throw new ServiceError(response.status, await reason(response));
  }
}

async function reason(response: Response): Promise<string> {
  const problem = (await response.json().catch(() => null)) as { title?: string; detail?: string } | null;
  if (problem?.detail) return problem.title ? `${problem.title}: ${problem.detail}` : problem.detail;
  switch (response.status) {
    case 403: return message('errors.forbidden');
    case 404: return message('errors.gone');
    case 413: return message('errors.large');
    case 429: return message('errors.many');
    default: return problem?.title && response.status < 500 ? problem.title : message('errors.failed', { status: response.status });
  }
}

const refuse: Middleware = {
  onError({ error }) {
    return error instanceof Error ? error : new Error(String(error));
  },
};

const client = createClient<paths>({ baseUrl: location.origin, fetch: (request) => send(request) });
client.use(refuse);

export const { GET, POST, PUT, PATCH, DELETE } = client;

/** The data of an answer: every failure has been thrown before. */
export async function data<T>(call: Promise<{ data?: T }>): Promise<T> {
  return (await call).data as T;
}

/** A picture of a document as an object URL, which the caller revokes: an img element cannot send the key. */
export async function pictureUrl(id: string, kind: 'thumbnail' | 'raw', signal?: AbortSignal): Promise<string> {
  const response = await send(`${location.origin}/api/content/${encodeURIComponent(id)}/${kind}`, { signal });
  return URL.createObjectURL(await response.blob());
}
