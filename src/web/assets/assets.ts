// The files that every page needs: stylesheet, script, icon, the picture beside a link. Their addresses change with their content, so browsers keep
// them for good and never mix two versions.

import type { Hono } from 'hono';
import { answerRendered, createPageCache } from '../page-cache.ts';
import type { WebPorts } from '../types.ts';
import { projectToken } from '../views/project-row.ts';
import { stylesheet } from './styles.ts';

// The one script of the pages: an enhancement, never a need. It finds rows while the owner types, sends the form when a
// choice is made, and replaces the page's content when the server says that something is new. No library, no state.

export const script = `'use strict';
(() => {
  const root = document.documentElement;
  const script = document.currentScript.src;
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
    const source = new EventSource(new URL('../events', script));
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

// Written by scripts/draw-social-image.ts: a PNG of 1200 by 630 pixels, in base64.

export const socialImage =
  'iVBORw0KGgoAAAANSUhEUgAABLAAAAJ2CAMAAAB4notuAAADAFBMVEX////DydEAAADj5uoJadotMzsafzeKWgBuQMkPdm6oSA8UGB2Ds+wtpE7ExcZgZWvQ0dMyOEDz8/P19fUhISGUl5usrKy+wMPc3NydnZ1TWF+KjpLt7u+ipKhDSE90eH1ERERfX1+bnqLLy8tqb3Rna3EuNDzX19f9/f2CgoI5OTn7+/tucnf7+/z+/v6GhoZQVVykpKROUVTJy80/RUy/v79nZ2f8/Px3e4AvNT2eoaW7vcCHi4/f4uYwNj42O0Pg4eL4+Pnx8fIzOUE2PEQxNz/6+vrv7+8xNz5xcXGoq67T1Nb39/g9Q0r5+fn29/c0OkHf4OGrrrHv7/Dw8PFkaG45P0b29vYPDw/t7e43PUWjpqlrb3UCAgL09PQODg5sbGxESlFPVFvr6+zu7u6Pkpbs7O06P0c0NDSIiIjHx8fw8PAbGxtxdXpBR05/g4dRVlxuc3iChos1O0LY2dtESVA1NTW5ubkQEBAMDAwuLi7Y2NhOTk5ITVRUWV+go6Y7QEhiZ21CR09aX2XV19hNUllXXGOYm5/y8/XR1tzHzdTFxcUNDQ2Xl5cVFRUzMzMKCgpvc3nd3t/HycuTlprc3d6dn6O6vL9obHJGS1I7QUiPk5fk5ebGx8pZXmTLzM7j4+WRlJivsbSpq6/b3+Py8vIoKCjt7e3h4eHb29sWFhZWVlZJSUnExMRHTFPCw8ZfY2lWW2E4PkW5u72Eh4zKy83Z2tthZmx9gYa3uby8vsA/REtdYmjo6epSV13MztDAe1FEjeOWddhduXc5joeddSrAp3eCyZa0nONlp6LeuaOf1a6x0PNOnGSGurZin+cme96wWifKuuy24MLe0LfLto+qiEeawvAkgnstikh9Vc9RnJaUaBbN4fhuwIXH59BNsmk/lFd2sayTw6CKZdN9to7WyfBgpnVzqepArF7x4tmTwr7h7fuw07oXcdzWxqfC3NpVl+W7n2uwj1Pk3PW8ckbB2falgDyIvJfc8OKsUBqdyKkyguDO4+HEglyskuB/cagmAAAqnklEQVR42u3de3wV5YH/8THyYK2XBJMDxSBJRGNIIIhoCIpouAcSLuEmBpCLQbmJ4gVELmIMigooCN6iwhGDEFAUq4AGur3/1l/3Z9f217JLa123S+2v7a51d1vXdvf3mnNm5jxz5pk5c5IcMkk+73+UkznPzJkz8z3P88wzz2gaAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAADtxqvh8tzV+9NWZd1+oGTR4eaU8I20mJ7Wq1mxF/PYywBaQUbek1LcpGURWAACqqw8zY7AAtqX+pU1Jbn3NSxNS9uStbrwQHnPx1/tsJ+1MI3AAlrH4I8/+MEvf/mDD/5acMZWWXxwWUOaw+zbl62c0RH3cE4agQW0jo8+u8Dw2cdnqG6VszTNzarSvR1uD782m8ACWkWvX14g+cEZaJVdkZfm6f6+HW0f900jsIDW8PFnF9ikvpLV/Ym0RHJvdbyr2vjTRS1b+dxoKYVndiffbs+qq3LyClcTWEDSXo3Lqwsu+Cy1dazi0jQfGvbFv++qVgms0fvbIrDmyB+tsE/zC1IHVnZfS3eOaHRkE75zgcN3Jpzh1pFKVlww3Tq7VQIrnNYWgTVejuKWXFRQBxbQaRqEFyikslF4cLa/wEort7+vZ1qrBFZemwTWNdLn2tySgggsdG7fUQXWL+Ulbjzy5lXe5vdb6Xt9t2bF5dLSwjUlpeWNhVmOxPqG7Y25rRJYFfe3SWCFpY+1mMACmmniBUoTY0uszDrPh2l+V1hjy6TVm5dYf1mSHZdZc+X37ZrdKoE1MK1NAqu79LHGE1hAa7YI5TZhk6+8Ou+8nT5XuFo6424ZGPfHnTfZEqtJ+tPQtFYJrDVtH1hXEFhAM32kDqyPYkHhL6/Om+RvfYvTPBtHj9sGPOyW/nJfqwSW1XNPYAHt0FfqwPrAWuCQz8A6z9/6Frk1+QwHb5EWaFSeqC0JrM1pBBbQfn2QKLByfOaVz3Hbc6UT7oRqAXnQw01FqpfdAutEz7m5W7O2pG3Juu9A3/BC5TK5KQis7ZtLcrdmrUrb31DYWDowI+6vJbk6uSFcmBvVGF/Qq91L8w7cvjRt6e0H8kp3NiURWIuvsbjEoZ+ygfbfJAz7DKzaJPuQ0tLSlAvsinXIH5irn1gHImf3FmkQvME2RHJf+f74sfLdR0t/Hx99j3TDolnMA5qmXSS9b4BX7Sh+yGfT5jXx1zb3N1Zryqas9605GX1z4/6+tXyl38BKMNLdZ9lA4H2pDqwvY0vU+atg7fK3PukWlS3qJRobcksGDDxolfek2wmfLcXRAdUCS7u79J3Z9Gl+YDWVuIzS75lsYD3QqFykcGUrBJbvsoHg+5Uqr34lLZC5zEdeVfq9Vi+3jcb4ekfiwBpe4rZI3pJUBtbmW1wLXbMkmcDalec6mDa3TwsDK4mygXbaifV72yJzTlzo7cV636uT2yYrWyewbnXPhLStc1IXWJ63GGW94z+w+qzyKGh2TYsCK5mygeAbrahifZa6afzkLp/CVgmsvVu9guNAygIrwS2RWfV+A+vxVd4l9W1BYCVVNtAOfHxGbyW0TWzeWNAKgZVgaq1FKQqsxYluhVztM7AW35+opJxmB1ZyZQPtgWMo1lcpXFl3e/1nb4sD6xp7T3JeeXmurVaxamFqAss+vfMTWVv1K462K5UDfAXWgqWJbwNf2czASrJsoD0o/tSeV58Wp3BlC+Mu5A2ob2FgyTPjFRpD58P7HZM+tHZgyS8e2Pya+XJYiohb6tVlXOHaRk5La+j7+GtafZ9Fq+176dbmBVaSZQPtw0fSHH6ffZTadTlacIWLMhK/a2Cay8BRuYJVmGm+ul2u/EhLl7h0oCUfWI0u0+A05SpLcg0s273gDdXWb0XYVoNrbFZgJVs20E5M+MDoev/VBxNSvKoTqgFTc3sefLV5gSWPMXo89vJcdaOn9QIrVpPKtS9d0aBahVtg3SrfO1kof7KLbI8FO9iMwEq6bKD9+PLjjz/++MszsKK5bl06V/U9mHRgVch1COl1eYbPZSkIrBnuy/dUzTbhFlgD5CEY9nuOlsj1oLxmBFbSZQNwmFHo3gO8qrFnU1KBddjtxGtwjmxozcC6IvZS/CTq9bc05DaWLxp4ePzChDWsoqUeNR35PU8uSTqwki8bgNOrhZ6XrQr7PuA/sA7Gnr7Q95j8hquk2kUKAusaj+VVXAJrp2dFJ1cxr7L/wEq+bAAKmY0JLrUfCPvuw3IjjfdamoLAypAuBl7T/MCSL+Nd45nSjUkHVvJlA1AasCrRQ756tjCwpHHos4tbP7D22p6WcWszA6tA2g03DXa8qT7Nmbq+A6sZZQNQG9N3S4LIKsxoUWAtUt5k3XpXCePude55UXMCK0O+E1nxLnmO+9eSDKxmlA0EvG2WM/a8VjG2NDPpddcUJoisY0EOrPhpsJ5ozH486cDanGD6VXnSnO5JBlYzygaCnVeTzms1kyYmv/5duw94BdYt25MMrAUPxGbeLElxYK1U1grLu+9NJrDKE/R8lzvvifQdWM0oGwi0nPNaUWnzMvNgTd5q15vthvsOrJU5axpcky8VgaXlut3zPLf7RX4DS774EE5QTcxJMrCaUTYQaA2tGVirW1DT67Oz/Hbl/Hv+AmtHiXeHWEoC6zX3dd7fuNJfYOV6XsizN+tKkgysZpQNBNnw81pVC7dmYfcS59wCV/gIrDk5TyboDEtJYGnbvVLywDf8BJZct3xZsU8UYw98B1YzygaoYSWheOWa2S5VLPfAql+dcAaV1ASWNt5z8pYaH4ElTyqxT7FDws6ZCH0HVjPKBujDSs74Rltk3V+UKLC2ZaW1VWBpC8u96nYlg5MKrHcShEpuCwLLZ9lAoM0Z24pXCWe00kYNtCXW4wkCK7Mhre0CS9O25ez3SKyEgdWQ4CGNLWkSNqNsIOCJtSyrdeIqq3ROq21UT8UEx66BZZ9dq7x68QPGzdOtOA5rp8dzCTUtXN7go1WoDqzCBJO8KMZS+Q6sZpQNBN43L2wFL7fqJhUqOrFcAuugbbi5PGC7+YHleC5DjWdgaZo2uWdjVoKqnTqw1iSYqnio9PfSJAOrGWUDSF53RWPFJbBKXHuOBzQ7sJbFb095osDS7T08oNHRCb85QWDlJTG4MzvJwGpG2QBUdoQH5LnPi/yOIoVcAkvuQfqG6/mYXGA5pmLJ9RNY0c+1237JcmuCwFqUoFmmeIij78BqRtkA7HatzC4pfMJ7dPVe3zUsjxt8c5MKLM3rktn9vgNLn1HQNgJ+jndgLU7wkMYtzk/tO7CaUTYA2UDpLFnqelnxRJrzAQ/qwFrpWosouj+5wHrCfbKVlWnJBJamZUuLT/YOLHkrZzsfH3RQkTm+A6sZZQOQZbiPrJRsVlyyUwdWT9e+8pXJDWvQ5O6n8fbNaUwysOR5EF72DizblAmbPbuZcpINrGaUDcBGHgFw0zsuCxUqelcGqqottqfFl7u2CNP2qgKrwXWdQ21/2ZfmFVjjK5zbL11VXJwgsDY7nxQds2S/YmSC/8BKvmwArr/raavV88bJvcU3aYrAOqhcdI1cRtiWMvWqwHrS9rhY+ZpaVpFrBSsWWNtW7i4/0KCcSmqgYmY8l8DKlHNjYFw5chzfriUdWMmXDcDmAdvZv78qQV7FhmAPVE43JzcJV0kPNhyzVH0LtW0YRJPrWhep00cKrFyvQeLSiAotQWDZgqPB/vSafbeoPnMSj/lKumwAdnEPJSysjhshf8xeodmpOuFjGVGljpn4+6FXKmt4Ne5Vsp5ueWUGVonXkIAsRT+ZW2A1Pal8crU+REIO3ayCZgRW0mUDsKt/In5w5ZrS6sX7It3iOw6Wxt3lEut6OSa/XK06e9OWmn1bm+Pv7+urrHSskjvX59xvnyViR+TVg5Hh4qudgSVtzqrFcR8xT5WJro+q72sbtxV7wNnA/erITeZR9cmWDcC9gyexWBZk2BMo41ZN29HT3omftmXgA1pTnwHGa3NjEbTK6kqqsU3BvFM/h/uEHZ1YkdFYJaXmVKiLVzn7sORO+nL5OYrhQmXnmWtgafaZ7csjKTpnoH3uaOmCQjKBlWzZQOBrPC8mddPgi/UtXmOp/7yShlZdNNv555viOvHtjU35QuHSZeFrBk52mYk92lu/0mPShaXOCO1jW2Rpbon+JNfSxvvctt89sMbHrW7L1sL4GxOlJ8EmF1hJlg0E28zeSc/L8PrMFq6zeI3fvDogDy3NVQZWvduEVDdtcySjPk9wxWy3wNLcnuGzqkmevNOq85Uk3v7VM/wElu0uZKWlDzQ3sJIsGwi0zObMhzV2YgvXWlbiL6/ybKMLNisDK74TXz6Xw4rAcrT8YoHVx6WkzbYss2ZHn3Ag0fY3TNZ8BZa2e7Z37tlGfyQXWMmVDQRaThtNLeqnH+uW+BkElioD6yLlwytm62+esFoRWBmugWWb38E+80quqoe6IsFjFe+zPfDLK7C0lbd41TPtN/olGVhJlQ0EWkNbTd7+2twEz42YndcU/55rZqsCS9uryo1oP/p2RWDZB1zZR5z2VdevNO0q5ZilinKvT5BjzwLPwNJ2lbhVhLJ2FmstCqxkygaCbHjbPB4nYnKJxy9/Q99vKN7SXRlYio73BvNSXrYisJyd/rEh8t3je6T3h+P7q3rKW3TYtZJVUu+x8VcoPty+PFWsbFk0IX7BpAMribIBaliuVs5VTtPZkHeNyxtetne8rzYvyB+0vZ5bLcVibBjqTVftMF6stg/2ypUy6NVyOUYbds9wZFzcM5KPXXWT8xPk7nS2tMb3jVmg/HRXDIi7rrClcfOtzsWa5sYc9BdYvssG6MPysuvY5rkHCldnbUlL25LVcF9u3qLDnufRAzWNW/VBj6tWr+kptxmPLdP7q55oyM0r3W5/x8KVAxoby/v2PWxrXfZds1oPmv1b87pnxq0inFfYsD8tq7Cx3OcdK312zz0QjcAtWVtz82quWdLs3fFq95y8A6u36Gufu+jx1v2uU1k2cEY066k5rfZ4HABIKrFyko2ssa34eBwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAANqlXkKIS+Jf7CZEtt8CLhVCZKZ0E68Uol9brFdSVP3UWjE2u1V2LgACK5UuWid0ywgsJHa5UNjGfiGwzlhghfRD7vXXCSy0m8DqERrnvcCMUGhbateQEhNDoVBG9H/Hhd7wHVj7QqGyMxUc40Kho20bWBuEEINatnPb5ttFpw2sQ+Ji7wW2C3FdateQYmXDxFDfgfW0EMPPfHC0VWDdIcS0VB8/6EiBtX1QnIlneCP6D0t0wD3SwsBKvIYUOyGSCKwNnSqwJgnxdqqPH3SkwOrf1huRIRIdcJe3MLASryH1CeA7sApGdKrASqZPL6DfLjpXYK1PdMAV3NzCwFrf1of0rCQC62FBYLWvbxdtHViDHxTiTenfFwohqqP/u6Om38Uj36q7bOdk84+HhRDF2jOHrhZv7xRCXGg/T28oiyt7YtXyDb3HXn3nXdcV6P+80eo6uzz697Lw28/WdXtu2ooexhtKrSUyNC1HiN5WUT2ir0Us2Fla+/yIeeuWPxz/YWxrGCOE+Ka277LX86/UPEpTfEyVZUJslN/+rLxPFpoXsqqsDbg0eoLWaNo7RzZW3n3nXdeOji+yt7lsNyM4JmhF1dPWdnsofcV4abGZl5bWVo5Y++4LJ1w2bXTVkfR5Y3vXrjg6OPLve4Q9GGqEEPfYrxLu2/nU1W9dufyeuMBy7opjQogCraj68rob3tsw9EWp1Anj+s2/+cH3j1RVuG+JbLq1a4yrhE1VQzdMn37lsnFNisPL9lZj5zqOH3TGGtYKIUR97J9HhBiyUP+foiPW8TGkZnDsTC0bP0wIkdMrX4ic2NvmjBVieVwUDh1plfD6w87AKgjdZr2wbrvvwFpwV7611LQpHoE1UQjxxpznhBBXewSW6mOqjBMi3wzkbCHEyALjH28LcVxzDayntRfMV44PTxRYBdvqzJeqYiseZZXZb6ay0+xqa4EroxG+VojnpAXmCTHfPqwhPMR4wwtyYKl2xYv6n5uszepnpdNRa63vvei+JR6BNe5u89/Dllc4Di8Ci8ByCawTQohrYylzs1F5GBy5qjh940ORI2RF9K+DhBC95ovIEfWUECNibYmwECKuBhA5/CfV1UaO1JEnNG1KKFQnxNWhUChsnOlCiN61r+tnz4jIb/rh0HK97FAo1OQWMZnH9XfddvG6Efp/1y6wrdK2hmIhxDN6HHsFlvJjquhni3lmRsY/mpWgOyPVGeOcejgUGitEbSgUOhENrJ1P61tZpzzN1of0ldeEQo9EA2tS/R1CjHhzUmRhc2c+ov9jxPw7Iy9urHBu2It6oA1Zu3GsvsDNk833xOpo44UQO+XAKsiO5MxLxyuFGHqtFVjKXfGy/o0/K0T+urrIdg2N5bcQQy6er38LQ7a7bonc9gyFhkR3jT64on5D5IvZuK5S/+/7Ex2HlyKw4o4fdM7AKr5XiFrbqRw2axHz9TN04Xq9onTUCrdXxL3Zzwx6MbJkrB7wrBCv28vV/37oRLGmaZPDbwnxfuTFy2J9ELuGCTGpWq8ilelHf22BdXYZfVjqiNG3a7l+MhSM18/L3fEfR1pDvhDVo+5eHh502D2wlB9TaZ4Qoej/TRXiYivkp0SDLDa28QZbH1aOeK9qpqbNXD9WCjzLtbY+rPfSxbLxg7XBGe8Lc39FtrTylf6alnl0rTJR6x8UYljNVE0rOjFN/ywFRrjWWEvoH7FJDiy95bVuV+Q7SBfvWoHl+o0PFet6TNS0Yv19I2ZEO7/zhXhp+wRN669XlCoXum2Jax+WHsDLI/XjprusHJQPL0Vg2b9ddNZOd/1AtSoqpUKMKDO6g2cZi8+sFGJtf/OIurN3dOGCO4Q4ZL5t6pBoI0jytBCVZiNI/52eHHfADZXyYYVVJUgYWIekmkpIiHuL3QNrrBB3im9qXqWpP6bSciE2RP/vGSHGdROXWf/oNsE9sMT0G2P9Myu8A8taoOjNSL+YpmkVlUK8bvTxFE0TYtiN8UX0E2LUidguj/7abJTbhPOMDbcCa5b5bWjalHuFGVjqXZERqdhNjB0p0e7G40LcYWx4lfmzodwSl8DSD4hZxldXrB+ZN8YfXgQWgeUSWA/Hutm1opuFKDX6mEdZnaGvCCGOWYfvUemg3KVZR21+k73YWUI8FTvbs19pijvgltdVXm2mzT7r+E4UWMUjYxur9Xpqd7jMPbC6yRmhDiz1x1Q6LMSk/mbU7nhfvFVg/uNyzSOwrI19Xoj0BIHV22zxVZtDwvX/OWz1lOfHijbpHexWD/WEeUKs06IX0/Ruds38zqrkwJop38531Aosj2/8HulIecRsu1ndCA9FK9fqLXEJrKeEuNvqkNO//ZDj8CKwCKx4QzSzjzZdOpP1a39FI+R7VAc/b/Qq6EfUPLOqXy+sRpJe+LNx69sgtzQVcSIrsNowCQNriNzaUYgLrF2egeXyMZWmWs3IK8WkguVCPGzWNdZ7BNZt1rXBdCHqEgSWVUcdZJ64G4R4sECuTd0RV6PUm8X7rH9dYtSdFkpfTbYQYzPlwDom135GjzICy+Mbt77Z0eYvwG65Ur7zyKVHC9y2xCWwJtlugX7IuFBtO7wILALLJbD0e1KnWC3C9wYbVfYq23vXmkfUEfnV3rEW4VFnE0qs6O8vsDSzYpe4SVgnxJCw78Baq3kGlsvHVNto1CoW6vkeNk6hMcZp6hZYs+QNuCNBYFkd5Tv0zhx9YPcIc79Yy9Q7fhYeiv0rw8yiDdELg7qrzWwwA2uc2QLTjCZ2JLA8vvHYJZnnjc2ZpthRLluiDKwmueqpaXcJMarAcXgRWASWOrD0PtpxVotwqNkk+KatP0pMcBy+R62FXhHitqK49W3Tf7srn57sFVhNPcLrQ7puvgMrMnDgeNVMf4F1mXdguXxMtReM+Dmq1/GajLP/GSHe0zwCK9ZtVRq9WukVWAvN181vZLJUU4reZ2kb+xa9Pe/d2L+K8o36Z5VVwTlhtXPNwKoRIn+w7Xcl0/sbj/0U9TbqXb2t/ryEW6IMLH2jttv2bCSI7YcXgUVg9XetO0wze5CjP/OXOtNtl+PwLZpu/iBuUN0kZoxJenDWuHp1YL2cLpfvM7DMsVrPlR4dnjiwlnsHlsvHVBskxM3GKf6G3o4eaXRhHfEKrOxkAiszPrAynNtXZS9hlGOByH6cOtbobdI38MEiW2DlCFEZK6DGWK/HN97DEViqSa1ctkQZWGGpY8zocnvYcXgRWASWS2CtF2LIFONYXmv95sXZZxxRUrd0thAjy4zunfHOYl+eZr73zmsVgfWC6vBOHFhalTmMMf9Qj0SBle0dWC4fU61/NyHeiTRK8zMj+XNPtAvraOoC60Ln9lXbChjtXGCZeckj0uldfLVVyzMD630h5tk7wTK9v3FHYE1QpJHrlqgCK2Tv4XrFGPKR4XLVg8AisGwWGr/cFZPM32X9iHop3Wab4/CNtFjC0V6ROmXB295ea8bRxPgDTh/W8Hr2sXfGaNFh0L4DS9O251QakbW+ZYHl8jFdPBtJkQXRiwlVkeyYYiZOagJL73yvs2+fvQaiD459z75AjdVcrze6pk7YA+uQEPfGSggZ6/X1jRuBVaAILNctUQVWjTOw3nAeXgQWgeXyt/TopaDDxhDD6Jn0jnO5+COqNnoOvBu9UqY0Z3tp5A6cd+MOOL2oWqvDKGFgHZMDS+/9Onp5pA0SalZgmaW5fEzNtSKaE2nO6GfitkgN4jrzDsPUBNZ4R5Uq3kiXGYfLRkSHt78dSyd1kzDbWK+vb9xsEnZTrHVk4rmPrf1xqTAvslpNwgwCC74D6xUhRs2JDMUxBlgftveKugVWlRDDhmsL8sWwhR5rLs6Yb3ZOxA64ofK9PKMTNgnDcYGlv+nodCHGNjUnsMzSXD6mi3ci1/mORGsD2vPi+cineCGFgaW3tZ/23KY7pdG7NjlCvBRtEe6OC6yhQgwrljcrsl5f37gZWGsjhfvcEkVgjbMfR3po7iCw4Duwhg/TA2XGiOjFdOOMuSRxYM0YqbcJr1VOFi7bNco40mMH3Cz5dz7DJbCutrVcMuKLPSqsDfYTWM7SbkxusvD39I7o5yJdWJGxj/u0i81La6kJLO3eRLu2VIjbilV/6BGpLQ+S2l5mYF1q1aM1477ITL/fuBlYs4R4y/eWKAJrkP1y4GVCDCsjsOA7sPQDYbn2hhDDphov3K2czdZxREXuV0lPPIXVLGMUaeyAOxQbKRS9tu4IrOVCdCuQNtAZWAXTndfO3QJLXdrdSU3aWypEVb3ZCFwvxLipQozsn8rAukyISaO9Nula503nUUW36b8lNdKkOGZg6dXLZ8wXx1gj3f1842ZgXSpf5Qunp6fP9NgSRWCVdZMHGve/zajZE1jwGVhh/eazFULcJZ1e+bFu0VmzwlOVR5T+wiAhKoscJR67qy52Z44+NHCaccDNt1Zg1bB25NsCy+hXflo6KxYMMyJm5+X3xrrLih80LxLYAmu+Ki+Upbl8TI+9tPw6aUz+ke3WyFBbYK1IJrAWegVWla0OeWnttfGjLnbZZvnJWFuTISV0qTZfqjaZgVUvd5nvtALLzzduBpatiHejVx3dt8QZWJGV1cs9iut9B9Z8TmUCS8vsJsQ990qjYPQMmVYQ66qK1uCdR9SdQjynnEfyqDwQsX6SUe0otSaSCsU6eSfWTnrIHIl4Y+wOleticw5k1hpzZOmhGrs79hnFZfDYGux5oSzN5WNqUwYNGqQYkNUkxMah5h4ouEGsfcTqE4+dU71jlYeEgVUVqzeqA2v0c0I8ZA6SffgGeeR8rKlrPYlmznwhnjcrZPrvyGQh8hfEB5b+62FOHHFikhVYfr5xM7Aiaz0c27FPe26JIrD0i5fpxm2gReuEmDTFX2BJ325ZOBx+kdO6kwaWfrTdJcT0CbaO0MsiV3JGV+cLUTdRfURdEhleoJirs+whIcY+EvnD1PC95lWhF6zLXvodr7X6YVp0eJ2oniXEWL3bNTLEp65XZImKm/XwKtC0sh7HRY5xauu32D4Ujiyw69JuQtwRX7eLrcGeF8rSXD6m3jh2TlwTOefvPm7lyuVC1FofPXZO1QoxbLzPwNLHWeX09wisSFfU/OiErT0qhZi0wxGiI4V4sDqy2ftq5YGlxb0jX+mzmiOw9AHzk8IVmjamelTc9DIJvnErsCZ3EyI/NFXTRl9ygxDTp3puiSKwIpOl1UaSeEe6tWziwJK+3QXCef8qOlhgOXSTquVDbDdyZeqTMomL09PT9Wkkn6t3OaKG6/M8vala37HICm6eXxudhjJ6wJ2IDFJfK3pFD9nKnJq7btObUPrwxRFHhkZvUxOj3uz2tvnczcr0N/OF6Fdv9pAMjZRWufHiyGCJu1+OX620BvsU4srS1B/TNbAiK98oFzjPcU5FZtw7/uCVfgIrU/8Qbx3XKysugRWJETEvPT1dHy47SVGlOKy3b29IT09/SQjbHD/Zka807AwsfUCZEPnH9clYLw9b3Wg+vnErsLQ3xkaKmK/fYJ7fI8GWKAIrUssdVZuePl+aVidxYEnfLoHVqQOrKDKdsfyUy4oVY2Njlqe4HlE5rkOFjh2Pred18xY4Y/B7L03r1c8csL5b05oiI0H1OSO+GZ29Vw+simfNt2+oyDSvug++NjYPr0hXVO1ia7AHlrI09cd0DSy9vmOVqVdUrHt/YufU8OigVl+BZd4Q4xFYWvXz1vZdrBwztt2awFhUHpZeHx+Zq7RMEVgzZplvOJJ5XWzihcTfeCywtPF3mIvWnUi0JYrA0iqWm9M0i9t2an4DS/p2CaxOHViRCk/cbHgLHlkrxM0X9wvdo7kfUWEhRk1xWeWJ5XVDxIj5l2W/YbVFB78yrZu4+6lIw+FY6cax4o4jkdCZ/JIQb0U60CevqBPieLQz7cKhhyrFDdMuKdIGx9ZcdPiueULc9mZOaLxqpbE1xD+kRVma6mNGAiukKHvGMOmNZfnSZFXSOTU8tFGIO3b7CiztxWUPivz0dzwCS5tQVStEt7rLsy8scNnPbywbIvKfS18enmF7+V77gHT5IRQnhr5581t36g+hGCTfP5noG5cCS1u4O/LL8dK4/om3RNWnpzVV96sbUbnxyNEKzX9gxb5dAgvNzMEjHfBjLU9mfBaA9iHD837h9uuQ8qceQHs2ep1tFqQOY+YQMZVvF+hghtqnfeswXuiQMQx0amVvi8S36LdHu0Z5PI0CQPtzOH2j/hTN3mPYFQCCLjrG/bkb2RMAAk8fIj09ew47AgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAOgsfn/6ZNc2dvL07+UtWvLnH7X1FnX95Ndfypv0b//ru+e2sZ//4/+zfW8/+/wPXdrYh//nP+Ut+u0fv3dOW/vT95fIm/S3//3jr7exH//338pb9OgPv/21tvbP//Pv7TauvjzdNRBOx/Lh9yeDsUmfFlkH2T+dGwjf/au1k/7zwy6B8JuJ5hYN/uk5gXDqJ7EE/dbXA+Fbv7U26e//4WuB8MP+7TSwftQ1IH5kbtFfg7JFXa1q39+dGxA/N+OhLCB51aXL+eZO+tdzgsKKh//4ekD8h7lF//61oPj79plXHwQmHbp+YGzSJ4HZopNzjAg9NzD+ydhJv+kSGL+IbtGrpwITWH8y24NfDwyzVfjPgQmsf6hol4F1OjiBdTq6Rb2Cs0VdPwpYBevcc39ufG8fBiewjCrWT84Jjlujm/St4ATWt4y+ha8Fx7+0y8A6GZx0OBndoo8CFFh/jm7SPwYnsM7tFdmi3wUnr7p8Ht1J3w9QYBm9WD8OTmD9OLpF/xKgwPohgUVgEVgEFoFFk5AmYfCbhP9Kk5AmYep9FLh0CFCGnpxgDP0ITmD9nbGTzg9OYP0uukUzgtPp/oWxk34SnMAyh1p8Ozid7u10XMPpgFWwNO3LwEVocKpY3x1tbFH/4A1rCE6v+15zkwJTxfrv4A1raJ8VrODEw8kma5P+HLQI1UZ/NyCB9W/WJv3vgOTVX2I/1F8EJK++Hxs4+l/ByKv/siJU+2FA8urb3JrDrTncmsOtOT5uzWn7sVjt+dYcAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAADg7vwuhvPZFwAILAA404HVcaLty69Of3Ly5Cenv2ri+wcIrEAb8+uull+P4QgAOmQMdZDAavqkq+QTKlkAgRXc5uDJrjYnv3Rb8tE9mx47C64e27TnUc40tGlgeb2vQwRW0Y+6xvlRkXLB4uuJpMSuL+ZcA4GVOp92dfhUtVxmBmnkx6ZMTjakNrC8IqqjB9aYk87AOqnqeKd+5beOxckGAitVvuqq8JWi/4ok8osqFoISWP7DrL04rQqs087l9hBEfu3hbAOBlSInVYF10rncJoLIdy8WZxtaHFEEllpXJedyjGfwP7qBcw8EFoFFYIHAoklIk5AmIQisDtbpzqgGxjWgzQIrFf9qn/wOa6ggiPy2CMs490Bgpcgc1cBR1Uiis4kif87m1AOBlTKf+qpg0YtFDxYIrADg5mdufgaB1X70OunjTsIIppdJ0HvF9DIgsFKOCfwAAqv9uEieIplbdwECK9h4CAVAYAEAgQWAwCKwABBYAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABPZwPolAgsAAQWAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAdyW9/+sX3Tp363hc//S37AkCgLfnjOZY/LmF/AO3W+V0M53fYj7j3e+dIvreXLx0gsALbHDx1js0p12bho3s2PXYWzpjHNu15lDMQBJZs8J/OifOnwcoFi68nQs6864s5B0Fgxfz0HIefqpbLzCA92sKmTE5CtE5gdYQwW3LKGVinVB3v1K/aqo7FSQgCy6OCpaxiPUpytJUyzkKCh8Ay/F9VYH3hXG4PwdFWzubsJbAILMMpVWCdci63ieBoK/dw9hJYzXyf17/ap3OUnMsxnqHtRjdw9hJYBBaBRWCh43Wed/TAokkY/IENnL0EFoFl+MJnpzujGhjXAAKrzfkd1lBBcLRVi5CRowQWgWWaoxo4qjpFziY6GNUAAiuAVSzlrTn0YtGDBQKrzXHzc7A7sLj5mcBqfih1wMBy3E14ynUKP6aXOcO9V0wvQ2ARWA5M4AcELaIILI+Od3mKZK5JAQRWsFkPoaB6BQQvsFLxLwAgsAAQWAQWAAILAAAAAAAAAAAAAAAAAAAAAAAAAAAAAJCsswF0SgQWAAILAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAICO5Hc/+/wvf/jDXz7/2e/YFwAC7dHfdLH85lH2B4AAV6/+0kXyFypZAALrFx92sfnwF641sT2bHjurE3ps0x7qnUAg9P+bLnH+pr9yweLrz+rEri/mUAHa3vldHM5XLZeZcVantimTYwVn5Ew8n33h7tE/OAPrD6oG0PVndXLXc7CAwGprP+ui8DNFsJ3V6VHFAoHV1j5XBdbnzuX2EFh7OFpAYLWxD1WB9aFzuU0E1iaOFhBYbayLknM58uqsszhaQGC1k8B6jLx6jKMFBBZNQpqEAIHlj99O9+sJLMY14MwFFvGl5ndYQwUtwjKOFhBYbWyiauBohWLBszt7YJ3NwQICKzi7ybOCRS8WPVggsAKAm5+5+RlBDyziK+Z38dPLuE6lwvQyAIHV5onFBH4AgdVu2KZIrmB/AARWsCtZPIQCILAAoJUDi/gCQGABQGoDizADAAAAAAAAAAAAAAAAAAAAAAAAAAAAgDPubACdEoEFgMACAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAADB9v8BtEL4kVZXiHcAAAAASUVORK5CYII=';

export const stylesheetPath = `/assets/${projectToken(stylesheet)}.css`;
export const scriptPath = `/assets/${projectToken(script)}.js`;
export const socialImagePath = `/assets/${projectToken(socialImage)}.png`;

/** Three rows of a table, the first one lit. */
export const mark =
  '<rect x="2" y="3" width="4" height="4" rx="2" fill="#2da44e"/><path d="M8.5 5h5.5M2 8.8h12M2 12.6h8" stroke="currentColor" stroke-width="1.6" stroke-linecap="round"/>';
export const favicon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" fill="none" color="#6e7781">${mark}</svg>`;

const forGood = 'public, max-age=31536000, immutable';
const forADay = 'public, max-age=86400';

export function addAssets(app: Hono, { compress, mayWait }: Pick<WebPorts, 'compress' | 'mayWait'>): void {
  // Prepared when first asked for: a failure is answered, not remembered, and ends no process.
  const cache = createPageCache(mayWait === true);
  const add = (path: string, text: string, type: string, cacheControl: string) => {
    app.get(path, async (c) => {
      const asset = await cache.read(path, 'assets', async () => text);
      c.header('Content-Type', type);
      c.header('Cache-Control', cacheControl);
      c.header('Vary', 'Accept-Encoding');
      c.header('ETag', asset.etag);
      return c.req.header('if-none-match') === asset.etag ? c.body(null, 304) : answerRendered(c, asset, '', compress);
    });
  };
  add(stylesheetPath, stylesheet, 'text/css; charset=utf-8', forGood);
  add(scriptPath, script, 'text/javascript; charset=utf-8', forGood);
  app.get(socialImagePath, (c) => {
    c.header('Cache-Control', forGood);
    c.header('Content-Type', 'image/png');
    return c.body(Uint8Array.from(atob(socialImage), (character) => character.charCodeAt(0)));
  });
  for (const path of ['/favicon.svg', '/favicon.ico']) add(path, favicon, 'image/svg+xml', forADay);
}
