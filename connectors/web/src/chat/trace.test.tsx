import { render, screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { message } from '../i18n';
import type { Step } from './messages';
import { Trace, activity, entriesOf } from './trace';

const steps: Step[] = [
  { kind: 'thought', text: 'Two things to look up.' },
  { kind: 'tool_call', tool: 'search', callId: 'a', arguments: { query: 'tides' } },
  { kind: 'tool_call', tool: 'compute', callId: 'b', arguments: { program: 'print(6*7)' } },
  { kind: 'observation', tool: 'compute', callId: 'b', text: '42', ms: 3 },
] as Step[];

test('each observation stands with its call, in whatever order they came', () => {
  const entries = entriesOf(steps);
  expect(entries).toHaveLength(3);
  expect(entries[1]).toMatchObject({ call: { tool: 'search' }, result: null });
  expect(entries[2]).toMatchObject({ call: { tool: 'compute' }, result: { text: '42' } });
});

test('the trace shows what was searched, the program and what it printed', () => {
  render(<Trace steps={steps} running question="?" />);
  expect(screen.getByText('tides')).toBeDefined();
  expect(screen.getByText('print(6*7)')).toBeDefined();
  expect(screen.getByLabelText('Result').textContent).toBe('42');
});

test('what is being done is said while it is done', () => {
  expect(activity(steps.slice(0, 2), message)).toBe('Searching for “tides”…');
  expect(activity([], message)).toBe('Thinking…');
});
