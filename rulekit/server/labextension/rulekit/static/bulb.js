// The light bulb behind the line of the cursor, while the cursor is on one of our marks.

const BULB = `<svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true" fill="currentColor">
<path d="M8 1a5 5 0 0 0-3 9v2h6v-2a5 5 0 0 0-3-9zM5.5 13h5v1h-5zM6.5 15h3v1h-3z"/></svg>`;
const LABEL = 'Fix, silence or explain (Ctrl+. or Cmd+.)';
const BEHIND = 8;

/** Give the marks of one editor, as places in its text; lines that are gone meanwhile have none. */
function rangesIn(view, { virtualDocument }, diagnostics) {
  const offset = position => {
    const place = { line: position.line, ch: position.character, isVirtual: true };
    const at = virtualDocument.transformVirtualToEditor(place);
    const line = view.state.doc.line(Math.min(at.line + 1, view.state.doc.lines));
    return Math.min(line.from + at.ch, line.to);
  };
  const isHere = ({ line }) =>
    virtualDocument.getEditorAtVirtualLine({ line, ch: 0, isVirtual: true }).getEditor()?.editor === view;
  return diagnostics.flatMap(({ range }) => {
    try {
      return isHere(range.start) ? [{ from: offset(range.start), to: offset(range.end) }] : [];
    } catch {
      return [];
    }
  });
}

/** Give an extension for an editor with a bulb; `bulbs` holds those that there are. */
export function bulbFor({ EditorView, ViewPlugin }, bulbs, adapter, diagnosticsOf, open) {
  class Bulb {
    constructor(view) {
      this.view = view;
      this.adapter = adapter;
      this.button = document.createElement('button');
      this.button.className = 'rulekit-bulb';
      this.button.innerHTML = BULB;
      this.button.title = LABEL;
      this.button.setAttribute('aria-label', LABEL);
      // Who has no mouse presses the keys.
      this.button.tabIndex = -1;
      this.button.hidden = true;
      this.button.addEventListener('mousedown', event => event.preventDefault());
      this.button.addEventListener('click', () => open(view));
      view.dom.append(this.button);
      bulbs.add(this);
      this.learn();
    }

    learn() {
      this.ranges = rangesIn(this.view, adapter, diagnosticsOf(adapter));
      this.place();
    }

    update(update) {
      if (update.docChanged) {
        this.ranges = this.ranges.map(({ from, to }) => ({
          from: update.changes.mapPos(from, -1),
          to: update.changes.mapPos(to, 1),
        }));
      }
      this.place();
    }

    get isOnMark() {
      const { from, to } = this.view.state.selection.main;
      return this.view.hasFocus && this.ranges.some(range => range.from <= to && from <= range.to);
    }

    place() {
      this.view.requestMeasure({
        key: this,
        read: view => {
          const line = view.state.doc.lineAt(view.state.selection.main.head);
          const end = this.isOnMark && view.coordsAtPos(line.to);
          const around = view.dom.getBoundingClientRect();
          return end && { left: end.right - around.left + BEHIND, top: end.top - around.top, most: around.width };
        },
        write: place => {
          this.button.hidden = !place;
          if (place) {
            this.button.style.left = `${Math.min(place.left, place.most - this.button.offsetWidth)}px`;
            this.button.style.top = `${place.top}px`;
          }
        },
      });
    }

    destroy() {
      bulbs.delete(this);
      this.button.remove();
    }
  }

  const theme = EditorView.baseTheme({
    '.rulekit-bulb': {
      position: 'absolute',
      zIndex: 5,
      padding: '1px 2px',
      lineHeight: 0,
      border: '1px solid var(--jp-border-color1)',
      borderRadius: '3px',
      background: 'var(--jp-layout-color1)',
      color: 'var(--jp-warn-color0)',
      cursor: 'pointer',
    },
    '.rulekit-bulb[hidden]': { display: 'none' },
    '.rulekit-bulb:hover': { background: 'var(--jp-layout-color2)' },
  });
  return [ViewPlugin.define(view => new Bulb(view)), theme];
}
