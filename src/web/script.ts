// The one script of the pages: an enhancement, never a need. It finds rows while the owner types, sends the form when a
// choice is made, and replaces the page's content when the server says that something is new. No library, no state.

export const script = `'use strict';
(() => {
  const root = document.documentElement;
  const hide = (element, isHidden) => element.toggleAttribute('hidden', isHidden);

  function find() {
    const form = document.querySelector('form.filter');
    if (!form) return;
    const wanted = form.q.value.trim().toLowerCase();
    let shown = 0;
    for (const row of document.querySelectorAll('tr[data-find]')) {
      const isShown = row.dataset.find.includes(wanted);
      hide(row, !isShown);
      if (isShown) shown += 1;
    }
    for (const group of document.querySelectorAll('.group'))
      hide(group, !group.querySelector('tr[data-find]:not([hidden])'));
    form.querySelector('.found').textContent = wanted === '' ? '' : shown + (shown === 1 ? ' row' : ' rows');
  }

  function enhance() {
    const form = document.querySelector('form.filter');
    if (!form) return;
    form.q.addEventListener('input', find);
    form.addEventListener('change', (event) => {
      if (event.target.tagName === 'SELECT') form.requestSubmit();
    });
    form.addEventListener('submit', () => {
      for (const field of form.querySelectorAll('select, input')) field.disabled = field.value === '' || field.value === 'all' || field.value === 'document';
    });
  }
  addEventListener('pageshow', () => {
    for (const field of document.querySelectorAll('form.filter :disabled')) field.disabled = false;
  });

  /** What the owner is in the middle of must not be taken away. */
  function isBusy() {
    const active = document.activeElement;
    const isTyping = active && /^(INPUT|SELECT|TEXTAREA)$/.test(active.tagName);
    return isTyping || document.querySelector('main details[open], main :popover-open') !== null;
  }

  let isDue = false;
  async function renew() {
    if (document.hidden || isBusy()) {
      isDue = true;
      return;
    }
    isDue = false;
    const response = await fetch(location.pathname + location.search, { headers: { Accept: 'text/html' } });
    // The session has ended: the page says so itself.
    if (response.status === 401) return location.reload();
    if (!response.ok) return;
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    const next = page.querySelector('main');
    if (!next) return;
    const focused = document.activeElement && document.activeElement.closest('tr[id]');
    document.querySelector('main').replaceChildren(...next.childNodes);
    root.dataset.version = page.documentElement.dataset.version;
    if (focused && document.getElementById(focused.id)) {
      const target = document.getElementById(focused.id).querySelector('a, button');
      if (target) target.focus({ preventScroll: true });
    }
    enhance();
    document.getElementById('live').textContent = 'The page has been brought up to date.';
  }

  function listen() {
    if (!root.dataset.version) return;
    const source = new EventSource('/events');
    source.addEventListener('version', (event) => {
      if (event.data !== root.dataset.version) renew().catch(() => {});
    });
  }

  addEventListener('visibilitychange', () => { if (isDue) renew().catch(() => {}); });
  addEventListener('focusout', () => setTimeout(() => { if (isDue) renew().catch(() => {}); }, 0));
  addEventListener('toggle', () => { if (isDue) renew().catch(() => {}); }, true);
  enhance();
  listen();
})();
`;
