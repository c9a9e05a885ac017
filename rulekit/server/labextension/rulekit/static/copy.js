// A copy of a document, as it is at one moment, that the language server is asked about, and what it changes in it.
//
// JupyterLab sends the server a whole notebook as one text, in which the place of an edit cannot be told for certain.
// So the cells are sent once more, as the notebook that they are, for as long as it takes to choose what to do.

const MARKUP = 1;
const CODE = 2;

function cellOf({ model, uri }) {
  const count = model.execution_count;
  return {
    kind: model.cell_type === 'markdown' ? MARKUP : CODE,
    document: uri,
    metadata: { id: model.id, metadata: model.metadata },
    ...(typeof count === 'number' && { executionSummary: { executionOrder: count } }),
  };
}

const LANGUAGES = { markdown: 'markdown', raw: 'raw' };

function itemOf({ model, uri, text }, language) {
  return { uri, languageId: LANGUAGES[model.cell_type] ?? language, version: 1, text };
}

function offset(text, { line, character }) {
  const starts = [0, ...[...text.matchAll(/\r\n|\r|\n/g)].map(end => end.index + end[0].length)];
  return line < starts.length ? Math.min(starts[line] + character, text.length) : text.length;
}

function applyTo({ model, text }, edits) {
  // Begun at the end, so that no edit moves the place of another; of two at one place, the later comes first.
  const last = [...edits].reverse().sort((one, other) => offset(text, other.range.start) - offset(text, one.range.start));
  model.undoManager?.stopCapturing();
  model.transact(() => {
    for (const { range, newText } of last) {
      model.updateSource(offset(text, range.start), offset(text, range.end), newText);
    }
  });
  model.undoManager?.stopCapturing();
}

export class Copy {
  constructor(connection, document, shared) {
    this._connection = connection;
    this._language = document.language;
    this._shared = shared;
    // A name of its own, as the server tells each page that is open the answers to all.
    this._uri = `${document.documentInfo.uri}?copy=${crypto.randomUUID?.() ?? Math.random()}`;
    this._isNotebook = 'cells' in shared;
    this._parts = this._models.map((model, at) => ({
      model,
      uri: this._isNotebook ? `${this._uri}#${at}` : this._uri,
      text: model.source,
    }));
  }

  get _models() {
    return this._isNotebook ? this._shared.cells : [this._shared];
  }

  async open() {
    const items = this._parts.map(part => itemOf(part, this._language));
    if (!this._isNotebook) {
      return this._connection.sendNotification('textDocument/didOpen', { textDocument: items[0] });
    }
    const notebookDocument = {
      uri: this._uri,
      notebookType: 'jupyter-notebook',
      version: 1,
      metadata: { metadata: this._shared.metadata },
      cells: this._parts.map(cellOf),
    };
    return this._connection.sendNotification('notebookDocument/didOpen', { notebookDocument, cellTextDocuments: items });
  }

  async close() {
    if (!this._isNotebook) {
      return this._connection.sendNotification('textDocument/didClose', { textDocument: { uri: this._uri } });
    }
    const cellTextDocuments = this._parts.map(({ uri }) => ({ uri }));
    const notebookDocument = { uri: this._uri };
    return this._connection.sendNotification('notebookDocument/didClose', { notebookDocument, cellTextDocuments });
  }

  async actions(model, range) {
    const { uri } = this._parts.find(part => part.model === model);
    const asked = { textDocument: { uri }, range, context: { diagnostics: [] } };
    return (await this._connection.sendRequest('textDocument/codeAction', asked)) ?? [];
  }

  /** Give an action with its edit, which our server makes only for the one that is chosen, and others make at once. */
  async resolved(action) {
    return action.data && !action.edit ? this._connection.sendRequest('codeAction/resolve', action) : action;
  }

  /** Make the edits of a copy in the document, unless it is another by now, or one of its cells is locked. */
  apply(changes) {
    const changed = new Map(this._parts.map(part => [part, changes[part.uri]]).filter(([, edits]) => edits));
    const models = this._models;
    const isSame = this._parts.every(({ model, text }, at) => models[at] === model && model.source === text);
    const isKnown = changed.size === Object.keys(changes).length && models.length === this._parts.length;
    const isLocked = [...changed.keys()].some(({ model }) => model.metadata?.editable === false);
    if (!isSame || !isKnown || isLocked) {
      return false;
    }
    changed.forEach((edits, part) => applyTo(part, edits));
    return true;
  }
}
