import type { Schemas } from '../api/client';

export type Citation = Schemas['AskCitation'];
export type Step = Schemas['AskStep'];
export type StoredMessage = Schemas['MessageInfo'];

/** A message as the page knows it: stored, or on its way. */
export interface Message {
  id: string;
  parentId: string | null;
  role: 'user' | 'assistant';
  text: string;
  state: string;
  created: string;
  citations: readonly Citation[];
  steps: readonly Step[];
  suggestions: readonly string[];
  model?: string | null;
  supported?: boolean | null;
  usage?: Schemas['AskUsage'] | null;
  timings?: Schemas['AskTimings'] | null;
  /** The picture of a question: a data URL, or true when the service has it. */
  image: string | boolean;
  /** Why it ended early, in words. */
  error?: string;
}

/** A question with its answer: one row of the thread. */
export interface Turn {
  key: string;
  question: Message;
  answer: Message | null;
}

export function fromStored(stored: StoredMessage): Message {
  return {
    id: stored.id,
    parentId: stored.parentId ?? null,
    role: stored.role === 'user' ? 'user' : 'assistant',
    text: stored.text,
    state: stored.state ?? 'done',
    created: stored.created,
    citations: stored.citations,
    steps: stored.steps ?? [],
    suggestions: stored.suggestions ?? [],
    model: stored.model,
    supported: stored.supported,
    usage: stored.usage,
    timings: stored.timings,
    image: stored.hasImage ?? false,
  };
}

/** Messages by what they follow; the order is that of their making. */
export function childrenOf(messages: Iterable<Message>): Map<string | null, Message[]> {
  const children = new Map<string | null, Message[]>();
  for (const message of messages) {
    const siblings = children.get(message.parentId);
    if (siblings) siblings.push(message);
    else children.set(message.parentId, [message]);
  }
  return children;
}

/** The newest leaf below a message. */
export function newestLeaf(children: ReadonlyMap<string | null, readonly Message[]>, from: Message): Message {
  let leaf = from;
  for (let next = children.get(leaf.id)?.at(-1); next; next = children.get(leaf.id)?.at(-1)) leaf = next;
  return leaf;
}

/** The turns from the beginning to a leaf. */
export function turnsTo(messages: ReadonlyMap<string, Message>, leaf: string | null): Turn[] {
  const path: Message[] = [];
  for (let message = leaf ? messages.get(leaf) : undefined; message; message = message.parentId ? messages.get(message.parentId) : undefined) path.push(message);
  const turns: Turn[] = [];
  for (const message of path.reverse()) {
    const last = turns.at(-1);
    if (message.role === 'user') turns.push({ key: message.id, question: message, answer: null });
    else if (last && !last.answer) turns[turns.length - 1] = { ...last, answer: message };
  }
  return turns;
}
