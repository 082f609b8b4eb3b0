import { expect, test } from 'vitest';
import { childrenOf, newestLeaf, turnsTo, type Message } from './messages';

const message = (id: string, parentId: string | null, role: Message['role']): Message =>
  ({ id, parentId, role, text: id, state: 'done', created: '', citations: [], steps: [], suggestions: [], image: false });

// q1 ─ a1 ─ q2 ─ a2, an answer a1' beside a1, and a question q2' beside q2.
const all = [message('q1', null, 'user'), message('a1', 'q1', 'assistant'), message('q2', 'a1', 'user'), message('a2', 'q2', 'assistant'), message("a1'", 'q1', 'assistant'), message("q2'", 'a1', 'user')];
const byId = new Map(all.map((one) => [one.id, one]));

test('a branch is the path from the beginning to its leaf', () => {
  expect(turnsTo(byId, 'a2').map((turn) => [turn.question.id, turn.answer?.id])).toEqual([['q1', 'a1'], ['q2', 'a2']]);
  expect(turnsTo(byId, "a1'").map((turn) => [turn.question.id, turn.answer?.id])).toEqual([['q1', "a1'"]]);
  expect(turnsTo(byId, "q2'").at(-1)?.answer).toBeNull();
});

test('another version is shown with the newest of what followed it', () => {
  const children = childrenOf(all);
  expect(newestLeaf(children, byId.get('a1')!).id).toBe("q2'");
  expect(newestLeaf(children, byId.get('q2')!).id).toBe('a2');
});
