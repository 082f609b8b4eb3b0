import { Component, type ReactNode } from 'react';
import { message } from '../i18n';

/** Stands in for a part of the page that failed, so that the user reads why instead of nothing. */
export class Fallback extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    if (!this.state.error) return this.props.children;
    return (
      <div className="crash" role="alert">
        <h1>{message('app.crashed')}</h1>
        <p>{message('app.crashed.help')}</p>
        <pre>{this.state.error.message}</pre>
        <button type="button" className="button" onClick={() => location.reload()}>{message('app.reload')}</button>
      </div>
    );
  }
}
