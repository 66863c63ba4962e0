// The one script of the pages: an enhancement, never a need. It finds rows while somebody types, sends the form when a choice
// is made, writes times as seen from now, moves along the rows by keyboard, opens dialogs, and replaces the page's content when
// the server says that something is new. No library; nothing is kept but whether single keys are wanted.

export const script = `'use strict';
(() => {
  const root = document.documentElement;
  const script = document.currentScript.src;
  const hide = (element, isHidden) => element.toggleAttribute('hidden', isHidden);
  const say = (text) => { document.getElementById('live').textContent = text; };
  // What needs the script is shown with it.
  root.classList.add('scripted-page');

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

  // In steps so coarse that a page need not change often. Printed pages and pages without the script have the date.
  const relative = new Intl.RelativeTimeFormat('en');
  function seenFrom(nowMs, instant, isDue) {
    const seconds = (Date.parse(instant) - nowMs) / 1000;
    const sign = Math.sign(seconds);
    const size = Math.abs(seconds);
    if (isDue && seconds <= 0) return 'due now';
    if (size < 60) return sign > 0 ? 'in a minute' : 'just now';
    const steps = [['minute', 60, 60], ['hour', 3600, 24], ['day', 86400, 14], ['week', 604800, 9], ['month', 2629746, 24], ['year', 31556952, Infinity]];
    for (const [unit, length, most] of steps) {
      const count = Math.round(size / length);
      if (count < most) return relative.format(sign * Math.max(1, count), unit);
    }
  }
  function writeTimes() {
    const nowMs = Date.now();
    for (const time of document.querySelectorAll('time.ago')) {
      time.dataset.date ??= time.textContent;
      const text = seenFrom(nowMs, time.dateTime, time.classList.contains('due'));
      if (time.textContent !== text) time.textContent = text;
    }
  }
  function writeDates() {
    for (const time of document.querySelectorAll('time.ago[data-date]')) time.textContent = time.dataset.date;
  }

  function enhance() {
    writeTimes();
    const form = document.querySelector('form.filter');
    if (!form) return;
    form.q.addEventListener('input', find);
    form.addEventListener('change', (event) => {
      if (event.target.tagName === 'SELECT') form.requestSubmit();
    });
    form.addEventListener('submit', () => {
      for (const field of form.querySelectorAll('select, input')) field.disabled = field.value === '' || field.value === 'all' || field.value === 'document';
    });
    if (location.hash === '#q') form.q.focus();
  }
  addEventListener('pageshow', () => {
    for (const field of document.querySelectorAll('form.filter :disabled')) field.disabled = false;
  });

  function openPin(link) {
    const dialog = document.getElementById('pin-dialog');
    if (!dialog) return false;
    const row = link.closest('tr');
    dialog.querySelector('[data-name]').textContent = row.querySelector('.name').textContent;
    const select = dialog.querySelector('select');
    select.value = link.dataset.status;
    if (select.selectedIndex < 0) select.selectedIndex = 0;
    for (const button of dialog.querySelectorAll('button[data-do]')) button.value = button.dataset.do + ':' + link.dataset.pin;
    dialog.showModal();
    return true;
  }

  // Keys. A single letter is easily hit by who speaks to the machine or by who stumbles: they can be switched off.
  const keys = [['/', 'find a project'], ['j k', 'next, previous project'], ['↓ ↑', 'the same, from a project or the search'], ['Enter', 'open the project'], ['Esc', 'leave the search, close a dialog'], ['?', 'this list']];
  // Storage throws where the browser blocks it.
  const keep = (value) => { try { localStorage.setItem('statusfolio-keys', value); } catch {} };
  const wantsKeys = () => { try { return localStorage.getItem('statusfolio-keys') !== 'off'; } catch { return true; } };
  function openKeys() {
    let dialog = document.getElementById('keys');
    if (!dialog) {
      dialog = document.createElement('dialog');
      dialog.id = 'keys';
      dialog.setAttribute('aria-labelledby', 'keys-title');
      dialog.setAttribute('closedby', 'any');
      dialog.innerHTML = '<h2 id="keys-title">Keyboard shortcuts</h2><dl class="facts">' + keys.map(([key, what]) => '<dt>' + key.split(' ').map((one) => '<kbd>' + one + '</kbd>').join(' ') + '</dt><dd>' + what + '</dd>').join('') + '</dl><label class="check"><input type="checkbox"> Use single keys</label><form method="dialog"><button autofocus>Close</button></form>';
      const box = dialog.querySelector('input');
      box.checked = wantsKeys();
      box.addEventListener('change', () => keep(box.checked ? 'on' : 'off'));
      document.body.append(dialog);
    }
    dialog.showModal();
  }

  const names = () => [...document.querySelectorAll('.group:not([hidden]) tr[data-find]:not([hidden]) .name')];
  function move(step) {
    const all = names();
    const row = document.activeElement && document.activeElement.closest('tr[data-find]');
    const at = all.findIndex((name) => name.closest('tr') === row);
    const next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + step))];
    if (!next) return;
    if (next.tagName !== 'A') next.tabIndex = -1;
    next.focus({ preventScroll: true });
    next.closest('tr').scrollIntoView({ block: 'nearest' });
  }
  function goToSearch() {
    const search = document.getElementById('q');
    if (!search) {
      location.href = document.querySelector('.brand').href + '#q';
      return;
    }
    search.focus();
    search.select();
  }
  addEventListener('keydown', (event) => {
    const { key, target } = event;
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (document.querySelector('dialog[open]') || !(target instanceof Element)) return;
    const isArrow = key === 'ArrowDown' || key === 'ArrowUp';
    if (target.id === 'q') {
      if (key === 'ArrowDown') move(1);
      else if (key === 'Escape') {
        target.value = '';
        find();
        target.blur();
      } else return;
    } else if (target.closest('input, select, textarea, [contenteditable]')) return;
    else if (isArrow && target.closest('tr[data-find]')) move(key === 'ArrowDown' ? 1 : -1);
    else if (!wantsKeys()) return;
    else if (key === '/') goToSearch();
    else if (key === '?') openKeys();
    else if (key === 'j' || key === 'k') move(key === 'j' ? 1 : -1);
    else return;
    event.preventDefault();
  });

  document.addEventListener('click', (event) => {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || !(event.target instanceof Element)) return;
    const pin = event.target.closest('a[data-pin]');
    if (pin && openPin(pin)) event.preventDefault();
    if (event.target.closest('[data-open="keys"]')) openKeys();
    const dismiss = event.target.closest('[data-dismiss]');
    if (dismiss) dismiss.closest('.toast').remove();
  });

  /** A live update would close an open menu or clear a form that is being filled in. */
  function isBusy() {
    const active = document.activeElement;
    const isTyping = active && /^(INPUT|SELECT|TEXTAREA)$/.test(active.tagName);
    return isTyping || document.querySelector('main details[open], dialog[open]') !== null;
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
    say('The page has been brought up to date.');
  }

  function listen() {
    if (!root.dataset.version) return;
    const source = new EventSource(new URL('../events', script));
    source.addEventListener('version', (event) => {
      if (event.data !== root.dataset.version) renew().catch(() => {});
    });
  }

  const renewIfDue = () => { if (isDue) renew().catch(() => {}); };
  addEventListener('visibilitychange', () => { writeTimes(); renewIfDue(); });
  addEventListener('focusout', () => setTimeout(renewIfDue, 0));
  addEventListener('toggle', renewIfDue, true);
  addEventListener('close', (event) => {
    for (const field of event.target.querySelectorAll('input[type=date]')) field.value = '';
    renewIfDue();
  }, true);
  addEventListener('beforeprint', writeDates);
  addEventListener('afterprint', writeTimes);
  setInterval(writeTimes, 30000);
  enhance();
  listen();
  const toast = document.querySelector('.toast p');
  if (toast) setTimeout(() => say(toast.textContent), 500);
})();
`;
