import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { Route, Router, Switch, useLocation } from 'wouter';
import { useHashLocation } from 'wouter/use-hash-location';
import { useOnline } from './api/connection';
import { ChatPage } from './chat/chat-page';
import { SharedPage } from './chat/shared-page';
import { useMessages } from './i18n';
import { KeyDialog } from './shell/key-dialog';
import { Sidebar } from './shell/sidebar';
import { SourcePanel } from './source/source-panel';
import { SourceProvider, useSource } from './source/source-context';
import { Fallback } from './ui/fallback';
import { Icon } from './ui/icon';

const SearchPage = lazy(() => import('./search/search-page'));
const LibraryPage = lazy(() => import('./library/library-page'));
const MemoryPage = lazy(() => import('./memory/memory-page'));
const LearningPage = lazy(() => import('./learning/learning-page'));
const AdminPage = lazy(() => import('./admin/admin-page'));

export function App() {
  return (
    <Router hook={useHashLocation}>
      <SourceProvider>
        <Shell />
      </SourceProvider>
      <KeyDialog />
    </Router>
  );
}

function Shell() {
  const t = useMessages();
  const online = useOnline();
  const [location] = useLocation();
  const [menu, setMenu] = useState(false);
  const { source, close } = useSource();
  const main = useRef<HTMLElement>(null);
  const page = location.split('/')[1];
  const before = useRef(page);
  useEffect(() => { setMenu(false); }, [location]);
  useEffect(() => {
    if (before.current === page) return;
    before.current = page;
    close();
  }, [page, close]);
  return (
    <div className={`shell${source ? ' with-source' : ''}${menu ? ' menu-open' : ''}`} onKeyDown={(event) => { if (event.key === 'Escape' && menu) setMenu(false); }}>
      <a className="skip" href="#content" onClick={(event) => { event.preventDefault(); main.current?.focus(); }}>{t('app.skip')}</a>
      <header className="bar">
        <button type="button" className="icon" aria-label={t('app.menu')} aria-expanded={menu} aria-controls="side" onClick={() => setMenu(!menu)}><Icon name="menu" size={20} /></button>
        <a className="brand" href="#/"><img src="./icon.svg" alt="" width="22" height="22" />{t('app.name')}</a>
        <a className="icon" href="#/" aria-label={t('nav.new')}><Icon name="plus" size={20} /></a>
      </header>
      <Sidebar />
      {menu && <div className="shade" onClick={() => setMenu(false)} />}
      <main id="content" ref={main} tabIndex={-1}>
        {!online && <p className="offline" role="status">{t('app.offline')}</p>}
        <Fallback key={page}>
          <Suspense fallback={<p className="quiet page">{t('common.loading')}</p>}>
            <Switch>
              <Route path="/"><ChatPage id={null} /></Route>
              <Route path="/c/:id">{(parameters) => <ChatPage id={parameters.id} />}</Route>
              <Route path="/s/:token">{(parameters) => <SharedPage token={parameters.token} />}</Route>
              <Route path="/search"><SearchPage /></Route>
              <Route path="/library"><LibraryPage /></Route>
              <Route path="/memory"><MemoryPage /></Route>
              <Route path="/learning"><LearningPage /></Route>
              <Route path="/admin"><AdminPage /></Route>
              <Route><div className="page"><h1>{t('app.notFound')}</h1><p><a href="#/">{t('app.home')}</a></p></div></Route>
            </Switch>
          </Suspense>
        </Fallback>
      </main>
      <SourcePanel />
    </div>
  );
}
