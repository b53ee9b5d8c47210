"""What a person sees of a rendered page, said by the browser that drew it and kept in the page's HTML.

External style sheets, scripts and the width of the screen decide what is shown and what is crossed out, and none of them is
in the DOM. So the browser marks what it hides and strikes in a copy of the DOM (the page itself is let be: its scripts may
watch it), and whoever reads the copy, today or from a recording, needs no browser to know.
"""

from __future__ import annotations

from typing import Final

from schema.text import LOOK_ATTRIBUTE

# A function of the page's root: its HTML, in which the outermost element of what nobody sees has the attribute with the value
# `hidden`, and each element that crosses its words out `struck`. A text is judged by where it is drawn, an element by its text:
# what is visible inside something invisible stays. `s`, `del` and `strike` say it themselves.
MARKED_HTML: Final = (
    """(root => {
  const MARK = '"""
    + LOOK_ATTRIBUTE
    + """';
  const UNREAD = new Set(['script', 'style', 'template', 'noscript', 'svg', 'object', 'iframe', 'select', 'textarea']);
  const STRIKES = new Set(['s', 'del', 'strike']);
  const copy = document.implementation.createHTMLDocument('').importNode(root, true);
  for (const own of copy.querySelectorAll(`[${MARK}]`)) own.removeAttribute(MARK);

  const width = Math.max(root.scrollWidth, innerWidth), range = document.createRange();
  const away = (rect, scrolls) => rect.bottom + scrollY <= 0
    || (!scrolls && (rect.right + scrollX <= 0 || rect.left + scrollX >= width));
  const moves = (element, style) => style.animationName !== 'none' || style.willChange !== 'auto' || style.transform !== 'none'
    || /[1-9]/.test(style.transitionDuration) || element.hasAttribute('data-aos');
  // What is to fade in when one scrolls to it is seen by whoever reads on.
  const faint = (element, style, rect) => style.opacity === '0' && !(rect.top >= innerHeight && moves(element, style));
  const cut = style => /^(?:inset\\((?:50|100)%|circle\\(0)/.test(style.clipPath)
    || (/^rect\\((?:[01]px,? ?){4}\\)/.test(style.clip) && /absolute|fixed/.test(style.position));
  const clips = (style, rect) => !/^(?:inline|contents)$/.test(style.display) && style.overflow !== 'visible'
    && (rect.width <= 1 || rect.height <= 1);
  const escapes = (style, clip) => style.position === 'fixed' || (style.position === 'absolute' && clip === 'static');

  const seenAt = (element, outer) => {
    const style = getComputedStyle(element), rect = element.getBoundingClientRect();
    const drawn = style.display === 'contents' ? outer.drawn && style.visibility === 'visible'
      : element.checkVisibility({checkVisibilityCSS: true});
    const clip = clips(style, rect) ? style.position : outer.clip && !escapes(style, outer.clip) ? outer.clip : '';
    const gone = outer.gone || faint(element, style, rect) || cut(style) || style.contentVisibility === 'hidden';
    const scrolls = outer.scrolls || /auto|scroll/.test(style.overflowX);
    const shrunk = style.transform !== 'none' && rect.width * rect.height === 0;
    const struck = style.textDecorationLine.includes('line-through') && !STRIKES.has(element.localName);
    const size = rect.width * rect.height > 0;
    return {drawn, clip, gone, scrolls, struck, visible: drawn && !clip && !gone && !shrunk && !(size && away(rect, scrolls))};
  };
  const isDrawn = (text, at) => {
    if (!at.drawn || at.clip || at.gone || text.parentElement.matches('details:not([open])')) return false;
    range.selectNodeContents(text);
    const rect = range.getBoundingClientRect();
    return rect.width > 0 && rect.height > 0 && !away(rect, at.scrolls);
  };
  const wrapped = text => {
    const span = text.ownerDocument.createElement('span');
    span.setAttribute(MARK, 'hidden');
    text.replaceWith(span);
    span.append(text);
  };
  // {said: it holds text, seen: some of it is seen, marks: what was marked as hidden inside}
  const visit = (element, twin, at) => {
    const found = {said: false, seen: false, marks: []}, unseen = [];
    let other = twin.firstChild;
    for (let node = element.firstChild; node; node = node.nextSibling) {
      const own = other;
      other = other.nextSibling;
      if (node.nodeType === Node.TEXT_NODE && node.data.trim()) {
        found.said = true;
        if (isDrawn(node, at)) found.seen = true;
        else unseen.push(own);
      } else if (node.nodeType === Node.ELEMENT_NODE && !UNREAD.has(node.localName)) {
        const inner = visit(node, own, seenAt(node, at));
        found.said ||= inner.said;
        found.seen ||= inner.seen;
        found.marks.push(...inner.marks);
      }
    }
    if (found.said && !found.seen && (!at.visible || unseen.length)) {
      for (const inside of found.marks) inside.removeAttribute(MARK);
      twin.setAttribute(MARK, 'hidden');
      return {...found, marks: [twin]};
    }
    if (unseen.length) unseen.forEach(wrapped);
    if (at.struck && found.said) twin.setAttribute(MARK, 'struck');
    return found;
  };
  const twin = [...copy.children].find(child => child.localName === 'body');
  if (document.body && twin)
    visit(document.body, twin, {drawn: true, clip: '', gone: false, scrolls: false, struck: false, visible: true});
  return copy.outerHTML;
})"""
)
