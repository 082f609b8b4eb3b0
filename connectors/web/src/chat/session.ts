import { data, GET, POST, send, ServiceError, type Schemas } from '../api/client';
import { restored } from '../api/connection';
import { events } from '../api/events';
import { message as words } from '../i18n';
import type { Attached } from '../ui/image-input';
import { conversationsChanged } from './conversations';
import { childrenOf, fromStored, newestLeaf, turnsTo, type Message, type Step, type Turn } from './messages';

/** What a page draws of a conversation; a new object for each change. */
export interface View {
  id: string | null;
  title: string;
  turns: readonly Turn[];
  /** Versions of a message: those that follow the same one. */
  siblings: (message: Message) => readonly Message[];
  running: Message | null;
  reconnecting: boolean;
  loading: boolean;
  error: Error | null;
}

type Started = Schemas['AskStarted'];
type Result = Schemas['AskResult'];

interface Question {
  question: string;
  image?: string;
  collection?: string;
  parentId?: string;
}

/** Time between two drawings while words stream in. */
const drawEvery = 60;

/** A conversation: its messages as a tree, the branch that is shown, and the answer that is on its way. It lives on when its page is left. */
export class Session {
  id: string | null;
  private title = '';
  private messages = new Map<string, Message>();
  private leaf: string | null = null;
  private running: string | null = null;
  private abort: AbortController | null = null;
  private reconnecting = false;
  private loading = false;
  private error: Error | null = null;
  private view: View | null = null;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private readonly listeners = new Set<() => void>();
  private local = 0;
  /** The last event of the running answer that was seen. */
  private lastSeq = 0;

  constructor(id: string | null) {
    this.id = id;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  getView = (): View => {
    this.view ??= this.draw();
    return this.view;
  };

  private draw(): View {
    const children = childrenOf(this.messages.values());
    return {
      id: this.id,
      title: this.title,
      turns: turnsTo(this.messages, this.leaf),
      siblings: (message) => children.get(message.parentId)?.filter((other) => other.role === message.role) ?? [message],
      running: this.running ? this.messages.get(this.running) ?? null : null,
      reconnecting: this.reconnecting,
      loading: this.loading,
      error: this.error,
    };
  }

  private changed(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    this.view = null;
    this.listeners.forEach((listener) => listener());
  }

  private changedSoon(): void {
    this.timer ??= setTimeout(() => this.changed(), drawEvery);
  }

  private set(id: string, part: Partial<Message>): void {
    const before = this.messages.get(id);
    if (before) this.messages.set(id, { ...before, ...part });
  }

  /** Reads what is stored, and follows an answer that is still being made. */
  async load(): Promise<void> {
    if (!this.id || this.running) return;
    this.loading = true;
    this.changed();
    try {
      const detail = await data(GET('/api/conversations/{id}', { params: { path: { id: this.id } } }));
      this.fill(detail);
      this.error = null;
    } catch (error) {
      this.error = error instanceof ServiceError && error.status === 404 ? new Error(words('chat.goneConversation')) : error as Error;
    }
    this.loading = false;
    this.changed();
    const running = [...this.messages.values()].find((message) => message.state === 'running');
    if (running && !this.running) {
      // Its events come from the first one on.
      this.lastSeq = 0;
      this.set(running.id, { text: '', citations: [], steps: [] });
      void this.follow(running.id);
    }
  }

  private fill(detail: Schemas['ConversationDetail']): void {
    this.title = detail.title;
    // Messages that the service does not know failed before they were stored; they stay, so that they can be asked again.
    const unsent = [...this.messages.values()].filter((message) => message.id.startsWith('local-'));
    const pictures = new Map([...this.messages].map(([id, message]) => [id, message.image]));
    this.messages = new Map(detail.messages.map((stored) => [stored.id, { ...fromStored(stored), image: typeof pictures.get(stored.id) === 'string' ? pictures.get(stored.id)! : stored.hasImage ?? false }]));
    unsent.forEach((message) => this.messages.set(message.id, message));
    if (!this.leaf || !this.messages.has(this.leaf)) this.leaf = detail.messages.at(-1)?.id ?? null;
  }

  /** Shows another version of a question or answer, with the newest of what followed it. */
  choose(message: Message): void {
    this.leaf = newestLeaf(childrenOf(this.messages.values()), message).id;
    this.changed();
  }

  /** Asks at the end of the branch that is shown. */
  ask(question: string, image: Attached | null, collection: string): void {
    const last = this.getView().turns.findLast((turn) => turn.answer && !turn.answer.id.startsWith('local-'))?.answer;
    this.begin({ question, image: image?.data, collection, parentId: last?.id }, last?.id ?? null);
  }

  /** Asks other words in the place of a question. */
  edit(message: Message, question: string, collection: string): void {
    const image = typeof message.image === 'string' ? message.image : undefined;
    if (message.id.startsWith('local-')) this.forget(message);
    this.begin({ question, image, collection, parentId: message.parentId ?? this.id ?? undefined }, message.parentId);
  }

  /** Answers a question again. One that never reached the service is sent again. */
  again(turn: Turn, collection: string): void {
    const { question } = turn;
    if (question.id.startsWith('local-')) {
      this.edit(question, question.text, collection);
      return;
    }
    const answer = this.place({ role: 'assistant', parentId: question.id, state: 'running' });
    void this.run(answer.id, { question: '', collection, parentId: question.id });
  }

  private forget(question: Message): void {
    for (const message of [...this.messages.values()]) if (message.id === question.id || message.parentId === question.id) this.messages.delete(message.id);
  }

  private begin(asked: Question, parentId: string | null): void {
    const question = this.place({ role: 'user', parentId, text: asked.question, image: asked.image ?? false });
    const answer = this.place({ role: 'assistant', parentId: question.id, state: 'running' });
    void this.run(answer.id, asked);
  }

  private place(part: Partial<Message> & Pick<Message, 'role' | 'parentId'>): Message {
    const message: Message = { id: `local-${++this.local}`, text: '', state: 'done', created: new Date().toISOString(), citations: [], steps: [], suggestions: [], image: false, ...part };
    this.messages.set(message.id, message);
    this.leaf = message.id;
    return message;
  }

  private async run(answer: string, asked: Question): Promise<void> {
    this.abort = new AbortController();
    this.running = answer;
    this.changed();
    let id = answer;
    try {
      const response = await send(`${location.origin}/api/ask`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ question: asked.question, image: asked.image, collection: asked.collection || undefined, conversationId: this.id ?? undefined, parentId: this.id ? asked.parentId : undefined }),
        signal: this.abort.signal,
      });
      id = await this.take(response, id);
    } catch (error) {
      if (id.startsWith('local-') && this.running === id) this.end(id, this.abort.signal.aborted ? { state: 'stopped' } : { state: 'failed', error: (error as Error).message });
    }
    // Begun, but not ended: the connection is gone. What is stored is read from the service once it is there again.
    if (this.running) await this.follow(this.running);
  }

  /** Takes the events of a stream; gives the answer's id. */
  private async take(response: Response, answer: string): Promise<string> {
    let id = answer;
    for await (const { event, data: value } of events(response)) {
      if (event === 'started') {
        const started = value as Started;
        this.rename(id, started);
        id = started.messageId;
      } else if (event === 'done') {
        this.finish(id, value as Result);
        return id;
      } else if (event === 'error') {
        const problem = value as { title?: string; detail?: string };
        this.end(id, { state: 'failed', error: problem.detail || problem.title || words('chat.broken') });
        return id;
      } else {
        this.step(id, value as Step);
      }
    }
    throw new Error(words('chat.broken'));
  }

  /** Follows an answer that the service is making, or has made meanwhile. */
  private async follow(id: string): Promise<void> {
    if (id.startsWith('local-') || !this.id) return;
    this.running = id;
    while (this.running === id) {
      this.reconnecting = true;
      this.changed();
      await restored();
      this.abort = new AbortController();
      try {
        const response = await send(`${location.origin}/api/conversations/${this.id}/messages/${id}/events?after=${this.lastSeq}`, { signal: this.abort.signal });
        this.reconnecting = false;
        this.changed();
        await this.take(response, id);
      } catch (error) {
        if (error instanceof ServiceError && error.status === 404) this.end(id, { state: 'interrupted' });
        else if (this.running === id) await new Promise((resolve) => setTimeout(resolve, 800));
      }
    }
    this.reconnecting = false;
    this.changed();
  }

  /** Local messages get the names under which they are stored. */
  private rename(local: string, started: Started): void {
    if (!this.id) {
      this.id = started.conversationId;
      adopt(this);
    }
    const answer = this.messages.get(local);
    if (answer && local !== started.messageId) {
      this.lastSeq = 0;
      const question = answer.parentId ? this.messages.get(answer.parentId) : undefined;
      const renamed = new Map<string, Message>();
      for (const message of this.messages.values()) {
        if (message === question && question.id !== started.questionId) renamed.set(started.questionId, { ...message, id: started.questionId });
        else if (message === answer) renamed.set(started.messageId, { ...message, id: started.messageId, parentId: started.questionId });
        else renamed.set(message.id, message);
      }
      this.messages = renamed;
      if (this.leaf === local) this.leaf = started.messageId;
      this.running = started.messageId;
    }
    this.changed();
    conversationsChanged();
  }

  private step(id: string, step: Step): void {
    const before = this.messages.get(id);
    if (!before || (step.seq && step.seq <= this.lastSeq)) return;
    if (step.seq) this.lastSeq = step.seq;
    if (step.kind === 'text') this.set(id, { text: step.restarts ? step.text ?? '' : before.text + (step.text ?? '') });
    else if (step.kind === 'citation' && step.citation) this.set(id, { citations: [...before.citations, step.citation] });
    else this.set(id, { steps: [...before.steps, step] });
    this.changedSoon();
  }

  private finish(id: string, result: Result): void {
    this.end(id, {
      text: result.answer,
      citations: result.citations as Message['citations'],
      steps: result.steps.length ? (result.steps as Message['steps']) : this.messages.get(id)?.steps ?? [],
      state: result.state ?? 'done',
      model: result.model,
      supported: result.supported,
      usage: result.usage,
      timings: result.timings,
      suggestions: result.suggestions ?? [],
    });
  }

  private end(id: string, part: Partial<Message>): void {
    this.set(id, part);
    if (this.running === id) this.running = null;
    this.reconnecting = false;
    this.changed();
    conversationsChanged();
  }

  /** Stops the answer; what there is of it stays. */
  stop(): void {
    const { running } = this;
    if (!running) return;
    if (running.startsWith('local-')) {
      this.abort?.abort();
      return;
    }
    void POST('/api/conversations/{id}/messages/{messageId}/stop', { params: { path: { id: this.id!, messageId: running } } }).catch(() => {
      // It had ended already, or the service is gone: then the stream says so.
    });
  }
}

const sessions = new Map<string, Session>();
let draft = new Session(null);

/** A new conversation got its id. */
function adopt(session: Session): void {
  sessions.set(session.id!, session);
}

/** The session of a conversation; the one that is not begun yet for null. */
export function sessionOf(id: string | null): Session {
  if (!id) {
    if (draft.id) draft = new Session(null);
    return draft;
  }
  let session = sessions.get(id);
  if (!session) {
    session = new Session(id);
    sessions.set(id, session);
    void session.load();
  }
  return session;
}

/** Forgets a conversation that was deleted. */
export function dropSession(id: string): void {
  sessions.delete(id);
}
