import { init, version } from 'portolan';

init().then(
  () => { document.title = version() ? 'ok' : 'no version'; },
  error => { document.title = String(error); },
);
