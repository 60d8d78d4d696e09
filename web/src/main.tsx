import './zod-jitless.ts';
import './theme/base.css';
import './ui/form.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { startI18n } from './i18n/i18n.ts';

const root = document.querySelector('#root');
if (root === null) {
  throw new Error('index.html has no #root');
}
await startI18n();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
