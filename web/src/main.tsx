import './zod-jitless.ts';
import 'virtual:palette.css';
import './theme/base.css';
import './ui/form.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { startAppUpdates } from './app/app-updates.ts';
import { startI18n } from './i18n/i18n.ts';

const root = document.querySelector('#root');
if (root === null) {
  throw new Error('index.html has no #root');
}
startAppUpdates();
await startI18n();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
